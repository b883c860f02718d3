/* A folder of a Qualcomm full dump, as QPST, QUTS and QSaharaServer write it: raw pieces of DDR
 * and of on-chip memories, and a table of where they lie: dump_info.txt, whose rows are
 *	1 0x0000000080000000 2147483648 DDR CS0 part0 Memo DDRCS0_0.BIN
 * (preference, base, length, the region in words, file name), or else the Trace32 script
 * load.cmm, whose rows are
 *	d.load.binary DDRCS0_0.BIN 0x80000000 /noclear
 * The pieces are mapped by address, never joined by name. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/minidump.h"
#include "dump/parts.h"
#include "dump/qcom.h"

#define KASLR_MAGIC 0xdead4eadu /* at 0x6d0 of the shared page of IMEM; the offset follows */
#define KASLR_OFFSET 0x6d0u

struct folder {
	const char *dir;
	struct cs_dump_image *im;
	struct cs_parts *parts;
	unsigned missing, odd; /* files of the table that aren't there, or of another size */
	char first_missing[128];
	bool has_ddr;
};

static struct cs_dump_file *open_in(const struct folder *f, struct cs_str name)
{
	struct cs_dump_file *file = NULL;
	char path[1024];
	struct cs_error err;

	if (cs_str_has(name, "/") || cs_str_is(name, ".."))
		return NULL;
	snprintf(path, sizeof(path), "%s/" CS_STR_FMT, f->dir, CS_STR_ARG(name));
	return cs_dump_file_open(&file, path, &err) == CS_OK ? file : NULL;
}

void cs_qcom_look_for_kaslr(struct cs_dump_image *im, struct cs_dump_file *imem, uint64_t offset,
			    uint64_t size)
{
	if (size > CS_LIMIT_DUMP_IMEM_BYTES)
		size = CS_LIMIT_DUMP_IMEM_BYTES;
	for (uint64_t at = KASLR_OFFSET; at < size; at += 4096) {
		unsigned char b[12];

		if (!cs_dump_file_get(imem, offset + at, b, sizeof(b)) || cs_le32(b) != KASLR_MAGIC)
			continue;
		im->kaslr_hint = cs_le64(b + 4);
		im->has_kaslr_hint = true;
		return;
	}
}

static bool name_has(struct cs_str name, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= name.n; i++)
		if (strncasecmp(name.p + i, what, n) == 0)
			return true;
	return false;
}

static void note_missing(struct folder *f, struct cs_str name)
{
	if (f->missing++ == 0)
		snprintf(f->first_missing, sizeof(f->first_missing), CS_STR_FMT, CS_STR_ARG(name));
}

/* One row of the table. SIZE 0: the file's. */
static void add_region(struct folder *f, struct cs_str name, uint64_t base, uint64_t size)
{
	bool ddr = name_has(name, "DDR") || name_has(name, "EBI");
	struct cs_dump_file *file;
	uint64_t there;

	if (name.n > 3 && strncasecmp(name.p, "md_", 3) == 0)
		return; /* a region of a minidump: minidump.c */
	file = open_in(f, name);

	if (!file) {
		if (ddr)
			note_missing(f, name);
		return;
	}
	there = cs_dump_file_size(file);
	if (name_has(name, "IMEM.BIN"))
		cs_qcom_look_for_kaslr(f->im, file, 0, there);
	if (size == 0 || size > there) {
		f->odd += size > there && ddr;
		size = there;
	}
	f->im->bytes += there;
	f->has_ddr |= ddr;
	if (cs_parts_add(f->parts, file, base, size) != CS_OK)
		f->odd++;
}

static struct cs_str last_word(struct cs_str line)
{
	size_t at = line.n;

	while (at && !cs_is_blank(line.p[at - 1]))
		at--;
	return cs_str_tail(line, at);
}

static void read_info_row(struct folder *f, struct cs_str line)
{
	struct cs_str name = last_word(line), word;
	uint64_t preference, base, size;

	cs_eat_blank(&line);
	if (!cs_eat_dec(&line, &preference) || preference != 1)
		return;
	cs_eat_blank(&line);
	if (!cs_eat_word(&line, &word) || !cs_str_to_hex(word, &base))
		return;
	cs_eat_blank(&line);
	if (cs_eat_dec(&line, &size) && size)
		add_region(f, name, base, size);
}

static void read_cmm_row(struct folder *f, struct cs_str line)
{
	struct cs_str command, name, address;
	uint64_t base;

	cs_eat_blank(&line);
	if (!cs_eat_word(&line, &command) || command.n < 6 ||
	    strncasecmp(command.p, "d.load", 6) != 0)
		return;
	cs_eat_blank(&line);
	if (!cs_eat_word(&line, &name))
		return;
	cs_eat_blank(&line);
	if (cs_eat_word(&line, &address) && cs_str_to_hex(address, &base))
		add_region(f, name, base, 0);
}

static bool read_table(struct folder *f, const char *name,
		       void (*row)(struct folder *f, struct cs_str line))
{
	struct cs_dump_file *file = open_in(f, cs_str_from(name));
	char *text;
	size_t n;

	if (!file)
		return false;
	text = cs_alloc(CS_LIMIT_DUMP_TABLE_BYTES);
	n = cs_dump_file_read(file, 0, text, CS_LIMIT_DUMP_TABLE_BYTES);
	cs_dump_file_close(file);
	for (struct cs_str rest = {text, n}; rest.n;) {
		struct cs_str line = cs_str_until(rest, "\n");

		rest = cs_str_tail(rest, line.n + 1);
		row(f, cs_str_trim(line));
	}
	free(text);
	return true;
}

enum cs_status cs_dump_image_open_qcom(struct cs_dump_image *im, const char *dir,
				       struct cs_error *err)
{
	struct folder f = {.dir = dir, .im = im, .parts = cs_parts_new()};
	bool table = read_table(&f, "dump_info.txt", read_info_row);

	if (cs_parts_count(f.parts) == 0)
		table |= read_table(&f, "load.cmm", read_cmm_row);
	if (!f.has_ddr)
		table |= cs_minidump_add(im, f.parts, dir);
	if (cs_parts_count(f.parts) == 0) {
		cs_parts_free(f.parts);
		if (!table)
			return CS_NOT_MINE;
		return cs_error_set(err, CS_ERR_FORMAT, dir,
				    "neither dump_info.txt nor load.cmm, nor a minidump's "
				    "header, names a file that is there");
	}
	if (f.missing)
		cs_dump_image_set_damage(im,
					 "%u of the files that its table names are missing, "
					 "%s the first",
					 f.missing, f.first_missing);
	else if (f.odd)
		cs_dump_image_set_damage(im, "%u files are shorter than its table says", f.odd);
	im->arch = CS_DUMP_ARCH_ARM64;
	im->format = "qcom-ramdump";
	cs_parts_into(f.parts, im);
	return CS_OK;
}
