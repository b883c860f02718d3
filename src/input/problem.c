/* A problem directory of ABRT's (libreport's dump dir, a file for each item): of kernel problems
 * "dmesg" has the log, "backtrace" the report alone, without stamps; "reason" and "not-reportable"
 * quote it. One input: the log where it holds the report, else the report. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "input/tree.h"

static const struct cs_tree_file *find(const struct cs_tree *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (strcmp(t->files[i].name, name) == 0)
			return &t->files[i];
	return NULL;
}

/* The file's first bytes; empty when it can't be read. */
static void read_front(const struct cs_tree_file *f, size_t most, struct cs_strbuf *text)
{
	FILE *in = fopen(f->path, "re");

	cs_strbuf_clear(text);
	if (!in)
		return;
	cs_strbuf_extend(text, most);
	cs_strbuf_cut(text, fread(text->p, 1, most, in));
	fclose(in);
}

static struct cs_str first_line(struct cs_str text)
{
	struct cs_str line = {0};

	while (text.n && line.n == 0) {
		struct cs_str whole = cs_str_until(text, "\n");

		line = cs_str_trim(whole);
		text = cs_str_tail(text, whole.n + 1);
	}
	return line;
}

static bool holds(const struct cs_tree_file *log, const struct cs_tree_file *report)
{
	struct cs_strbuf text, quoted;
	struct cs_str line;
	bool does;

	cs_strbuf_init(&text);
	cs_strbuf_init(&quoted);
	read_front(log, CS_LIMIT_PSTORE_RECORD, &text);
	read_front(report, 4096, &quoted);
	line = first_line(cs_strbuf_str(&quoted));
	does = line.n && memmem(text.p, text.n, line.p, line.n);
	cs_strbuf_release(&text);
	cs_strbuf_release(&quoted);
	return does;
}

static bool is_kernels(const struct cs_tree_file *type)
{
	struct cs_strbuf text;
	bool is;

	cs_strbuf_init(&text);
	read_front(type, 64, &text);
	is = cs_str_starts(cs_strbuf_str(&text), "Kerneloops") ||
	     cs_str_starts(cs_strbuf_str(&text), "vmcore");
	cs_strbuf_release(&text);
	return is;
}

enum cs_status cs_problem_open_tree(struct cs_input **out, const struct cs_tree *t,
				    const char *name, struct cs_error *err)
{
	const struct cs_tree_file *type = find(t, "type"), *log = find(t, "dmesg"),
				  *report = find(t, "backtrace");

	(void)name;
	if (!type || (!log && !report) || !is_kernels(type))
		return CS_NOT_MINE;
	return cs_input_open_file(
		out, log && (!report || holds(log, report)) ? log->path : report->path, err);
}
