/* Memory ran out: who asked, who was killed, who used what. Sources: dump_header(),
 * dump_tasks() and __oom_kill_process() in mm/oom_kill.c, show_free_areas() in mm/page_alloc.c,
 * mem_cgroup_print_oom_meminfo() in mm/memcontrol.c, warn_alloc() in mm/page_alloc.c
 * (Linux 3.x to 6.1). */
#include "base/words.h"
#include "event/format.h"
#include "event/grammar.h"

#define TOP_USERS 3

/* Beginnings, and parts, of lines of the account of memory. */
static const char *const begins[] = {"Mem-Info:",
				     "active_anon:",
				     "Node ",
				     "DMA",
				     "Normal",
				     "HighMem",
				     "lowmem_reserve[]:",
				     "Free swap ",
				     "Total swap ",
				     "Swap cache stats:",
				     "Tasks state ",
				     "memory: usage ",
				     "memory+swap: usage ",
				     "swap: usage ",
				     "kmem: usage ",
				     "Memory cgroup ",
				     "Unreclaimable slab info:",
				     "oom-kill:",
				     "oom_reaper: ",
				     "Out of memory",
				     "Killed process ",
				     "warn_alloc_show_mem"};
static const char *const parts[] = {
	"active_file:",    "unevictable:",    "slab_reclaimable:",
	"mapped:",         "sec_pagetables:", "kernel_misc_reclaimable:",
	" free_pcp:",      " pages RAM",      " pages HighMem",
	" pages reserved", " pages cma",      " pages hwpoisoned",
	" pages in swap",  "pagecache pages", " oom_score_adj name",
	"oom_score_adj ",  "cpuset="};

static bool is_account(struct cs_str s)
{
	s = cs_str_trim(s);
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (cs_str_starts(s, begins[i]))
			return true;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (cs_str_has(s, parts[i]))
			return true;
	return false;
}

/* "[    54]     0    54    19803    19571   200704        0             0 tail": before 4.19
 * with two columns more; from 6.12 on rss is split behind its sum. */
struct task {
	uint64_t pid, rss;
	struct cs_str name;
};

static bool read_task(struct cs_str s, struct task *t)
{
	uint64_t numbers[16];
	size_t n = 0;

	cs_eat_blank(&s);
	if (!cs_eat_char(&s, '['))
		return false;
	cs_eat_blank(&s);
	if (!cs_eat_dec(&s, &t->pid) || !cs_eat_char(&s, ']'))
		return false;
	for (cs_eat_blank(&s); n < 16; n++, cs_eat_blank(&s)) {
		bool minus = cs_eat_char(&s, '-'); /* oom_score_adj */

		if (!cs_eat_dec(&s, &numbers[n])) {
			if (minus)
				return false;
			break;
		}
	}
	t->rss = n > 3 ? numbers[3] : 0;
	t->name = cs_str_trim(s);
	return n >= 6 && t->name.n > 0;
}

static bool has_context(const struct cs_event *ev)
{
	for (size_t i = ev->header + 1; i < ev->line_count && i < ev->header + 8; i++)
		if (ev->lines[i].class == CS_LINE_CONTEXT)
			return true;
	return false;
}

/* Who was killed, told without the account of memory: one line; before 4.20 two. */
static enum cs_fit alone_fit(struct cs_str header, struct cs_str text)
{
	return cs_str_has(header, ": Kill process ") && cs_str_starts(text, "Killed process ")
		       ? CS_FIT_LAST
		       : CS_FIT_END;
}

/* The report's own trace comes below its "CPU: …" line; frames before it are somebody else's. */
static enum cs_fit fits(const struct cs_event *ev, const struct cs_record *r)
{
	struct cs_context context;
	struct cs_str header = ev->lines[ev->header].text;
	struct task task;

	if (cs_str_has(header, "ut of memory: Kill"))
		return alone_fit(header, r->text);
	if (cs_str_starts(r->text, "Killed process ") || cs_str_has(r->text, ": Killed process "))
		return CS_FIT_LAST;
	if (is_account(r->text) || read_task(r->text, &task))
		return CS_FIT_YES;
	if (!has_context(ev) && !cs_grammar_context(cs_str_trim(r->text), &context))
		return CS_FIT_NO;
	return CS_FIT_DEFAULT;
}

static void tell_victim(struct cs_words *w, struct cs_str text)
{
	struct cs_pat_hit h;

	if (cs_pat_match("Killed process %d (%*) total-vm:%dkB, anon-rss:%dkB", text, &h) ||
	    cs_pat_match("Killed process %d (%*), %*total-vm:%dkB, anon-rss:%dkB", text, &h))
		cs_words_add(w,
			     "killed " CS_STR_FMT " (pid " CS_STR_FMT "): " CS_STR_FMT
			     " kB mapped, " CS_STR_FMT " kB of anonymous memory in RAM",
			     CS_STR_ARG(h.cap[1]), CS_STR_ARG(h.cap[0]), CS_STR_ARG(h.cap[h.n - 2]),
			     CS_STR_ARG(h.cap[h.n - 1]));
}

static void tell_limit(struct cs_words *w, struct cs_str text)
{
	struct cs_pat_hit h;

	if (cs_pat_match("oom-kill:constraint=CONSTRAINT_MEMCG%*oom_memcg=%*,", text, &h))
		cs_words_add(w, "the limit of memory cgroup " CS_STR_FMT " was reached",
			     CS_STR_ARG(h.cap[1]));
	else if (cs_pat_match("^memory: usage %dkB, limit %dkB", text, &h))
		cs_words_add(w, "the cgroup used " CS_STR_FMT " of " CS_STR_FMT " kB",
			     CS_STR_ARG(h.cap[0]), CS_STR_ARG(h.cap[1]));
}

static void tell_free(struct cs_words *w, struct cs_str text)
{
	struct cs_pat_hit h;

	if (cs_pat_match("^Node %d %w free:%dkB %*min:%dkB", text, &h) ||
	    cs_pat_match("^%w free:%dkB %*min:%dkB", text, &h))
		cs_words_add(
			w, "zone " CS_STR_FMT ": " CS_STR_FMT " kB free, minimum " CS_STR_FMT " kB",
			CS_STR_ARG(h.cap[h.n - 4]), CS_STR_ARG(h.cap[h.n - 3]),
			CS_STR_ARG(h.cap[h.n - 1]));
	else if (cs_pat_match("^%d pages RAM", text, &h))
		cs_words_add(w, CS_STR_FMT " pages of RAM", CS_STR_ARG(h.cap[0]));
	else if (cs_pat_match("^Total swap = %dkB", text, &h))
		cs_words_add(w, CS_STR_FMT " kB of swap space", CS_STR_ARG(h.cap[0]));
}

/* Keeps the largest, in falling order. */
static void keep_largest(struct task top[TOP_USERS], size_t *n, const struct task *t)
{
	size_t at = *n < TOP_USERS ? (*n)++ : TOP_USERS - 1;

	if (at == TOP_USERS - 1 && *n == TOP_USERS && top[at].name.n && top[at].rss >= t->rss)
		return;
	for (; at > 0 && top[at - 1].rss < t->rss; at--)
		top[at] = top[at - 1];
	top[at] = *t;
}

static void tell(struct cs_event *ev)
{
	struct cs_words w = {&ev->arena, ev->fault.meaning, ev->fault.meaning_count};
	struct task top[TOP_USERS] = {0}, t;
	size_t n = 0;

	for (size_t i = 0; i < ev->line_count; i++) {
		struct cs_str text = cs_str_trim(ev->lines[i].text);

		tell_victim(&w, text);
		tell_limit(&w, text);
		tell_free(&w, text);
		if (read_task(text, &t))
			keep_largest(top, &n, &t);
	}
	for (size_t i = 0; i < n; i++)
		cs_words_add(&w, "user of memory: " CS_STR_FMT " (pid %llu), %llu pages in RAM",
			     CS_STR_ARG(top[i].name), (unsigned long long)top[i].pid,
			     (unsigned long long)top[i].rss);
	ev->fault.meaning = w.v;
	ev->fault.meaning_count = w.n;
	ev->fault.known |= w.n > 0;
}

static const struct cs_family oom = {.fits = fits};

#define KILLED                                                                                     \
	.anchor = "ut of memory: Kill", .kind = CS_KIND_OOM,                                       \
	.title = "out of memory: process killed", .from = CS_FROM_NONE,                            \
	.flags = CS_FMT_SUPPRESSED | CS_FMT_LONE, .family = &oom, .tell = tell

static const struct cs_format rows[] = {
	{.anchor = "invoked oom-killer:",
	 .head = "invoked oom-killer:",
	 .kind = CS_KIND_OOM,
	 .title = "out of memory in {F}",
	 .from = CS_FROM_CT,
	 .skip = "oom",
	 .flags = CS_FMT_BARE | CS_FMT_SUPPRESSED,
	 .family = &oom,
	 .tell = tell},
	{.anchor = ": page allocation failure: order:",
	 .head = ": page allocation failure: order:%d",
	 .kind = CS_KIND_OOM,
	 .title = "page allocation failure in {F}",
	 .from = CS_FROM_CT,
	 .skip = "oom",
	 .flags = CS_FMT_SUPPRESSED,
	 .family = &oom,
	 .tell = tell},
	/* the line alone: dumps are rate limited, and loglevels drop them */
	{KILLED, .head = "Out of memory: Killed process "},
	{KILLED, .head = "Out of memory: Kill process "},
	{KILLED, .head = "Memory cgroup out of memory: Kill"},
};

const struct cs_format_table cs_formats_oom = {rows, sizeof(rows) / sizeof(*rows)};
