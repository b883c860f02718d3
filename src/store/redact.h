/* Private to store/: takes out of log text what a bundle should not tell. */
#ifndef CS_STORE_REDACT_H
#define CS_STORE_REDACT_H

#include "base/strbuf.h"

/* Appends TEXT with IPv4 and MAC addresses, and the name behind "Comm: ", made unknown. Nothing
 * else is touched: addresses of code and registers are what the report is about. */
void cs_redact(struct cs_strbuf *out, struct cs_str text);

#endif
