/* What must outlive an event: one boot of one machine, in small. */
#ifndef CS_LOG_BOOT_H
#define CS_LOG_BOOT_H

#include "base/arena.h"
#include "log/record.h"

/* A line that a rule may ask for later ("earlier in this boot"). */
struct cs_boot_fact {
	uint64_t line, begin, end;
	double time;
	bool has_time;
	struct cs_str text; /* CS_LIMIT_FACT_BYTES of it at most */
};

/* The latest lines of one tag, a ring. */
struct cs_boot_facts {
	uint32_t tag;
	struct cs_boot_fact *v;
	size_t n;    /* kept */
	size_t next; /* the slot to be written next, once the ring is full */
};

struct cs_boot {
	unsigned number; /* 1-based within the input */
	bool has_banner;
	char release[128]; /* "6.1.192-lab" or "" */
	char banner[512];  /* the "Linux version" line's text */
	char arch[16];
	char hardware[128];
	struct cs_arena arena; /* of the facts */
	struct cs_boot_facts *facts;
	size_t fact_tags;
};

void cs_boot_init(struct cs_boot *b, unsigned number);
void cs_boot_release(struct cs_boot *b);
/* "Linux version 6.1.0 (…)". True when it is a banner. */
bool cs_boot_read_banner(struct cs_boot *b, struct cs_str text);
/* Keeps the line under TAG: the latest CS_LIMIT_BOOT_FACTS of each tag, so that a chatty one
 * does not push out the others. */
void cs_boot_add_fact(struct cs_boot *b, uint32_t tag, const struct cs_record *r);
size_t cs_boot_fact_count(const struct cs_boot *b, uint32_t tag);
/* The I-th of TAG that is kept, the oldest first. */
const struct cs_boot_fact *cs_boot_fact_at(const struct cs_boot *b, uint32_t tag, size_t i);

#endif
