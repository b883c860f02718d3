#include "analyze/restart.h"

#define RUNNING 1.0 /* seconds: a line this late is not of a boot that begins below it */

static const char *const ends[] = {
	"Restarting system",
	"machine restart",
	"System halted",
	"Power down",
	"Starting new kernel",
	"Starting crashdump kernel",
	"Kernel panic - not syncing",
	"Rebooting in ",
	": Resetting",
	"systemd-shutdown",
	"Reached target Reboot",
	"Reached target Shutdown",
	"Reached target System Shutdown",
	"Reached target System Reboot",
	"The system is going down",
	"Requesting system reboot",
	"Requesting system poweroff",
};

const char *cs_restart_anchor(size_t i)
{
	return i < sizeof(ends) / sizeof(*ends) ? ends[i] : NULL;
}

/* Nothing but printk's own stamp stands before the message. */
static bool is_console(const struct cs_record *r)
{
	struct cs_str prefix = {r->raw.p, (size_t)(r->text.p - r->raw.p)};

	return !r->program && r->level < 0 && (prefix.n == 0 || cs_str_starts(prefix, "["));
}

bool cs_restart_interrupts(const struct cs_boot *boot, const struct cs_record *r,
			   const struct cs_record *before)
{
	if (!is_console(r))
		return false;
	return boot->has_banner || (before && before->has_time && before->time >= RUNNING);
}
