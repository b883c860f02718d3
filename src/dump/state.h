/* The machine's state in a dump: its CPUs, its threads with their stacks, which of them panicked,
 * which wait and for what. Takes the kernel's symbols and types. */
#ifndef CS_DUMP_STATE_H
#define CS_DUMP_STATE_H

#include "base/arena.h"
#include "dump/dump.h"
#include "dump/layout.h"
#include "event/event.h"

/* One place of a stack. */
struct cs_dump_pc {
	uint64_t va;
	bool exact; /* an interrupted instruction, not a return address */
};

struct cs_dump_task {
	uint64_t address; /* of its task_struct */
	long pid, tgid;
	char comm[20];
	uint64_t state; /* task_struct.__state */
	int cpu;
	bool on_cpu; /* is the current task of CPU */
	bool idle;
	bool kthread;
	bool spins;             /* runs in the loop of a spinlock */
	uint64_t since;         /* when it last ran, in ns of the kernel's clock; 0 unknown */
	uint64_t arrived;       /* when it last came onto a CPU, the same */
	uint64_t stack;         /* its lowest address */
	struct cs_dump_pc *pcs; /* innermost first */
	size_t pc_count;
	bool unwound;                /* PCS is all that there is to know */
	bool pcs_guessed;            /* nobody saved where it ran: records that lie in its stack */
	struct cs_stack *trace;      /* the same with names; NULL until cs_dump_name_stack() */
	const char *lock_kind;       /* "mutex" …, of what it waits for; NULL unknown */
	uint64_t lock;               /* its address; 0 unknown */
	uint64_t lock_map;           /* the lock's struct lockdep_map; 0 unknown */
	struct cs_str lock_name;     /* of its class, as lockdep has it, or empty */
	struct cs_str waits_for;     /* "mutex 0x… held by lab_ba (56)", or empty */
	struct cs_dump_task *holder; /* who has what it waits for, or NULL */
	size_t mark;                 /* private to waits.c */
};

struct cs_dump_cpu {
	int cpu;
	bool online;
	struct cs_dump_task *current;        /* or NULL */
	const struct cs_dump_cpu_note *note; /* its registers, or NULL */
};

/* A module that was loaded. */
struct cs_dump_section {
	char name[48];
	uint64_t address;
};

struct cs_dump_symbol {
	uint64_t address;
	uint32_t name;  /* offset in names */
	uint32_t index; /* in the module's symbol table: of equal addresses the first counts */
};

struct cs_dump_module {
	char name[64];
	char build_id[48];                      /* "" unknown */
	uint64_t address;                       /* of its struct module */
	uint64_t base, size;                    /* of its code */
	uint64_t init_base, init_size;          /* of its __init code; size 0 when that is gone */
	const struct cs_dump_section *sections; /* with CONFIG_KALLSYMS */
	size_t section_count;
	struct cs_dump_symbol *symbols; /* its kallsyms, ascending; read when first needed */
	size_t symbol_count;
	char *names;
	bool symbols_read;
};

/* A chain of tasks, each of which waits for what the next one holds. */
struct cs_dump_wait {
	struct cs_dump_task **tasks;
	size_t task_count;
	bool ring;           /* the last waits for the first: a deadlock */
	struct cs_str words; /* "a (5) waits for mutex 0x… held by b (6), which is running" */
};

struct cs_dump_state {
	struct cs_arena arena;
	struct cs_dump_task **tasks; /* without the idle ones */
	size_t task_count;
	struct cs_dump_cpu *cpus;
	size_t cpu_count;
	struct cs_dump_cpu *panic;     /* the CPU that panicked, or NULL */
	struct cs_dump_task **blocked; /* in uninterruptible sleep */
	size_t blocked_count;
	struct cs_dump_module *modules;
	size_t module_count;
	struct cs_dump_wait *waits; /* deadlocks first; at most CS_LIMIT_DUMP_WAITS */
	size_t wait_count;
	uint64_t now; /* the latest that the kernel's clock is known to have shown, ns; 0 unknown */
};

/* Reads the state with what SYMBOLS knows. CS_NOT_FOUND: no tasks can be listed (d's notes say
 * why); else d->rung says how far it came. The state is D's, and so are SYMBOLS from now on. */
enum cs_status cs_dump_read_state(struct cs_dump *d, const struct cs_dump_symbols *symbols);
/* The stack of one task, when it hasn't been unwound yet. */
void cs_dump_unwind_task(struct cs_dump *d, struct cs_dump_task *t);
/* Gives T the trace of its stack: symbols, offsets, modules; places are others' to add. */
void cs_dump_name_stack(struct cs_dump *d, struct cs_dump_task *t);
/* The function that holds a run-time address, and its module (NULL: the image's own). False
 * when the address is in no code. A module without kallsyms gives an empty name. */
bool cs_dump_function_at(struct cs_dump *d, uint64_t va, struct cs_dump_function *f,
			 const struct cs_dump_module **module);
/* By pid; NULL when there is none. */
struct cs_dump_task *cs_dump_find_task(const struct cs_dump *d, long pid);
/* Whether T is one of W's tasks. */
bool cs_dump_wait_has(const struct cs_dump_wait *w, const struct cs_dump_task *t);
void cs_dump_free_state(struct cs_dump *d);
/* In uninterruptible sleep, and not by design (TASK_IDLE). */
bool cs_dump_task_is_blocked(const struct cs_dump_task *t);
/* Seconds that T has been as it is, as far as the dump tells: since it last ran, or of one that
 * runs, since it came onto its CPU; negative: unknown. */
double cs_dump_task_seconds(const struct cs_dump *d, const struct cs_dump_task *t);
/* "R", "S", "D", … as ps shows it. */
const char *cs_dump_task_state(const struct cs_dump_task *t);

#endif
