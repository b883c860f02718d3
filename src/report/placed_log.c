#include "report/placed_log.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "event/grammar.h"

struct remark {
	uint64_t offset; /* of the line */
	char *text;
};

struct cs_placed_log {
	FILE *out, *notes;
	struct cs_strbuf waiting; /* text that is not written yet */
	uint64_t offset;          /* of its first byte in the input */
	CS_VEC(struct remark) remarks;
	unsigned long inputs;
	unsigned long unplaced; /* frames */
	char *why;              /* of the first of them */
};

struct cs_placed_log *cs_placed_log_new(FILE *notes)
{
	struct cs_placed_log *l = cs_calloc(1, sizeof(*l));

	l->notes = notes;
	cs_strbuf_init(&l->waiting);
	return l;
}

void cs_placed_log_free(struct cs_placed_log *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->remarks.n; i++)
		free(l->remarks.v[i].text);
	CS_VEC_FREE(&l->remarks);
	cs_strbuf_release(&l->waiting);
	free(l->why);
	free(l);
}

/* ---- what is put behind a frame ---- */

static void add_place(struct cs_strbuf *b, const struct cs_place *p, struct cs_str symbol)
{
	cs_strbuf_add(b, p->function.n ? p->function : symbol);
	cs_strbuf_add_c(b, " at ");
	cs_strbuf_add(b, p->file.n ? p->file : CS_STR("??"));
	if (p->line > 0)
		cs_strbuf_addf(b, ":%d", p->line);
}

static void add_frame(struct cs_strbuf *b, const struct cs_frame *f)
{
	cs_strbuf_add_c(b, " (");
	for (size_t i = 0; i < f->place_count; i++) {
		if (i)
			cs_strbuf_add_c(b, ", inlined by ");
		add_place(b, &f->places[i], f->function.n ? f->function : f->symbol);
	}
	cs_strbuf_add_char(b, ')');
}

static void count_unplaced(struct cs_placed_log *l, const struct cs_frame *f)
{
	if (f->place_count || !f->note.n)
		return;
	l->unplaced++;
	if (!l->why && asprintf(&l->why, CS_STR_FMT ": " CS_STR_FMT, CS_STR_ARG(f->symbol),
				CS_STR_ARG(f->note)) < 0)
		cs_die_oom(f->note.n);
}

static bool is_known(const struct cs_placed_log *l, uint64_t offset, const char *text)
{
	for (size_t i = l->remarks.n; i-- > 0;)
		if (l->remarks.v[i].offset == offset && strcmp(l->remarks.v[i].text, text) == 0)
			return true;
	return false;
}

static void remark(struct cs_placed_log *l, uint64_t offset, const struct cs_frame *f)
{
	struct cs_strbuf b;

	count_unplaced(l, f);
	if (f->place_count == 0 || offset < l->offset)
		return;
	cs_strbuf_init(&b);
	add_frame(&b, f);
	if (is_known(l, offset, b.p))
		cs_strbuf_release(&b);
	else
		*CS_VEC_PUSH(&l->remarks) = (struct remark){offset, b.p};
}

/* ---- reports ---- */

/* The first NAME+OFFSET/SIZE in the line. */
static bool find_symbol(struct cs_str s, struct cs_frame *f)
{
	while (s.n) {
		struct cs_str t = s;

		*f = (struct cs_frame){.reliable = true};
		if (cs_grammar_symbol(&t, f) && f->has_size)
			return true;
		while (s.n && cs_is_name(s.p[0]))
			s = cs_str_tail(s, 1);
		s = cs_str_tail(s, 1);
	}
	return false;
}

static bool is_same(const struct cs_frame *a, const struct cs_frame *b)
{
	return cs_str_eq(a->symbol, b->symbol) && cs_str_eq(a->module, b->module) &&
	       a->offset == b->offset && a->size == b->size;
}

/* The frame of the report that LINE is of; else one that it names again: RIP is printed twice,
 * arm64's trace begins with pc. */
static const struct cs_frame *frame_of(const struct cs_event *ev, size_t line)
{
	struct cs_frame named;
	bool has_name = cs_str_has(ev->lines[line].text, "+0x") &&
			find_symbol(ev->lines[line].text, &named);
	const struct cs_frame *own = NULL, *again = NULL;

	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t k = 0; k < ev->stacks[i].frame_count; k++) {
			const struct cs_frame *f = &ev->stacks[i].frames[k];

			if (f->line_index == line && (!own || f->place_count))
				own = f; /* arm's lines name two, one without an offset */
			if (!again && has_name && is_same(f, &named))
				again = f;
		}
	return own ? own : again;
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_placed_log *l = ctx;

	(void)info;
	for (size_t i = 0; i < ev->line_count; i++) {
		const struct cs_frame *f = frame_of(ev, i);

		if (f)
			remark(l, ev->lines[i].offset, f);
	}
}

/* ---- lines that are of no report ---- */

/* "WARNING: CPU: 1 PID: 2 at FILE:LINE foo+0x1/0x2" names the instruction, as RIP and pc do; all
 * others are return addresses. */
static bool is_exact(struct cs_str line)
{
	return cs_str_has(line, "RIP:") || cs_str_has(line, "pc : ") ||
	       cs_str_has(line, "PC is at ") || cs_str_has(line, "WARNING: ");
}

static void write_asked(struct cs_placed_log *l, struct cs_str line, cs_place_frame_fn *fn,
			void *ctx)
{
	struct cs_arena arena;
	struct cs_strbuf b;
	struct cs_frame f;

	if (!fn || !cs_str_has(line, "+0x") || !find_symbol(line, &f))
		return;
	f.exact = is_exact(line);
	cs_arena_init(&arena);
	cs_strbuf_init(&b);
	fn(ctx, &arena, &f);
	count_unplaced(l, &f);
	if (f.place_count)
		add_frame(&b, &f);
	fwrite(b.p, 1, b.n, l->out);
	cs_strbuf_release(&b);
	cs_arena_release(&arena);
}

/* ---- writing ---- */

static int by_offset(const void *a, const void *b)
{
	const struct remark *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* The remarks on LINE from *NEXT on; false when there are none. */
static bool write_remarks(struct cs_placed_log *l, struct cs_str line, size_t *next)
{
	size_t first = *next;

	while (*next < l->remarks.n && l->remarks.v[*next].offset < l->offset + line.n)
		fputs(l->remarks.v[(*next)++].text, l->out);
	return *next > first;
}

/* LINE, and before its line end what is told of it. */
static void write_line(struct cs_placed_log *l, struct cs_str line, size_t *next,
		       cs_place_frame_fn *fn, void *ctx)
{
	size_t n = line.n;

	if (n && line.p[n - 1] == '\n')
		n--;
	if (n && line.p[n - 1] == '\r')
		n--;
	fwrite(line.p, 1, n, l->out);
	if (!write_remarks(l, line, next))
		write_asked(l, cs_str_head(line, n), fn, ctx);
	fwrite(line.p + n, 1, line.n - n, l->out);
}

static void forget(struct cs_placed_log *l, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(l->remarks.v[i].text);
	if (l->remarks.n)
		memmove(l->remarks.v, l->remarks.v + count,
			(l->remarks.n - count) * sizeof(*l->remarks.v));
	l->remarks.n -= count;
}

/* The next line of what waits, at most N bytes. */
static struct cs_str next_line(const char *p, size_t n)
{
	const char *nl = memchr(p, '\n', n);

	return (struct cs_str){p, nl ? (size_t)(nl - p) + 1 : n};
}

static void write_lines(struct cs_placed_log *l, size_t count, cs_place_frame_fn *fn, void *ctx)
{
	size_t done = 0, next = 0;

	if (l->remarks.n > 1)
		qsort(l->remarks.v, l->remarks.n, sizeof(*l->remarks.v), by_offset);
	while (done < count) {
		struct cs_str line = next_line(l->waiting.p + done, count - done);

		write_line(l, line, &next, fn, ctx);
		l->offset += line.n;
		done += line.n;
	}
	forget(l, next);
	memmove(l->waiting.p, l->waiting.p + done, l->waiting.n - done);
	l->waiting.n -= done;
}

void cs_placed_log_text(struct cs_placed_log *l, struct cs_str text)
{
	cs_strbuf_add(&l->waiting, text);
}

void cs_placed_log_release(struct cs_placed_log *l, uint64_t offset, cs_place_frame_fn *fn,
			   void *ctx)
{
	size_t n = offset > l->offset ? l->waiting.n : 0;

	if (n && offset - l->offset < n)
		n = (size_t)(offset - l->offset);
	if (l->waiting.n - n > CS_LIMIT_PLACED_BYTES)
		n = l->waiting.n;
	if (n == 0)
		return;
	write_lines(l, n, fn, ctx);
	fflush(l->out);
}

/* ---- inputs ---- */

static void begin_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_placed_log *l = ctx;

	if (l->inputs++)
		fprintf(l->out, "\n==> %s <==\n", info->path);
	cs_strbuf_clear(&l->waiting);
	forget(l, l->remarks.n);
	l->offset = l->unplaced = 0;
	free(l->why);
	l->why = NULL;
}

static void end_input(void *ctx, const struct cs_input_info *info)
{
	struct cs_placed_log *l = ctx;

	cs_placed_log_release(l, UINT64_MAX, NULL, NULL);
	for (size_t i = 0; i < info->note_count; i++)
		fprintf(l->notes, "crashscan: %s: " CS_STR_FMT "\n", info->path,
			CS_STR_ARG(info->notes[i]));
	if (l->unplaced)
		fprintf(l->notes, "crashscan: %s: %lu frames without a place, the first: %s\n",
			info->path, l->unplaced, l->why);
}

struct cs_sink cs_placed_log_sink(struct cs_placed_log *l, FILE *out)
{
	l->out = out;
	return (struct cs_sink){begin_input, on_event, end_input, l};
}
