/* The ring buffer found by its looks, for a kernel whose symbols nobody knows: a power of two of
 * descriptors, kernel pointers to them, to their infos and to the text, ids that count up. */
#include <stdlib.h>

#include "base/mem.h"
#include "dump/bytes.h"
#include "dump/klog.h"
#include "dump/ram.h"

#define RING_BYTES 80u
#define ID_MASK (~0ull >> 2)

struct best {
	uint64_t va, seq;
};

static bool looks_like_ring(const struct cs_vm *vm, const unsigned char *p)
{
	uint64_t bits = cs_le64(p), text_bits = cs_le64(p + 48), head = cs_le64(p + 24);
	uint64_t tail = cs_le64(p + 32);

	if (bits < 5 || bits > 24)
		return false;
	if (text_bits < 10 || text_bits > 25) /* 5.10: without last_finalized_id */
		text_bits = cs_le64(p + 40);
	return text_bits >= 10 && text_bits <= 25 && cs_vm_is_kernel(vm, cs_le64(p + 8)) &&
	       cs_vm_is_kernel(vm, cs_le64(p + 16)) && cs_le64(p + 8) % 8 == 0 &&
	       cs_le64(p + 16) % 8 == 0 && ((head - tail) & ID_MASK) < 1ull << bits;
}

static bool remember_last(void *ctx, const struct cs_klog_record *r)
{
	uint64_t *seq = ctx;

	if (r->seq >= *seq)
		*seq = r->seq + 1;
	return true;
}

/* The dynamic ring replaces the static one early: the one that has counted further is it. */
static void consider(const struct cs_kernel *k, struct cs_vm *vm, uint64_t va, struct best *b)
{
	struct cs_klog_stats stats = {0};
	uint64_t seq = 0;
	struct cs_klog_sink sink = {remember_last, NULL, &seq};

	if (cs_klog_read_prb(k, vm, va, &sink, &stats) == CS_OK && stats.records > stats.lost &&
	    seq > b->seq)
		*b = (struct best){va, seq};
}

uint64_t cs_klog_find_prb(const struct cs_kernel *k, struct cs_vm *vm)
{
	const size_t window = 1u << 20;
	unsigned char *buf = cs_alloc(window + RING_BYTES);
	struct best best = {0};

	for (uint64_t at = 0; at < k->image_bytes; at += window) {
		size_t n = cs_ram_read(vm->im, k->image_pa + at, buf, window + RING_BYTES);

		for (size_t i = 0; i < window && i + RING_BYTES <= n; i += 8)
			if (looks_like_ring(vm, buf + i))
				consider(k, vm, k->image_pa + at + i + vm->image_offset, &best);
	}
	free(buf);
	return best.va;
}
