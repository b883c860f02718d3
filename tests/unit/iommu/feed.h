/* Text through the tracker with the IOMMU families only; the events that come out. */
#ifndef CS_TEST_IOMMU_FEED_H
#define CS_TEST_IOMMU_FEED_H

#include "event/tracker.h"
#include "iommu/iommu.h"
#include "log/record.h"
#include "unit/test.h"

#define FEED_MAX 32

struct feed {
	struct cs_event *ev[FEED_MAX];
	size_t n;
};

static inline void feed_take(void *ctx, struct cs_event *ev)
{
	struct feed *f = ctx;

	assert_true(f->n < FEED_MAX);
	f->ev[f->n++] = ev;
}

static inline void feed_lines(struct cs_tracker *t, const struct cs_formats *formats,
			      const char *text)
{
	uint32_t tags[128];
	struct cs_record r;
	uint64_t number = 0;

	assert_true(formats->count < 128);
	for (uint32_t i = 0; i < formats->count; i++)
		tags[i] = i;
	while (*text) {
		size_t n = strcspn(text, "\n");

		cs_record_split(&r, (struct cs_str){text, n});
		r.number = ++number;
		cs_tracker_feed(t, &r, tags, formats->count, NULL);
		text += n + (text[n] == '\n');
	}
}

static inline void feed(struct feed *f, const char *text)
{
	static const struct cs_format_table *const tables[] = {
		&cs_formats_smmu_v2,        &cs_formats_smmu_v2_global, &cs_formats_smmu_v3,
		&cs_formats_smmu_v3_queues, &cs_formats_dmar,           &cs_formats_amd_vi,
		&cs_formats_tegra,          &cs_formats_exynos,         &cs_formats_rockchip,
		&cs_formats_mediatek,       &cs_formats_msm_iommu,      &cs_formats_adreno,
		&cs_formats_kgsl,
	};
	struct cs_names *names = cs_names_new();
	struct cs_formats formats;
	struct cs_tracker *t;

	*f = (struct feed){0};
	cs_formats_init(&formats, tables, sizeof(tables) / sizeof(*tables));
	t = cs_tracker_new(&formats, names, feed_take, f);
	feed_lines(t, &formats, text);
	cs_tracker_flush(t, true);
	cs_tracker_free(t);
	cs_names_free(names);
}

static inline void feed_release(struct feed *f)
{
	for (size_t i = 0; i < f->n; i++)
		cs_event_free(f->ev[i]);
	f->n = 0;
}

/* The one event that TEXT makes; the caller releases F. */
static inline struct cs_iommu *feed_one(struct feed *f, const char *text)
{
	feed(f, text);
	if (f->n != 1)
		print_message("%zu events from:\n%s\n", f->n, text);
	assert_int_equal(f->n, 1);
	assert_non_null(f->ev[0]->iommu);
	return f->ev[0]->iommu;
}

/* xorshift64*: the same numbers in every run */
static inline uint64_t feed_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

#endif
