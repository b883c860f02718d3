#include "dump/image.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/mem.h"
#include "dump/parts.h"
#include "dump/qcom.h"
#include "dump/split.h"

#define RAW_LEAST (64u << 10)

static const struct cs_dump_image_format *const formats[] = {
	&cs_dump_image_elf_core, &cs_dump_image_kdump, &cs_dump_image_rawdump};

void cs_dump_image_set_damage(struct cs_dump_image *im, const char *fmt, ...)
{
	va_list ap;

	if (im->damage[0])
		return; /* the first cause explains the rest */
	va_start(ap, fmt);
	vsnprintf(im->damage, sizeof(im->damage), fmt, ap);
	va_end(ap);
}

void cs_dump_image_add_map(struct cs_dump_image *im, uint64_t va, uint64_t pa, uint64_t size)
{
	if (!(va >> 63) || va + size < va || pa + size < pa || im->maps.n >= CS_LIMIT_DUMP_MAPS)
		return;
	*CS_VEC_PUSH(&im->maps) = (struct cs_dump_map){va, pa, size};
}

/* "FILE@0x80000000" → FILE and the number; false when no such file is meant. */
static bool split_base(const char *path, char *file, size_t size, uint64_t *base)
{
	const char *at = strrchr(path, '@');
	struct stat st;

	if (!at || at == path || !cs_str_to_hex(cs_str_from(at + 1), base) || stat(path, &st) == 0)
		return false;
	snprintf(file, size, "%.*s", (int)(at - path), path);
	return true;
}

static enum cs_status open_raw(struct cs_dump_image *im, struct cs_dump_file *file, uint64_t base,
			       struct cs_error *err)
{
	uint64_t size = cs_dump_file_size(file);
	struct cs_parts *parts;

	if (base + size < base)
		return cs_error_set(err, CS_ERR_USAGE, cs_dump_file_path(file),
				    "no memory lies at 0x%llx", (unsigned long long)base);
	parts = cs_parts_new();
	(void)!cs_parts_add(parts, file, base, size); /* a first part always fits */
	im->format = "raw-ram";
	cs_parts_into(parts, im);
	return CS_OK;
}

/* Whether raw memory may be in FILE: whole pages, and many of their bytes zero. */
static bool looks_raw(struct cs_dump_file *file)
{
	uint64_t size = cs_dump_file_size(file);
	unsigned char buf[4096];
	unsigned zeros = 0;

	if (size < RAW_LEAST || size % 4096)
		return false;
	for (unsigned i = 0; i < 64; i++) {
		uint64_t at = size / 64 * i & ~4095ull;

		if (!cs_dump_file_get(file, at, buf, sizeof(buf)))
			return false;
		for (size_t k = 0; k < sizeof(buf); k++)
			zeros += buf[k] == 0;
	}
	return zeros > 64 * sizeof(buf) / 32;
}

static enum cs_status open_file(struct cs_dump_image *im, struct cs_dump_file *file,
				struct cs_error *err)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		enum cs_status rc = formats[i]->open(im, file, err);

		if (rc == CS_NOT_MINE)
			continue;
		im->format = cs_dump_file_is_flattened(file) ? "flattened" : formats[i]->name;
		if (rc == CS_OK && cs_dump_file_damage(file))
			cs_dump_image_set_damage(im, "%s", cs_dump_file_damage(file));
		return rc;
	}
	if (cs_dump_file_is_flattened(file))
		return cs_error_set(err, CS_ERR_FORMAT, cs_dump_file_path(file),
				    "a flattened file, but no dump is in it%s%s",
				    cs_dump_file_damage(file) ? ": " : "",
				    cs_dump_file_damage(file) ? cs_dump_file_damage(file) : "");
	if (!looks_raw(file))
		return CS_NOT_MINE;
	im->base_guessed = true;
	return open_raw(im, file, 0, err);
}

enum cs_status cs_dump_image_open(struct cs_dump_image *im, const char *path, struct cs_error *err)
{
	struct cs_dump_file *file;
	char name[4096];
	struct stat st;
	struct cs_kdump_part part;
	uint64_t base;
	bool has_base = split_base(path, name, sizeof(name), &base);
	enum cs_status rc;

	*im = (struct cs_dump_image){0};
	if (!has_base && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		rc = cs_dump_image_open_qcom(im, path, err);
		return rc == CS_NOT_MINE ? cs_split_open(im, path, err) : rc;
	}
	rc = cs_dump_file_open(&file, has_base ? name : path, err);
	if (rc != CS_OK)
		return rc;
	im->bytes = cs_dump_file_size(file);
	rc = has_base ? open_raw(im, file, base, err) : open_file(im, file, err);
	if (rc != CS_OK) {
		cs_dump_notes_release(&im->notes);
		CS_VEC_FREE(&im->maps);
		cs_dump_file_close(file);
	} else if (cs_kdump_part(im, &part)) {
		cs_split_join(im, path);
	}
	return rc;
}

void cs_dump_image_close(struct cs_dump_image *im)
{
	if (im->ops)
		im->ops->close(im->state);
	cs_dump_notes_release(&im->notes);
	CS_VEC_FREE(&im->maps);
	*im = (struct cs_dump_image){0};
}
