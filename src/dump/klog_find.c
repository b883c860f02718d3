/* The ring buffer found by its looks, for a kernel whose symbols nobody knows: a power of two of
 * descriptors, kernel pointers to them, to their infos and to the text, ids that count up. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "dump/klog.h"
#include "dump/ram.h"

#define WINDOW ((size_t)1 << 20)
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

/* Looks through the piece of memory at PA, which is VA to the kernel. */
static void look_through(const struct cs_kernel *k, struct cs_vm *vm, uint64_t va, uint64_t pa,
			 uint64_t size, struct best *best)
{
	unsigned char *buf = cs_alloc(WINDOW + RING_BYTES);

	for (uint64_t at = 0; at < size; at += WINDOW) {
		size_t n = cs_ram_read(vm->im, pa + at, buf, WINDOW + RING_BYTES);

		for (size_t i = 0; i < WINDOW && i + RING_BYTES <= n; i += 8)
			if (looks_like_ring(vm, buf + i))
				consider(k, vm, va + at + i, best);
	}
	free(buf);
}

uint64_t cs_klog_find_prb(const struct cs_kernel *k, struct cs_vm *vm)
{
	const struct cs_dump_image *im = vm->im;
	struct best best = {0};

	look_through(k, vm, k->image_pa + vm->image_offset, k->image_pa, k->image_bytes, &best);
	for (size_t i = 0; i < im->maps.n && !k->image_bytes; i++)
		look_through(k, vm, im->maps.v[i].va, im->maps.v[i].pa, im->maps.v[i].size, &best);
	return best.va;
}
