/* Any text as lines of one family of detectors, named by the build: where reports end, their
 * parser, titles and signatures. */
#include <stdlib.h>

#include "base/mem.h"
#include "event/tracker.h"
#include "log/record.h"
#include "log/transport.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cs_format_table *const tables[] = {
#if defined(FAMILY_OOPS)
	&cs_formats_oops,
	&cs_formats_panic,
	&cs_formats_misc,
	&cs_formats_rest,
#elif defined(FAMILY_LOCK)
	&cs_formats_lock, &cs_formats_stall, &cs_formats_warn, &cs_formats_misc, &cs_formats_rest,
#elif defined(FAMILY_SANITIZER)
	&cs_formats_sanitizer,
	&cs_formats_memory,
	&cs_formats_oom,
	&cs_formats_warn,
#else
	&cs_formats_hardware, &cs_formats_device, &cs_formats_gpu, &cs_formats_fs, &cs_formats_user,
#endif
};

static void take(void *ctx, struct cs_event *ev)
{
	(void)ctx;
	if (ev->line_count == 0 || ev->header >= ev->line_count)
		abort();
	cs_event_free(ev);
}

/* TAGS: of all formats, as if each line held each literal. */
static void feed(struct cs_tracker *t, const struct cs_formats *f, const uint32_t *tags,
		 struct cs_str text)
{
	struct cs_record r;

	for (uint64_t number = 1; text.n; number++) {
		cs_record_split(&r, cs_transport_next_line(&text));
		r.number = number;
		cs_tracker_feed(t, &r, tags, f->count, NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cs_names *names;
	static struct cs_formats formats;
	static uint32_t *tags;
	struct cs_tracker *t;

	if (!names) {
		names = cs_names_new();
		cs_formats_init(&formats, tables, sizeof(tables) / sizeof(*tables));
		tags = cs_calloc(formats.count, sizeof(*tags));
		for (uint32_t i = 0; i < formats.count; i++)
			tags[i] = i;
	}
	t = cs_tracker_new(&formats, names, take, NULL);
	feed(t, &formats, tags, (struct cs_str){(const char *)data, size});
	cs_tracker_flush(t, true);
	cs_tracker_free(t);
	return 0;
}
