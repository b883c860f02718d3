/* What crashscan knows about one report. An event owns an arena; every view in it points there
 * or to constants. Made by the tracker from records, completed by analyze (places, findings),
 * read by the sinks. */
#ifndef CS_EVENT_EVENT_H
#define CS_EVENT_EVENT_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/str.h"
#include "event/kind.h"
#include "event/line.h"

/* Where an address is in the source: one per inlined call, innermost first. */
struct cs_place {
	struct cs_str function;
	struct cs_str file; /* as DWARF has it, build directory taken off */
	int line;           /* 0 unknown */
	bool inlined;
};

struct cs_frame {
	struct cs_str symbol;   /* as logged, "foo.isra.0" */
	struct cs_str function; /* without compiler suffix, "foo" */
	uint64_t offset, size;
	uint64_t address;
	bool has_offset, has_size, has_address;
	struct cs_str module;   /* empty: built in (or not said) */
	struct cs_str build_id; /* as printed with CONFIG_STACKTRACE_BUILD_ID */
	bool reliable;
	bool exact;        /* an instruction pointer, not a return address */
	size_t line_index; /* into event->lines */
	struct cs_place *places;
	size_t place_count;
	struct cs_str note; /* why there is no place, when symbols were given */
};

enum cs_stack_role {
	CS_STACK_CRASH,
	CS_STACK_ALLOC,
	CS_STACK_FREE,
	CS_STACK_ORIGIN,
	CS_STACK_LOCK_CHAIN,
	CS_STACK_OTHER_CPU,
	CS_STACK_IRQ,
	CS_STACK_TASK,
};

struct cs_stack {
	enum cs_stack_role role;
	struct cs_frame *frames;
	size_t frame_count;
	size_t line_index; /* of its header */
	/* Of a lock's chain: its class, and what began there as lockdep has it: "#1",
	 * "HARDIRQ-irq-safe", "SOFTIRQ-ON-W", "acquired". */
	struct cs_str lock, lock_state;
	int cpu; /* of another CPU's stack, -1 unknown */
	/* Of another task's stack, where they are known: whose it is (PID counts when COMM isn't
	 * empty), and what that task waits for ("mutex 0x… held by lab_ba (56)"). */
	struct cs_str comm, waits_for;
	long pid;
};

struct cs_register {
	struct cs_str name; /* lower case */
	uint64_t value;
	struct cs_str meaning; /* in words, where it has any */
};

/* A lock that a task holds, or waits for; lockdep's account of it. */
struct cs_lock {
	struct cs_str name;     /* of its class, "&q->elevator_lock" */
	struct cs_str function; /* where it was, or is to be, taken; empty: not said */
	struct cs_str task;     /* "comm/pid" */
	bool wanted;            /* not its own yet: it waits for it */
	bool lacked;            /* not its own, though it acts as if it were */
};

enum cs_access { CS_ACCESS_NONE, CS_ACCESS_READ, CS_ACCESS_WRITE, CS_ACCESS_EXECUTE };

struct cs_fault {
	bool known; /* anything below was found */
	bool has_address, has_size;
	uint64_t address, size;
	enum cs_access access;
	struct cs_str *meaning;
	size_t meaning_count;
};

struct cs_walk;

/* The instruction that "Code:" marks, when it is that of the kernel's own registers. */
struct cs_trap {
	struct cs_str text;            /* "movq 0x18(%rax), %rdx" */
	struct cs_register *registers; /* that it reads, as far as the report has them */
	size_t register_count;
	enum cs_access access; /* of its memory operand */
	unsigned size;         /* bytes of it; 0 unknown */
	bool has_address;
	uint64_t address;   /* of the operand, out of the registers */
	struct cs_str base; /* the operand's register; empty: none */
	int64_t displacement;
	struct cs_str words; /* all of that in words */
};

/* A parameter of a function at the place of the crash. */
struct cs_parameter {
	struct cs_str function, name, type;
	struct cs_str where; /* "in rdi", "optimized away" */
	bool has_value;
	uint64_t value;
};

struct cs_source_line {
	int number;
	struct cs_str text;
};

/* An IOMMU's account of a fault; contract: "iommu". */
struct cs_iommu {
	struct cs_str unit;
	const char *type;
	const char *fault[4]; /* the likelier first */
	size_t fault_count;
	enum cs_access access;
	int privileged; /* -1 unknown */
	bool has_iova, has_ipa, has_stream, has_substream, has_bank, has_asid, has_ttbr0;
	uint64_t iova, ipa, stream_id, substream_id, bank, asid, ttbr0;
	struct cs_walk *walk;  /* of the IOVA, or NULL (iommu/walk_event.h) */
	const char *walk_word; /* the same in a word, for rules; NULL without a result */
	int stage, level;      /* -1 unknown */
	int stalled, multi;    /* -1 unknown */
	struct cs_str client;
	struct cs_register *registers;
	size_t register_count;
	struct cs_str *meaning;
	size_t meaning_count;
	uint64_t repeats;             /* further equal faults, folded into this one */
	uint64_t iova_low, iova_high; /* of all of them, valid with repeats */
	uint64_t last_line;           /* of the last one */
	unsigned storm_index;         /* faults of this storm on other pages before this one */
};

enum cs_confidence { CS_POSSIBLE, CS_LIKELY, CS_CERTAIN };

struct cs_evidence {
	uint64_t line;
	uint64_t begin, end; /* bytes in the input */
	struct cs_str text;
	struct cs_str why;
};

struct cs_finding {
	struct cs_str rule;
	int version;
	struct cs_str title, cause, fix;
	struct cs_str decide; /* what would tell it from the other candidates, or empty */
	enum cs_severity severity;
	enum cs_confidence confidence;
	unsigned rank;         /* among equals: higher first */
	bool aside;            /* a remark, not a cause */
	bool expected;         /* the report was provoked */
	bool settled_by_owner; /* says less than the name of who holds what the task waits for */
	const struct cs_str *references;
	size_t reference_count;
	struct cs_evidence *evidence;
	size_t evidence_count;
};

struct cs_event {
	struct cs_arena arena;
	atomic_uint holders; /* private to event.c */
	enum cs_kind kind;
	enum cs_severity severity;
	struct cs_str title;
	struct cs_str *alt_titles;
	size_t alt_title_count;
	struct cs_str function;        /* empty: unknown */
	struct cs_str module;          /* of that function */
	const struct cs_frame *guilty; /* the frame of that function, or NULL */
	struct cs_str corrupted;       /* why, or empty */
	struct cs_str cut;             /* why the report is not whole, or empty */
	bool suppressed;               /* no bug of the kernel */
	struct cs_str expected;        /* a test provoked it: why, by a rule; else empty */
	bool known;                    /* by the baseline or a list: does not fail a run */
	struct cs_str issue;           /* what the list of known issues says of it, or empty */
	bool aside;                    /* one line in the middle of another report */
	bool wants_echo;               /* a panic that may only close an earlier report */
	long echo_of;                  /* index among the input's events, -1 none */
	long index;

	struct cs_line *lines;
	size_t line_count;
	size_t header;     /* index of the line that named the report */
	size_t search_end; /* index behind the last line that is searched for names */
	bool stamped;      /* the header came with a time, level or caller: it is printk's */
	bool by_caller;    /* the lines were told from others' by their caller id */

	unsigned boot;
	int cpu;  /* -1 unknown */
	long pid; /* -1 unknown */
	struct cs_str comm;
	const char *context; /* task, irq, softirq, nmi, or NULL */
	struct cs_str taint; /* letters as printed, "G  W  O" */
	struct cs_str test;  /* which test of a job was running, or empty */
	struct cs_str release, hardware;
	struct cs_str arch; /* told by the report's own wording, or empty */

	struct cs_fault fault;
	struct cs_register *registers;
	size_t register_count;
	struct cs_trap *trap; /* or NULL */
	struct cs_stack *stacks;
	size_t stack_count;
	struct cs_lock *locks;
	size_t lock_count;
	struct cs_parameter *parameters;
	size_t parameter_count;
	struct cs_source_line *source; /* around the guilty frame's innermost place */
	size_t source_count;
	struct cs_iommu *iommu;

	char signature[40];
	struct cs_str signature_key; /* what the signature hashes, a part a line */
	char span_digest[56];        /* tells sightings apart: analyze/span.h */
	struct cs_finding *findings;
	size_t finding_count;
	struct cs_finding *together; /* the one that several inputs say together, or NULL */
	struct cs_str *notes;
	size_t note_count;
};

struct cs_event *cs_event_new(void);
/* Gives up one hold; the last one frees. NULL is fine. */
void cs_event_free(struct cs_event *ev);
/* One hold more on an event that somebody else completed: for sinks that pass it on to another
 * thread. It must not be changed any more. */
struct cs_event *cs_event_keep(const struct cs_event *ev);
void cs_event_note(struct cs_event *ev, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* In front of those that are there; what it points to lives as long as EV. */
void cs_event_put_finding_first(struct cs_event *ev, const struct cs_finding *f);
/* Puts ev->together, if there is one, in front of the findings that are no surer and
 * of no higher rank. */
void cs_event_put_together(struct cs_event *ev);
/* Told, but neither a failure nor a case: no bug of the kernel, or a test provoked it. */
static inline bool cs_event_is_no_bug(const struct cs_event *ev)
{
	return ev->suppressed || ev->expected.n > 0;
}
/* The crash stack, or NULL. */
const struct cs_stack *cs_event_crash_stack(const struct cs_event *ev);
/* A register by lower-case name. */
const struct cs_register *cs_event_register(const struct cs_event *ev, const char *name);
/* cs_address_word() for the CPU that the event tells of. */
const char *cs_event_address_word(const struct cs_event *ev, uint64_t address);
const char *cs_stack_role_name(enum cs_stack_role role);
const char *cs_access_name(enum cs_access a);
const char *cs_confidence_name(enum cs_confidence c);
/* The function that a frame is in. The logged one, but a return address at offset 0 is that of a
 * call that never returns, which ended the function before: as its place says, if it has one. */
struct cs_str cs_frame_function(const struct cs_frame *f);
/* "foo.isra.0" -> "foo", also .constprop.N .part.N .cold .llvm.N … and _ versions stay. */
struct cs_str cs_function_base(struct cs_str symbol);
/* The same, and a C++ or Rust name in its readable form (base/demangle.h); in the event's arena. */
struct cs_str cs_event_function_name(struct cs_event *ev, struct cs_str symbol);

#endif
