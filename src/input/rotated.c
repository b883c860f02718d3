/* The pieces of one log, as logrotate and its kin leave them, joined oldest first:
 * kern.log, kern.log.1, kern.log.2.gz; messages-20261121; console.log-20261121.xz. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "input/source.h"
#include "input/tree.h"

struct piece {
	const char *path;
	struct cs_str base; /* "kern.log" */
	uint64_t age;       /* greater is older; the running log has 0 */
};

struct rotated {
	struct piece *pieces;
	size_t count, at;
	struct cs_source *source;
	struct cs_input *in;
};

static void eat_packing(struct cs_str *name)
{
	static const char *const ends[] = {".gz", ".xz", ".bz2", ".zst", ".lz4"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (cs_str_ends(*name, ends[i])) {
			name->n -= strlen(ends[i]);
			return;
		}
	}
}

/* "kern.log.12" → 12; "messages-20261121" → older the smaller the date. */
static struct piece split_name(const struct cs_tree_file *f)
{
	struct cs_str name = cs_str_from(f->name), digits;
	struct piece p = {.path = f->path};
	size_t n;

	eat_packing(&name);
	n = name.n;
	while (n > 0 && cs_is_digit(name.p[n - 1]))
		n--;
	digits = cs_str_tail(name, n);
	p.base = name;
	if (n == 0 || digits.n == 0 || digits.n > 14 || !cs_str_to_dec(digits, &p.age))
		return p;
	if (name.p[n - 1] == '.' && digits.n < 5) {
		p.base = cs_str_head(name, n - 1);
		p.age++;
	} else if (name.p[n - 1] == '-' && digits.n >= 8) {
		p.base = cs_str_head(name, n - 1);
		p.age = UINT64_MAX - p.age;
	} else {
		p.age = 0;
	}
	return p;
}

static int oldest_first(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return (x->age < y->age) - (x->age > y->age);
}

static void end_piece(struct cs_input *in, struct rotated *r)
{
	if (r->in)
		cs_input_pass_remarks(in, r->in);
	cs_input_close(r->in);
	cs_source_close(r->source);
	r->in = NULL;
	r->source = NULL;
}

static enum cs_status open_next(struct rotated *r, struct cs_error *err)
{
	const struct cs_input_kind *kind;
	enum cs_status rc;

	rc = cs_source_open(&r->source, r->pieces[r->at++].path, err);
	return rc == CS_OK ? cs_source_next(r->source, &r->in, &kind, err) : rc;
}

static enum cs_status read_pieces(struct cs_input *in, char *buf, size_t size, int wait_ms,
				  size_t *got, struct cs_error *err)
{
	struct rotated *r = in->ctx;

	*got = 0;
	for (;;) {
		enum cs_status rc = CS_OK;

		if (r->in)
			rc = cs_input_read(r->in, buf, size, wait_ms, got, err);
		if (rc == CS_OK && *got)
			return CS_OK;
		if (rc != CS_OK)
			cs_input_doubt(in, "%s: %s", r->pieces[r->at - 1].path, err->message);
		end_piece(in, r);
		if (r->at == r->count)
			return CS_OK;
		rc = open_next(r, err);
		if (cs_is_fatal(rc)) /* the other pieces are worth reading */
			cs_input_doubt(in, "%s: %s", r->pieces[r->at - 1].path, err->message);
	}
}

static void close_pieces(struct cs_input *in)
{
	struct rotated *r = in->ctx;

	cs_input_close(r->in);
	cs_source_close(r->source);
	free(r->pieces);
}

static const struct cs_input_ops rotated_ops = {read_pieces, NULL, close_pieces};

/* All files have one base name, and some are old. */
static bool is_one_log(const struct piece *p, size_t n)
{
	bool old = false;

	for (size_t i = 0; i < n; i++) {
		if (!cs_str_eq(p[i].base, p[0].base))
			return false;
		old |= p[i].age > 0;
	}
	return n > 1 && old;
}

enum cs_status cs_rotated_open_tree(struct cs_input **out, const struct cs_tree *t,
				    const char *name, struct cs_error *err)
{
	struct piece *pieces;
	struct rotated *r;

	(void)err;
	if (t->count < 2 || t->cut)
		return CS_NOT_MINE;
	pieces = cs_calloc(t->count, sizeof(*pieces));
	for (size_t i = 0; i < t->count; i++)
		pieces[i] = split_name(&t->files[i]);
	if (!is_one_log(pieces, t->count)) {
		free(pieces);
		return CS_NOT_MINE;
	}
	qsort(pieces, t->count, sizeof(*pieces), oldest_first);
	*out = cs_input_new(&rotated_ops, name, "rotated");
	r = cs_arena_alloc(&(*out)->arena, sizeof(*r));
	*r = (struct rotated){.pieces = pieces, .count = t->count};
	for (size_t i = 0; i < t->count; i++)
		pieces[i].path = cs_arena_cstr(&(*out)->arena, cs_str_from(pieces[i].path));
	(*out)->ctx = r;
	return CS_OK;
}
