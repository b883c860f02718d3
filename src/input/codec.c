#include "input/codec.h"

#include <bzlib.h>
#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/limits.h"
#include "base/mem.h"

/* ---- zlib: gzip (RFC 1952), zlib (RFC 1950) and deflate alone (RFC 1951) ---- */

static void *start_zlib(int window_bits)
{
	z_stream *z = cs_calloc(1, sizeof(*z));

	if (inflateInit2(z, window_bits) != Z_OK)
		cs_die_oom(0);
	return z;
}

static void *start_gzip(void)
{
	return start_zlib(MAX_WBITS + 16);
}

static void *start_rfc1950(void)
{
	return start_zlib(MAX_WBITS);
}

static void *start_deflate(void)
{
	return start_zlib(-MAX_WBITS);
}

static enum cs_codec_step step_zlib(void *state, struct cs_codec_io *io, bool end, const char **why)
{
	z_stream *z = state;
	int rc;

	(void)end;
	z->next_in = (Bytef *)io->in; /* not written to */
	z->avail_in = (uInt)io->in_n;
	z->next_out = (Bytef *)io->out;
	z->avail_out = (uInt)io->out_n;
	rc = inflate(z, Z_SYNC_FLUSH);
	*io = (struct cs_codec_io){(const char *)z->next_in, z->avail_in, (char *)z->next_out,
				   z->avail_out};
	if (rc == Z_STREAM_END)
		return CS_CODEC_END;
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return CS_CODEC_MORE;
	*why = z->msg ? z->msg : "damaged data";
	return CS_CODEC_DAMAGED;
}

static void stop_zlib(void *state)
{
	inflateEnd(state);
	free(state);
}

const struct cs_codec cs_codec_gzip = {"gzip", start_gzip, step_zlib, stop_zlib},
		      cs_codec_zlib = {"zlib", start_rfc1950, step_zlib, stop_zlib},
		      cs_codec_deflate = {"deflate", start_deflate, step_zlib, stop_zlib};

/* ---- bzip2: whole blocks of up to 900 kB only ---- */

static void *start_bzip2(void)
{
	bz_stream *z = cs_calloc(1, sizeof(*z));

	if (BZ2_bzDecompressInit(z, 0, 0) != BZ_OK)
		cs_die_oom(0);
	return z;
}

static enum cs_codec_step step_bzip2(void *state, struct cs_codec_io *io, bool end,
				     const char **why)
{
	bz_stream *z = state;
	int rc;

	(void)end;
	z->next_in = (char *)io->in; /* not written to */
	z->avail_in = (unsigned)io->in_n;
	z->next_out = io->out;
	z->avail_out = (unsigned)io->out_n;
	rc = BZ2_bzDecompress(z);
	*io = (struct cs_codec_io){z->next_in, z->avail_in, z->next_out, z->avail_out};
	if (rc == BZ_STREAM_END)
		return CS_CODEC_END;
	if (rc == BZ_OK)
		return CS_CODEC_MORE;
	*why = "damaged data";
	return CS_CODEC_DAMAGED;
}

static void stop_bzip2(void *state)
{
	BZ2_bzDecompressEnd(state);
	free(state);
}

const struct cs_codec cs_codec_bzip2 = {"bzip2", start_bzip2, step_bzip2, stop_bzip2};

/* ---- xz and its forerunner ---- */

static void *start_xz(void)
{
	lzma_stream *z = cs_calloc(1, sizeof(*z));

	if (lzma_stream_decoder(z, CS_LIMIT_CODEC_BYTES, LZMA_CONCATENATED) != LZMA_OK)
		cs_die_oom(0);
	return z;
}

static void *start_lzma(void)
{
	lzma_stream *z = cs_calloc(1, sizeof(*z));

	if (lzma_alone_decoder(z, CS_LIMIT_CODEC_BYTES) != LZMA_OK)
		cs_die_oom(0);
	return z;
}

static enum cs_codec_step step_lzma(void *state, struct cs_codec_io *io, bool end, const char **why)
{
	lzma_stream *z = state;
	lzma_ret rc;

	z->next_in = (const uint8_t *)io->in;
	z->avail_in = io->in_n;
	z->next_out = (uint8_t *)io->out;
	z->avail_out = io->out_n;
	rc = lzma_code(z, end ? LZMA_FINISH : LZMA_RUN);
	*io = (struct cs_codec_io){(const char *)z->next_in, z->avail_in, (char *)z->next_out,
				   z->avail_out};
	if (rc == LZMA_STREAM_END)
		return CS_CODEC_END;
	if (rc == LZMA_OK || rc == LZMA_BUF_ERROR)
		return CS_CODEC_MORE;
	*why = rc == LZMA_MEMLIMIT_ERROR ? "it needs too much memory to be expanded"
					 : "damaged data";
	return CS_CODEC_DAMAGED;
}

static void stop_lzma(void *state)
{
	lzma_end(state);
	free(state);
}

const struct cs_codec cs_codec_xz = {"xz", start_xz, step_lzma, stop_lzma},
		      cs_codec_lzma = {"lzma", start_lzma, step_lzma, stop_lzma};

/* ---- zstd: whole blocks of up to 128 kB only; windows of up to 128 MB, the library's own bound */

static void *start_zstd(void)
{
	ZSTD_DStream *z = ZSTD_createDStream();

	if (!z)
		cs_die_oom(0);
	return z;
}

static enum cs_codec_step step_zstd(void *state, struct cs_codec_io *io, bool end, const char **why)
{
	ZSTD_inBuffer in = {io->in, io->in_n, 0};
	ZSTD_outBuffer out = {io->out, io->out_n, 0};
	size_t rc = ZSTD_decompressStream(state, &out, &in);

	(void)end;
	io->in += in.pos;
	io->in_n -= in.pos;
	io->out += out.pos;
	io->out_n -= out.pos;
	if (rc == 0)
		return CS_CODEC_END;
	if (!ZSTD_isError(rc))
		return CS_CODEC_MORE;
	*why = ZSTD_getErrorName(rc);
	return CS_CODEC_DAMAGED;
}

static void stop_zstd(void *state)
{
	ZSTD_freeDStream(state);
}

const struct cs_codec cs_codec_zstd = {"zstd", start_zstd, step_zstd, stop_zstd};
