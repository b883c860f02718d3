#include "input/packed.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "input/kind.h"

#define MAGIC_BYTES 32u /* enough of a stream to see that it is one */

struct packed {
	struct cs_input *below;
	const struct cs_codec *codec;
	void *stream; /* NULL between two */
	char *buf;
	size_t at, n; /* of BUF, what isn't taken yet */
	bool end;     /* nothing comes behind BUF */
	bool over;    /* nothing more is given */
};

/* More of the packed bytes behind those that are left. */
static enum cs_status fill(struct packed *p, struct cs_error *err)
{
	enum cs_status rc;
	size_t got;

	memmove(p->buf, p->buf + p->at, p->n - p->at);
	p->n -= p->at;
	p->at = 0;
	rc = cs_input_read(p->below, p->buf + p->n, CS_LIMIT_READ_BYTES - p->n, -1, &got, err);
	if (rc != CS_OK)
		return rc;
	p->n += got;
	p->end = got == 0;
	return CS_OK;
}

/* The data ends here, for a reason that makes it doubtful; nothing at all is an error. */
static enum cs_status give_up(struct cs_input *in, bool made, const char *why, struct cs_error *err)
{
	struct packed *p = in->ctx;

	p->over = true;
	if (!made && in->read == 0)
		return cs_error_set(err, CS_ERR_FORMAT, in->name, "cannot unpack: %s", why);
	cs_input_doubt(in, "the compressed data is damaged or cut: %s", why);
	return CS_OK;
}

/* Behind a whole stream: another one, the end, or something else. */
static enum cs_status next_stream(struct cs_input *in, struct cs_error *err)
{
	struct packed *p = in->ctx;
	struct cs_str rest;

	while (!p->end && p->n - p->at < MAGIC_BYTES) {
		enum cs_status rc = fill(p, err);

		if (rc != CS_OK)
			return rc;
	}
	rest = (struct cs_str){p->buf + p->at, p->n - p->at};
	if (rest.n && cs_input_kind_of(rest)->codec == p->codec) {
		p->stream = p->codec->start();
		return CS_OK;
	}
	p->over = true;
	if (!cs_str_is_zeros(rest)) /* tapes pad with them */
		cs_input_doubt(in, "what stands behind the compressed data was not read");
	return CS_OK;
}

static enum cs_status step(struct cs_input *in, struct cs_codec_io *io, struct cs_error *err)
{
	struct packed *p = in->ctx;
	size_t packed, room = io->out_n;
	const char *why = NULL;
	enum cs_codec_step what;

	if (p->at == p->n && !p->end) {
		enum cs_status rc = fill(p, err);

		if (rc != CS_OK)
			return rc;
	}
	io->in = p->buf + p->at;
	io->in_n = packed = p->n - p->at;
	what = p->codec->step(p->stream, io, p->end, &why);
	p->at = p->n - io->in_n;
	if (what == CS_CODEC_DAMAGED)
		return give_up(in, io->out_n < room, why, err);
	if (what == CS_CODEC_END) {
		p->codec->stop(p->stream);
		p->stream = NULL;
		return next_stream(in, err);
	}
	if (p->end && io->in_n == packed && io->out_n == room)
		return give_up(in, false, "it ends too early", err);
	return CS_OK;
}

static enum cs_status read_packed(struct cs_input *in, char *buf, size_t size, int wait_ms,
				  size_t *got, struct cs_error *err)
{
	struct packed *p = in->ctx;
	struct cs_codec_io io = {.out = buf, .out_n = size};
	enum cs_status rc = CS_OK;

	(void)wait_ms;
	while (rc == CS_OK && !p->over && io.out_n == size)
		rc = step(in, &io, err);
	*got = size - io.out_n;
	if (rc != CS_OK && *got == 0)
		return rc;
	if (rc != CS_OK) { /* what came before stands */
		p->over = true;
		cs_input_doubt(in, "the compressed data was not read to its end");
	}
	return cs_input_check_expansion(p->below, in->read + *got, err);
}

static void close_packed(struct cs_input *in)
{
	struct packed *p = in->ctx;

	if (p->stream)
		p->codec->stop(p->stream);
	cs_input_close(p->below);
	free(p->buf);
}

static const struct cs_input_ops packed_ops = {read_packed, NULL, close_packed};

struct cs_input *cs_packed_open(struct cs_input *packed, const struct cs_codec *codec)
{
	struct cs_input *in = cs_input_new(&packed_ops, packed->name, packed->format);
	struct packed *p = cs_arena_alloc(&in->arena, sizeof(*p));

	*p = (struct packed){.below = packed, .codec = codec, .stream = codec->start()};
	p->buf = cs_alloc(CS_LIMIT_READ_BYTES);
	in->ctx = p;
	in->member = packed->member;
	in->packings = packed->packings + 1;
	in->origin = packed->origin ? packed->origin : packed;
	return in;
}
