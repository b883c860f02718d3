#include "sym/object.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

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

static void read_build_id(struct cs_object *o)
{
	const unsigned char *bits;
	GElf_Addr where;
	int n = dwfl_module_build_id(o->module, &bits, &where);

	for (int i = 0; i < n && i * 2 + 2 <= CS_BUILD_ID_HEX; i++)
		snprintf(o->build_id + i * 2, 3, "%02x", bits[i]);
}

static bool read_header(struct cs_object *o)
{
	GElf_Ehdr ehdr;
	Dwarf_Addr bias; /* of libdwfl's addresses, which are not used */

	o->elf = dwfl_module_getelf(o->module, &bias);
	if (!o->elf || !gelf_getehdr(o->elf, &ehdr))
		return false;
	o->type = ehdr.e_type;
	o->machine = ehdr.e_machine;
	return true;
}

static enum cs_status open_fd(const char *path, int *fd, struct stat *st, struct cs_error *err)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0 || fstat(*fd, st) != 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot read: %s", strerror(errno));
	if (!S_ISREG(st->st_mode))
		return cs_error_set(err, CS_ERR_IO, path, "not a regular file");
	if (st->st_size == 0)
		return cs_error_set(err, CS_ERR_FORMAT, path, "an empty file");
	return CS_OK;
}

static enum cs_status report(struct cs_object *o, struct cs_error *err)
{
	struct stat st;
	int fd;
	enum cs_status rc = open_fd(o->path, &fd, &st, err);

	if (rc != CS_OK) {
		if (fd >= 0)
			close(fd);
		return rc;
	}
	o->size = (uint64_t)st.st_size;
	o->mtime_ns = (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
	o->dwfl = dwfl_begin(&callbacks);
	if (o->dwfl) {
		dwfl_report_begin(o->dwfl);
		o->module = dwfl_report_offline(o->dwfl, "", o->path, fd);
		dwfl_report_end(o->dwfl, NULL, NULL);
	}
	if (!o->module)
		close(fd); /* libdwfl keeps it only when it took the file */
	if (o->module && read_header(o))
		return CS_OK;
	return cs_error_set(err, CS_ERR_FORMAT, o->path, "not an ELF file that can be read: %s",
			    dwfl_errmsg(-1));
}

enum cs_status cs_object_open(struct cs_object **out, const char *path, struct cs_error *err)
{
	struct cs_object *o = cs_calloc(1, sizeof(*o));
	enum cs_status rc;

	*out = NULL;
	o->path = strdup(path);
	if (!o->path)
		cs_die_oom(strlen(path));
	rc = report(o, err);
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
	if (o->dwfl)
		dwfl_end(o->dwfl);
	free(o->path);
	free(o);
}

Dwarf *cs_object_dwarf(struct cs_object *o)
{
	Dwarf_Addr bias;

	if (!o->dwarf_tried)
		o->dwarf = dwfl_module_getdwarf(o->module, &bias);
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

size_t cs_object_read(const struct cs_object *o, uint64_t at, void *buf, size_t n)
{
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(o->elf, scn));) {
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

bool cs_object_section(const struct cs_object *o, const char *name, struct cs_str *content,
		       uint64_t *address)
{
	size_t names;

	if (elf_getshdrstrndx(o->elf, &names) != 0)
		return false;
	for (Elf_Scn *scn = NULL; (scn = elf_nextscn(o->elf, scn));) {
		GElf_Shdr sh;
		const char *have;

		if (!gelf_getshdr(scn, &sh) || !(have = elf_strptr(o->elf, names, sh.sh_name)) ||
		    strcmp(have, name) != 0)
			continue;
		*address = sh.sh_addr;
		return content_of(scn, &sh, content);
	}
	return false;
}
