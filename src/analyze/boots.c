/* Records: what begins and ends a boot, what a boot says of its machine, and what goes on to the
 * tracker. */
#include "analyze/analysis.h"

#include <stdio.h>

#include "analyze/boot_end.h"
#include "analyze/restart.h"

#define CLOCK_SLACK 10.0 /* seconds that stamps may go back within one boot */
#define CLOCK_START 5.0  /* a stamp below it is of a machine that has just begun */

static bool is_busy(void *ctx)
{
	struct cs_analysis *a = ctx;

	return cs_tracker_is_open(a->tracker);
}

static bool begins_report(void *ctx, struct cs_str text, const uint32_t *tags, size_t n)
{
	const struct cs_analysis *a = ctx;

	return cs_formats_match(&a->engine->formats, text, tags, n) != NULL;
}

/* Programs run; that systemd speaks again and again, as it does in most logs, is no news. Its last
 * line before another's still tells the time. */
static bool is_dull(void *ctx, uint32_t tag)
{
	const struct cs_analysis *a = ctx;

	return tag == CS_TAG_RUNS && a->runs;
}

static void next_boot(struct cs_analysis *a)
{
	unsigned number = a->boot.number + 1;

	cs_tracker_flush(a->tracker, false);
	cs_analysis_release_held(a);
	cs_boot_end_judge(a, false);
	cs_boot_release(&a->boot);
	cs_boot_init(&a->boot, number);
	cs_tracker_set_boot(a->tracker, number);
	cs_clients_clear(a->clients);
	a->test = (struct cs_test_mark){0};
	a->last.index = a->last_fault = -1;
	a->last_time = 0;
	a->ended = false;
}

static void begin_boot(struct cs_analysis *a, struct cs_str banner)
{
	if (a->boot.has_banner)
		next_boot(a);
	cs_boot_read_banner(&a->boot, banner);
	if (!a->info.release[0])
		cs_str_copy(a->info.release, sizeof(a->info.release), cs_str_from(a->boot.release));
}

static void read_model(struct cs_analysis *a, struct cs_str text)
{
	struct cs_str s = cs_str_after(text, "Machine model: ");

	if (!s.p && cs_str_starts(text, "DMI: "))
		s = cs_str_tail(text, 5);
	if (s.p && !a->info.hardware[0])
		cs_str_copy(a->info.hardware, sizeof(a->info.hardware), cs_str_trim(s));
}

/* "-- Boot 012f… --" (journalctl), "-- Reboot --", "-- Next log --" (log/json.h), "-- pstore
 * record Oops#1 --": what follows doesn't go on with what came before. */
static void on_seam(struct cs_analysis *a, const struct cs_record *r)
{
	if (!cs_str_starts(r->text, "-- ") || !cs_str_ends(r->text, " --"))
		return;
	cs_tracker_flush(a->tracker, false);
	cs_analysis_release_held(a);
	a->last_time = 0;
	a->ended = true; /* a record of the same boot, perhaps */
	if (r->number > 1 && !cs_str_starts(r->text, "-- pstore"))
		next_boot(a);
}

/* The clock starts anew without a banner: the ring, or the console, lost it. */
static void watch_clock(struct cs_analysis *a, const struct cs_record *r)
{
	if (!r->has_time)
		return;
	if (r->time < CLOCK_START && r->time + CLOCK_SLACK < a->last_time)
		next_boot(a);
	a->last_time = r->time;
}

/* printk's "** 12 printk messages dropped **"; systemd-journald's "Missed 12 kernel messages"
 * (journald-kmsg.c) and what it said before; rsyslog's "imklog: 12 messages lost due to
 * rate-limiting" (runtime/ratelimit.c). */
static void on_loss(struct cs_analysis *a, const struct cs_record *r)
{
	struct cs_str s = r->text;
	uint64_t n;

	if (cs_str_has(cs_str_head(s, 64), "** "))
		cs_analysis_add_reason(a, CS_STR("the kernel dropped messages"));
	else if ((cs_eat(&s, "Missed ") && cs_eat_dec(&s, &n) && cs_eat(&s, " kernel messages")) ||
		 cs_str_starts(s, "/dev/kmsg buffer overrun") || cs_str_has(r->raw, "imklog: "))
		cs_analysis_add_reason(a, CS_STR("the logger lost messages of the kernel"));
}

static void on_other_tag(struct cs_analysis *a, uint32_t tag, const struct cs_record *r)
{
	if (tag >= CS_TAG_FACT)
		cs_judge_see(a->judge, tag - CS_TAG_FACT, r, &a->boot);
	else if (tag == CS_TAG_BANNER && cs_str_starts(r->text, "Linux version "))
		begin_boot(a, r->text);
	else if (tag == CS_TAG_DROPPED)
		on_loss(a, r);
	else if (tag == CS_TAG_MODEL)
		read_model(a, r->text);
	else if (tag == CS_TAG_TEST)
		cs_test_mark_read(&a->test, r->text, r->number);
	else if (tag == CS_TAG_CLIENT)
		cs_clients_read(a->clients, r);
	else if (tag == CS_TAG_RATELIMIT)
		cs_storm_ratelimit(&a->storm, r->text);
	else if (tag == CS_TAG_SEAM)
		on_seam(a, r);
	else if (tag == CS_TAG_END)
		a->ended = true;
	else if (tag == CS_TAG_RUNS)
		a->runs = true;
}

/* ---- reboots ---- */

/* A boot begins at R; true, and the next one has begun, when nobody expected it. */
static bool is_surprise(struct cs_analysis *a, const struct cs_record *r,
			const struct cs_record *before)
{
	if (a->dump || !cs_restart_interrupts(&a->boot, r, before))
		return false;
	cs_tracker_flush(a->tracker, false); /* the report that is open may be the reason */
	cs_analysis_release_held(a);
	if (a->ended)
		return false;
	next_boot(a);
	return true;
}

/* Takes beginnings of boots that were expected out of the N tags; how many tags are left. */
static size_t drop_beginnings(struct cs_analysis *a, const struct cs_record *r, uint32_t *tags,
			      size_t n, const struct cs_record *before)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++) {
		const struct cs_format *f = tags[i] < CS_TAG_BANNER
						    ? cs_formats_get(&a->engine->formats, tags[i])
						    : NULL;
		struct cs_pat_hit hit;

		if (!f || f->kind != CS_KIND_REBOOT ||
		    (cs_format_begins(f, r->text, &hit) && is_surprise(a, r, before)))
			tags[left++] = tags[i];
	}
	return left;
}

/* panic()'s last line repeats its first (6.1 kernel/panic.c). It begins a report only where the
 * first was lost. */
static bool only_ends_panic(const struct cs_analysis *a, const struct cs_record *r)
{
	return cs_str_starts(r->text, "---[ end Kernel panic") &&
	       (a->ended || cs_tracker_is_open(a->tracker));
}

/* A program speaks of a crash, or a panic of itself. */
static bool is_hearsay(const struct cs_analysis *a, const struct cs_record *r)
{
	if (r->program || only_ends_panic(a, r))
		return true;
	return !r->has_time &&
	       (a->programs || (cs_str_starts(r->text, "# ") && cs_test_mark_quotes(&a->test)));
}

static void on_record(void *ctx, const struct cs_record *r, uint32_t *tags, size_t n,
		      const struct cs_record *before)
{
	struct cs_analysis *a = ctx;
	size_t formats = 0;
	bool hearsay;

	n = drop_beginnings(a, r, tags, n, before);
	watch_clock(a, r);
	while (formats < n && tags[formats] < CS_TAG_BANNER)
		formats++;
	hearsay = is_hearsay(a, r);
	for (size_t i = formats; i < n; i++)
		on_other_tag(a, tags[i], r);
	cs_tracker_feed(a->tracker, r, tags, hearsay ? 0 : formats, before);
}

const struct cs_scan_ops cs_analysis_scan_ops = {is_busy, is_dull, on_record, begins_report};
