#include "sym/object.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "sym/detached.h"
#include "sym/symtab.h"

/* Where debug files lie is decided by the store, never by libdwfl. */
static int no_debuginfo(Dwfl_Module *mod, void **data, const char *name, Dwarf_Addr base,
			const char *file, const char *link, GElf_Word crc, char **out)
{
	(void)mod, (void)data, (void)name, (void)base, (void)file, (void)link, (void)crc;
	(void)out;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_debuginfo = no_debuginfo,
	.section_address = dwfl_offline_section_address,
};

/* ---- the build ID ---- */

static void print_build_id(struct cs_object *o, const unsigned char *bits, size_t n)
{
	for (size_t i = 0; i < n && i * 2 + 2 <= CS_BUILD_ID_HEX; i++)
		snprintf(o->build_id + i * 2, 3, "%02x", bits[i]);
}

/* The first NT_GNU_BUILD_ID among notes (elf(5)). */
static bool find_build_id(struct cs_object *o, Elf_Data *notes)
{
	size_t at = 0, next, name, desc;
	GElf_Nhdr note;

	while (notes && (next = gelf_getnote(notes, at, &note, &name, &desc)) > 0) {
		const unsigned char *buf = notes->d_buf;

		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    memcmp(buf + name, "GNU", 4) == 0) {
			print_build_id(o, buf + desc, note.n_descsz);
			return true;
		}
		at = next;
	}
	return false;
}

static void read_build_id(struct cs_object *o)
{
	Elf *elf = o->plain ? o->plain : o->laid_out;

	for (Elf_Scn *scn = NULL; elf && (scn = elf_nextscn(elf, scn));) {
		GElf_Shdr sh;

		if (gelf_getshdr(scn, &sh) && sh.sh_type == SHT_NOTE &&
		    find_build_id(o, elf_getdata(scn, NULL)))
			return;
	}
}

/* ---- opening ---- */

static enum cs_status open_fd(const char *path, int *fd, struct stat *st, struct cs_error *err)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0 || fstat(*fd, st) != 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot read: %s", strerror(errno));
	if (!S_ISREG(st->st_mode))
		return cs_error_set(err, CS_ERR_IO, path, "not a regular file");
	if (st->st_size == 0 && pread(*fd, &(char){0}, 1, 0) != 1) /* those of /proc tell no size */
		return cs_error_set(err, CS_ERR_FORMAT, path, "an empty file");
	return CS_OK;
}

/* libdwfl's view: unpacked, and a relocatable file's sections laid out. */
static void lay_out(struct cs_object *o)
{
	Dwarf_Addr bias; /* of libdwfl's addresses, which are not used */
	int fd = dup(o->fd);

	o->laid_out_tried = true;
	o->dwfl = fd >= 0 ? dwfl_begin(&callbacks) : NULL;
	if (o->dwfl) {
		dwfl_report_begin(o->dwfl);
		o->module = dwfl_report_offline(o->dwfl, "", o->path, fd);
		dwfl_report_end(o->dwfl, NULL, NULL);
	}
	if (!o->module && fd >= 0)
		close(fd); /* libdwfl keeps it only when it took the file */
	if (o->module)
		o->laid_out = dwfl_module_getelf(o->module, &bias);
}

Elf *cs_object_elf(struct cs_object *o)
{
	if (o->plain && !cs_object_is_relocatable(o))
		return o->plain;
	if (!o->laid_out_tried)
		lay_out(o);
	return o->laid_out;
}

static bool is_listing(int fd)
{
	char head[1024];
	size_t n = cs_read_at(fd, head, sizeof(head), 0);

	return cs_symtab_is_listing((struct cs_str){head, n});
}

static Elf *begin(struct cs_object *o)
{
	Elf *elf = NULL;

	if (o->size && o->size <= SIZE_MAX)
		o->image = mmap(NULL, o->size, PROT_READ, MAP_PRIVATE, o->fd, 0);
	if (o->image == MAP_FAILED)
		o->image = NULL;
	elf = o->image ? elf_memory(o->image, o->size) : elf_begin(o->fd, ELF_C_READ_MMAP, NULL);
	if (elf && elf_kind(elf) != ELF_K_ELF) {
		elf_end(elf);
		elf = NULL;
	}
	if (!elf && o->image)
		munmap(o->image, o->size);
	if (!elf)
		o->image = NULL;
	return elf;
}

static enum cs_status map(struct cs_object *o, struct cs_error *err)
{
	GElf_Ehdr ehdr;
	Elf *elf;

	o->is_listing = is_listing(o->fd);
	if (o->is_listing) {
		o->laid_out_tried = o->dwarf_tried = true;
		return CS_OK;
	}
	elf_version(EV_CURRENT);
	o->plain = begin(o);
	if (!o->plain)
		lay_out(o);
	elf = o->plain ? o->plain : o->laid_out;
	if (!elf || !gelf_getehdr(elf, &ehdr))
		return cs_error_set(err, CS_ERR_FORMAT, o->path,
				    "not an ELF file that can be read: %s",
				    o->plain ? elf_errmsg(-1) : dwfl_errmsg(-1));
	o->type = ehdr.e_type;
	o->machine = ehdr.e_machine;
	return CS_OK;
}

enum cs_status cs_object_open(struct cs_object **out, const char *path, struct cs_error *err)
{
	struct cs_object *o = cs_calloc(1, sizeof(*o));
	enum cs_status rc;
	struct stat st;

	*out = NULL;
	o->path = strdup(path);
	if (!o->path)
		cs_die_oom(strlen(path));
	rc = open_fd(path, &o->fd, &st, err);
	if (rc == CS_OK) {
		o->size = (uint64_t)st.st_size;
		o->mtime_ns =
			(uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
		rc = map(o, err);
	}
	if (rc != CS_OK) {
		cs_object_close(o);
		return rc;
	}
	read_build_id(o);
	*out = o;
	return CS_OK;
}

void cs_object_close(struct cs_object *o)
{
	if (!o)
		return;
	if (o->dwarf && !o->dwfl)
		dwarf_end(o->dwarf);
	if (o->dwfl)
		dwfl_end(o->dwfl);
	elf_end(o->own);
	elf_end(o->plain);
	if (o->image)
		munmap(o->image, o->size);
	if (o->fd >= 0)
		close(o->fd);
	free(o->path);
	free(o);
}

void cs_object_relax(struct cs_object *o)
{
	if (o->image)
		madvise(o->image, o->size, MADV_DONTNEED);
}

/* What is mapped is not to be written to, and has no path. */
static Elf *own_elf(struct cs_object *o)
{
	if (!o->own)
		o->own = elf_begin(o->fd, ELF_C_READ_MMAP, NULL);
	return o->own;
}

static Dwarf *plain_dwarf(struct cs_object *o)
{
	Dwarf *dwarf = NULL;

	if (!cs_detached_is_packed(o->plain))
		dwarf = dwarf_begin_elf(o->plain, DWARF_C_READ, NULL);
	if (dwarf && !cs_detached_is_elsewhere(o->plain, dwarf))
		return dwarf;
	if (dwarf)
		dwarf_end(dwarf);
	return own_elf(o) ? dwarf_begin_elf(o->own, DWARF_C_READ, NULL) : NULL;
}

const char *cs_object_packing(const struct cs_object *o)
{
	return o->plain && !o->dwarf ? cs_detached_packing(o->plain) : NULL;
}

static Dwarf *open_dwarf(struct cs_object *o)
{
	Dwarf_Addr bias;

	if (o->plain && !cs_object_is_relocatable(o))
		return plain_dwarf(o);
	return cs_object_elf(o) ? dwfl_module_getdwarf(o->module, &bias) : NULL;
}

Dwarf *cs_object_dwarf(struct cs_object *o)
{
	if (!o->dwarf_tried)
		o->dwarf = open_dwarf(o);
	o->dwarf_tried = true;
	return o->dwarf;
}

bool cs_object_has_dwarf(struct cs_object *o)
{
	return cs_object_dwarf(o) != NULL;
}

/* The content of a section, when the file holds it. */
static bool content_of(Elf_Scn *scn, const GElf_Shdr *sh, struct cs_str *content)
{
	Elf_Data *data;

	if (sh->sh_type == SHT_NOBITS)
		return false;
	data = elf_rawdata(scn, NULL);
	if (!data || !data->d_buf || data->d_size == 0)
		return false;
	*content = (struct cs_str){data->d_buf, data->d_size};
	return true;
}

size_t cs_object_read(struct cs_object *o, uint64_t at, void *buf, size_t n)
{
	Elf *elf = cs_object_elf(o);

	for (Elf_Scn *scn = NULL; elf && (scn = elf_nextscn(elf, scn));) {
		GElf_Shdr sh;
		struct cs_str s;

		if (!gelf_getshdr(scn, &sh) || !(sh.sh_flags & SHF_ALLOC) || at < sh.sh_addr ||
		    at - sh.sh_addr >= sh.sh_size || !content_of(scn, &sh, &s))
			continue;
		s = cs_str_head(cs_str_tail(s, at - sh.sh_addr), n);
		memcpy(buf, s.p, s.n);
		return s.n;
	}
	return 0;
}

bool cs_object_section(struct cs_object *o, const char *name, struct cs_str *content,
		       uint64_t *address)
{
	Elf *elf = cs_object_elf(o);
	size_t names;

	if (elf_getshdrstrndx(elf, &names) != 0)
		return false;
	for (Elf_Scn *scn = NULL; elf && (scn = elf_nextscn(elf, scn));) {
		GElf_Shdr sh;
		const char *have;

		if (!gelf_getshdr(scn, &sh) || !(have = elf_strptr(elf, names, sh.sh_name)) ||
		    strcmp(have, name) != 0)
			continue;
		*address = sh.sh_addr;
		return content_of(scn, &sh, content);
	}
	return false;
}
