/* What somebody who has the symbols and types of the kernel image can tell. dump/ asks through
 * this and knows neither DWARF nor BTF; analyze/ connects it with sym/. Addresses are those that
 * the image was linked for; dump/ moves them by the KASLR offset, and finds the symbols of
 * modules in the dump itself. */
#ifndef CS_DUMP_SYMBOLS_H
#define CS_DUMP_SYMBOLS_H

#include <stdbool.h>

#include "base/str.h"

struct cs_dump_member {
	uint64_t offset, size; /* bytes, from the begin of the outermost type */
	unsigned bit;          /* where a bit field begins, from the lowest bit at OFFSET on */
};

struct cs_dump_function {
	char name[128];
	uint64_t start, size; /* size 0: unknown */
};

/* Where the caller's registers are at some instruction, by their DWARF numbers (x86-64: 6 rbp, 7
 * rsp, 16 the return address; arm64: 29 and 30 x29 and x30, 31 sp). */
#define CS_DUMP_REGISTERS 33u
enum cs_dump_rule_kind {
	CS_DUMP_RULE_SAME,     /* in the register itself still */
	CS_DUMP_RULE_LOST,     /* nobody knows */
	CS_DUMP_RULE_SAVED,    /* at the CFA plus OFFSET */
	CS_DUMP_RULE_VALUE,    /* the CFA plus OFFSET */
	CS_DUMP_RULE_REGISTER, /* in REG */
};

struct cs_dump_rule {
	enum cs_dump_rule_kind kind;
	unsigned reg;
	int64_t offset;
};

struct cs_dump_frame_rules {
	unsigned cfa; /* the register that the CFA is CFA_OFFSET above */
	int64_t cfa_offset;
	unsigned return_address;
	struct cs_dump_rule of[CS_DUMP_REGISTERS];
};

struct cs_dump_symbols {
	void *ctx;
	bool (*address)(void *ctx, const char *name, uint64_t *link);
	/* sizeof(struct TYPE). */
	bool (*size)(void *ctx, const char *type, uint64_t *bytes);
	/* PATH may lead through members: "thread.cpu_context.pc". */
	bool (*member)(void *ctx, const char *type, const char *path, struct cs_dump_member *m);
	/* The function that holds the link address. */
	bool (*function)(void *ctx, uint64_t link, struct cs_dump_function *f);
	/* The rules at a link address; false: nothing is known of it. May be NULL. */
	bool (*rules)(void *ctx, uint64_t link, struct cs_dump_frame_rules *r);
	/* Called when the dump's state is freed; may be NULL. */
	void (*close)(void *ctx);
};

#endif
