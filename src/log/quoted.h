/* Quoted-printable (RFC 2045, 6.7): "=3D" is a byte, "=" at the end of a line joins the next. */
#ifndef CS_LOG_QUOTED_H
#define CS_LOG_QUOTED_H

#include "base/strbuf.h"

/* Appends what LINE (without its line end) stands for; no line end after a soft one. */
void cs_quoted_line(struct cs_str line, struct cs_strbuf *out);

#endif
