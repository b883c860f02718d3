/* Lines of several reports in an order that the bytes tell: the untangler. Each byte takes a line
 * from one of the reports, repeats it, drops it, or sets the clock back; no event may hold a line
 * twice or lines that weren't given. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "event/tracker.h"
#include "log/record.h"

static const char *const reports[][14] = {
	{"WARNING: CPU: 0 PID: 51 at a.c:15 fa+0x1/0x2 [m]", "Modules linked in: m",
	 "CPU: 0 PID: 51 Comm: x Not tainted 6.1.0 #1", "Hardware name: QEMU",
	 "RIP: 0010:fa+0x1/0x2", "RSP: 0018:ffffc90000137d98 EFLAGS: 00010286",
	 "RAX: 0000000000000000 RBX: 0000000000000000", "Call Trace:", " <TASK>", " fb+0x1/0x2",
	 " kthread+0x1/0x2", " ret_from_fork+0x1/0x2", " </TASK>",
	 "---[ end trace 0000000000000000 ]---"},
	{"BUG: kernel NULL pointer dereference, address: 0000000000000010",
	 "#PF: supervisor read access in kernel mode", "Oops: 0000 [#1] SMP",
	 "CPU: 1 PID: 52 Comm: y Not tainted 6.1.0 #1", "Hardware name: QEMU",
	 "RIP: 0010:ga+0x1/0x2", "Code: 00 <8b> 00", "RSP: 0018:ffffc90000137d98 EFLAGS: 00010286",
	 "Call Trace:", " gb+0x1/0x2", " do_syscall_64+0x1/0x2",
	 " entry_SYSCALL_64_after_hwframe+0x1/0x2", "Modules linked in: m",
	 "---[ end trace 0000000000000000 ]---"},
	{"BUG: scheduling while atomic: z/53/0x00000002",
	 "1 lock held by z/53:", " #0: ffff (a){+.+.}-{0:0}, at: f+0x1/0x2", "Modules linked in: m",
	 "CPU: 2 PID: 53 Comm: z Not tainted 6.1.0 #1", "Call Trace:", " <TASK>",
	 " dump_stack_lvl+0x1/0x2", " __schedule_bug+0x1/0x2", " schedule+0x1/0x2", " ha+0x1/0x2",
	 " do_syscall_64+0x1/0x2", " entry_SYSCALL_64_after_hwframe+0x1/0x2", " </TASK>"},
};

#define REPORTS (sizeof(reports) / sizeof(*reports))
#define LINES (sizeof(reports[0]) / sizeof(*reports[0]))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cs_formats formats;
static struct cs_names *names;

static void on_event(void *ctx, struct cs_event *ev)
{
	const uint64_t *lines = ctx;

	if (ev->line_count == 0)
		abort(); /* made of nothing */
	for (size_t i = 0; i < ev->line_count; i++)
		if (ev->lines[i].number == 0 || ev->lines[i].number > *lines ||
		    (i && ev->lines[i].number <= ev->lines[i - 1].number))
			abort();
	cs_event_free(ev);
}

static void feed(struct cs_tracker *t, struct cs_str line, uint64_t number, uint64_t offset)
{
	uint32_t tags[64];
	struct cs_record r;
	size_t n = 0;

	cs_record_split(&r, line);
	r.number = number;
	r.offset = offset;
	r.end = offset + line.n + 1;
	for (size_t i = 0; i < formats.count && n < 64; i++)
		if (cs_str_has(line, cs_formats_get(&formats, i)->anchor))
			tags[n++] = (uint32_t)i;
	cs_tracker_feed(t, &r, tags, n, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct cs_format_table *const tables[] = {&cs_formats_oops, &cs_formats_lock,
							       &cs_formats_warn, &cs_formats_panic};
	size_t at[REPORTS] = {0};
	uint64_t number = 0, offset = 0;
	unsigned usec = 500000;
	struct cs_tracker *t;
	struct cs_strbuf line;

	if (!names) {
		cs_formats_init(&formats, tables, sizeof(tables) / sizeof(*tables));
		names = cs_names_new();
	}
	t = cs_tracker_new(&formats, names, on_event, &number);
	cs_strbuf_init(&line);
	for (size_t i = 0; i < size && i < 4096; i++) {
		size_t which = data[i] % REPORTS;
		unsigned how = data[i] >> 5;

		usec += how == 7 ? (unsigned)-90000 : 7;
		cs_strbuf_clear(&line);
		if (how != 6)
			cs_strbuf_addf(&line, "[   10.%06u] ", usec % 1000000);
		cs_strbuf_add_c(&line, reports[which][at[which]]);
		if (how != 1) /* else it is told again */
			at[which] = (at[which] + 1 + (how == 2)) % LINES;
		feed(t, cs_strbuf_str(&line), ++number, offset);
		offset += line.n + 1;
	}
	cs_tracker_flush(t, true);
	cs_tracker_free(t);
	cs_strbuf_release(&line);
	return 0;
}
