/* What this call has told already. A machine's fault may stand in several of its inputs: in a log,
 * in the log that is in the machine's RAM, in an SMMU's registers. It is one event, of the input
 * that came first; register dumps come after all logs. Two logs are never compared: they may be of
 * two boots, and a log that tells a thing twice means it. */
#ifndef CS_ANALYZE_TOLD_H
#define CS_ANALYZE_TOLD_H

#include "event/event.h"
#include "iommu/regs_dump.h"

struct cs_told;

enum cs_teller { CS_TELLER_LOG, CS_TELLER_RAM, CS_TELLER_REGISTERS };

/* The input that speaks. */
struct cs_told_by {
	enum cs_teller teller;
	const char *path;
	const struct cs_smmu_dump *registers; /* of CS_TELLER_REGISTERS */
};

struct cs_told *cs_told_new(void);
void cs_told_free(struct cs_told *t);

/* An earlier input told EV already: in words where, which live as long as T; else empty, and EV is
 * remembered. At most CS_LIMIT_TOLD are. */
struct cs_str cs_told_before(struct cs_told *t, const struct cs_told_by *by,
			     const struct cs_event *ev);
/* Whether one of the reports from the *FROM-th on tells EV, which is not remembered. *FROM becomes
 * how many there are: what is asked again and again is compared with each report once. */
bool cs_told_since(const struct cs_told *t, const struct cs_told_by *by, const struct cs_event *ev,
		   size_t *from);

#endif
