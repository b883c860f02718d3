/* What a stream of bytes is, told from its first bytes. A table, a row each (kind.c). */
#ifndef CS_INPUT_KIND_H
#define CS_INPUT_KIND_H

#include "input/codec.h"

enum cs_holds {
	CS_HOLDS_NOTHING, /* empty */
	CS_HOLDS_TEXT,    /* a log, in some transport */
	CS_HOLDS_PACKED,  /* compressed (packed.c opens it), or an archive (archive.c) */
	CS_HOLDS_JOURNAL, /* a systemd journal file */
	CS_HOLDS_OTHER,   /* something that is no log */
};

struct cs_input_kind {
	enum cs_holds holds;
	const char *name;             /* in words, for messages: "gzip-compressed data" */
	const struct cs_codec *codec; /* of compressed data; NULL: archive.c knows it */
};

/* Never NULL; HEAD should be CS_LIMIT_SNIFF_BYTES or all there is. */
const struct cs_input_kind *cs_input_kind_of(struct cs_str head);

#endif
