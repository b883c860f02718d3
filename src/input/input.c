#include "input/input.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"

#define PATIENCE_MS 50 /* for more of a head that is too short to tell */
#define ENOUGH_BYTES 4096u

struct cs_input *cs_input_new(const struct cs_input_ops *ops, const char *name, const char *format)
{
	struct cs_input *in = cs_calloc(1, sizeof(*in));

	in->ops = ops;
	in->fd = -1;
	in->format = format;
	cs_arena_init(&in->arena);
	in->name = cs_arena_cstr(&in->arena, cs_str_from(name));
	return in;
}

void cs_input_close(struct cs_input *in)
{
	if (!in)
		return;
	if (in->ops->close)
		in->ops->close(in);
	cs_arena_release(&in->arena);
	free(in->head);
	free(in);
}

static enum cs_status read_below(struct cs_input *in, char *buf, size_t size, int wait_ms,
				 size_t *got, struct cs_error *err)
{
	enum cs_status rc;

	*got = 0;
	rc = in->ops->read(in, buf, size, wait_ms, got, err);
	in->read += *got;
	return rc;
}

enum cs_status cs_input_peek(struct cs_input *in, struct cs_str *head, struct cs_error *err)
{
	int wait = -1;

	if (in->head) { /* asked before: a live input is not waited for again */
		*head = (struct cs_str){in->head, in->head_n};
		return CS_OK;
	}
	in->head = cs_alloc(CS_LIMIT_SNIFF_BYTES);
	while (in->head_n < CS_LIMIT_SNIFF_BYTES) {
		size_t got;
		enum cs_status rc = read_below(in, in->head + in->head_n,
					       CS_LIMIT_SNIFF_BYTES - in->head_n, wait, &got, err);

		if (cs_is_fatal(rc) && in->head_n == 0)
			return rc;
		if (rc != CS_OK || got == 0)
			break;
		in->head_n += got;
		wait = in->head_n < ENOUGH_BYTES ? PATIENCE_MS : 0;
	}
	*head = (struct cs_str){in->head, in->head_n};
	return CS_OK;
}

enum cs_status cs_input_read(struct cs_input *in, char *buf, size_t size, int wait_ms, size_t *got,
			     struct cs_error *err)
{
	size_t left = in->head_n - in->head_at;

	if (left == 0)
		return read_below(in, buf, size, wait_ms, got, err);
	*got = left < size ? left : size;
	memcpy(buf, in->head + in->head_at, *got);
	in->head_at += *got;
	return CS_OK;
}

bool cs_input_rewind(struct cs_input *in)
{
	if (!in->ops->seek || in->ops->seek(in, 0, SEEK_SET) != 0)
		return false;
	free(in->head);
	in->head = NULL;
	in->head_n = in->head_at = 0;
	in->read = 0;
	return true;
}

enum cs_status cs_input_check_expansion(const struct cs_input *packed, uint64_t out,
					struct cs_error *err)
{
	const struct cs_input *origin = packed->origin ? packed->origin : packed;

	if (out <= CS_LIMIT_EXPANDED_FREE || out / CS_LIMIT_EXPANSION <= origin->read)
		return CS_OK;
	return cs_error_set(err, CS_ERR_FORMAT, packed->name,
			    "expands to more than %u times its size; not read on",
			    CS_LIMIT_EXPANSION);
}

/* N remarks are there that have no place: the last place tells of them. */
static void add_more(struct cs_remarks *r, size_t n)
{
	if (n == 0)
		return;
	if (r->n < CS_INPUT_REMARKS_MAX)
		r->n++;
	else if (r->more == 0)
		r->more = 1; /* whose place it is */
	r->more += n;
	snprintf(r->more_text, sizeof(r->more_text), "and %zu more", r->more);
	r->v[r->n - 1] = cs_str_from(r->more_text);
}

static void __attribute__((format(printf, 3, 0)))
remark(struct cs_input *in, struct cs_remarks *r, const char *fmt, va_list ap)
{
	char text[512];

	if (r->n == CS_INPUT_REMARKS_MAX) {
		add_more(r, 1);
		return;
	}
	vsnprintf(text, sizeof(text), fmt, ap);
	r->v[r->n++] = cs_arena_str(&in->arena, cs_str_from(text));
}

static size_t told(const struct cs_remarks *r)
{
	return r->n - (r->more > 0);
}

void cs_input_pass_remarks(struct cs_input *to, const struct cs_input *from)
{
	for (size_t i = 0; i < told(&from->doubts); i++)
		cs_input_doubt(to, CS_STR_FMT, CS_STR_ARG(from->doubts.v[i]));
	add_more(&to->doubts, from->doubts.more);
	for (size_t i = 0; i < told(&from->notes); i++)
		cs_input_note(to, CS_STR_FMT, CS_STR_ARG(from->notes.v[i]));
	add_more(&to->notes, from->notes.more);
}

void cs_input_note(struct cs_input *in, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	remark(in, &in->notes, fmt, ap);
	va_end(ap);
}

void cs_input_doubt(struct cs_input *in, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	remark(in, &in->doubts, fmt, ap);
	va_end(ap);
}
