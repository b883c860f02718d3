/* Compressed streams: bytes in, bytes out, each as far as it gets. Unlike libarchive, which keeps
 * what it has expanded until a buffer is full and drops it when the data ends too early, a codec
 * gives every byte that can be had of a log whose upload was cut. */
#ifndef CS_INPUT_CODEC_H
#define CS_INPUT_CODEC_H

#include "base/str.h"

/* What a step may take from and write to; a step moves both on. */
struct cs_codec_io {
	const char *in;
	size_t in_n;
	char *out;
	size_t out_n;
};

enum cs_codec_step {
	CS_CODEC_MORE,    /* wants more of the one or the other */
	CS_CODEC_END,     /* the stream is whole; another may follow */
	CS_CODEC_DAMAGED, /* what was written before stands */
};

struct cs_codec {
	const char *name;
	/* The state of a stream; never NULL. */
	void *(*start)(void);
	/* END: nothing follows IO's input. *WHY, a constant, is set with CS_CODEC_DAMAGED only. */
	enum cs_codec_step (*step)(void *state, struct cs_codec_io *io, bool end, const char **why);
	void (*stop)(void *state);
};

extern const struct cs_codec cs_codec_gzip, cs_codec_zlib, cs_codec_deflate, cs_codec_bzip2,
	cs_codec_xz, cs_codec_lzma, cs_codec_zstd;

#endif
