/* Private to dump/: what the readers of the machine's state share. */
#ifndef CS_DUMP_MACHINE_H
#define CS_DUMP_MACHINE_H

#include "base/mem.h"
#include "dump/state.h"

struct cs_machine {
	struct cs_dump *dump;
	struct cs_vm *vm;
	struct cs_dump_symbols symbols;
	struct cs_layout layout;
	struct cs_dump_state *state;
	uint64_t slide;                /* run-time less link address of the image */
	uint64_t text_begin, text_end; /* of the image, init text included */
	uint64_t stack_bytes;          /* THREAD_SIZE */
	CS_VEC(struct cs_dump_task *) idle;
	CS_VEC(struct cs_dump_task *) found;
	CS_VEC(struct cs_dump_task *) by_address; /* of both, sorted; made when first needed */
	unsigned list_steps, held_scans;          /* done so far, against their limits */
	/* x86: the image's ORC tables */
	uint64_t orc_ip, orc, orc_count;
	bool orc_codes_new;   /* of registers, since some 6.13+ */
	bool orc_new;         /* layout since 6.4 */
	unsigned orc_end_bit; /* before that: of the word with the flags */
};

/* Run-time address of a symbol of the image. */
bool cs_machine_symbol(const struct cs_machine *m, const char *name, uint64_t *va);
/* A CPU's instance of a per-CPU variable. */
bool cs_machine_per_cpu(const struct cs_machine *m, const char *name, int cpu, uint64_t *va);
/* A member's value; 0 and false when it or the memory isn't there. Members of 4 bytes are
 * zero-extended. */
bool cs_machine_get(const struct cs_machine *m, uint64_t object, enum cs_layout_member id,
		    uint64_t *value);
/* The function at VA, of the image or a module. */
bool cs_machine_function(const struct cs_machine *m, uint64_t va, struct cs_dump_function *f,
			 struct cs_dump_module **module);
/* Whether VA is in a function of NAME. */
bool cs_machine_in(const struct cs_machine *m, uint64_t va, const char *name);
bool cs_machine_is_text(const struct cs_machine *m, uint64_t va);

/* tasks.c */
bool cs_machine_list_tasks(struct cs_machine *m);
void cs_machine_find_cpus(struct cs_machine *m);
/* The task whose task_struct is at ADDRESS, idle ones too. */
struct cs_dump_task *cs_machine_task_at(struct cs_machine *m, uint64_t address);
/* modules.c */
void cs_machine_list_modules(struct cs_machine *m);
struct cs_dump_module *cs_machine_module_at(const struct cs_machine *m, uint64_t va);
bool cs_machine_module_function(const struct cs_machine *m, struct cs_dump_module *mod, uint64_t va,
				struct cs_dump_function *f);
/* locks.c: what T, asleep, waits for: lock_kind, lock. */
void cs_machine_find_lock(struct cs_machine *m, struct cs_dump_task *t);
/* spin.c: the same for one that runs. */
void cs_machine_find_spinlock(struct cs_machine *m, struct cs_dump_task *t);
/* locks.c: its owner as the lock itself tells it, NULL when it doesn't. *SHARED: as one of
 * perhaps several readers. *GONE: an owner that is no task any more. */
struct cs_dump_task *cs_machine_lock_owner(struct cs_machine *m, const struct cs_dump_task *t,
					   bool *shared, uint64_t *gone);
/* locks.c: the lock's name as lockdep has it, or an empty one. */
void cs_machine_lock_name(struct cs_machine *m, const struct cs_dump_task *t, char *name,
			  size_t size);
/* held.c: lockdep's list of what each task holds. */
bool cs_machine_has_held(const struct cs_machine *m);
/* The struct lockdep_map that T, whose stack is unwound, is about to get; 0 unknown. */
uint64_t cs_machine_awaited_map(struct cs_machine *m, const struct cs_dump_task *t);
/* Who holds it, T itself too; *OTHERS counts further ones. Every waiter's lock_map is set. */
struct cs_dump_task *cs_machine_held_by(struct cs_machine *m, const struct cs_dump_task *t,
					unsigned *others);
/* waits.c */
void cs_machine_find_waits(struct cs_machine *m);
/* unwind*.c: the most frames of one stack are CS_LIMIT_FRAMES. */
struct cs_unwind_start {
	uint64_t pc, sp, fp, lr;
	bool exact, has_lr, guessed;
};
/* Registers by DWARF number; KNOWN has a bit for each that is. */
struct cs_unwind_registers {
	uint64_t v[CS_DUMP_REGISTERS], known;
};

void cs_machine_unwind(struct cs_machine *m, struct cs_dump_task *t);
void cs_unwind_set(struct cs_unwind_registers *r, unsigned n, uint64_t value);
/* From *PC, with R, to its caller. EXACT: *PC is an instruction that was about to be carried out,
 * else a return address. False, and all as it was, where the image's call frame information
 * doesn't tell, or asks for what isn't known. */
bool cs_unwind_by_cfi(struct cs_machine *m, uint64_t *pc, bool exact,
		      struct cs_unwind_registers *r);
size_t cs_unwind_x86(struct cs_machine *m, const struct cs_unwind_start *s, struct cs_dump_pc *pcs,
		     size_t max);
size_t cs_unwind_arm64(struct cs_machine *m, const struct cs_unwind_start *s,
		       struct cs_dump_pc *pcs, size_t max);
/* Where a running task without saved registers can be picked up: the call that panic() made, else
 * (guessed) the deepest one that leads to the stack's end. False when its stack holds none. */
bool cs_unwind_find_arm64(struct cs_machine *m, const struct cs_dump_task *t,
			  struct cs_unwind_start *s);
bool cs_unwind_find_x86(struct cs_machine *m, const struct cs_dump_task *t,
			struct cs_unwind_start *s);

#endif
