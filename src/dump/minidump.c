#include "dump/minidump.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "dump/qcom.h"

#define NAME_MAX_BYTES 64u

struct minidump {
	struct cs_dump_image *im;
	struct cs_parts *parts;
	const char *dir;
	struct cs_dump_file *header;
	Elf64_Ehdr e;
	Elf64_Shdr names; /* of sections */
	unsigned missing;
	char first_missing[NAME_MAX_BYTES];
};

static struct cs_dump_file *open_piece(const struct minidump *m, const char *name)
{
	struct cs_dump_file *file = NULL;
	struct cs_error err;
	char path[4096];

	if (strchr(name, '/') ||
	    (size_t)snprintf(path, sizeof(path), "%s/md_%s.BIN", m->dir, name) >= sizeof(path))
		return NULL;
	return cs_dump_file_open(&file, path, &err) == CS_OK ? file : NULL;
}

static bool open_header(struct minidump *m)
{
	static const char *const names[] = {"KELF_HEADER", "KELF_HDR"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !m->header; i++)
		m->header = open_piece(m, names[i]);
	return m->header && cs_dump_file_get(m->header, 0, &m->e, sizeof(m->e)) &&
	       memcmp(m->e.e_ident, ELFMAG, SELFMAG) == 0 && m->e.e_ident[EI_CLASS] == ELFCLASS64 &&
	       m->e.e_ident[EI_DATA] == ELFDATA2LSB && m->e.e_phentsize == sizeof(Elf64_Phdr) &&
	       m->e.e_shentsize == sizeof(Elf64_Shdr);
}

static bool section(const struct minidump *m, unsigned i, Elf64_Shdr *s)
{
	return cs_dump_file_get(m->header, m->e.e_shoff + (uint64_t)i * sizeof(*s), s, sizeof(*s));
}

/* The name of the section that is segment P. */
static bool name_of(const struct minidump *m, const Elf64_Phdr *p, char *name)
{
	for (unsigned i = 0; i < m->e.e_shnum && i < 2 * CS_LIMIT_DUMP_FILES; i++) {
		Elf64_Shdr s;
		size_t n;

		if (!section(m, i, &s))
			return false;
		if (s.sh_type == SHT_NULL || s.sh_type == SHT_STRTAB || s.sh_addr != p->p_vaddr ||
		    s.sh_size != p->p_filesz)
			continue;
		n = cs_dump_file_read(m->header, m->names.sh_offset + s.sh_name, name,
				      NAME_MAX_BYTES - 1);
		name[n] = '\0';
		return name[0] != '\0';
	}
	return false;
}

static void note_missing(struct minidump *m, const char *name)
{
	if (m->missing++ == 0)
		snprintf(m->first_missing, sizeof(m->first_missing), "%s", name);
}

static void add_segment(struct minidump *m, const Elf64_Phdr *p)
{
	char name[NAME_MAX_BYTES];
	struct cs_dump_file *file;
	uint64_t size = p->p_filesz;

	if (p->p_type != PT_LOAD || !size || !name_of(m, p, name))
		return;
	file = open_piece(m, name);
	if (!file) {
		note_missing(m, name);
		return;
	}
	if (size > cs_dump_file_size(file)) {
		size = cs_dump_file_size(file);
		cs_dump_image_set_damage(m->im, "md_%s.BIN is shorter than the header says", name);
	}
	m->im->bytes += size;
	if (cs_parts_add(m->parts, file, p->p_paddr, size) == CS_OK)
		cs_dump_image_add_map(m->im, p->p_vaddr, p->p_paddr, size);
	else
		cs_dump_image_set_damage(m->im, "md_%s.BIN can't lie at 0x%llx", name,
					 (unsigned long long)p->p_paddr);
}

static void add_segments(struct minidump *m)
{
	Elf64_Phdr p;

	for (unsigned i = 0; i < m->e.e_phnum && i < 2 * CS_LIMIT_DUMP_FILES; i++) {
		if (!cs_dump_file_get(m->header, m->e.e_phoff + (uint64_t)i * sizeof(p), &p,
				      sizeof(p))) {
			cs_dump_image_set_damage(m->im, "the minidump's header is cut");
			break;
		}
		add_segment(m, &p);
	}
	if (m->missing)
		cs_dump_image_set_damage(m->im,
					 "%u regions of the minidump have no file, md_%s.BIN the "
					 "first",
					 m->missing, m->first_missing);
}

/* The shared page of on-chip memory is a region of its own. */
static void look_for_kaslr(struct minidump *m)
{
	struct cs_dump_file *imem = open_piece(m, "SHRDIMEM");

	if (!imem)
		return;
	cs_qcom_look_for_kaslr(m->im, imem, 0, cs_dump_file_size(imem));
	cs_dump_file_close(imem);
}

bool cs_minidump_add(struct cs_dump_image *im, struct cs_parts *parts, const char *dir)
{
	struct minidump m = {.im = im, .parts = parts, .dir = dir};
	bool found = open_header(&m) && section(&m, m.e.e_shstrndx, &m.names);

	if (found) {
		add_segments(&m);
		look_for_kaslr(&m);
	}
	cs_dump_file_close(m.header);
	return found;
}
