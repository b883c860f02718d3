/* ELF cores of a whole machine: /proc/vmcore copies, makedumpfile -E, QEMU's
 * dump-guest-memory with and without paging (QEMU leaves e_ehsize 8 and puts its program
 * headers anywhere), Xen-less libvirt dumps. 64-bit little-endian ones only. Physical addresses
 * come from p_paddr; what p_memsz has beyond p_filesz was left out and is a hole. */
#include <elf.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/image.h"

struct load {
	uint64_t pa, size, off;
	uint64_t max_end; /* of this and all before it */
};

struct core {
	struct cs_dump_file *file;
	CS_VEC(struct load) loads; /* by pa */
	uint64_t missing;          /* bytes of segments behind the end of the file */
};

/* The segment that holds PA, and how far it goes. */
static const struct load *load_at(const struct core *c, uint64_t pa)
{
	size_t lo = 0, hi = c->loads.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->loads.v[mid].pa <= pa)
			lo = mid + 1;
		else
			hi = mid;
	}
	while (lo-- && c->loads.v[lo].max_end > pa)
		if (pa - c->loads.v[lo].pa < c->loads.v[lo].size)
			return &c->loads.v[lo];
	return NULL;
}

static size_t read_core(void *state, uint64_t pa, void *buf, size_t n)
{
	struct core *c = state;
	size_t have = 0;

	while (have < n) {
		uint64_t at = pa + have;
		const struct load *l = load_at(c, at);
		size_t take = n - have, got;

		if (!l)
			break;
		if (take > l->size - (at - l->pa))
			take = (size_t)(l->size - (at - l->pa));
		got = cs_dump_file_read(c->file, l->off + (at - l->pa), (char *)buf + have, take);
		have += got;
		if (got < take)
			break;
	}
	return have;
}

static bool next_core(void *state, uint64_t from, struct cs_dump_image_range *r)
{
	const struct core *c = state;

	for (size_t i = 0; i < c->loads.n; i++) {
		const struct load *l = &c->loads.v[i];

		if (l->pa + l->size <= from)
			continue;
		r->begin = l->pa > from ? l->pa : from;
		r->end = l->pa + l->size;
		return true;
	}
	return false;
}

static void close_core(void *state)
{
	struct core *c = state;

	CS_VEC_FREE(&c->loads);
	cs_dump_file_close(c->file);
	free(c);
}

static uint64_t skip_core(void *state, uint64_t from)
{
	struct core *c = state;

	for (size_t i = 0; i < c->loads.n; i++) {
		const struct load *l = &c->loads.v[i];
		uint64_t data;

		if (from < l->pa || from - l->pa >= l->size)
			continue;
		data = cs_dump_file_data(c->file, l->off + (from - l->pa)) - l->off;
		return l->pa + (data < l->size ? data : l->size);
	}
	return from;
}

static const struct cs_dump_image_ops ops = {read_core, next_core, close_core, skip_core};

static void add_load(struct cs_dump_image *im, struct core *c, const Elf64_Phdr *p)
{
	uint64_t size = p->p_filesz, end = cs_dump_file_size(c->file);
	uint64_t there = p->p_offset < end ? end - p->p_offset : 0;
	struct load *l;

	if (size > there) {
		c->missing += size - there;
		size = there;
	}
	if (size == 0 || p->p_paddr + size < p->p_paddr)
		return;
	l = CS_VEC_PUSH(&c->loads);
	*l = (struct load){p->p_paddr, size, p->p_offset, 0};
	cs_dump_image_add_map(im, p->p_vaddr, p->p_paddr, size);
}

static void read_notes(struct cs_dump_image *im, struct core *c, const Elf64_Phdr *p)
{
	size_t n = (size_t)p->p_filesz;
	unsigned char *buf;

	if (p->p_filesz == 0 || p->p_filesz > CS_LIMIT_DUMP_NOTES_BYTES)
		return;
	buf = cs_alloc(n);
	n = cs_dump_file_read(c->file, p->p_offset, buf, n);
	if (n < p->p_filesz)
		cs_dump_image_set_damage(im, "the file ends inside its notes");
	cs_dump_notes_parse(&im->notes, buf, n);
	free(buf);
}

static int by_address(const void *a, const void *b)
{
	const struct load *x = a, *y = b;

	return (x->pa > y->pa) - (x->pa < y->pa);
}

static void sort_loads(struct core *c)
{
	uint64_t end = 0;

	if (c->loads.n)
		qsort(c->loads.v, c->loads.n, sizeof(*c->loads.v), by_address);
	for (size_t i = 0; i < c->loads.n; i++) {
		struct load *l = &c->loads.v[i];

		if (l->pa + l->size > end)
			end = l->pa + l->size;
		l->max_end = end;
	}
}

/* Their number; with PN_XNUM it stands in the first section header. */
static uint64_t segment_count(struct cs_dump_file *file, const Elf64_Ehdr *e)
{
	Elf64_Shdr s;

	if (e->e_phnum != PN_XNUM)
		return e->e_phnum;
	if (!cs_dump_file_get(file, e->e_shoff, &s, sizeof(s)))
		return 0;
	return s.sh_info;
}

static enum cs_status read_segments(struct cs_dump_image *im, struct core *c, const Elf64_Ehdr *e,
				    struct cs_error *err)
{
	uint64_t count = segment_count(c->file, e);

	if (e->e_phentsize != sizeof(Elf64_Phdr) || count == 0 || count > CS_LIMIT_DUMP_SEGMENTS)
		return cs_error_set(err, CS_ERR_FORMAT, cs_dump_file_path(c->file),
				    "ELF core with %llu program headers of %u bytes",
				    (unsigned long long)count, e->e_phentsize);
	for (uint64_t i = 0; i < count; i++) {
		Elf64_Phdr p;

		if (!cs_dump_file_get(c->file, e->e_phoff + i * sizeof(p), &p, sizeof(p))) {
			cs_dump_image_set_damage(im, "the file ends inside its program headers");
			break;
		}
		if (p.p_type == PT_LOAD)
			add_load(im, c, &p);
		else if (p.p_type == PT_NOTE)
			read_notes(im, c, &p);
	}
	sort_loads(c);
	if (c->missing)
		cs_dump_image_set_damage(im, "the file is cut: %llu bytes of memory are missing",
					 (unsigned long long)c->missing);
	return CS_OK;
}

static enum cs_status check_header(const Elf64_Ehdr *e, const char *path, struct cs_error *err)
{
	if (e->e_ident[EI_CLASS] != ELFCLASS64 || e->e_ident[EI_DATA] != ELFDATA2LSB)
		return cs_error_set(err, CS_ERR_FORMAT, path,
				    "an ELF file, but not a 64-bit little-endian one: "
				    "not read yet");
	if (e->e_type != ET_CORE)
		return cs_error_set(err, CS_ERR_FORMAT, path,
				    "an ELF file, but not a core; symbols go to --vmlinux");
	return CS_OK;
}

static enum cs_status open_core(struct cs_dump_image *im, struct cs_dump_file *file,
				struct cs_error *err)
{
	Elf64_Ehdr e;
	struct core *c;
	enum cs_status rc;

	if (!cs_dump_file_get(file, 0, &e, sizeof(e)) || memcmp(e.e_ident, ELFMAG, SELFMAG) != 0)
		return CS_NOT_MINE;
	rc = check_header(&e, cs_dump_file_path(file), err);
	if (rc != CS_OK)
		return rc;
	c = cs_calloc(1, sizeof(*c));
	c->file = file;
	rc = read_segments(im, c, &e, err);
	if (rc != CS_OK) {
		CS_VEC_FREE(&c->loads);
		free(c);
		return rc;
	}
	im->arch = e.e_machine == EM_X86_64    ? CS_DUMP_ARCH_X86_64
		   : e.e_machine == EM_AARCH64 ? CS_DUMP_ARCH_ARM64
					       : CS_DUMP_ARCH_UNKNOWN;
	im->ops = &ops;
	im->state = c;
	return CS_OK;
}

const struct cs_dump_image_format cs_dump_image_elf_core = {"elf-core", open_core};
