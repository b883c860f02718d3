#include "event/format.h"

void cs_formats_init(struct cs_formats *f, const struct cs_format_table *const *tables,
		     size_t count)
{
	*f = (struct cs_formats){.tables = tables, .table_count = count};
	for (size_t i = 0; i < count; i++)
		f->count += tables[i]->count;
}

const struct cs_format *cs_formats_get(const struct cs_formats *f, size_t index)
{
	for (size_t i = 0; i < f->table_count; i++) {
		if (index < f->tables[i]->count)
			return &f->tables[i]->rows[index];
		index -= f->tables[i]->count;
	}
	return NULL;
}

/* Wordings that hold a header's words and report nothing: user space, mitigations, mount
 * options, checkers talking about themselves. Substring of the line, by family. */
static const struct {
	const char *header;
	const char *wording;
} ignored[] = {
	{"BUG:", "ODEBUG:"},
	{"BUG:", "Boot_DEBUG:"},
	{"BUG:", "xlog_status:"},
	{"BUG:", " DEBUG:"},
	{"BUG:", "no syscalls can create resource"},
	{"INFO:", "no syscalls can create resource"},
	{"INFO:", "lockdep is turned off"},
	{"INFO:", " blocked on a"}, /* whom a hung task waits for: a line of its report (6.15) */
	{"INFO:", "Stall ended before state dump start"},
	{"INFO:", "NMI handler"},
	{"INFO:", "recovery required on readonly filesystem"},
	{"INFO:", "took too long"},
	{"INFO:", "is not present in /proc/kallsyms"},
	{"INFO:", "rmt_storage:INFO:"},
	{"INFO:", "_INFO:"},
	{"WARNING:", "/etc/ssh/moduli does not exist"},
	{"WARNING:", "workqueue cpumask: online intersect > possible intersect"},
	{"WARNING:", "he mand mount option"},
	{"WARNING:", "Unsupported flag value"},
	{"WARNING:", "Unprivileged eBPF is enabled with eIBRS"},
	{"WARNING:", "missed to adjust virtual screen size"},
	{"WARNING:", "for mitigation options."},
	{"WARNING:", "data leaks possible"},
	{"WARNING:", "kernel not compiled with CPU_SRSO"},
	{"WARNING:", "EXT4-fs ("},
	{"WARNING:", "ses deprecated v2 capabilities"},
	{"WARNING:", "ses wireless extensions"},
	{"WARNING:", "SES DEPRECATED V2 CAPABILITIES"},
	{"WARNING:", "SES WIRELESS EXTENSIONS"},
	{"BUG ", "kasan: bad access detected"},
	{"UBIFS error", ": ubifs_mount: "}, /* it found no volume of that name */
	{"WARNING:", "XFS ("},
	{"Kernel panic", "Command line:"},
	{"Watchdog detected hard LOCKUP", "Kernel panic"}, /* 3.x with hardlockup_panic */
	{"Booting the kernel", "Parsing ELF"},
	{"Booting the kernel", "Decompressing Linux"},
	{"Booting the kernel", "Unknown parameter '"},
	{"general protection fault", " error:"},
};

/* A line of ftrace's buffer, "<...>-42  1d..1 87123456us : f: words": print_trace_fmt() in
 * kernel/trace/trace.c; the mark behind "us" tells how long it took. */
static bool is_trace_line(struct cs_str line)
{
	struct cs_pat_hit hit;
	struct cs_str s;

	if (!cs_pat_match("%_%dus", cs_str_head(line, 80), &hit))
		return false;
	s = cs_str_tail(line, hit.end);
	return s.n > 3 && memchr(" +!#*@$", s.p[0], 7) && s.p[1] == ':' && s.p[2] == ' ';
}

/* Words that somebody quotes: an audit record, a trace, what a shell is about to do, a string. */
static bool is_quoted(struct cs_str line, size_t at)
{
	if (cs_str_starts(line, "audit: ") || cs_str_starts(line, "audit(") ||
	    cs_str_starts(line, "+ ") || cs_str_starts(line, "++ "))
		return true;
	if (at == 1 && line.p[0] == '`') /* a log line as Markdown's code */
		return false;
	if (at && at < line.n && memchr("'\"`", line.p[at - 1], 3))
		return true;
	return is_trace_line(line);
}

/* "systemd[1]: words", written to /dev/kmsg by a program. What the kernel says of a task in that
 * form ("foo[42]: segfault at …") is of formats of their own. */
static bool is_programs(const struct cs_format *f, struct cs_str line)
{
	struct cs_pat_hit hit;

	return f->kind != CS_KIND_USERSPACE && f->kind != CS_KIND_OOM &&
	       cs_pat_match("^%w ", cs_str_head(line, 64), &hit) &&
	       cs_pat_match("^%*[%d]:$", hit.cap[0], &hit) && !cs_str_is(hit.cap[0], "kernel");
}

/* "ok 3 - words", a result of KUnit or kselftest (Documentation/dev-tools/ktap.rst). */
static bool is_result(struct cs_str line)
{
	struct cs_pat_hit hit;

	line = cs_str_head(cs_str_trim(line), 64);
	return cs_pat_match("^ok %d ", line, &hit) || cs_pat_match("^not ok %d ", line, &hit);
}

static bool is_ignored(const struct cs_format *f, struct cs_str line)
{
	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++)
		if (strstr(f->anchor, ignored[i].header) && cs_str_has(line, ignored[i].wording))
			return true;
	return cs_str_has(cs_str_head(line, 64), "ommand line: ");
}

bool cs_format_begins(const struct cs_format *f, struct cs_str line, struct cs_pat_hit *hit)
{
	if (!cs_pat_match(f->head, line, hit))
		return false;
	if ((f->flags & CS_FMT_START) && hit->begin != 0)
		return false;
	return !is_ignored(f, line) && !is_quoted(line, hit->begin) && !is_result(line) &&
	       !is_programs(f, line);
}

const struct cs_format *cs_formats_match(const struct cs_formats *f, struct cs_str line,
					 const uint32_t *tags, size_t n)
{
	struct cs_pat_hit hit;

	for (size_t i = 0; i < n; i++) {
		const struct cs_format *one = cs_formats_get(f, tags[i]);

		if (one && cs_format_begins(one, line, &hit))
			return one;
	}
	return NULL;
}
