/* struct printk_log (3.5-5.9): records one behind another from log_first_idx to log_next_idx,
 * a length of 0 sends the reader back to the front. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "dump/klog_old.h"

#define GRAIN (1u << CS_OLD_GRAIN_BITS)

struct walk {
	const struct cs_old_layout *l;
	const struct cs_old_piece *m;
	const struct cs_klog_sink *sink;
	struct cs_klog_stats *stats;
	bool go_on;
};

bool cs_klog_number(const struct cs_kernel *k, struct cs_vm *vm, const char *symbol,
		    uint64_t *value)
{
	uint64_t at;
	uint32_t v;

	if (!cs_vmcoreinfo_symbol(&k->info, symbol, &at) || !cs_vm_u32(vm, at, &v))
		return false;
	*value = v;
	return true;
}

bool cs_klog_buffer(const struct cs_kernel *k, struct cs_vm *vm, uint64_t *buf, uint64_t *size)
{
	uint64_t at;

	return cs_vmcoreinfo_symbol(&k->info, "log_buf", &at) && cs_vm_u64(vm, at, buf) &&
	       cs_klog_number(k, vm, "log_buf_len", size) && *size <= 1ull << CS_LIMIT_KLOG_BITS &&
	       *size >= 4096;
}

/* ---- from one place to another ---- */

static void emit(struct walk *w, struct cs_klog_record *r)
{
	r->seq = w->stats->records++;
	w->go_on = w->sink->record(w->sink->ctx, r);
}

static void lose(struct walk *w)
{
	w->stats->lost++;
	if (w->sink->gap)
		w->sink->gap(w->sink->ctx, 1);
}

/* What lies from AT to END. At a place that holds no record the next one that looks right is
 * taken; the end of the buffer, of which the last record left a piece, is no loss. */
static void walk(struct walk *w, size_t at, size_t end)
{
	while (w->go_on && at < end) {
		struct cs_klog_record r;
		size_t len, next;

		if (cs_old_record(w->l, w->m, at, &r, &len) && len <= end - at) {
			emit(w, &r);
			at += len;
			continue;
		}
		next = cs_old_next(w->l, w->m, at + 4, end);
		if (next < end || end < w->m->n || !cs_old_is_end(w->l, w->m, at))
			lose(w);
		at = next;
	}
}

/* ---- a buffer whose ends nobody knows ---- */

struct seam {
	size_t newest_end, oldest; /* equal: it hasn't wrapped */
};

/* The buffer has wrapped where the time falls behind a place that holds no record. */
static struct seam find_seam(const struct walk *w)
{
	uint64_t before = 0;
	size_t at = 0, len;
	struct cs_klog_record r;

	while (at < w->m->n) {
		size_t next;

		if (cs_old_record(w->l, w->m, at, &r, &len)) {
			before = r.nsec;
			at += len;
			continue;
		}
		next = cs_old_next(w->l, w->m, at + 4, w->m->n);
		if (next < w->m->n && cs_old_record(w->l, w->m, next, &r, &len) && r.nsec < before)
			return (struct seam){at, next};
		at = next;
	}
	return (struct seam){0, 0};
}

void cs_old_salvage(const struct cs_old_layout *l, const struct cs_old_piece *m,
		    const struct cs_klog_sink *sink, struct cs_klog_stats *stats)
{
	struct walk w = {l, m, sink, stats, true};
	struct seam seam = find_seam(&w);

	stats->form = "printk_log";
	stats->salvaged = true;
	walk(&w, seam.oldest, m->n);
	walk(&w, 0, seam.newest_end);
}

/* ---- the ring ---- */

/* Reads the buffer; *LOST gets a byte for each grain. */
static unsigned char *read_buffer(struct cs_vm *vm, uint64_t buf, size_t size, unsigned char **lost)
{
	unsigned char *p = cs_calloc(1, size);

	*lost = cs_calloc(1, size / GRAIN + 1);
	for (size_t at = 0; at < size; at += GRAIN) {
		size_t n = size - at < GRAIN ? size - at : GRAIN;

		(*lost)[at / GRAIN] = cs_vm_read(vm, buf + at, p + at, n) < n;
	}
	return p;
}

static void read_ring(struct walk *w, uint64_t first, uint64_t end)
{
	w->stats->form = "printk_log";
	if (first <= end) {
		walk(w, (size_t)first, (size_t)end);
		return;
	}
	walk(w, (size_t)first, w->m->n);
	walk(w, 0, (size_t)end);
}

enum cs_status cs_klog_read_printk_log(const struct cs_kernel *k, struct cs_vm *vm,
				       const struct cs_klog_sink *sink, struct cs_klog_stats *stats)
{
	struct cs_old_layout l;
	struct cs_old_piece m = {0};
	struct walk w = {&l, &m, sink, stats, true};
	uint64_t buf, size, first, end;
	unsigned char *p, *lost;

	if (!cs_old_layout(&l, &k->info) || !cs_klog_buffer(k, vm, &buf, &size))
		return CS_NOT_FOUND;
	p = read_buffer(vm, buf, (size_t)size, &lost);
	m = (struct cs_old_piece){p, (size_t)size, lost};
	if (cs_klog_number(k, vm, "log_first_idx", &first) &&
	    cs_klog_number(k, vm, "log_next_idx", &end) && first < size && end <= size)
		read_ring(&w, first, end);
	else
		cs_old_salvage(&l, &m, sink, stats);
	free(p);
	free(lost);
	return CS_OK;
}
