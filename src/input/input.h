/* Bytes out of a file, a pipe or a terminal. Reads as they come: a partial read is handed on at
 * once, so that a live console is followed line by line. */
#ifndef CS_INPUT_INPUT_H
#define CS_INPUT_INPUT_H

#include <stddef.h>

#include "base/error.h"

struct cs_input;

/* PATH "-" is standard input. A directory or an unreadable file is CS_ERR_IO. */
enum cs_status cs_input_open(struct cs_input **out, const char *path, struct cs_error *err)
	CS_MUST_CHECK;
void cs_input_close(struct cs_input *in);
/* Up to SIZE bytes into BUF. *GOT is 0 at the end. Waits at most WAIT_MS for a first byte
 * (-1: for ever); when nothing came in that time, CS_NOT_FOUND and *GOT 0. */
enum cs_status cs_input_read(struct cs_input *in, char *buf, size_t size, int wait_ms,
			     size_t *got, struct cs_error *err) CS_MUST_CHECK;

/* What the first bytes of an input tell. */
enum cs_sniff { CS_SNIFF_EMPTY, CS_SNIFF_TEXT, CS_SNIFF_BINARY };
enum cs_sniff cs_input_sniff(const char *buf, size_t n, const char **what);

#endif
