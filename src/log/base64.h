/* Private to log/: base64 (RFC 4648), in pieces; what is none of its digits is passed over. */
#ifndef CS_LOG_BASE64_H
#define CS_LOG_BASE64_H

#include "base/strbuf.h"

struct cs_base64 {
	uint32_t bits; /* not written yet */
	unsigned count;
};

/* The value of a digit, -1 for any other character. */
int cs_base64_digit(char c);
/* Appends the bytes that TEXT, behind what came before, makes whole. */
void cs_base64_add(struct cs_base64 *b, struct cs_str text, struct cs_strbuf *out);

#endif
