/* What folds into what, what is held, and the limits of both. */
#include <stdio.h>

#include "iommu/clients.h"
#include "iommu/storm.h"
#include "unit/iommu/feed.h"

static struct cs_event *fault(unsigned sid, uint64_t iova)
{
	char line[256];
	struct feed f;

	snprintf(line, sizeof(line),
		 "arm-smmu 5000000.iommu: Unhandled context fault: fsr=0x402, "
		 "iova=0x%llx, fsynr=0x11, cbfrsynra=0x%x, cb=1",
		 (unsigned long long)iova, sid);
	feed_one(&f, line);
	return f.ev[0];
}

static void one_page_folds(void **state)
{
	struct cs_storm s = {0};
	struct cs_event *ev;

	(void)state;
	ev = fault(1, 0x1000);
	assert_false(cs_storm_fold(&s, ev));
	assert_null(cs_storm_hold(&s, ev));
	for (unsigned i = 1; i <= 100; i++)
		assert_true(cs_storm_fold(&s, fault(1, 0x1000 + i)));
	ev = cs_storm_release(&s);
	assert_int_equal(ev->iommu->repeats, 100);
	assert_int_equal(ev->iommu->iova_high, 0x1064);
	cs_event_free(ev);
	assert_null(cs_storm_release(&s));
}

static void pages_are_events_up_to_the_limit(void **state)
{
	struct cs_storm s = {0};
	unsigned events = 0;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		struct cs_event *ev = fault(1, 0x1000 * (uint64_t)i);

		if (!cs_storm_fold(&s, ev)) {
			cs_event_free(cs_storm_hold(&s, ev));
			events++;
		}
	}
	assert_int_equal(events, CS_STORM_PAGES);
	cs_storm_clear(&s);
}

static void streams_in_turn_fold(void **state)
{
	struct cs_storm s = {0};
	unsigned events = 0;

	(void)state;
	for (unsigned i = 0; i < 70; i++) {
		struct cs_event *ev = fault(i % 7, 0x1000);

		if (!cs_storm_fold(&s, ev)) {
			assert_null(cs_storm_hold(&s, ev));
			events++;
		}
	}
	assert_int_equal(events, 7);
	cs_storm_clear(&s);
}

static void held_faults_leave_in_order(void **state)
{
	struct cs_storm s = {0};

	(void)state;
	for (unsigned i = 0; i < 3 * CS_STORM_HELD; i++) {
		struct cs_event *ev = fault(100 + i, 0x1000), *out;

		assert_false(cs_storm_fold(&s, ev));
		out = cs_storm_hold(&s, ev);
		assert_int_equal(out != NULL, i >= CS_STORM_HELD);
		if (out)
			assert_int_equal(out->iommu->stream_id, 100 + i - CS_STORM_HELD);
		cs_event_free(out);
	}
	cs_storm_clear(&s);
}

static void only_iommu_drivers_rate_limits_count(void **state)
{
	struct cs_storm s = {0};

	(void)state;
	assert_true(
		cs_storm_ratelimit(&s, CS_STR("arm_smmu_context_fault: 12 callbacks suppressed")));
	assert_false(cs_storm_ratelimit(&s, CS_STR("audit: 5 callbacks suppressed")));
	assert_false(cs_storm_ratelimit(&s, CS_STR("dmar_fault: x callbacks suppressed")));
	assert_int_equal(s.ratelimited, 12);
}

static bool has_group_note(struct cs_clients *c, const char *device)
{
	struct cs_event *ev = fault(1, 0x1000);
	bool has = false;

	ev->iommu->client = cs_arena_str(&ev->arena, cs_str_from(device));
	cs_clients_name(c, NULL, ev);
	for (size_t i = 0; i < ev->note_count; i++)
		has |= cs_str_has(ev->notes[i], "in IOMMU group");
	cs_event_free(ev);
	return has;
}

static void devices_of_a_boot_are_bounded(void **state)
{
	struct cs_clients *c = cs_clients_new();
	struct cs_record r;
	char line[128];

	(void)state;
	for (unsigned i = 0; i < 5000; i++) {
		snprintf(line, sizeof(line), "platform %x.dma: Adding to iommu group %u", i, i);
		cs_record_split(&r, cs_str_from(line));
		cs_clients_read(c, &r);
	}
	assert_true(has_group_note(c, "0.dma"));
	assert_true(has_group_note(c, "3ff.dma"));
	assert_false(has_group_note(c, "400.dma")); /* CS_LIMIT_IOMMU_DEVICES */
	cs_clients_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_page_folds),
		cmocka_unit_test(pages_are_events_up_to_the_limit),
		cmocka_unit_test(streams_in_turn_fold),
		cmocka_unit_test(held_faults_leave_in_order),
		cmocka_unit_test(only_iommu_drivers_rate_limits_count),
		cmocka_unit_test(devices_of_a_boot_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
