/* The opened container of a RAM dump: physical memory with holes, and the notes beside it. A
 * container format is one file that exports one struct cs_dump_image_format; image.c holds the
 * table of them. What is read through an image is hostile: sizes and addresses in it are bounded
 * here and by the readers. */
#ifndef CS_DUMP_IMAGE_H
#define CS_DUMP_IMAGE_H

#include "base/error.h"
#include "base/mem.h"
#include "dump/file.h"
#include "dump/notes.h"

struct cs_dump_image_range {
	uint64_t begin, end; /* physical, half open */
};

enum cs_dump_arch { CS_DUMP_ARCH_UNKNOWN, CS_DUMP_ARCH_X86_64, CS_DUMP_ARCH_ARM64 };

/* A piece of kernel memory whose place the file tells: needed where it has no page tables. */
struct cs_dump_map {
	uint64_t va, pa, size;
};

struct cs_dump_image {
	const char *format; /* contract: inputs[].format */
	enum cs_dump_arch arch;
	const struct cs_dump_image_ops *ops;
	void *state;
	struct cs_dump_notes notes;
	uint64_t bytes;      /* of the file or files */
	char damage[256];    /* why the container isn't whole, or "" */
	bool base_guessed;   /* raw: nobody said where it begins */
	uint64_t kaslr_hint; /* from OCIMEM (Qualcomm) */
	bool has_kaslr_hint;
	CS_VEC(struct cs_dump_map) maps; /* at most CS_LIMIT_DUMP_MAPS */
};

struct cs_dump_image_ops {
	/* Fills BUF from physical PA on; returns how many bytes are there before a hole. */
	size_t (*read)(void *state, uint64_t pa, void *buf, size_t n);
	/* The first run of present memory that ends above FROM; false when there is none. */
	bool (*next)(void *state, uint64_t from, struct cs_dump_image_range *r);
	void (*close)(void *state);
	/* The first address from FROM on whose bytes may be other than zero, as far as the file
	 * itself tells; for passes over all memory. May be NULL. */
	uint64_t (*skip)(void *state, uint64_t from);
};

struct cs_dump_image_format {
	const char *name;
	/* CS_NOT_MINE: another format. CS_OK: *IM is filled; it owns FILE then. */
	enum cs_status (*open)(struct cs_dump_image *im, struct cs_dump_file *file,
			       struct cs_error *err);
};

extern const struct cs_dump_image_format cs_dump_image_elf_core, cs_dump_image_kdump,
	cs_dump_image_rawdump;

/* Takes the file's content for what it is. CS_NOT_MINE when no format knows it. */
enum cs_status cs_dump_image_open(struct cs_dump_image *im, const char *path,
				  struct cs_error *err) CS_MUST_CHECK;
void cs_dump_image_close(struct cs_dump_image *im);
/* Virtual addresses that aren't a 64-bit kernel's are left out. */
void cs_dump_image_add_map(struct cs_dump_image *im, uint64_t va, uint64_t pa, uint64_t size);
void cs_dump_image_set_damage(struct cs_dump_image *im, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
