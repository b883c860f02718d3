#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sym/build.h"
#include "sym/identity.h"
#include "sym/index.h"
#include "sym/index_format.h"
#include "sym/symtab_private.h"
#include "sym/unit.h"

/* What is written at once lies in the page cache as one piece, and a reader that touches a byte
 * of it gets all of it mapped. */
#define WRITE_BYTES (64u << 10)
#define UNITS_AT_ONCE 128 /* then libdw's memory is given back */
#define UNITS_PER_LOOK 16 /* then the file's pages are */

/* ---- reading ---- */

struct reading {
	const char *path;
	struct cs_budget budget;
	struct cs_build *build;
	char root[CS_LIMIT_PATH];
	CS_VEC(Dwarf_Off) starts; /* a unit's DIE, of each time the file was opened */
	Dwarf_Off next;
	unsigned long done, total;
	cs_index_progress *progress;
	void *ctx;
};

static unsigned long count_units(struct cs_object *o, Dwarf *dwarf)
{
	unsigned long n = 0;
	Dwarf_Off off = 0;
	size_t header;

	while (n < CS_LIMIT_UNITS && dwarf_nextcu(dwarf, off, &off, &header, NULL, NULL, NULL) == 0)
		if (++n % UNITS_AT_ONCE == 0)
			cs_object_relax(o);
	return n;
}

/* libdw finds a unit by looking at the heads of all that lie before it: so far at a time that few
 * of the file's pages are held. */
static void catch_up(struct reading *r, struct cs_object *o, Dwarf *dwarf)
{
	Dwarf_Die cu;

	for (size_t i = 0; i < r->starts.n; i++) {
		(void)dwarf_offdie(dwarf, r->starts.v[i], &cu);
		cs_object_relax(o);
	}
}

/* Some units; false when that was all. */
static bool read_units(struct reading *r, struct cs_object *o, Dwarf *dwarf)
{
	/* what had to be unpacked is not unpacked again */
	unsigned long most = o->own || !o->image ? CS_LIMIT_UNITS : UNITS_AT_ONCE;

	for (unsigned long i = 0; i < most; i++) {
		Dwarf_Off at = r->next;
		size_t header;
		Dwarf_Die cu;

		if (r->done >= r->total || r->budget.spent ||
		    dwarf_nextcu(dwarf, at, &r->next, &header, NULL, NULL, NULL) != 0)
			return false;
		if (i == 0)
			*CS_VEC_PUSH(&r->starts) = at + header;
		if (dwarf_offdie(dwarf, at + header, &cu))
			cs_unit_take(r->build, &cu, r->root);
		r->done++;
		if (r->done % UNITS_PER_LOOK == 0)
			cs_object_relax(o);
		if (r->progress)
			r->progress(r->ctx, r->done, r->total);
	}
	return true;
}

static enum cs_status read_all(struct reading *r, struct cs_error *err)
{
	bool more = true;

	while (more) {
		struct cs_object *o;
		enum cs_status rc = cs_object_open(&o, r->path, err);
		Dwarf *dwarf;

		if (rc != CS_OK)
			return rc;
		dwarf = cs_object_dwarf(o);
		if (dwarf && r->total == 0) {
			r->total = count_units(o, dwarf);
			cs_unit_find_root(dwarf, r->root, sizeof(r->root));
		}
		if (dwarf)
			catch_up(r, o, dwarf);
		more = dwarf && read_units(r, o, dwarf);
		cs_object_close(o);
	}
	return CS_OK;
}

/* The range of all code, which the table's offsets count from. */
static void code_range(const struct cs_symtab *t, uint64_t *base, uint64_t *limit)
{
	*base = UINT64_MAX;
	*limit = 0;
	for (size_t i = 0; i < t->section_count; i++) {
		const struct cs_symbol_section *s = &t->sections[i];

		if (!s->code || s->begin >= s->end)
			continue;
		*base = s->begin < *base ? s->begin : *base;
		*limit = s->end > *limit ? s->end : *limit;
	}
	if (*base > *limit)
		*base = *limit = 0;
}

/* ---- writing ---- */

struct writing {
	FILE *f;
	char *buffer; /* of F */
	struct cs_index_header h;
	uint64_t at;
	unsigned char block[CS_GUARD_BLOCK];
	size_t fill;
	CS_VEC(uint64_t) sums;
};

static void write_bytes(struct writing *w, const void *p, size_t n)
{
	const unsigned char *from = p;

	w->at += n;
	while (n) {
		size_t take = CS_GUARD_BLOCK - w->fill;

		take = n < take ? n : take;
		fwrite(from, 1, take, w->f);
		memcpy(w->block + w->fill, from, take);
		w->fill += take;
		from += take;
		n -= take;
		if (w->fill == CS_GUARD_BLOCK) {
			*CS_VEC_PUSH(&w->sums) = cs_guard_sum(w->block, w->fill);
			w->fill = 0;
		}
	}
}

static void write_part(struct writing *w, enum cs_index_part part, const void *p, size_t count,
		       size_t each)
{
	static const char zero[8];

	w->h.parts[part].offset = w->at;
	w->h.parts[part].count = count;
	write_bytes(w, p, count * each);
	write_bytes(w, zero, (8 - w->at % 8) % 8);
}

/* Every CS_STEP-th of COUNT rows of SIZE bytes: the EACH bytes at AT in the row. */
static void write_steps(struct writing *w, enum cs_index_part part, const void *rows, size_t count,
			size_t size, size_t at, size_t each)
{
	size_t n = (count + CS_STEP - 1) / CS_STEP;
	char *v = cs_calloc(n + 1, each);

	for (size_t i = 0; i < n; i++)
		memcpy(v + i * each, (const char *)rows + i * CS_STEP * size + at, each);
	write_part(w, part, v, n, each);
	free(v);
}

static void write_parts(struct writing *w, const struct cs_symtab *s, const struct cs_table *t)
{
	write_part(w, CS_PART_SYMBOLS, s->v, s->n, sizeof(*s->v));
	write_part(w, CS_PART_SLOTS, s->slots, s->slot_count, sizeof(*s->slots));
	write_part(w, CS_PART_SECTIONS, s->sections, s->section_count, sizeof(*s->sections));
	write_part(w, CS_PART_NAMES, s->names, s->names_size, 1);
	write_part(w, CS_PART_LINES, t->lines, t->line_count, sizeof(*t->lines));
	write_part(w, CS_PART_SEGMENTS, t->segments, t->segment_count, sizeof(*t->segments));
	write_part(w, CS_PART_SCOPES, t->scopes, t->scope_count, sizeof(*t->scopes));
	write_part(w, CS_PART_STRINGS, t->strings, t->strings_size, 1);
	write_steps(w, CS_PART_SYMBOL_STEPS, s->v, s->n, sizeof(*s->v),
		    offsetof(struct cs_symbol, address), sizeof(uint64_t));
	write_steps(w, CS_PART_LINE_STEPS, t->lines, t->line_count, sizeof(*t->lines),
		    offsetof(struct cs_line_row, at), sizeof(uint32_t));
	write_steps(w, CS_PART_SEGMENT_STEPS, t->segments, t->segment_count, sizeof(*t->segments),
		    offsetof(struct cs_segment, at), sizeof(uint32_t));
}

/* The header is not known before the end, and its own sum covers it: block 0 is summed without
 * it, with zeros in its place. */
static void write_end(struct writing *w)
{
	size_t n;

	if (w->fill)
		*CS_VEC_PUSH(&w->sums) = cs_guard_sum(w->block, w->fill);
	n = w->sums.n;
	w->h.parts[CS_PART_SUMS].offset = w->at;
	w->h.parts[CS_PART_SUMS].count = n;
	w->h.sums_sum = cs_guard_sum(w->sums.v, n * sizeof(*w->sums.v));
	fwrite(w->sums.v, sizeof(*w->sums.v), n, w->f);
	w->h.file_size = w->at + n * sizeof(*w->sums.v);
	w->h.header_sum = cs_guard_sum(&w->h, offsetof(struct cs_index_header, header_sum));
	if (fseek(w->f, 0, SEEK_SET) == 0)
		fwrite(&w->h, sizeof(w->h), 1, w->f);
}

static bool write_file(const char *path, struct cs_object *o, const struct cs_symtab *s,
		       const struct cs_table *t, bool incomplete)
{
	static const unsigned char zeros[CS_GUARD_BLOCK];
	struct writing w = {.h = {.magic = CS_INDEX_MAGIC,
				  .version = CS_INDEX_VERSION,
				  .incomplete = incomplete,
				  .base = t->base,
				  .source_size = o->size}};
	bool good;

	snprintf(w.h.build_id, sizeof(w.h.build_id), "%s", o->build_id);
	cs_identity_read_banner(s, o, w.h.banner, sizeof(w.h.banner));
	w.f = fopen(path, "wxe");
	if (!w.f)
		return false;
	w.buffer = cs_alloc(WRITE_BYTES);
	setvbuf(w.f, w.buffer, _IOFBF, WRITE_BYTES);
	write_bytes(&w, zeros, sizeof(zeros)); /* the header has the first block to itself */
	write_parts(&w, s, t);
	write_end(&w);
	good = fflush(w.f) == 0 && !ferror(w.f) && fsync(fileno(w.f)) == 0;
	good = fclose(w.f) == 0 && good;
	free(w.buffer);
	CS_VEC_FREE(&w.sums);
	return good;
}

static enum cs_status replace(const char *index_path, struct cs_object *o,
			      const struct cs_symtab *s, const struct cs_table *t, bool incomplete,
			      struct cs_error *err)
{
	char temporary[CS_LIMIT_PATH + 64];
	enum cs_status rc = CS_OK;

	snprintf(temporary, sizeof(temporary), "%s.%ld.tmp", index_path, (long)getpid());
	unlink(temporary); /* of a process that had our number and was killed */
	if (!write_file(temporary, o, s, t, incomplete) || rename(temporary, index_path) != 0) {
		rc = cs_error_set(err, CS_ERR_IO, index_path, "cannot write: %s", strerror(errno));
		unlink(temporary);
	}
	return rc;
}

enum cs_status cs_index_build(const char *path, const char *index_path, cs_index_progress *progress,
			      void *ctx, struct cs_error *err)
{
	struct reading r = {.path = path, .progress = progress, .ctx = ctx};
	struct cs_symtab symbols;
	struct cs_build build;
	struct cs_object *o;
	uint64_t base, limit;
	enum cs_status rc = cs_object_open(&o, path, err);

	if (rc != CS_OK)
		return rc;
	cs_symtab_load(&symbols, o);
	cs_symtab_hash(&symbols);
	code_range(&symbols, &base, &limit);
	cs_build_init(&build, base, limit);
	r.build = &build;
	cs_budget_init(&r.budget, CS_LIMIT_INDEX_SECONDS);
	cs_budget_begin(&r.budget);
	build.budget = &r.budget;
	rc = read_all(&r, err);
	build.full |= r.budget.spent;
	if (rc == CS_OK) {
		struct cs_table t = cs_build_finish(&build);

		rc = replace(index_path, o, &symbols, &t,
			     build.full || build.lost || cs_object_packing(o), err);
	}
	if (rc == CS_OK && build.lost)
		rc = cs_error_set(err, CS_LIMIT, path,
				  "no inlined calls of %lu units: %s can't be read", build.lost,
				  build.lost_file);
	else if (rc == CS_OK && cs_object_packing(o))
		rc = cs_error_set(
			err, CS_LIMIT, path,
			"no lines: debug information compressed with %s can't be read here",
			cs_object_packing(o));
	else if (rc == CS_OK && build.full)
		rc = cs_error_set(err, CS_LIMIT, path, "more debug information than is indexed");
	CS_VEC_FREE(&r.starts);
	cs_build_release(&build);
	cs_symtab_release(&symbols);
	cs_object_close(o);
	return rc;
}
