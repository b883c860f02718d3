/* Bytes of an input → plain lines, whatever the transports around them: a mail of a JSON of a
 * coloured dmesg is three stages. What is plain already passes through untouched and uncopied.
 * Transports are found by content, at the beginning and again at every block, so that a log may
 * change its form midway. */
#ifndef CS_LOG_DECODE_H
#define CS_LOG_DECODE_H

#include "base/strbuf.h"

struct cs_decoder;

struct cs_decoder *cs_decoder_new(void);
void cs_decoder_free(struct cs_decoder *d);
/* Before the first block: the outermost transport is T, whatever the text looks like. */
struct cs_transport;
void cs_decoder_begin_with(struct cs_decoder *d, const struct cs_transport *t);
/* Likewise: nothing is decoded. */
void cs_decoder_keep_plain(struct cs_decoder *d);
/* The plain text of the next block; it lives until the next call, and may be RAW itself. An
 * empty block with END gives what is left. */
struct cs_str cs_decoder_add(struct cs_decoder *d, struct cs_str raw, bool end);
/* The I-th reason why not all is proven to have been read, NULL after the last; constants. */
const char *cs_decoder_doubt(const struct cs_decoder *d, size_t i);
/* Whether the text had to be decoded from any. */
bool cs_decoder_is_used(const struct cs_decoder *d);
/* The transports that were found, outermost first, into BUF: "mail, journal-json"; "" if none. */
const char *cs_decoder_describe(const struct cs_decoder *d, char *buf, size_t size);

#endif
