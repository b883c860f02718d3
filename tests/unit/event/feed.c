#include "feed.h"

static const struct cs_format_table *const tables[] = {
	&cs_formats_sanitizer, &cs_formats_oops,   &cs_formats_lock,  &cs_formats_stall,
	&cs_formats_memory,    &cs_formats_oom,    &cs_formats_panic, &cs_formats_warn,
	&cs_formats_hardware,  &cs_formats_device, &cs_formats_gpu,   &cs_formats_fs,
	&cs_formats_user,      &cs_formats_misc,   &cs_formats_rest,
};

static void take(void *ctx, struct cs_event *ev)
{
	struct feed *f = ctx;

	if (f->count < FEED_MAX) {
		f->events[f->count++] = ev;
	} else {
		f->dropped++;
		cs_event_free(ev);
	}
}

void feed_init(struct feed *f)
{
	*f = (struct feed){0};
	cs_formats_init(&f->formats, tables, sizeof(tables) / sizeof(*tables));
	f->names = cs_names_new();
	f->tracker = cs_tracker_new(&f->formats, f->names, take, f);
	cs_tracker_set_boot(f->tracker, 1);
}

void feed_again(struct feed *f)
{
	cs_tracker_free(f->tracker);
	for (size_t i = 0; i < f->count; i++)
		cs_event_free(f->events[i]);
	f->count = f->dropped = 0;
	f->number = f->offset = 0;
	f->tracker = cs_tracker_new(&f->formats, f->names, take, f);
	cs_tracker_set_boot(f->tracker, 1);
}

void feed_release(struct feed *f)
{
	cs_tracker_free(f->tracker);
	for (size_t i = 0; i < f->count; i++)
		cs_event_free(f->events[i]);
	cs_names_free(f->names);
}

size_t feed_tags(const struct feed *f, struct cs_str line, uint32_t tags[FEED_TAGS])
{
	size_t n = 0;

	for (size_t i = 0; i < f->formats.count && n < FEED_TAGS; i++)
		if (cs_str_has(line, cs_formats_get(&f->formats, i)->anchor))
			tags[n++] = (uint32_t)i;
	return n;
}

void feed_record(struct feed *f, struct cs_str line, const uint32_t *tags, size_t n)
{
	struct cs_record r;

	cs_record_split(&r, line);
	r.number = ++f->number;
	r.offset = f->offset;
	r.end = f->offset += line.n + 1;
	cs_tracker_feed(f->tracker, &r, tags, n, NULL);
}

void feed_line(struct feed *f, struct cs_str line)
{
	uint32_t tags[FEED_TAGS];

	feed_record(f, line, tags, feed_tags(f, line, tags));
}

void feed_text(struct feed *f, struct cs_str text)
{
	while (text.n) {
		struct cs_str line = cs_str_until(text, "\n");

		feed_line(f, line);
		text = cs_str_tail(text, line.n + 1);
	}
	cs_tracker_flush(f->tracker, true);
}
