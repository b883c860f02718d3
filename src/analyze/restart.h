/* Whether a boot that begins in the middle of a log came by surprise: a boot was running, on a
 * console, and neither said that it ends nor died of a fatal report. Logs that were written by
 * a daemon, or put together from pieces, may have lost the end; they never tell a surprise. */
#ifndef CS_ANALYZE_RESTART_H
#define CS_ANALYZE_RESTART_H

#include "log/boot.h"

/* The I-th literal of a line by which a boot says that it ends; NULL behind the last
 * (6.1 kernel/reboot.c, kernel/kexec_core.c, kernel/panic.c; systemd-shutdown; busybox init). */
const char *cs_restart_anchor(size_t i);
/* R begins a boot (BEFORE: the line above it, or NULL). Was BOOT, the one so far, running? */
bool cs_restart_interrupts(const struct cs_boot *boot, const struct cs_record *r,
			   const struct cs_record *before);

#endif
