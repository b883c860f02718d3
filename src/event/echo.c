#include "event/echo.h"

/* What panic() says when it is called because of a report that was just printed. */
static const char *const closing[] = {
	"Fatal exception",
	"panic_on_warn",
	"hung_task: blocked tasks",
	"softlockup: hung tasks",
	"hard LOCKUP",
	"Hard LOCKUP",
	"RCU Stall",
	"Oops",
	"Aiee, killing interrupt handler",
	"Attempted to kill the idle task",
	"Attempted to kill init",
	"kasan",
	"KASAN",
	"panic_on_oops",
	"Out of memory",
	"System is deadlocked on memory",
	"kernel: panic",
	"Unhandled context fault",
	"Unrecoverable System MMU Fault",
	"BUG!",
	"lockdep",
	"scheduling while atomic",
	"Fatal hardware error",
	"Fatal machine check",
	"Fatal Machine check",
	"unrecoverable failure", /* dpm_watchdog_handler() */
	"Not continuing",        /* nmi_panic() for a bus error */
	"HYP panic",
	"Kernel Fault",                    /* parisc_terminate() */
	"Failed to cause a watchdog bite", /* msm_trigger_wdog_bite() */
};

bool cs_echo_is_closing(struct cs_str title)
{
	for (size_t i = 0; i < sizeof(closing) / sizeof(*closing); i++)
		if (cs_str_has(title, closing[i]))
			return true;
	return false;
}

void cs_echo_link(struct cs_echo *last, struct cs_event *ev)
{
	if (ev->kind == CS_KIND_USERSPACE && last->boot != ev->boot)
		*last = (struct cs_echo){-1, ev->boot, ev->kind, true};
	else if (ev->kind == CS_KIND_USERSPACE)
		last->program_failed = true;
	/* init died of its own failure, or a test killed it: no kernel bug */
	if (ev->wants_echo && last->program_failed && last->boot == ev->boot &&
	    cs_str_has(ev->title, "Attempted to kill init"))
		ev->suppressed = true;
	if (ev->wants_echo && !ev->suppressed) {
		if (last->index >= 0 && last->boot == ev->boot &&
		    (ev->aside || cs_echo_is_closing(ev->title))) {
			ev->echo_of = last->index;
			ev->corrupted = (struct cs_str){NULL, 0};
		}
		return;
	}
	if (ev->severity < CS_WARNING || ev->suppressed)
		return;
	*last = (struct cs_echo){ev->index, ev->boot, ev->kind, false};
}
