/* struct printk_log (3.5-5.9): records one behind another from log_first_idx to log_next_idx,
 * a length of 0 sends the reader back to the start; and before that, plain characters. */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "dump/bytes.h"
#include "dump/klog.h"

#define HEADER_MAX 64u

struct old {
	struct cs_vm *vm;
	uint64_t buf, size, at, end;
	uint64_t header, o_nsec, o_len, o_text_len, o_caller;
	bool has_caller;
	char *text;
};

static bool number_at(const struct cs_kernel *k, struct cs_vm *vm, const char *symbol,
		      uint64_t *value)
{
	uint64_t at;
	uint32_t v;

	if (!cs_vmcoreinfo_symbol(&k->info, symbol, &at) || !cs_vm_u32(vm, at, &v))
		return false;
	*value = v;
	return true;
}

static bool find_buffer(const struct cs_kernel *k, struct cs_vm *vm, uint64_t *buf, uint64_t *size)
{
	uint64_t at;

	return cs_vmcoreinfo_symbol(&k->info, "log_buf", &at) && cs_vm_u64(vm, at, buf) &&
	       number_at(k, vm, "log_buf_len", size) && *size <= 1ull << CS_LIMIT_KLOG_BITS &&
	       *size >= 4096;
}

static void learn_layout(struct old *o, const struct cs_vmcoreinfo *v)
{
	const char *s = cs_vmcoreinfo_size(v, "printk_log", 0) ? "printk_log" : "log";
	bool new = s[0] == 'p';

	o->header = cs_vmcoreinfo_size(v, s, 16);
	o->o_nsec = cs_vmcoreinfo_offset(v, new ? "printk_log.ts_nsec" : "log.ts_nsec", 0);
	o->o_len = cs_vmcoreinfo_offset(v, new ? "printk_log.len" : "log.len", 8);
	o->o_text_len = cs_vmcoreinfo_offset(v, new ? "printk_log.text_len" : "log.text_len", 10);
	o->o_caller = cs_vmcoreinfo_offset(v, "printk_log.caller_id", HEADER_MAX);
	o->has_caller = o->o_caller + 4 <= o->header;
}

/* One record at o->at; moves on. False: the end, or a record that can't be. */
static bool take(struct old *o, const struct cs_klog_sink *sink, struct cs_klog_stats *stats,
		 bool *go_on)
{
	unsigned char h[HEADER_MAX];
	struct cs_klog_record r = {.has_time = true, .has_caller = o->has_caller};
	size_t len, text_len;

	if (o->at + o->header > o->size || !cs_vm_get(o->vm, o->buf + o->at, h, (size_t)o->header))
		return false;
	len = cs_le16(h + o->o_len);
	if (len == 0) {
		bool wraps = o->at > o->end;

		o->at = 0;
		return wraps;
	}
	text_len = cs_le16(h + o->o_text_len);
	if (len < o->header || len % 4 || text_len > len - o->header || o->at + len > o->size)
		return false;
	r.nsec = cs_le64(h + o->o_nsec);
	r.level = h[o->o_text_len + 5] >> 5; /* u16 text_len, dict_len; u8 facility, flags */
	r.caller = o->has_caller ? cs_le32(h + o->o_caller) : 0;
	r.seq = stats->records++;
	r.text = (struct cs_str){o->text,
				 cs_vm_read(o->vm, o->buf + o->at + o->header, o->text, text_len)};
	o->at += len;
	*go_on = sink->record(sink->ctx, &r);
	return true;
}

enum cs_status cs_klog_read_printk_log(const struct cs_kernel *k, struct cs_vm *vm,
				       const struct cs_klog_sink *sink, struct cs_klog_stats *stats)
{
	struct old o = {.vm = vm};
	uint64_t most;
	bool go_on = true;

	learn_layout(&o, &k->info);
	if (!find_buffer(k, vm, &o.buf, &o.size) || o.header > HEADER_MAX ||
	    o.o_text_len + 6 > o.header || o.o_len + 2 > o.header || o.o_nsec + 8 > o.header ||
	    !number_at(k, vm, "log_first_idx", &o.at) || !number_at(k, vm, "log_next_idx", &o.end))
		return CS_NOT_FOUND;
	stats->form = "printk_log";
	o.text = cs_alloc(UINT16_MAX + 1);
	most = o.size / o.header + 2;
	while (go_on && o.at != o.end && most--) {
		if (take(&o, sink, stats, &go_on))
			continue;
		stats->lost++;
		if (sink->gap)
			sink->gap(sink->ctx, 1);
		break;
	}
	free(o.text);
	return CS_OK;
}

/* ---- the flat ring ---- */

/* Its text in order, the end of the buffer first where it has wrapped. Returns its length. */
static size_t unroll(struct cs_vm *vm, uint64_t buf, uint64_t size, uint64_t end, uint64_t n,
		     char *to)
{
	size_t have = 0;

	for (uint64_t i = 0; i < n;) {
		uint64_t at = (end - n + i) & (size - 1), run = size - at;
		size_t got;

		if (run > n - i)
			run = n - i;
		got = cs_vm_read(vm, buf + at, to + have, (size_t)run);
		have += got;
		if (got < run)
			break;
		i += run;
	}
	return have;
}

static void hand_on_lines(struct cs_str text, const struct cs_klog_sink *sink,
			  struct cs_klog_stats *stats)
{
	while (text.n) {
		struct cs_klog_record r = {.text = cs_str_until(text, "\n")};

		text = cs_str_tail(text, r.text.n + 1);
		r.seq = stats->records++;
		if (!sink->record(sink->ctx, &r))
			return;
	}
}

enum cs_status cs_klog_read_flat(const struct cs_kernel *k, struct cs_vm *vm,
				 const struct cs_klog_sink *sink, struct cs_klog_stats *stats)
{
	uint64_t buf, size, end, n;
	char *text;

	if (!find_buffer(k, vm, &buf, &size) || (size & (size - 1)) ||
	    !number_at(k, vm, "log_end", &end))
		return CS_NOT_FOUND;
	if (!number_at(k, vm, "logged_chars", &n) || n > size)
		n = end < size ? end : size;
	stats->form = "flat";
	text = cs_alloc((size_t)size);
	hand_on_lines((struct cs_str){text, unroll(vm, buf, size, end, n, text)}, sink, stats);
	free(text);
	return CS_OK;
}
