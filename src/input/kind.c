#include "input/kind.h"

#include "base/limits.h"
#include "input/liblog.h"

struct row {
	struct cs_input_kind kind;
	size_t offset;
	const char *magic;
	size_t n;
	bool (*check)(struct cs_str head); /* when the magic is too weak; may be NULL */
};

/* LZMA alone has no magic: properties, a dictionary size that is a power of two (or one and a
 * half), an unknown or sane uncompressed size. */
static bool is_lzma(struct cs_str h)
{
	bool unknown = true;

	if (h.n < 18)
		return false;
	for (size_t i = 5; i < 13; i++)
		unknown &= h.p[i] == '\xff';
	return h.p[1] == 0 && h.p[2] == 0 && (unknown || (h.p[11] == 0 && h.p[12] == 0)) &&
	       h.p[13] == 0;
}

static bool is_zlib_method(struct cs_str h)
{
	return h.n > 3 && h.p[2] == 8;
}

/* The first bytes that CODEC makes of HEAD into FRONT; how many. */
static size_t expand_front(const struct cs_codec *codec, struct cs_str head, char *front,
			   size_t size)
{
	struct cs_codec_io io = {head.p, head.n, front, size};
	void *stream = codec->start();
	const char *why;

	codec->step(stream, &io, false, &why);
	codec->stop(stream);
	return size - io.out_n;
}

static bool is_noise(struct cs_str h)
{
	size_t odd = 0;

	for (size_t i = 0; i < h.n; i++) {
		unsigned char c = (unsigned char)h.p[i];

		odd += (c < 32 && c != '\n' && c != '\r' && c != '\t' && c != 27 && c != 0) ||
		       c == 127;
	}
	/* noise has one control byte in nine; a log with some garbage in it far fewer */
	return odd * 20 > h.n && h.n > 64;
}

/* Two bytes that a word could have, too (RFC 1950): what follows must be what they say. */
static bool is_zlib(struct cs_str h)
{
	char front[16];

	return is_noise(h) && ((unsigned char)h.p[0] << 8 | (unsigned char)h.p[1]) % 31 == 0 &&
	       expand_front(&cs_codec_zlib, h, front, sizeof(front)) > 0;
}

static bool is_bzip2_level(struct cs_str h)
{
	return h.n > 9 && h.p[3] >= '1' && h.p[3] <= '9' && memcmp(h.p + 4, "1AY&SY", 6) == 0;
}

#define CODEC(at, magic, check, name, codec)                                                       \
	{                                                                                          \
		{CS_HOLDS_PACKED, name, codec}, at, magic, sizeof(magic) - 1, check                \
	}
#define PACKED(at, magic, check, name)                                                             \
	{                                                                                          \
		{CS_HOLDS_PACKED, name, NULL}, at, magic, sizeof(magic) - 1, check                 \
	}
#define OTHER(at, magic, name)                                                                     \
	{                                                                                          \
		{CS_HOLDS_OTHER, name, NULL}, at, magic, sizeof(magic) - 1, NULL                   \
	}

static const struct row rows[] = {
	CODEC(0, "\x1f\x8b", is_zlib_method, "gzip-compressed data", &cs_codec_gzip),
	CODEC(0, "x", is_zlib, "zlib-compressed data", &cs_codec_zlib),
	CODEC(0,
	      "\xfd"
	      "7zXZ\0",
	      NULL, "xz-compressed data", &cs_codec_xz),
	CODEC(0, "\x28\xb5\x2f\xfd", NULL, "zstd-compressed data", &cs_codec_zstd),
	CODEC(0, "\x50\x2a\x4d\x18", NULL, "zstd-compressed data", &cs_codec_zstd), /* pzstd */
	CODEC(0, "BZh", is_bzip2_level, "bzip2-compressed data", &cs_codec_bzip2),
	CODEC(0, "\x5d\0\0", is_lzma, "lzma-compressed data", &cs_codec_lzma),
	PACKED(0, "\x04\x22\x4d\x18", NULL, "lz4-compressed data"),
	PACKED(0, "\x02\x21\x4c\x18", NULL, "lz4-compressed data"),
	PACKED(0, "\x1f\x9d", NULL, "compress'd data"),
	PACKED(0, "PK\x03\x04", NULL, "a zip archive"),
	PACKED(0, "7z\xbc\xaf\x27\x1c", NULL, "a 7-zip archive"),
	PACKED(0, "070701", NULL, "a cpio archive"),
	PACKED(0, "070702", NULL, "a cpio archive"),
	PACKED(0, "070707", NULL, "a cpio archive"),
	PACKED(257, "ustar", NULL, "a tar archive"),
	{{CS_HOLDS_JOURNAL, "a systemd journal", NULL}, 0, "LPKSHHRH", 8, NULL},
	OTHER(0,
	      "\x7f"
	      "ELF",
	      "an ELF file"),
	OTHER(0, "SQLite format 3", "an SQLite database"),
	OTHER(0, "\x89PNG\r\n", "a PNG picture"),
	OTHER(0, "\xff\xd8\xff", "a JPEG picture"),
	OTHER(0, "GIF8", "a GIF picture"),
	OTHER(0, "%PDF-", "a PDF document"),
	OTHER(0, "Rar!\x1a\x07", "a rar archive; unpack it first"),
	OTHER(0, "\xd0\x0d\xfe\xed",
	      "a device tree blob; it stands beside a log or a register dump (--dtb)"),
	OTHER(0, "!<arch>\n", "an ar archive"),
	OTHER(0, "hsqs", "a squashfs image"),
};

static const struct cs_input_kind nothing = {CS_HOLDS_NOTHING, "empty", NULL},
				  record = {CS_HOLDS_PACKED, "a compressed pstore record",
					    &cs_codec_deflate},
				  text = {CS_HOLDS_TEXT, "text", NULL},
				  noise = {CS_HOLDS_OTHER, "binary data", NULL};

static bool is_row(const struct row *r, struct cs_str head)
{
	return head.n >= r->offset + r->n && memcmp(head.p + r->offset, r->magic, r->n) == 0 &&
	       (!r->check || r->check(head));
}

/* UTF-16 has zeros and pcap has anything: both are told by the transports. */
static bool is_binary_transport(struct cs_str h)
{
	static const char *const magics[] = {
		"\xff\xfe",         "\xfe\xff",         "\xd4\xc3\xb2\xa1", "\xa1\xb2\xc3\xd4",
		"\x4d\x3c\xb2\xa1", "\xa1\xb2\x3c\x4d", "\x0a\x0d\x0d\x0a", "DBGC"};

	for (size_t i = 0; i < sizeof(magics) / sizeof(*magics); i++)
		if (cs_str_starts(h, magics[i]))
			return true;
	return cs_liblog_begins(h);
}

/* A record of pstore that the kernel left compressed (".enc.z"): deflate without any head, with
 * "Oops#1 Part1" in it (fs/pstore/platform.c pstore_dump()). */
static bool is_pstore_record(struct cs_str head)
{
	char front[64];
	struct cs_str s = {front, expand_front(&cs_codec_deflate, head, front, sizeof(front))};
	uint64_t v;

	while (s.n && cs_is_alpha(s.p[0]))
		s = cs_str_tail(s, 1);
	return s.p > front + 2 && cs_eat_char(&s, '#') && cs_eat_dec(&s, &v) && cs_eat(&s, " Part");
}

const struct cs_input_kind *cs_input_kind_of(struct cs_str head)
{
	if (head.n < CS_LIMIT_SNIFF_BYTES && cs_str_is_zeros(head)) /* and so is an empty tar */
		return &nothing;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (is_row(&rows[i], head))
			return &rows[i].kind;
	if (is_binary_transport(head) || !is_noise(head))
		return &text;
	return is_pstore_record(head) ? &record : &noise;
}
