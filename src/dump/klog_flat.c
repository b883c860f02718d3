/* The message buffer before 3.5: plain characters, the newest behind log_end. */
#include <stdlib.h>

#include "base/mem.h"
#include "dump/klog.h"

/* Its text in order, the end of the buffer first where it has wrapped. Returns its length; *LOST
 * counts the characters that can't be read. */
static size_t unroll(struct cs_vm *vm, uint64_t buf, uint64_t size, uint64_t end, uint64_t n,
		     char *to, uint64_t *lost)
{
	size_t have = 0;

	for (uint64_t i = 0; i < n;) {
		uint64_t at = (end - n + i) & (size - 1), run = size - at;
		size_t got;

		if (run > n - i)
			run = n - i;
		got = cs_vm_read(vm, buf + at, to + have, (size_t)run);
		have += got;
		i += got;
		if (got < run) { /* what lies in the next page may be there again */
			uint64_t skip = 4096 - ((buf + at + got) & 4095);

			skip = skip < run - got ? skip : run - got;
			*lost += skip;
			i += skip;
		}
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
	uint64_t buf, size, end, n, lost = 0;
	char *text;

	if (!cs_klog_buffer(k, vm, &buf, &size) || (size & (size - 1)) ||
	    !cs_klog_number(k, vm, "log_end", &end))
		return CS_NOT_FOUND;
	if (!cs_klog_number(k, vm, "logged_chars", &n) || n > size)
		n = end < size ? end : size;
	stats->form = "flat";
	text = cs_alloc((size_t)size);
	hand_on_lines((struct cs_str){text, unroll(vm, buf, size, end, n, text, &lost)}, sink,
		      stats);
	free(text);
	stats->lost = lost > 0;
	if (lost && sink->gap)
		sink->gap(sink->ctx, 1);
	return CS_OK;
}
