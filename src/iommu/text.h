/* What an IOMMU driver printed, put together again. A fault is told in one to twenty lines that
 * begin with the same unit ("arm-smmu 15000000.apps-smmu: "); other CPUs' lines stand between
 * them, mail programs break them, quoted-printable hides their "=". The families read values by
 * key out of the joined text and need not know where a line ended. */
#ifndef CS_IOMMU_TEXT_H
#define CS_IOMMU_TEXT_H

#include "event/event.h"
#include "event/format.h"
#include "log/record.h"

/* What a family's lines look like. Arrays end with NULL. */
struct cs_iommu_style {
	/* the words with which a further line may begin, behind the unit */
	const char *const *words;
	/* whether the statement so far ends in the middle, so that a line without a unit goes
	 * on with it; NULL: only unbalanced brackets and trailing commas tell */
	bool (*open)(struct cs_str so_far);
	/* whether REST begins another fault of the unit, given what was read SO_FAR; NULL: never */
	bool (*again)(struct cs_str so_far, struct cs_str rest);
};

/* The unit in front of a message and the message; "(XEN) smmu: /axi/smmu@0: x", bare and
 * stamped forms. False when no word ends with a colon. */
bool cs_iommu_unit(struct cs_str text, struct cs_str *unit, struct cs_str *rest);
/* What drivers of units print in front of their lines, NULL behind the last: such a line may be
 * broken by a mail program before its words tell what it is. */
const char *cs_iommu_unit_anchor(size_t i);
/* All own lines of the event as one line, in its arena. */
struct cs_str cs_iommu_join(struct cs_event *ev);
/* Whether the record belongs to the event, by the family's style. */
enum cs_fit cs_iommu_fits(const struct cs_event *ev, const struct cs_record *r,
			  const struct cs_iommu_style *style);
/* Whether the record is the end of the line before it, which a mail program broke. */
bool cs_iommu_is_end(const struct cs_event *ev, const struct cs_record *r);
/* For "again" of a style: each line with its words is a fault of its own. */
bool cs_iommu_each_again(struct cs_str so_far, struct cs_str rest);

/* The value behind KEY, where KEY stands at the beginning of a word: "fsr=0x402" by "fsr=". */
bool cs_iommu_hex(struct cs_str text, const char *key, uint64_t *value);
bool cs_iommu_dec(struct cs_str text, const char *key, uint64_t *value);
/* A register in a table, "FSR    = 0x402", "FAR 0x10": blanks and "=" between are eaten. */
bool cs_iommu_cell(struct cs_str text, const char *name, uint64_t *value);
/* The word behind KEY, without a ',' ';' ']' or '!' at its end; empty when KEY is absent. */
struct cs_str cs_iommu_word(struct cs_str text, const char *key);
/* What stands behind KEY at the beginning of a word; p is NULL when it does not. */
struct cs_str cs_iommu_behind(struct cs_str text, const char *key);

#endif
