/* Records of struct printk_log found by their looks, in a dump that doesn't tell where the buffer
 * lies: 5.9 and older kernels without VMCOREINFO, as telephones have them. Of several buffers
 * (the one of early boot is left behind when a larger one takes over) the one with most records
 * is taken. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "dump/klog_old.h"
#include "dump/ram.h"

#define IN_A_ROW 8u      /* records that make a buffer */
#define MOST_BYTES 1024u /* of one record: LOG_LINE_MAX and a prefix */
#define GAP_BYTES 4096u  /* that may lie between two of one buffer */
#define FIRST_BYTES (1u << 20)
#define BUFFER_BYTES (16u << 20) /* the largest that is read */
#define CANDIDATES 4096u

/* Without a caller's id, with one, and with one where words are aligned to 8 bytes. */
static const struct cs_old_layout layouts[] = {
	{16, 0, 8, 10, 0, false}, {20, 0, 8, 10, 16, true}, {24, 0, 8, 10, 16, true}};

struct hunt {
	struct cs_dump_image *im;
	const struct cs_old_layout *l; /* of the best */
	uint64_t pa, bytes, records;   /* of the best */
	uint64_t seen;                 /* all before has been looked at */
	unsigned left;                 /* candidates that may still be looked at */
};

/* What nearly all other memory fails: the lengths of one record. */
static bool may_be_record(const unsigned char *p)
{
	size_t len = cs_le16(p + 8), text = cs_le16(p + 10), dict = cs_le16(p + 12);

	return len >= 20 && len <= MOST_BYTES && len % 4 == 0 && text && text + dict + 16 <= len &&
	       text + dict + 32 > len;
}

static bool is_row(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at)
{
	for (unsigned i = 0; i < IN_A_ROW; i++) {
		struct cs_klog_record r;
		size_t len;

		if (at >= m->n || !cs_old_looks_right(l, m, at) ||
		    !cs_old_record(l, m, at, &r, &len))
			return false;
		at += len;
	}
	return true;
}

/* How far records go from the front of M on, and how many there are. */
static size_t extent(const struct cs_old_layout *l, const struct cs_old_piece *m, uint64_t *records)
{
	size_t at = 0, end = 0, limit;

	*records = 0;
	while (at < m->n) {
		struct cs_klog_record r;
		size_t len;

		if (cs_old_record(l, m, at, &r, &len)) {
			++*records;
			at += len;
			end = at;
			continue;
		}
		limit = m->n - at < GAP_BYTES ? m->n : at + GAP_BYTES;
		at = cs_old_next(l, m, at + 4, limit);
		if (at == limit)
			break;
	}
	return end;
}

/* The memory at PA on, read as far as records go there. */
static void consider(struct hunt *h, const struct cs_old_layout *l, uint64_t pa)
{
	uint64_t records = 0;
	size_t n = 0, end = 0;

	for (size_t size = FIRST_BYTES; size <= BUFFER_BYTES; size *= 2) {
		unsigned char *p = cs_alloc(size);
		struct cs_old_piece m = {p, 0, NULL};

		n = m.n = cs_ram_read(h->im, pa, p, size);
		end = extent(l, &m, &records);
		free(p);
		if (n < size || size - end > GAP_BYTES)
			break;
	}
	h->seen = pa + end;
	if (records > h->records) {
		h->l = l;
		h->pa = pa;
		h->bytes = end;
		h->records = records;
	}
}

static bool look(void *ctx, uint64_t pa, const unsigned char *p, size_t n, size_t fresh)
{
	struct hunt *h = ctx;
	struct cs_old_piece m = {p, n, NULL};

	for (size_t at = (size_t)(-pa & 3); at < fresh && at + 24 <= n && h->left; at += 4) {
		if (!may_be_record(p + at) || pa + at < h->seen)
			continue;
		for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++) {
			if (!is_row(&layouts[i], &m, at))
				continue;
			h->left--;
			consider(h, &layouts[i], pa + at);
			break;
		}
	}
	return h->left > 0;
}

enum cs_status cs_klog_find_old(struct cs_dump_image *im, const struct cs_klog_sink *sink,
				struct cs_klog_stats *stats)
{
	struct hunt h = {.im = im, .left = CANDIDATES};
	unsigned char *p;
	struct cs_old_piece m;

	cs_ram_scan(im, look, &h);
	if (!h.records)
		return CS_NOT_FOUND;
	p = cs_alloc((size_t)h.bytes);
	m = (struct cs_old_piece){p, cs_ram_read(im, h.pa, p, (size_t)h.bytes), NULL};
	cs_old_salvage(h.l, &m, sink, stats);
	free(p);
	return CS_OK;
}
