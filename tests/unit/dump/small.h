/* A machine in an array: memory, symbols and layouts that a test writes by hand. */
#ifndef CS_TESTS_UNIT_DUMP_SMALL_H
#define CS_TESTS_UNIT_DUMP_SMALL_H

#include "dump/state.h"

#define SMALL_BYTES (256u << 10)
#define SMALL_VA 0xffff800008000000ull /* of the first byte */

struct small_symbol {
	const char *name;
	uint64_t va, size; /* size 0: data */
};

struct small {
	unsigned char ram[SMALL_BYTES];
	bool lost[SMALL_BYTES / 4096]; /* pages that can't be read */
	struct small_symbol symbols[64];
	size_t symbol_count;
	bool new_tables;      /* the SMMU's driver has no registers beside its table */
	bool first_waiters;   /* locks point to their first waiter and have no list */
	unsigned orc_end_bit; /* of struct orc_entry, from its flags on */
	struct cs_dump *dump;
	struct cs_dump_symbols ask;
};

/* An arm64 or x86 machine without tasks: banner, init_task at SMALL_INIT_TASK, one CPU. */
struct small *small_new(enum cs_dump_arch arch);
void small_free(struct small *s);
void small_put(struct small *s, uint64_t va, uint64_t word);
void small_symbol(struct small *s, const char *name, uint64_t va, uint64_t size);
/* A task behind the others in the list; its stack is at STACK. Returns its task_struct. */
uint64_t small_task(struct small *s, long pid, const char *comm, uint64_t state, uint64_t stack);

#define SMALL_INIT_TASK (SMALL_VA + 0x1000)
/* Offsets in the made-up struct task_struct. */
enum {
	T_TASKS = 0,
	T_PID = 16,
	T_TGID = 20,
	T_COMM = 24,
	T_STATE = 40,
	T_STACK = 48,
	T_FP = 56,
	T_SP = 64,
	T_PC = 72,
	T_CPU = 80,
	T_FLAGS = 84,
	T_EXEC_START = 88,
	T_PI_BLOCKED_ON = 96,
	T_DEPTH = 104,
	T_HELD = 112, /* struct held_lock: instance, acquire_ip */
	T_ARRIVED = 176
};

#endif
