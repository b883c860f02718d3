/* kdump-compressed files: header, sub header, two bitmaps of pages, a descriptor for each page
 * that was kept, the pages (makedumpfile 1.7.2 diskdump_mod.h and IMPLEMENTATION; QEMU 7.2
 * dump/dump.c). 64-bit little-endian ones only. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/image.h"
#include "dump/split.h"
#include "dump/unpack.h"

#define OFF_MACHINE (12u + 4 * 65)
#define OFF_STATUS 424u
#define OFF_BLOCK_SIZE 428u
#define OFF_SUB_BLOCKS 432u
#define OFF_BITMAP_BLOCKS 436u
#define OFF_MAX_MAPNR 440u
#define HEADER_BYTES 464u
#define SUB_HEADER_BYTES 104u
#define DESC_BYTES 24u
#define STATUS_INCOMPLETE 0x8u
#define BITS_PER_CHUNK (8u * 4096) /* pages of one counted piece of the bitmap */
#define CACHE_BYTES (1u << 20)

struct slot {
	uint64_t pfn; /* + 1; 0: empty */
	bool good;
	unsigned char *bytes;
};

struct kdump {
	struct cs_dump_file *file;
	uint32_t block;
	uint64_t bitmap;      /* offset of the bitmap of pages that were kept */
	uint64_t descs;       /* offset of the first descriptor */
	uint64_t pages;       /* the bitmap's bits */
	uint64_t skipped;     /* descriptors that stand in earlier parts of a split dump */
	uint64_t first, last; /* pages whose descriptors are here, half open */
	bool is_part;         /* of a split dump */
	uint64_t *before;     /* kept pages before each chunk of the bitmap */
	struct slot *slots;
	size_t slot_count;
	unsigned char *packed;
};

/* ---- the bitmap ---- */

static unsigned count_bits(const unsigned char *p, size_t n)
{
	unsigned bits = 0;

	for (; n >= 8; p += 8, n -= 8)
		bits += (unsigned)__builtin_popcountll(cs_le64(p));
	for (; n; p++, n--)
		bits += (unsigned)__builtin_popcount(*p);
	return bits;
}

static bool is_kept(struct kdump *k, uint64_t pfn)
{
	unsigned char byte;

	return pfn >= k->first && pfn < k->last &&
	       cs_dump_file_get(k->file, k->bitmap + pfn / 8, &byte, 1) && byte >> (pfn % 8) & 1;
}

/* How many kept pages stand before PFN. */
static uint64_t rank(struct kdump *k, uint64_t pfn)
{
	unsigned char buf[4096];
	uint64_t chunk = pfn / BITS_PER_CHUNK;
	size_t bits = (size_t)(pfn % BITS_PER_CHUNK), n = bits / 8;
	size_t got = cs_dump_file_read(k->file, k->bitmap + chunk * 4096, buf, n + (bits % 8 != 0));
	uint64_t r = k->before[chunk] + count_bits(buf, got < n ? got : n);

	if (bits % 8 && got > n)
		r += (unsigned)__builtin_popcount(buf[n] & ((1u << bits % 8) - 1));
	return r;
}

static void count_chunks(struct kdump *k)
{
	uint64_t chunks = k->pages / BITS_PER_CHUNK + 1, sum = 0;

	k->before = cs_calloc((size_t)chunks, sizeof(*k->before));
	for (uint64_t i = 0; i < chunks; i++) {
		unsigned char buf[4096];
		size_t got = cs_dump_file_read(k->file, k->bitmap + i * 4096, buf, sizeof(buf));

		k->before[i] = sum;
		sum += count_bits(buf, got);
	}
}

/* ---- pages ---- */

static bool load(struct kdump *k, uint64_t pfn, unsigned char *to)
{
	unsigned char d[DESC_BYTES];
	uint64_t at = k->descs + (rank(k, pfn) - k->skipped) * DESC_BYTES;
	uint64_t off;
	uint32_t size, flags;

	if (!cs_dump_file_get(k->file, at, d, sizeof(d)))
		return false;
	off = cs_le64(d);
	size = cs_le32(d + 8);
	flags = cs_le32(d + 12);
	if (size == 0 || size > k->block)
		return false;
	if (!(flags & CS_UNPACK_ALL))
		return size == k->block && cs_dump_file_get(k->file, off, to, size);
	return cs_dump_file_get(k->file, off, k->packed, size) &&
	       cs_unpack_page(flags, k->packed, size, to, k->block);
}

static const unsigned char *page(struct kdump *k, uint64_t pfn)
{
	struct slot *s = &k->slots[pfn % k->slot_count];

	if (s->pfn != pfn + 1) {
		if (!s->bytes)
			s->bytes = cs_alloc(k->block);
		s->pfn = pfn + 1;
		s->good = is_kept(k, pfn) && load(k, pfn, s->bytes);
	}
	return s->good ? s->bytes : NULL;
}

static size_t read_kdump(void *state, uint64_t pa, void *buf, size_t n)
{
	struct kdump *k = state;
	size_t have = 0;

	while (have < n) {
		uint64_t at = pa + have;
		size_t in = (size_t)(at % k->block), take = n - have;
		const unsigned char *p = page(k, at / k->block);

		if (!p)
			break;
		if (take > k->block - in)
			take = k->block - in;
		memcpy((char *)buf + have, p + in, take);
		have += take;
	}
	return have;
}

/* The first page at or after PFN that is kept (or, WANT false, isn't). */
static uint64_t find_page(struct kdump *k, uint64_t pfn, bool want)
{
	uint64_t dull = want ? 0 : ~0ull;

	while (pfn < k->last && is_kept(k, pfn) != want) {
		unsigned char w[8];

		if (pfn % 64 || pfn + 64 > k->last)
			pfn++;
		else if (!cs_dump_file_get(k->file, k->bitmap + pfn / 8, w, 8))
			pfn += BITS_PER_CHUNK - pfn % BITS_PER_CHUNK;
		else
			pfn += cs_le64(w) == dull ? 64 : 1;
	}
	return pfn < k->last ? pfn : k->last;
}

static bool next_kdump(void *state, uint64_t from, struct cs_dump_image_range *r)
{
	struct kdump *k = state;
	uint64_t pfn = from / k->block;

	if (pfn < k->first)
		pfn = k->first;
	pfn = find_page(k, pfn, true);
	if (pfn >= k->last)
		return false;
	r->begin = pfn * k->block;
	r->end = find_page(k, pfn, false) * k->block;
	if (r->begin < from)
		r->begin = from;
	return true;
}

static void close_kdump(void *state)
{
	struct kdump *k = state;

	for (size_t i = 0; i < k->slot_count; i++)
		free(k->slots[i].bytes);
	free(k->slots);
	free(k->packed);
	free(k->before);
	cs_dump_file_close(k->file);
	free(k);
}

static const struct cs_dump_image_ops ops = {
	.read = read_kdump, .next = next_kdump, .close = close_kdump};

/* ---- headers ---- */

static void read_note_area(struct cs_dump_image *im, struct cs_dump_file *file, uint64_t off,
			   uint64_t size, bool vmcoreinfo)
{
	unsigned char *buf;

	if (off == 0 || size == 0 || size > CS_LIMIT_DUMP_NOTES_BYTES)
		return;
	buf = cs_alloc((size_t)size);
	if (!cs_dump_file_get(file, off, buf, (size_t)size))
		cs_dump_image_set_damage(im, "the notes lie behind the end of the file");
	else if (vmcoreinfo)
		cs_dump_notes_set_vmcoreinfo(&im->notes, buf, (size_t)size);
	else
		cs_dump_notes_parse(&im->notes, buf, (size_t)size);
	free(buf);
}

static void read_sub_header(struct cs_dump_image *im, struct kdump *k, int version)
{
	unsigned char s[SUB_HEADER_BYTES];

	if (version < 1 || !cs_dump_file_get(k->file, k->block, s, sizeof(s)))
		return;
	if (version >= 2 && cs_le32(s + 12)) { /* split */
		k->first = version >= 6 ? cs_le64(s + 80) : cs_le64(s + 16);
		k->last = version >= 6 ? cs_le64(s + 88) : cs_le64(s + 24);
		k->is_part = true;
	}
	if (version >= 3)
		read_note_area(im, k->file, cs_le64(s + 32), cs_le64(s + 40), true);
	if (version >= 4)
		read_note_area(im, k->file, cs_le64(s + 48), cs_le64(s + 56), false);
	if (version >= 6 && cs_le64(s + 96))
		k->pages = cs_le64(s + 96);
}

static enum cs_dump_arch machine_arch(const unsigned char *h)
{
	if (memcmp(h + OFF_MACHINE, "x86_64", 7) == 0)
		return CS_DUMP_ARCH_X86_64;
	return memcmp(h + OFF_MACHINE, "aarch64", 8) == 0 ? CS_DUMP_ARCH_ARM64
							  : CS_DUMP_ARCH_UNKNOWN;
}

/* A bitmap that the file doesn't hold whole tells of fewer pages. */
static void cut_at_end(struct cs_dump_image *im, struct kdump *k)
{
	uint64_t size = cs_dump_file_size(k->file);
	uint64_t there = size > k->bitmap ? (size - k->bitmap) * 8 : 0;

	if (there >= k->pages)
		return;
	k->pages = there;
	cs_dump_image_set_damage(im, "the file ends inside the bitmap of pages");
}

static enum cs_status read_headers(struct cs_dump_image *im, struct kdump *k,
				   const unsigned char *h, struct cs_error *err)
{
	uint64_t sub = cs_le32(h + OFF_SUB_BLOCKS), bitmap = cs_le32(h + OFF_BITMAP_BLOCKS);
	int version = (int)cs_le32(h + 8);

	k->block = cs_le32(h + OFF_BLOCK_SIZE);
	if (k->block < 4096 || k->block > 65536 || (k->block & (k->block - 1)))
		return cs_error_set(err, CS_ERR_FORMAT, cs_dump_file_path(k->file),
				    "kdump header: block size %u", k->block);
	k->pages = cs_le32(h + OFF_MAX_MAPNR);
	k->last = UINT64_MAX;
	read_sub_header(im, k, version);
	k->bitmap = (1 + sub + bitmap / 2) * k->block;
	k->descs = (1 + sub + bitmap) * k->block;
	if (k->pages > bitmap / 2 * k->block * 8)
		k->pages = bitmap / 2 * k->block * 8;
	cut_at_end(im, k);
	if (k->pages > CS_LIMIT_DUMP_PAGES)
		return cs_error_set(err, CS_ERR_FORMAT, cs_dump_file_path(k->file),
				    "kdump header: %llu pages, more than are read",
				    (unsigned long long)k->pages);
	if (k->last > k->pages)
		k->last = k->pages;
	if (cs_le32(h + OFF_STATUS) & STATUS_INCOMPLETE)
		cs_dump_image_set_damage(im, "marked incomplete by the program that wrote it");
	return CS_OK;
}

/* Pages are written in the order of their descriptors: a cut file lacks the last one. */
static void look_for_end(struct cs_dump_image *im, struct kdump *k)
{
	uint64_t kept = k->last > k->first ? rank(k, k->last) - k->skipped : 0;
	unsigned char d[DESC_BYTES];
	uint64_t size = cs_dump_file_size(k->file), off;

	if (!kept)
		return;
	if (!cs_dump_file_get(k->file, k->descs + (kept - 1) * DESC_BYTES, d, sizeof(d))) {
		cs_dump_image_set_damage(im, "the file ends inside the descriptors of its pages");
		return;
	}
	off = cs_le64(d);
	if (off > size || cs_le32(d + 8) > size - off)
		cs_dump_image_set_damage(im, "the file is cut: its last pages are missing");
}

static enum cs_status open_kdump(struct cs_dump_image *im, struct cs_dump_file *file,
				 struct cs_error *err)
{
	unsigned char h[HEADER_BYTES];
	struct kdump *k;
	enum cs_status rc;
	size_t n;

	n = cs_dump_file_read(file, 0, h, sizeof(h));
	if (n < 8 || memcmp(h, "KDUMP   ", 8) != 0)
		return CS_NOT_MINE;
	if (n < sizeof(h))
		return cs_error_set(err, CS_ERR_FORMAT, cs_dump_file_path(file),
				    "the file ends inside the header of a kdump");
	k = cs_calloc(1, sizeof(*k));
	k->file = file;
	rc = read_headers(im, k, h, err);
	if (rc != CS_OK) {
		free(k);
		return rc;
	}
	count_chunks(k);
	k->skipped = k->first ? rank(k, k->first < k->pages ? k->first : k->pages) : 0;
	look_for_end(im, k);
	k->slot_count = CACHE_BYTES / k->block;
	k->slots = cs_calloc(k->slot_count, sizeof(*k->slots));
	k->packed = cs_alloc(k->block);
	im->arch = machine_arch(h);
	im->ops = &ops;
	im->state = k;
	return CS_OK;
}

bool cs_kdump_part(const struct cs_dump_image *im, struct cs_kdump_part *part)
{
	const struct kdump *k = im->state;

	if (im->ops != &ops || !k->is_part)
		return false;
	*part = (struct cs_kdump_part){k->first, k->last, k->pages};
	return true;
}

const struct cs_dump_image_format cs_dump_image_kdump = {"kdump", open_kdump};
