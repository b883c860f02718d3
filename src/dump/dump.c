#include "dump/dump.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "dump/state.h"

void cs_dump_note(struct cs_dump *d, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (d->note_count == CS_DUMP_NOTES_MAX)
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		cs_die_oom(0);
	va_end(ap);
	d->notes[d->note_count++] = text;
}

const char *cs_dump_rung_name(enum cs_dump_rung r)
{
	static const char *const names[] = {"nothing", "log", "tasks", "full"};

	return names[r];
}

/* What the bootloader left for dump tools, when the kernel itself doesn't tell. */
static void take_hint(struct cs_dump *d)
{
	bool told = d->kernel.has_kaslr_offset && d->kernel.info.text.n;

	if (told || !d->image.has_kaslr_hint)
		return;
	d->kernel.has_kaslr_offset = true;
	d->kernel.kaslr_offset = d->image.kaslr_hint;
}

static void note_what_is_odd(struct cs_dump *d)
{
	if (d->image.damage[0])
		cs_dump_note(d, "%s", d->image.damage);
	if (!d->kernel.info.text.n)
		cs_dump_note(d, "no VMCOREINFO, neither in the file nor in RAM");
}

enum cs_status cs_dump_open(struct cs_dump **out, const char *path, struct cs_error *err)
{
	struct cs_dump *d = cs_calloc(1, sizeof(*d));
	enum cs_status rc = cs_dump_image_open(&d->image, path, err);

	if (rc != CS_OK) {
		free(d);
		return rc;
	}
	cs_kernel_find(&d->kernel, &d->vm, &d->image);
	if (d->image.base_guessed && !d->kernel.found) { /* binary data of some other kind */
		cs_dump_close(d);
		return CS_NOT_MINE;
	}
	take_hint(d);
	note_what_is_odd(d);
	*out = d;
	return CS_OK;
}

void cs_dump_close(struct cs_dump *d)
{
	if (!d)
		return;
	cs_dump_free_state(d);
	for (size_t i = 0; i < d->note_count; i++)
		free(d->notes[i]);
	cs_kernel_release(&d->kernel);
	cs_dump_image_close(&d->image);
	free(d);
}

/* ---- the log as text ---- */

struct printer {
	struct cs_strbuf line;
	cs_dump_line_fn *fn;
	void *ctx;
};

/* print_prefix() of 6.1 kernel/printk/printk.c with CONFIG_PRINTK_TIME and _CALLER. */
static void add_prefix(struct cs_strbuf *b, const struct cs_klog_record *r)
{
	char caller[16];

	if (r->has_time)
		cs_strbuf_addf(b, "[%5llu.%06llu]", (unsigned long long)(r->nsec / 1000000000),
			       (unsigned long long)(r->nsec % 1000000000 / 1000));
	if (r->has_caller) {
		snprintf(caller, sizeof(caller), "%c%u", r->caller >> 31 ? 'C' : 'T',
			 r->caller & 0x7fffffffu);
		cs_strbuf_addf(b, "[%6s]", caller);
	}
	if (r->has_time)
		cs_strbuf_add_char(b, ' ');
}

static bool print_record(void *ctx, const struct cs_klog_record *r)
{
	struct printer *p = ctx;
	struct cs_str rest = r->text;
	size_t prefix;

	cs_strbuf_clear(&p->line);
	add_prefix(&p->line, r);
	prefix = p->line.n;
	for (;;) {
		struct cs_str part = cs_str_until(rest, "\n");

		cs_strbuf_add(&p->line, part);
		if (!p->fn(p->ctx, cs_strbuf_str(&p->line)))
			return false;
		if (part.n == rest.n)
			return true;
		rest = cs_str_tail(rest, part.n + 1);
		cs_strbuf_clear(&p->line);
		cs_strbuf_addf(&p->line, "%*s", (int)prefix, "");
	}
}

static void print_gap(void *ctx, uint64_t records)
{
	struct printer *p = ctx;

	cs_strbuf_clear(&p->line);
	cs_strbuf_addf(&p->line, "** %llu records of the log can't be read **",
		       (unsigned long long)records);
	p->fn(p->ctx, cs_strbuf_str(&p->line));
}

enum cs_status cs_dump_log(struct cs_dump *d, cs_dump_line_fn *line, void *ctx,
			   struct cs_error *err)
{
	struct printer p = {.fn = line, .ctx = ctx};
	struct cs_klog_sink sink = {print_record, print_gap, &p};
	struct cs_klog_where where = {0};
	enum cs_status rc;

	cs_strbuf_init(&p.line);
	rc = cs_klog_read(&d->kernel, &d->vm, &where, &sink, &d->log);
	cs_strbuf_release(&p.line);
	if (rc != CS_OK)
		return cs_error_set(err, CS_NOT_FOUND, NULL, "no kernel log was found in the dump");
	if (d->rung < CS_DUMP_LOG)
		d->rung = CS_DUMP_LOG;
	return CS_OK;
}
