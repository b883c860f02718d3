#include "log/attachment.h"

#include "base/limits.h"

#define HEAD_BYTES 512u /* enough to tell what it is */

void cs_attachment_init(struct cs_attachment *a)
{
	*a = (struct cs_attachment){0};
	cs_strbuf_init(&a->head);
	cs_strbuf_init(&a->bytes);
}

static void stop(struct cs_attachment *a)
{
	if (a->stream)
		a->kind->codec->stop(a->stream);
	a->stream = NULL;
}

void cs_attachment_release(struct cs_attachment *a)
{
	stop(a);
	cs_strbuf_release(&a->head);
	cs_strbuf_release(&a->bytes);
}

static void expand(struct cs_attachment *a, struct cs_str packed, bool end, struct cs_strbuf *out)
{
	struct cs_codec_io io = {.in = packed.p, .in_n = packed.n};
	enum cs_codec_step what = CS_CODEC_MORE;
	const char *why = NULL;
	char text[16384];
	size_t made;

	do {
		io.out = text;
		io.out_n = sizeof(text);
		what = a->kind->codec->step(a->stream, &io, end, &why);
		made = sizeof(text) - io.out_n;
		cs_strbuf_add(out, (struct cs_str){text, made});
		a->expanded += made;
	} while (what == CS_CODEC_MORE && made && a->expanded < CS_LIMIT_ATTACHMENT_BYTES);
	if (a->expanded >= CS_LIMIT_ATTACHMENT_BYTES)
		a->doubt = "an attachment is so large that it was not read to its end";
	else if (what == CS_CODEC_DAMAGED || (what == CS_CODEC_MORE && end))
		a->doubt = "an attachment is damaged or cut";
	else if (what == CS_CODEC_MORE)
		return;
	stop(a);
}

static void take(struct cs_attachment *a, struct cs_str bytes, struct cs_strbuf *out)
{
	if (a->stream)
		expand(a, bytes, false, out);
	else if (a->kind->holds == CS_HOLDS_TEXT)
		cs_strbuf_add(out, bytes);
}

/* What the head shows it to be. */
static void tell(struct cs_attachment *a, struct cs_strbuf *out)
{
	a->kind = cs_input_kind_of(cs_strbuf_str(&a->head));
	if (a->kind->codec)
		a->stream = a->kind->codec->start();
	else if (a->kind->holds == CS_HOLDS_PACKED)
		a->doubt = "an attachment is an archive; it was not read";
	take(a, cs_strbuf_str(&a->head), out);
}

void cs_attachment_add(struct cs_attachment *a, struct cs_str bytes, struct cs_strbuf *out)
{
	if (a->kind) {
		take(a, bytes, out);
		return;
	}
	cs_strbuf_add(&a->head, bytes);
	if (a->head.n >= HEAD_BYTES)
		tell(a, out);
}

void cs_attachment_end(struct cs_attachment *a, struct cs_strbuf *out)
{
	if (!a->kind)
		tell(a, out);
	if (a->stream)
		expand(a, CS_STR(""), true, out);
	stop(a);
	a->kind = NULL;
	a->expanded = 0;
	cs_strbuf_clear(&a->head);
}
