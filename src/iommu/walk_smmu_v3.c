/* SMMUv3: STRTAB -> STE -> CD -> tables. Source: Arm IHI0070 5.2 to 5.5, issue G.b. */
#include <stdarg.h>
#include <stdio.h>

#include "iommu/regs_explain.h"
#include "iommu/walk.h"

#define TABLE_ADDRESS 0xfffffffffffc0ull

static unsigned field(uint64_t v, unsigned high, unsigned low)
{
	return (unsigned)cs_field(v, high, low);
}

static unsigned granule_of(unsigned tg)
{
	static const unsigned sizes[4] = {4096, 65536, 16384, 4096};

	return sizes[tg];
}

static const char *config_text(unsigned config)
{
	static const char *const texts[8] = {
		"abort",  "reserved", "reserved", "reserved",
		"bypass", "stage 1",  "stage 2",  "stage 1 nested in stage 2"};

	return texts[config];
}

void cs_walk_explain_ste(struct cs_words *w, const uint64_t ste[8])
{
	unsigned config = field(ste[0], 3, 1);

	cs_words_add(w, "V=%u: %s", field(ste[0], 0, 0), ste[0] & 1 ? "valid" : "not valid");
	cs_words_add(w, "Config=%u: %s", config, config_text(config));
	if (config & 1 && config >= 4) {
		cs_words_add(w, "S1ContextPtr=%#llx",
			     (unsigned long long)(ste[0] & 0xfffffffffffc0ull));
		cs_words_add(w, "S1CDMax=%u, S1Fmt=%u", field(ste[0], 63, 59), field(ste[0], 5, 4));
	}
	if (config & 2 && config >= 4) {
		cs_words_add(w, "S2TTB=%#llx", (unsigned long long)(ste[3] & 0xffffffffffff0ull));
		cs_words_add(w, "S2T0SZ=%u, S2SL0=%u, S2TG=%u, VMID=%u", field(ste[2], 37, 32),
			     field(ste[2], 39, 38), field(ste[2], 47, 46), field(ste[2], 15, 0));
		if (ste[3] >> 3 & 1)
			cs_words_add(w, "S2DS=1: addresses of up to 52 bits");
	}
}

void cs_walk_explain_cd(struct cs_words *w, const uint64_t cd[8])
{
	cs_words_add(w, "V=%u: %s", field(cd[0], 31, 31), cd[0] >> 31 & 1 ? "valid" : "not valid");
	cs_words_add(w, "AA64=%u: %s tables", field(cd[0], 41, 41),
		     cd[0] >> 41 & 1 ? "AArch64" : "AArch32");
	cs_words_add(w, "TTB0=%#llx", (unsigned long long)(cd[1] & 0xffffffffffff0ull));
	cs_words_add(w, "T0SZ=%u: %u-bit addresses", field(cd[0], 5, 0), 64 - field(cd[0], 5, 0));
	cs_words_add(w, "TG0=%uK", granule_of(field(cd[0], 7, 6)) / 1024);
	if (cd[2] >> 58 & 1)
		cs_words_add(w, "DS=1: addresses of up to 52 bits");
	cs_words_add(w, "IPS=%u: %u-bit output addresses", field(cd[0], 34, 32),
		     cs_smmu_address_bits(field(cd[0], 34, 32)));
	cs_words_add(w, "ASID=%u", field(cd[0], 63, 48));
	if (cd[0] >> 14 & 1)
		cs_words_add(w, "EPD0=1: no walks from TTB0");
	if (cd[0] >> 44 & 1)
		cs_words_add(w, "S=1: faults stall");
}

/* ---- finding the way ---- */

struct way {
	struct cs_arena *arena;
	const struct cs_memory *m;
	const struct cs_walk_stream *s;
	struct cs_walk *w; /* when the way ends before a table */
	uint64_t ste[8], cd[8];
	struct cs_pt stage1, stage2;
};

static bool ends(struct way *y, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool ends(struct way *y, const char *fmt, ...)
{
	char buf[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	cs_words_add(&y->w->notes, "%s", buf);
	return false;
}

static bool read_words(struct way *y, uint64_t at, uint64_t *v, unsigned n, const char *what)
{
	for (unsigned i = 0; i < n; i++)
		if (cs_memory_read_u64(y->m, at + 8 * i, &v[i], NULL) != CS_OK)
			return ends(y, "the %s at %#llx is not in the RAM image", what,
				    (unsigned long long)at);
	return true;
}

static bool find_ste(struct way *y, uint64_t *at)
{
	const struct cs_walk_stream *s = y->s;
	uint64_t base = s->strtab_base & TABLE_ADDRESS, first;
	unsigned log2size = field(s->strtab_base_cfg, 5, 0);
	unsigned split = field(s->strtab_base_cfg, 10, 6), span;

	if (log2size < 64 && s->stream >> log2size)
		return ends(y, "stream %#llx is beyond the stream table's %u bits",
			    (unsigned long long)s->stream, log2size);
	if (field(s->strtab_base_cfg, 17, 16) == 0) {
		*at = base + s->stream * 64;
		return true;
	}
	if (split > 10 || split < 6)
		return ends(y, "STRTAB_BASE_CFG.SPLIT=%u is reserved", split);
	if (!read_words(y, base + (s->stream >> split) * 8, &first, 1,
			"level 1 stream table descriptor"))
		return false;
	span = field(first, 4, 0);
	if (span == 0)
		return ends(y, "stream %#llx: its level 1 descriptor is not valid (Span=0)",
			    (unsigned long long)s->stream);
	if (span > 12 || (s->stream & ((1ull << split) - 1)) >> (span - 1))
		return ends(y, "stream %#llx is beyond the level 2 table (Span=%u)",
			    (unsigned long long)s->stream, span);
	*at = (first & TABLE_ADDRESS) + (s->stream & ((1ull << split) - 1)) * 64;
	return true;
}

/* AArch32 tables in CDs and STEs are long descriptors only. S2SL0_2 and S2DS are STE[195:194]. */
static void set_stage2(struct way *y)
{
	static const signed char level_4k[4] = {2, 1, 0, 3}, level_other[4] = {3, 2, 1, 0};
	unsigned t0sz = field(y->ste[2], 37, 32), sl0 = field(y->ste[2], 39, 38);
	bool aa64 = y->ste[2] >> 51 & 1;

	y->stage2 = (struct cs_pt){
		.format = aa64 ? CS_PT_AARCH64 : CS_PT_LPAE,
		.root = y->ste[3] & 0xffffffffffff0ull,
		.input_bits = aa64 ? 64 - t0sz : 40 - (t0sz & 31),
		.granule = granule_of(field(y->ste[2], 47, 46)),
		.stage2 = true,
		.lpa2 = y->ste[3] >> 3 & 1,
		.ignore_af = y->ste[2] >> 53 & 1,
	};
	y->stage2.start_level = y->stage2.granule == 4096 ? level_4k[sl0] : level_other[sl0];
	if (y->stage2.lpa2 && y->stage2.granule == 4096 && y->ste[3] >> 2 & 1)
		y->stage2.start_level = -1;
}

static bool through_stage2(struct way *y, bool nested, uint64_t *address)
{
	struct cs_walk *w;

	if (!nested)
		return true;
	w = cs_walk_table(y->arena, y->m, &y->stage2, *address,
			  (struct cs_walk_access){CS_ACCESS_NONE, -1});
	if (!w->has_pa)
		return ends(y, "stage 2 doesn't map the CD's address %#llx",
			    (unsigned long long)*address);
	*address = w->pa;
	return true;
}

static bool find_cd(struct way *y, bool nested, uint64_t *at)
{
	unsigned max = field(y->ste[0], 63, 59), format = field(y->ste[0], 5, 4);
	unsigned leaf = format == 1 ? 6 : 10;
	uint64_t ssid = y->s->has_substream ? y->s->substream : 0, first;

	*at = y->ste[0] & TABLE_ADDRESS;
	if (max < 64 && ssid >> max)
		return ends(y, "substream %#llx is beyond the CD table's %u bits",
			    (unsigned long long)ssid, max);
	if (max == 0 || format == 0) {
		*at += ssid * 64;
		return through_stage2(y, nested, at);
	}
	*at += (ssid >> leaf) * 8;
	if (!through_stage2(y, nested, at) ||
	    !read_words(y, *at, &first, 1, "level 1 CD descriptor"))
		return false;
	if (!(first & 1))
		return ends(y, "substream %#llx: its level 1 CD descriptor is not valid",
			    (unsigned long long)ssid);
	*at = (first & 0xffffffffff000ull) + (ssid & ((1u << leaf) - 1)) * 64;
	return through_stage2(y, nested, at);
}

static bool is_upper(const struct way *y, uint64_t iova)
{
	unsigned bits = 64 - field(y->cd[0], 21, 16);

	return iova >> 63 && !(y->cd[0] >> 30 & 1) && (bits >= 64 || !(~iova >> bits));
}

static bool set_stage1(struct way *y, uint64_t iova, bool nested)
{
	static const unsigned upper_granules[4] = {4096, 16384, 4096, 65536};
	bool aa64 = y->cd[0] >> 41 & 1, upper = aa64 && is_upper(y, iova);
	unsigned t0sz = field(y->cd[0], upper ? 21 : 5, upper ? 16 : 0);

	if (!upper && y->cd[0] >> 14 & 1)
		return ends(y, "walks from TTB0 are switched off (EPD0=1)");
	y->stage1 = (struct cs_pt){
		.format = aa64 ? CS_PT_AARCH64 : CS_PT_LPAE,
		.root = y->cd[upper ? 2 : 1] & 0xffffffffffff0ull,
		.input_bits = (aa64 ? 64 : 32) - (aa64 ? t0sz : t0sz & 7),
		.granule = upper ? upper_granules[field(y->cd[0], 23, 22)]
				 : granule_of(field(y->cd[0], 7, 6)),
		.start_level = CS_PT_BY_SIZE,
		.lpa2 = y->cd[2] >> 58 & 1,
		.upper = upper,
		.ignore_af = y->cd[0] >> 35 & 1,
		.beneath = nested ? &y->stage2 : NULL,
	};
	return true;
}

static bool find_tables(struct way *y, uint64_t iova, const struct cs_pt **pt)
{
	uint64_t at = 0;
	unsigned config;

	if (!find_ste(y, &at) || !read_words(y, at, y->ste, 8, "STE"))
		return false;
	config = field(y->ste[0], 3, 1);
	if (!(y->ste[0] & 1))
		return ends(y, "the STE at %#llx is not valid (V=0)", (unsigned long long)at);
	if (config < 5)
		return ends(y, "the STE at %#llx says %s: nothing is translated",
			    (unsigned long long)at, config_text(config));
	if (config & 2)
		set_stage2(y);
	*pt = &y->stage2;
	if (!(config & 1))
		return true;
	if (!find_cd(y, config == 7, &at) || !read_words(y, at, y->cd, 8, "CD"))
		return false;
	if (!(y->cd[0] >> 31 & 1))
		return ends(y, "the CD at %#llx is not valid (V=0)", (unsigned long long)at);
	*pt = &y->stage1;
	return set_stage1(y, iova, config == 7);
}

struct cs_walk *cs_walk_smmu_v3(struct cs_arena *arena, const struct cs_memory *m,
				const struct cs_walk_stream *s, uint64_t iova,
				struct cs_walk_access how)
{
	struct way y = {.arena = arena, .m = m, .s = s};
	const struct cs_pt *pt = NULL;

	y.w = cs_arena_alloc(arena, sizeof(*y.w));
	y.w->iova = iova;
	y.w->notes.arena = arena;
	if (!find_tables(&y, iova, &pt))
		return y.w;
	return cs_walk_table(arena, m, pt, iova, how);
}
