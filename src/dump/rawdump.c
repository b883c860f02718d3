/* The "rawdump" partition of a Qualcomm device, as its bootloader wrote it: a header, a table of
 * sections, and their memory behind each other (packed, little-endian):
 *	header	"Raw_Dmp!", u32 version, u32 valid (1 whole, 2 no room), u64, 8 bytes, u32,
 *		u64 dump size, u64 total size, u32 sections
 *	section	u32 valid, u32 version, u32 type, u64 offset, u64 size, u64 physical address,
 *		u64, char name[20]
 * Type 1 is DDR; the shared page of on-chip memory has the KASLR offset (qcom.c). */
#include <stdio.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "dump/image.h"
#include "dump/parts.h"
#include "dump/qcom.h"

#define HEADER_BYTES 56u
#define OFF_VALID 12u
#define OFF_TOTAL 44u
#define OFF_SECTIONS 52u
#define SECTION_BYTES 64u
#define TYPE_DDR 1u
#define NO_ROOM 2u

struct section {
	uint32_t valid, type;
	uint64_t offset, size, pa;
	char name[21];
};

static bool read_section(struct cs_dump_file *file, uint32_t i, struct section *s)
{
	unsigned char b[SECTION_BYTES];

	if (!cs_dump_file_get(file, HEADER_BYTES + (uint64_t)i * SECTION_BYTES, b, sizeof(b)))
		return false;
	s->valid = cs_le32(b);
	s->type = cs_le32(b + 8);
	s->offset = cs_le64(b + 12);
	s->size = cs_le64(b + 20);
	s->pa = cs_le64(b + 28);
	snprintf(s->name, sizeof(s->name), "%.20s", (const char *)b + 44);
	return true;
}

/* Cuts what lies behind the end of the file. */
static bool fits(struct cs_dump_image *im, struct cs_dump_file *file, struct section *s)
{
	uint64_t end = cs_dump_file_size(file);

	if (s->valid && s->size && s->offset < end && s->size <= end - s->offset)
		return true;
	if (!s->valid || !s->size)
		return false;
	cs_dump_image_set_damage(im, "the file ends inside of or before section %s", s->name);
	if (s->offset >= end)
		return false;
	s->size = end - s->offset;
	return true;
}

static void add_sections(struct cs_dump_image *im, struct cs_dump_file *file,
			 struct cs_parts *parts, uint32_t count)
{
	struct section s;

	for (uint32_t i = 0; i < count && i < CS_LIMIT_DUMP_FILES; i++) {
		if (!read_section(file, i, &s)) {
			cs_dump_image_set_damage(im, "the file ends inside of its table");
			return;
		}
		if (!fits(im, file, &s))
			continue;
		if (cs_str_has(cs_str_from(s.name), "IMEM"))
			cs_qcom_look_for_kaslr(im, file, s.offset, s.size);
		if (s.type == TYPE_DDR &&
		    cs_parts_add_slice(parts, file, cs_parts_count(parts) == 0, s.pa, s.offset,
				       s.size) != CS_OK)
			cs_dump_image_set_damage(im, "section %s can't lie at 0x%llx", s.name,
						 (unsigned long long)s.pa);
	}
}

static enum cs_status open_rawdump(struct cs_dump_image *im, struct cs_dump_file *file,
				   struct cs_error *err)
{
	unsigned char h[HEADER_BYTES];
	struct cs_parts *parts;

	if (!cs_dump_file_get(file, 0, h, sizeof(h)) || memcmp(h, "Raw_Dmp!", 8) != 0)
		return CS_NOT_MINE;
	parts = cs_parts_new();
	add_sections(im, file, parts, cs_le32(h + OFF_SECTIONS));
	if (cs_parts_count(parts) == 0) {
		cs_parts_free(parts);
		return cs_error_set(err, CS_ERR_FORMAT, cs_dump_file_path(file),
				    "a rawdump partition without a section of DDR");
	}
	if (cs_le32(h + OFF_VALID) == NO_ROOM)
		cs_dump_image_set_damage(im,
					 "the partition had no room for the whole dump: "
					 "%llu bytes",
					 (unsigned long long)cs_le64(h + OFF_TOTAL));
	im->arch = CS_DUMP_ARCH_ARM64;
	cs_parts_into(parts, im);
	return CS_OK;
}

const struct cs_dump_image_format cs_dump_image_rawdump = {"qcom-ramdump", open_rawdump};
