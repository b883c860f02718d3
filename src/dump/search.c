#include "dump/search.h"

#include "base/bytes.h"
#include "dump/ram.h"

#define NOTE_TEXT 24u   /* of vmcoreinfo_note: header and padded name stand before */
#define ARM64_MAGIC 56u /* struct arm64_image_header, "ARM\x64" */

static void keep(uint64_t *v, unsigned *n, uint64_t pa)
{
	if (*n < CS_SEARCH_MAX)
		v[(*n)++] = pa;
}

/* vmcoreinfo_data and vmcoreinfo_note are pages of their own (6.1 kernel/crash_core.c
 * crash_save_vmcoreinfo_init()). */
static void look_at_page(struct cs_search *s, uint64_t pa, const unsigned char *p)
{
	if (memcmp(p, "OSRELEASE=", 10) == 0)
		keep(s->info, &s->info_count, pa);
	else if (cs_le32(p) == 11 && memcmp(p + 12, "VMCOREINFO", 11) == 0 &&
		 memcmp(p + NOTE_TEXT, "OSRELEASE=", 10) == 0)
		keep(s->info, &s->info_count, pa + NOTE_TEXT);
	else if (memcmp(p + ARM64_MAGIC, "ARM\x64", 4) == 0)
		keep(s->image, &s->image_count, pa);
}

static bool look(void *ctx, uint64_t pa, const unsigned char *p, size_t n, size_t fresh)
{
	size_t first = (size_t)(-pa & 4095);

	for (size_t i = first; i < fresh && i + 64 <= n; i += 4096)
		look_at_page(ctx, pa + i, p + i);
	return true;
}

void cs_search_ram(struct cs_search *s, struct cs_dump_image *im)
{
	*s = (struct cs_search){0};
	cs_ram_scan(im, look, s);
}

struct text_search {
	const char *needle;
	size_t n, offset;
	uint64_t *found;
	unsigned count, max;
};

static bool look_in_pages(void *ctx, uint64_t pa, const unsigned char *p, size_t n, size_t fresh)
{
	struct text_search *t = ctx;
	size_t first = (size_t)((t->offset - pa) & 4095);

	for (size_t i = first; i < fresh && i + t->n <= n; i += 4096) {
		if (memcmp(p + i, t->needle, t->n) != 0)
			continue;
		t->found[t->count++] = pa + i;
		if (t->count == t->max)
			return false;
	}
	return true;
}

unsigned cs_search_in_pages(struct cs_dump_image *im, size_t offset, const char *needle, size_t n,
			    uint64_t *found, unsigned count)
{
	struct text_search t = {needle, n, offset, found, 0, count};

	cs_ram_scan(im, look_in_pages, &t);
	return t.count;
}

static bool look_for_text(void *ctx, uint64_t pa, const unsigned char *p, size_t n, size_t fresh)
{
	struct text_search *t = ctx;
	size_t at = 0;

	while (at < fresh) {
		const unsigned char *hit = memmem(p + at, n - at, t->needle, t->n);

		if (!hit || (size_t)(hit - p) >= fresh)
			break;
		t->found[t->count++] = pa + (uint64_t)(hit - p);
		if (t->count == t->max)
			return false;
		at = (size_t)(hit - p) + 1;
	}
	return true;
}

unsigned cs_search_text(struct cs_dump_image *im, const char *needle, size_t n, uint64_t *found,
			unsigned count)
{
	struct text_search t = {needle, n, 0, found, 0, count};

	cs_ram_scan(im, look_for_text, &t);
	return t.count;
}
