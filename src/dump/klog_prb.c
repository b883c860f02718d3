/* struct printk_ringbuffer (5.10 on): descriptors, infos and a ring of text. The descriptor of
 * id I stands at I modulo their number; its state says whether the record is whole. */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/klog.h"

#define ID_MASK (~0ull >> 2)
enum { RESERVED, COMMITTED, FINALIZED, REUSABLE }; /* enum desc_state */
#define NO_TEXT(begin) ((begin)&1)                 /* 5.10: NO_LPOS, FAILED_LPOS … */
#define BLOCK_ID_BYTES 8u                          /* each block of text begins with its id */
#define INFO_MAX 128u
#define DESC_MAX 64u

struct ring {
	struct cs_vm *vm;
	uint64_t count, descs, infos, head, tail;
	uint64_t text_size, text;
	/* layouts */
	uint64_t desc_size, o_state, o_lpos, o_begin, o_next;
	uint64_t info_size, o_seq, o_nsec, o_len, o_caller, o_flags;
	char *buf;
	struct cs_klog_stats *stats;
	const struct cs_klog_sink *sink;
	uint64_t gap;
};

static void learn_layout(struct ring *r, const struct cs_vmcoreinfo *v)
{
	r->desc_size = cs_vmcoreinfo_size(v, "prb_desc", 24);
	r->o_state = cs_vmcoreinfo_offset(v, "prb_desc.state_var", 0);
	r->o_lpos = cs_vmcoreinfo_offset(v, "prb_desc.text_blk_lpos", 8);
	r->o_begin = cs_vmcoreinfo_offset(v, "prb_data_blk_lpos.begin", 0);
	r->o_next = cs_vmcoreinfo_offset(v, "prb_data_blk_lpos.next", 8);
	r->info_size = cs_vmcoreinfo_size(v, "printk_info", 88);
	r->o_seq = cs_vmcoreinfo_offset(v, "printk_info.seq", 0);
	r->o_nsec = cs_vmcoreinfo_offset(v, "printk_info.ts_nsec", 8);
	r->o_len = cs_vmcoreinfo_offset(v, "printk_info.text_len", 16);
	r->o_caller = cs_vmcoreinfo_offset(v, "printk_info.caller_id", 20);
	r->o_flags = r->o_len + 3; /* u8 facility, then u8 flags:5 level:3 */
}

static bool layout_fits(const struct ring *r)
{
	return r->desc_size <= DESC_MAX && r->o_state + 8 <= r->desc_size &&
	       r->o_lpos + r->o_begin + 8 <= r->desc_size &&
	       r->o_lpos + r->o_next + 8 <= r->desc_size && r->info_size <= INFO_MAX &&
	       r->o_seq + 8 <= r->info_size && r->o_nsec + 8 <= r->info_size &&
	       r->o_len + 4 <= r->info_size && r->o_caller + 4 <= r->info_size;
}

/* The text ring stands behind the ring of descriptors, which grew from 40 to 48 bytes in 5.11;
 * without VMCOREINFO the place that makes sense is taken. */
static bool read_text_ring(struct ring *r, const struct cs_vmcoreinfo *v, uint64_t prb, uint64_t at)
{
	uint32_t bits;

	prb += cs_vmcoreinfo_offset(v, "printk_ringbuffer.text_data_ring", at);
	if (!cs_vm_u32(r->vm, prb + cs_vmcoreinfo_offset(v, "prb_data_ring.size_bits", 0), &bits) ||
	    !cs_vm_u64(r->vm, prb + cs_vmcoreinfo_offset(v, "prb_data_ring.data", 8), &r->text))
		return false;
	r->text_size = 1ull << (bits & 63);
	return bits >= 8 && bits <= CS_LIMIT_KLOG_BITS && cs_vm_is_kernel(r->vm, r->text);
}

static bool read_ring(struct ring *r, const struct cs_vmcoreinfo *v, uint64_t prb)
{
	uint64_t at = prb + cs_vmcoreinfo_offset(v, "printk_ringbuffer.desc_ring", 0);
	uint32_t bits;

	if (!cs_vm_u32(r->vm, at + cs_vmcoreinfo_offset(v, "prb_desc_ring.count_bits", 0), &bits) ||
	    !cs_vm_u64(r->vm, at + cs_vmcoreinfo_offset(v, "prb_desc_ring.descs", 8), &r->descs) ||
	    !cs_vm_u64(r->vm, at + cs_vmcoreinfo_offset(v, "prb_desc_ring.infos", 16), &r->infos) ||
	    !cs_vm_u64(r->vm, at + cs_vmcoreinfo_offset(v, "prb_desc_ring.head_id", 24),
		       &r->head) ||
	    !cs_vm_u64(r->vm, at + cs_vmcoreinfo_offset(v, "prb_desc_ring.tail_id", 32), &r->tail))
		return false;
	if (bits < 3 || bits > CS_LIMIT_KLOG_BITS || !cs_vm_is_kernel(r->vm, r->descs) ||
	    !cs_vm_is_kernel(r->vm, r->infos))
		return false;
	r->count = 1ull << bits;
	r->head &= ID_MASK;
	r->tail &= ID_MASK;
	return read_text_ring(r, v, prb, 48) || read_text_ring(r, v, prb, 40);
}

/* ---- records ---- */

/* The record's text into r->buf; false when it can't be read. */
static bool read_text(struct ring *r, uint64_t begin, uint64_t next, size_t len,
		      struct cs_str *text)
{
	uint64_t mask = r->text_size - 1, at = begin & mask, end = next & mask;
	uint64_t room;

	*text = (struct cs_str){r->buf, 0};
	if (NO_TEXT(begin))
		return true;
	if (begin / r->text_size != next / r->text_size && end) { /* wrapped: all at the front */
		at = 0;
	}
	room = (end > at ? end : r->text_size) - at;
	if (room <= BLOCK_ID_BYTES)
		return false;
	room -= BLOCK_ID_BYTES;
	if (len > room)
		len = (size_t)room;
	text->n = cs_vm_read(r->vm, r->text + at + BLOCK_ID_BYTES, r->buf, len);
	return text->n == len;
}

static bool read_record(struct ring *r, const unsigned char *desc, uint64_t index,
			struct cs_klog_record *out)
{
	unsigned char info[INFO_MAX];

	if (!cs_vm_get(r->vm, r->infos + index * r->info_size, info, (size_t)r->info_size))
		return false;
	out->seq = cs_le64(info + r->o_seq);
	out->nsec = cs_le64(info + r->o_nsec);
	out->has_time = true;
	out->caller = cs_le32(info + r->o_caller);
	out->has_caller = true;
	out->level = info[r->o_flags] >> 5;
	return read_text(r, cs_le64(desc + r->o_lpos + r->o_begin),
			 cs_le64(desc + r->o_lpos + r->o_next), cs_le16(info + r->o_len),
			 &out->text);
}

static bool is_whole(uint64_t state)
{
	return state >> 62 == COMMITTED || state >> 62 == FINALIZED;
}

static void tell_gap(struct ring *r)
{
	if (r->gap && r->sink->gap)
		r->sink->gap(r->sink->ctx, r->gap);
	r->gap = 0;
}

static bool hand_on(struct ring *r, const struct cs_klog_record *rec)
{
	tell_gap(r);
	r->stats->records++;
	return r->sink->record(r->sink->ctx, rec);
}

static void lose(struct ring *r)
{
	r->gap++;
	r->stats->lost++;
}

/* One descriptor. A record that was never finished is nobody's loss. */
static bool take(struct ring *r, uint64_t id)
{
	unsigned char desc[DESC_MAX];
	struct cs_klog_record rec = {0};
	uint64_t index = id & (r->count - 1), state;

	if (!cs_vm_get(r->vm, r->descs + index * r->desc_size, desc, (size_t)r->desc_size)) {
		lose(r);
		return true;
	}
	state = cs_le64(desc + r->o_state);
	if ((state & ID_MASK) != id || !is_whole(state)) {
		if ((state & ID_MASK) != id)
			lose(r);
		return true;
	}
	if (!read_record(r, desc, index, &rec)) {
		lose(r);
		return true;
	}
	return hand_on(r, &rec);
}

/* ---- a ring whose ends are damaged ---- */

struct known {
	uint64_t seq, id;
};

static int by_seq(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

static void salvage(struct ring *r)
{
	struct known *v = cs_calloc((size_t)r->count, sizeof(*v));
	size_t n = 0;

	r->stats->salvaged = true;
	for (uint64_t i = 0; i < r->count; i++) {
		uint64_t state, seq;

		if (!cs_vm_u64(r->vm, r->descs + i * r->desc_size + r->o_state, &state) ||
		    !is_whole(state) || (state & (r->count - 1)) != i ||
		    !cs_vm_u64(r->vm, r->infos + i * r->info_size + r->o_seq, &seq))
			continue;
		v[n++] = (struct known){seq, state & ID_MASK};
	}
	qsort(v, n, sizeof(*v), by_seq);
	for (size_t i = 0; i < n && take(r, v[i].id); i++)
		if (i + 1 < n && v[i + 1].seq > v[i].seq + 1)
			r->gap += v[i + 1].seq - v[i].seq - 1;
	free(v);
}

enum cs_status cs_klog_read_prb(const struct cs_kernel *k, struct cs_vm *vm, uint64_t prb,
				const struct cs_klog_sink *sink, struct cs_klog_stats *stats)
{
	struct ring r = {.vm = vm, .sink = sink, .stats = stats};
	uint64_t span;

	learn_layout(&r, &k->info);
	if (!layout_fits(&r) || !read_ring(&r, &k->info, prb))
		return CS_NOT_FOUND;
	r.buf = cs_alloc(UINT16_MAX + 1);
	stats->form = "prb";
	span = (r.head - r.tail) & ID_MASK;
	if (span < r.count) {
		for (uint64_t i = 0; i <= span && take(&r, (r.tail + i) & ID_MASK); i++)
			;
	} else {
		salvage(&r);
	}
	tell_gap(&r);
	free(r.buf);
	return CS_OK;
}
