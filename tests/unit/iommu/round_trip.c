/* Random fields into the lines as the kernels print them, and back out of the log. */
#include <stdio.h>

#include "iommu/amd_vi.h"
#include "iommu/dmar.h"
#include "unit/iommu/feed.h"

#define ROUNDS 300

static void smmu_v2_upstream(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		unsigned kind = 1 + (unsigned)feed_random(&seed) % 8;
		unsigned fsr = 1u << kind | (unsigned)(feed_random(&seed) & 0xc0000600);
		unsigned wnr = feed_random(&seed) & 1, plvl = feed_random(&seed) & 3;
		unsigned pnu = feed_random(&seed) & 1, sid = feed_random(&seed) & 0xffff;
		unsigned cb = feed_random(&seed) & 0x7f;
		uint64_t iova = feed_random(&seed) >> 16;
		const char *want[4];
		struct cs_iommu *u;
		struct feed f;
		char line[256];

		snprintf(line, sizeof(line),
			 "[    1.000000] arm-smmu 5000000.iommu: Unhandled context fault: "
			 "fsr=0x%x, iova=0x%08llx, fsynr=0x%x, cbfrsynra=0x%x, cb=%d\n",
			 fsr, (unsigned long long)iova, plvl | wnr << 4 | pnu << 5, sid, cb);
		u = feed_one(&f, line);
		cs_smmu_v2_faults(fsr, want);
		assert_string_equal(u->fault[0], want[0]);
		assert_int_equal(u->access, wnr ? CS_ACCESS_WRITE : CS_ACCESS_READ);
		assert_int_equal(u->privileged, pnu);
		assert_int_equal(u->level, plvl);
		assert_int_equal(u->stream_id, sid);
		assert_int_equal(u->bank, cb);
		assert_true(u->iova == iova);
		assert_int_equal(u->stalled, fsr >> 30 & 1);
		assert_int_equal(u->multi, fsr >> 31);
		assert_str(u->unit, "5000000.iommu");
		feed_release(&f);
	}
}

static void smmu_v3_record(void **state)
{
	static const unsigned ids[] = {1,  2,  3,  4,  5,  6,  7,  8,  9, 10,
				       11, 16, 17, 18, 19, 32, 33, 36, 37};
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		unsigned id = ids[feed_random(&seed) % (sizeof(ids) / sizeof(*ids))];
		unsigned fields = cs_smmu_v3_event(id)->fields;
		unsigned sid = (unsigned)feed_random(&seed), ssid = feed_random(&seed) & 0xfffff;
		unsigned ssv = feed_random(&seed) & 1, s2 = feed_random(&seed) & 1;
		unsigned rnw = feed_random(&seed) & 1, stall = feed_random(&seed) & 1;
		uint64_t iova = feed_random(&seed), ipa = feed_random(&seed) & 0xfffffffffff000;
		uint64_t w[4] = {id | (uint64_t)ssv << 11 | (uint64_t)ssid << 12 |
					 (uint64_t)sid << 32,
				 (uint64_t)stall << 31 | (uint64_t)rnw << 35 | (uint64_t)s2 << 39,
				 iova, ipa};
		struct cs_iommu *u;
		struct feed f;
		char text[1024];
		int n = snprintf(text, sizeof(text),
				 "[    1.000000] arm-smmu-v3 "
				 "arm-smmu-v3.0.auto: event 0x%02x received:\n",
				 id);

		for (int k = 0; k < 4; k++)
			n += snprintf(
				text + n, sizeof(text) - (size_t)n,
				"[    1.00000%d] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x%016llx\n", k,
				(unsigned long long)w[k]);
		u = feed_one(&f, text);
		assert_string_equal(u->fault[0], cs_smmu_v3_event(id)->fault);
		assert_int_equal(u->stream_id, sid);
		assert_int_equal(u->has_substream, id == 8 || ssv);
		if (u->has_substream)
			assert_int_equal(u->substream_id, ssid);
		assert_int_equal(u->has_iova, (fields & (CS_V3_ACCESS | CS_V3_RNW)) != 0);
		if (u->has_iova) {
			assert_true(u->iova == iova);
			assert_int_equal(u->access, rnw ? CS_ACCESS_READ : CS_ACCESS_WRITE);
		}
		if (fields & CS_V3_STAGE)
			assert_int_equal(u->stage, s2 ? 2 : 1);
		if (fields & CS_V3_STALL)
			assert_int_equal(u->stalled, stall);
		assert_int_equal(u->has_ipa, s2 && (fields & CS_V3_STAGE) &&
						     (fields & (CS_V3_STALL | CS_V3_IPA)));
		feed_release(&f);
	}
}

static void dmar_reasons(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (unsigned code = 0; code < 256; code++) {
		const struct cs_dmar_reason *r = cs_dmar_reason(code);
		uint64_t addr = feed_random(&seed) & ~0xfffull;
		unsigned write = feed_random(&seed) & 1;
		struct cs_iommu *hex, *dec;
		struct feed a, b;
		char text[512];

		snprintf(text, sizeof(text),
			 "DMAR: [DMA %s NO_PASID] Request device [3e:1f.7] "
			 "fault addr 0x%llx [fault reason 0x%02x] %s\n",
			 write ? "Write" : "Read", (unsigned long long)addr, code,
			 r ? r->text : "Unknown");
		hex = feed_one(&a, text);
		snprintf(text, sizeof(text),
			 "DMAR: [DMA %s] Request device [3e:1f.7] PASID "
			 "ffffffff fault addr %llx [fault reason %02d] %s\n",
			 write ? "Write" : "Read", (unsigned long long)addr, code,
			 r ? r->text : "Unknown");
		dec = feed_one(&b, text);
		assert_string_equal(hex->fault[0], r ? r->fault[0] : "unknown");
		assert_string_equal(dec->fault[0], hex->fault[0]);
		assert_true(hex->iova == addr && dec->iova == addr);
		assert_int_equal(hex->access, write ? CS_ACCESS_WRITE : CS_ACCESS_READ);
		assert_int_equal(dec->access, hex->access);
		assert_false(hex->has_substream || dec->has_substream);
		assert_str(hex->client, "3e:1f.7");
		feed_release(&a);
		feed_release(&b);
	}
}

static void amd_flags(void **state)
{
	uint64_t seed = 4;

	(void)state;
	for (unsigned flags = 0; flags < 0x1000; flags += 1 + feed_random(&seed) % 7) {
		uint64_t addr = feed_random(&seed);
		struct cs_iommu *u;
		struct feed f;
		char text[256];

		snprintf(text, sizeof(text),
			 "nvme 0000:05:00.0: AMD-Vi: Event logged "
			 "[IO_PAGE_FAULT domain=0x000c address=0x%llx flags=0x%04x]\n",
			 (unsigned long long)addr, flags);
		u = feed_one(&f, text);
		assert_true(u->iova == addr);
		assert_str(u->client, "0000:05:00.0");
		assert_string_equal(u->fault[0], cs_amd_page_fault(flags));
		assert_int_equal(u->access, flags & 8      ? CS_ACCESS_NONE
					    : flags & 0x20 ? CS_ACCESS_WRITE
					    : flags & 2    ? CS_ACCESS_EXECUTE
							   : CS_ACCESS_READ);
		feed_release(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smmu_v2_upstream),
		cmocka_unit_test(smmu_v3_record),
		cmocka_unit_test(dmar_reasons),
		cmocka_unit_test(amd_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
