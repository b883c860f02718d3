/* Symbols of a run: a vmlinux, modules, and what the store holds; asked for the places of a
 * trace's frames. It knows nothing of logs or events.
 *
 * One struct cs_sym serves all inputs and threads of a run: it holds a lock of its own, and
 * opens each file once. What a question is about (which kernel, which KASLR offset) comes
 * with the question. */
#ifndef CS_SYM_SYM_H
#define CS_SYM_SYM_H

#include "base/arena.h"
#include "base/error.h"

struct cs_sym;
struct cs_binary;

struct cs_sym_options {
	const char *vmlinux;        /* NULL: none given */
	const char *const *modules; /* folders with modules, or single files */
	size_t module_count;
	const char *const *stores; /* more stores, searched before the default one */
	size_t store_count;
	bool force;       /* take symbols that don't match */
	unsigned seconds; /* for looking through debug information; 0: CS_LIMIT_SYMBOL_SECONDS */
};

/* Opens the vmlinux and lists the folders of modules. NULL on failure: a file that was named
 * can't be read, or holds no symbols. */
struct cs_sym *cs_sym_new(const struct cs_sym_options *how, struct cs_error *err);
void cs_sym_free(struct cs_sym *s);

/* What is known of the kernel that crashed. Empty views: not known. */
struct cs_sym_kernel {
	struct cs_str release;  /* "6.1.192-lab" */
	struct cs_str banner;   /* "Linux version …" */
	struct cs_str build_id; /* hex */
	bool has_offset;
	uint64_t offset; /* KASLR: run-time address minus link address */
	uint64_t text;   /* where its _text was linked to; 0 not known */
};

/* Where an address is: innermost inlined call first, the function itself last. */
struct cs_sym_place {
	struct cs_str function, file;
	int line; /* 0 unknown */
	bool inlined;
};

struct cs_sym_question {
	struct cs_str symbol; /* as logged; empty: only the address is known */
	uint64_t offset, size, address;
	bool has_offset, has_size, has_address;
	struct cs_str module;   /* empty: built in */
	struct cs_str build_id; /* of the module, or of the kernel; empty: not told */
	bool call;              /* a return address: the place of the call is wanted */
};

struct cs_sym_answer {
	struct cs_sym_place *places; /* in the caller's arena */
	size_t place_count;
	struct cs_str symbol; /* of a question without one: "foo" … */
	struct cs_str module; /* … and the module that a listing says it is of */
	uint64_t symbol_offset, symbol_size;
	struct cs_str note; /* why there is no place, or what is in doubt; or empty */
	struct cs_binary *binary;
	uint64_t link_address; /* of the place, in it; valid with a binary */
};

/* CS_OK: there are places. CS_NOT_FOUND and CS_MISMATCH: none, and the note says why. */
enum cs_status cs_sym_ask(struct cs_sym *s, const struct cs_sym_kernel *kernel,
			  const struct cs_sym_question *q, struct cs_arena *arena,
			  struct cs_sym_answer *a);

/* Two frames of a trace, each with the question that was asked and its answer. When CALLER's call
 * is of another function than CALLEE is of, how it came there: "tail-called through foo". Empty:
 * the call is direct, or it is not known. */
struct cs_sym_frame {
	const struct cs_sym_answer *answer;
	bool call; /* a return address */
};
struct cs_str cs_sym_chain(struct cs_sym *s, const struct cs_sym_frame *callee,
			   const struct cs_sym_frame *caller, struct cs_arena *arena);

/* What pointers in scope at an answer's place have at OFFSET: "struct cs_dev.queue (dev of
 * cs_submit)" each, into the caller's arena; how many of at most MAX. BASE: only of pointers that
 * are in this register there ("rax"); NULL: of all. */
size_t cs_sym_members(struct cs_sym *s, const struct cs_sym_answer *a, uint64_t offset,
		      const char *base, struct cs_arena *arena, struct cs_str *out, size_t max);

/* A parameter of a function at an answer's place, inlined ones first. */
struct cs_sym_parameter {
	struct cs_str function, name, type;
	struct cs_str where; /* "in rdi", "rdi at entry", "on the stack", "optimized away" */
	struct cs_str reg;   /* whose value plus OFFSET it is; empty: none */
	int64_t offset;
	bool has_constant;
	uint64_t constant;
};

size_t cs_sym_parameters(struct cs_sym *s, const struct cs_sym_answer *a, struct cs_arena *arena,
			 struct cs_sym_parameter *out, size_t max);

/* Whether the vmlinux is that of KERNEL: CS_OK, or CS_MISMATCH with WHY in words that show both
 * values; CS_NOT_FOUND when no vmlinux was given. What can't be compared counts as equal. */
enum cs_status cs_sym_check_kernel(struct cs_sym *s, const struct cs_sym_kernel *kernel, char *why,
				   size_t size);
/* The path of the vmlinux that is used for KERNEL, or NULL: the one that was given, else what
 * the stores and the system have of that very kernel (search.h). Valid as long as S. */
const char *cs_sym_vmlinux_for(struct cs_sym *s, const struct cs_sym_kernel *kernel);
/* The vmlinux that was given, or NULL. */
const char *cs_sym_vmlinux(const struct cs_sym *s);
/* Whether the user named any symbols: then what is missing is worth a note. */
bool cs_sym_is_explicit(const struct cs_sym *s);
/* Whether symbols that do not match are taken. */
bool cs_sym_is_forced(const struct cs_sym *s);
/* The next trouble with an index that wasn't told yet, into BUF; false when there is none. */
bool cs_sym_take_problem(struct cs_sym *s, char *buf, size_t size);

/* ---- the vmlinux as a description of the kernel's data ---- */

struct cs_types;

/* Whoever uses cs_sym_types() holds the lock for as long, and the time counts as looking through
 * debug information; it may not ask anything else of S
 * meanwhile but cs_types_*(). */
void cs_sym_lock(struct cs_sym *s);
void cs_sym_unlock(struct cs_sym *s);
/* The vmlinux's types (types.h); NULL without vmlinux or debug information. */
struct cs_types *cs_sym_types(struct cs_sym *s);
/* The link address of a symbol of the vmlinux (data or code; per-CPU ones as offset). Takes the
 * lock itself. False when there is none, or more than one. */
bool cs_sym_address(struct cs_sym *s, const char *name, uint64_t *address);
/* The function of the vmlinux that covers a link address, by its symbols alone: no DWARF is
 * read. *SPAN is the distance to the next symbol, 0 unknown. Takes the lock itself. */
bool cs_sym_function(struct cs_sym *s, uint64_t address, char *name, size_t size, uint64_t *start,
		     uint64_t *span);
struct cs_cfi_row;
/* By which rules the caller is found from a link address of the vmlinux (cfi.h); false: nothing is
 * said of it. Takes the lock itself. */
bool cs_sym_cfi(struct cs_sym *s, uint64_t address, struct cs_cfi_row *row);
/* Bytes of the vmlinux at a link address, from its file: how many of N were there. */
size_t cs_sym_read(struct cs_sym *s, uint64_t address, void *buf, size_t n);
/* The vmlinux's build ID in hex, and its banner ("Linux version …"); "" when it has none. */
const char *cs_sym_build_id(const struct cs_sym *s);
void cs_sym_banner(struct cs_sym *s, char *buf, size_t size);

#endif
