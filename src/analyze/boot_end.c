#include "analyze/boot_end.h"

#include "analyze/analysis.h"

/* What is seen only once programs run, or right before: kernel_init() and free_initmem() in
 * init/main.c and mm/page_alloc.c ("Run /init as init process" since 4.19), init programs. */
static const char *const marks[] = {
	" as init process",
	"Freeing unused kernel",
	"Freeing init memory",
	"Freeing unused init",
	"systemd[1]:",
	"INIT: version",
	" login:",
};

const char *cs_boot_end_anchor(size_t i)
{
	return i < sizeof(marks) / sizeof(*marks) ? marks[i] : NULL;
}

void cs_boot_end_judge(struct cs_analysis *a, bool last)
{
	bool ran = a->runs;

	a->runs = false;
	if (ran || a->ended || a->dump || !a->boot.has_banner)
		return;
	cs_analysis_add_reason(a, last ? CS_STR("the log ends in the midst of a boot, before "
						"programs ran")
				       : CS_STR("a boot ends before programs ran, and no reason "
						"is told"));
}

/* "[   12.3", "<4>[   12.345678": the line end isn't all that is missing. */
static bool is_cut_stamp(struct cs_str line)
{
	if (cs_eat_char(&line, '<')) {
		while (line.n && cs_is_digit(line.p[0]))
			line = cs_str_tail(line, 1);
		if (line.n == 0)
			return true;
		if (!cs_eat_char(&line, '>') || line.n == 0)
			return false;
	}
	if (!cs_eat_char(&line, '['))
		return false;
	while (line.n && (line.p[0] == ' ' || line.p[0] == '.' || cs_is_digit(line.p[0])))
		line = cs_str_tail(line, 1);
	return line.n == 0;
}

/* A line of the kernel's without its end: cut there, or pasted without it. */
static void judge_last_line(struct cs_analysis *a)
{
	struct cs_str line;
	struct cs_record r;

	if (!cs_scan_is_cut(a->scan, &line))
		return;
	cs_record_split(&r, line);
	if (is_cut_stamp(line))
		cs_analysis_add_reason(a, CS_STR("the log ends in the midst of a line"));
	else if (r.has_time && !cs_decoder_is_used(a->decoder))
		cs_input_info_add_note(&a->info,
				       CS_STR("the last line has no line end: it may be cut"));
}

void cs_boot_end_of_text(struct cs_analysis *a)
{
	if (!a->failed && cs_tracker_saw_rest(a->tracker))
		cs_analysis_add_reason(a, CS_STR("the log begins in the midst of a report"));
	judge_last_line(a);
	cs_boot_end_judge(a, true);
}
