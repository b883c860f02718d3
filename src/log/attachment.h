/* Private to log/: what stands in base64 or as digits in other text: a log, or a compressed one. */
#ifndef CS_LOG_ATTACHMENT_H
#define CS_LOG_ATTACHMENT_H

#include "base/strbuf.h"
#include "input/kind.h"

struct cs_attachment {
	struct cs_strbuf head;            /* first bytes, until it is known what it is */
	const struct cs_input_kind *kind; /* NULL: not known yet */
	void *stream;                     /* of its codec, or NULL */
	size_t expanded;                  /* bytes out of the stream */
	struct cs_strbuf bytes;           /* room for the caller, who decodes them */
	const char *doubt;                /* why not all was read, of any so far; a constant */
};

void cs_attachment_init(struct cs_attachment *a);
void cs_attachment_release(struct cs_attachment *a);
/* Further bytes of it; what can be read of them goes to OUT. At most CS_LIMIT_ATTACHMENT_BYTES come
 * out of a compressed one. */
void cs_attachment_add(struct cs_attachment *a, struct cs_str bytes, struct cs_strbuf *out);
/* It is over; the next bytes are another's. */
void cs_attachment_end(struct cs_attachment *a, struct cs_strbuf *out);

#endif
