/* The event of a sighting, read back from its JSON for those who show it. Everything lives in the
 * caller's arena; what the JSON doesn't have is empty. */
#ifndef CS_STORE_DETAIL_H
#define CS_STORE_DETAIL_H

#include "base/arena.h"

struct cs_detail_frame {
	struct cs_str function, offset, size, address, module, file, note;
	int64_t line; /* 0: not known */
	bool reliable, inlined;
};

struct cs_detail_stack {
	struct cs_str role; /* "crash", "alloc" … */
	struct cs_detail_frame *frames;
	size_t n;
	int64_t cpu; /* -1: not told */
};

struct cs_detail_evidence {
	int64_t line;
	struct cs_str text, why;
};

struct cs_detail_finding {
	struct cs_str rule, title, severity, confidence, cause, fix, decide;
	int64_t version;
	struct cs_str *references;
	size_t reference_count;
	struct cs_detail_evidence *evidence;
	size_t evidence_count;
};

struct cs_detail_pair {
	struct cs_str name, value;
};

/* An argument of a function on the stack. */
struct cs_detail_parameter {
	struct cs_str function, name, type, where, value; /* value: empty when not known */
};

struct cs_detail_list {
	struct cs_str *v;
	size_t n;
};

struct cs_detail {
	struct cs_str comm, context, fault_address, fault_access;
	int64_t cpu, pid;                             /* -1: not told */
	struct cs_str instruction, instruction_words; /* that trapped; empty: not known */
	struct cs_detail_list taint, fault_meaning, iommu_meaning, notes;
	struct cs_detail_pair *iommu, *registers;
	size_t iommu_count, register_count;
	struct cs_detail_parameter *parameters;
	size_t parameter_count;
	struct cs_detail_stack *stacks;
	size_t stack_count;
	struct cs_detail_finding *findings;
	size_t finding_count;
};

/* False when JSON is none, or no event's; *OUT is empty then. */
bool cs_detail_read(struct cs_arena *a, struct cs_str json, struct cs_detail *out);

#endif
