#include "sym/cfi.h"

#include <gelf.h>
#include <stdlib.h>

#include "base/mem.h"

struct fde {
	uint64_t begin, end; /* link addresses, half open */
	Dwarf_Off at;        /* of the entry in the section */
};

struct cs_cfi {
	unsigned char ident[EI_NIDENT];
	Elf_Data data;
	CS_VEC(struct fde) fdes; /* ascending */
};

static uint64_t word(const uint8_t *p)
{
	uint64_t v = 0;

	for (unsigned i = 8; i-- > 0;)
		v = v << 8 | p[i];
	return v;
}

static bool read_entry(const struct cs_cfi *c, Dwarf_Off at, Dwarf_Off *next, Dwarf_CFI_Entry *e)
{
	return dwarf_next_cfi(c->ident, (Elf_Data *)(uintptr_t)&c->data, false, at, next, e) == 0;
}

static int by_begin(const void *a, const void *b)
{
	const struct fde *x = a, *y = b;

	return (x->begin > y->begin) - (x->begin < y->begin);
}

/* An entry that can't be read ends the list: behind it nothing tells where the next one is. */
static void list_entries(struct cs_cfi *c)
{
	Dwarf_Off at = 0, next;
	Dwarf_CFI_Entry e;

	for (; read_entry(c, at, &next, &e) && next > at; at = next) {
		if (dwarf_cfi_cie_p(&e) || e.fde.end - e.fde.start < 16)
			continue;
		*CS_VEC_PUSH(&c->fdes) = (struct fde){
			word(e.fde.start), word(e.fde.start) + word(e.fde.start + 8), at};
	}
	if (c->fdes.n)
		qsort(c->fdes.v, c->fdes.n, sizeof(*c->fdes.v), by_begin);
}

struct cs_cfi *cs_cfi_new(struct cs_object *o)
{
	Elf *elf = cs_object_elf(o);
	const char *ident = elf ? elf_getident(elf, NULL) : NULL;
	struct cs_cfi *c;
	struct cs_str content;
	uint64_t address;

	if (!ident || ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB ||
	    cs_object_is_relocatable(o) ||
	    !cs_object_section(o, ".debug_frame", &content, &address))
		return NULL;
	c = cs_calloc(1, sizeof(*c));
	memcpy(c->ident, ident, EI_NIDENT);
	c->data = (Elf_Data){.d_buf = (void *)(uintptr_t)content.p,
			     .d_type = ELF_T_BYTE,
			     .d_size = content.n,
			     .d_version = EV_CURRENT};
	list_entries(c);
	return c;
}

void cs_cfi_free(struct cs_cfi *c)
{
	if (!c)
		return;
	CS_VEC_FREE(&c->fdes);
	free(c);
}

static const struct fde *entry_of(const struct cs_cfi *c, uint64_t address)
{
	size_t lo = 0, hi = c->fdes.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (c->fdes.v[mid].begin <= address)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && address < c->fdes.v[lo - 1].end ? &c->fdes.v[lo - 1] : NULL;
}

static struct cs_str span(const uint8_t *begin, const uint8_t *end)
{
	return (struct cs_str){(const char *)begin, end > begin ? (size_t)(end - begin) : 0};
}

bool cs_cfi_find(const struct cs_cfi *c, uint64_t address, struct cs_cfi_row *row)
{
	const struct fde *f = entry_of(c, address);
	Dwarf_CFI_Entry cie, fde;
	struct cs_cfi_code code;
	Dwarf_Off next;

	if (!f || !read_entry(c, f->at, &next, &fde) ||
	    !read_entry(c, fde.fde.CIE_pointer, &next, &cie) || !dwarf_cfi_cie_p(&cie) ||
	    cie.cie.augmentation[0] || cie.cie.return_address_register >= CS_CFI_REGISTERS)
		return false;
	code = (struct cs_cfi_code){
		span(cie.cie.initial_instructions, cie.cie.initial_instructions_end),
		span(fde.fde.start + 16, fde.fde.end), cie.cie.code_alignment_factor,
		cie.cie.data_alignment_factor};
	*row = (struct cs_cfi_row){.return_address = (unsigned)cie.cie.return_address_register};
	return cs_cfi_run(&code, f->begin, address, row);
}
