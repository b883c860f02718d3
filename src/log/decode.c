#include "log/decode.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "log/transport.h"

#define HEAD_BYTES 16384u /* of a block, shown to the transports */

struct stage {
	const struct cs_transport *transport;
	void *state;
	struct cs_strbuf held; /* not taken yet */
	struct cs_strbuf out;
};

struct cs_decoder {
	struct stage stages[CS_LIMIT_TRANSPORTS];
	size_t count;
	bool plain;      /* no stage is looked for */
	bool any;        /* text came out of the last stage before */
	bool line_start; /* it ended with a line end */
};

struct cs_decoder *cs_decoder_new(void)
{
	struct cs_decoder *d = cs_calloc(1, sizeof(*d));

	d->line_start = true;
	return d;
}

void cs_decoder_free(struct cs_decoder *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->count; i++) {
		struct stage *s = &d->stages[i];

		if (s->transport->stop)
			s->transport->stop(s->state);
		cs_strbuf_release(&s->held);
		cs_strbuf_release(&s->out);
	}
	free(d);
}

bool cs_decoder_is_used(const struct cs_decoder *d)
{
	return d->count > 0;
}

const char *cs_decoder_describe(const struct cs_decoder *d, char *buf, size_t size)
{
	size_t n = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < d->count && n < size; i++)
		n += (size_t)snprintf(buf + n, size - n, "%s%s", i ? ", " : "",
				      d->stages[i].transport->name);
	return buf;
}

const char *cs_decoder_doubt(const struct cs_decoder *d, size_t i)
{
	for (size_t k = 0; k < d->count; k++) {
		const struct stage *s = &d->stages[k];
		const char *why = s->transport->doubt ? s->transport->doubt(s->state) : NULL;

		if (why && i-- == 0)
			return why;
	}
	return NULL;
}

static void keep_rest(struct stage *s, struct cs_str in, size_t taken)
{
	if (in.p == s->held.p) {
		memmove(s->held.p, s->held.p + taken, in.n - taken);
		s->held.n = in.n - taken;
		return;
	}
	cs_strbuf_clear(&s->held);
	cs_strbuf_add(&s->held, cs_str_tail(in, taken));
}

static struct cs_str run(struct stage *s, struct cs_str text, bool end)
{
	size_t taken;

	if (s->held.n) {
		cs_strbuf_add(&s->held, text);
		text = cs_strbuf_str(&s->held);
	}
	taken = s->transport->decode(s->state, text, end, &s->out);
	if (end || text.n - taken > CS_LIMIT_MESSAGE_BYTES) { /* no such message: as it is */
		cs_strbuf_add(&s->out, cs_str_tail(text, taken));
		taken = text.n;
	}
	keep_rest(s, text, taken);
	return cs_strbuf_str(&s->out);
}

static bool is_used(const struct cs_decoder *d, const struct cs_transport *t)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->stages[i].transport == t)
			return true;
	return false;
}

static const struct cs_transport *find(const struct cs_decoder *d, struct cs_str head)
{
	head = cs_str_head(head, HEAD_BYTES);
	for (size_t i = 0; head.n && i < cs_transport_count; i++)
		if (!is_used(d, cs_transports[i]) && cs_transports[i]->claims(head, !d->any))
			return cs_transports[i];
	return NULL;
}

/* Where the first line that begins in TEXT does. */
static size_t first_line(const struct cs_decoder *d, struct cs_str text)
{
	const char *nl;

	if (d->line_start)
		return 0;
	nl = text.n ? memchr(text.p, '\n', text.n) : NULL;
	return nl ? (size_t)(nl - text.p) + 1 : text.n;
}

static struct stage *add_stage(struct cs_decoder *d, const struct cs_transport *t)
{
	struct stage *s = &d->stages[d->count++];

	s->transport = t;
	s->state = t->start ? t->start() : NULL;
	cs_strbuf_init(&s->held);
	cs_strbuf_init(&s->out);
	return s;
}

void cs_decoder_begin_with(struct cs_decoder *d, const struct cs_transport *t)
{
	add_stage(d, t);
}

void cs_decoder_keep_plain(struct cs_decoder *d)
{
	d->plain = true;
}

/* A further stage, when TEXT shows one. */
static bool grow(struct cs_decoder *d, struct cs_str *text, bool end)
{
	size_t at = first_line(d, *text);
	const struct cs_transport *t;
	struct stage *s;

	if (d->plain || d->count == CS_LIMIT_TRANSPORTS || !(t = find(d, cs_str_tail(*text, at))))
		return false;
	s = add_stage(d, t);
	cs_strbuf_add(&s->out, cs_str_head(*text, at));
	*text = run(s, cs_str_tail(*text, at), end);
	return true;
}

struct cs_str cs_decoder_add(struct cs_decoder *d, struct cs_str raw, bool end)
{
	struct cs_str text = raw;

	for (size_t i = 0; i < d->count; i++) {
		cs_strbuf_clear(&d->stages[i].out);
		text = run(&d->stages[i], text, end);
	}
	while (grow(d, &text, end))
		;
	if (text.n) {
		d->any = true;
		d->line_start = text.p[text.n - 1] == '\n';
	}
	return text;
}
