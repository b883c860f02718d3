/* A table out of text: System.map and /proc/kallsyms, "ffffffff81000000 T _stext" a line, with
 * "\t[module]" behind what is a module's. Neither has sizes: that of a symbol is the distance to
 * the next, as the kernel counts it. Neither has sections: a run of code symbols is taken for
 * one, which ends where data begins or at the linker's own marks. */
#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "sym/symtab_private.h"

#define TAIL 4096u /* bytes that the last function of a run is taken to have at most */
#define NO_MODULE UINT32_MAX

struct line {
	struct cs_str text;
	uint64_t address;
	char type;
	struct cs_str name, module;
};

struct listing {
	char *text;
	size_t n;
	struct cs_symbol *v;
	size_t count, cap;
	CS_VEC(uint32_t) modules; /* of each symbol: offset of its module's name, or NO_MODULE */
	CS_VEC(struct cs_symbol_section) runs;
	bool any_address;
};

/* ---- a line ---- */

static bool split(struct cs_str s, struct line *l)
{
	struct cs_str rest;

	*l = (struct line){.text = s};
	if (!cs_eat_hex(&s, &l->address) || !cs_eat_char(&s, ' ') || s.n < 3 || s.p[1] != ' ')
		return false;
	l->type = s.p[0];
	s = cs_str_tail(s, 2);
	l->name = cs_str_until(cs_str_until(s, "\t"), "\r");
	rest = cs_str_tail(s, l->name.n);
	if (cs_eat(&rest, "\t["))
		l->module = cs_str_until(rest, "]");
	return l->name.n && cs_is_alpha(l->type) && !cs_str_has(l->name, " ");
}

bool cs_symtab_is_listing(struct cs_str head)
{
	struct line l;

	for (int i = 0; i < 2; i++) {
		struct cs_str s = cs_str_until(head, "\n");

		if (s.n == head.n || !split(s, &l))
			return false;
		head = cs_str_tail(head, s.n + 1);
	}
	return true;
}

/* ---- reading ---- */

static void read_all(struct listing *l, int fd)
{
	size_t cap = 1u << 20, got;

	l->text = cs_alloc(cap);
	while ((got = cs_read_at(fd, l->text + l->n, cap - 1 - l->n, l->n)) > 0) {
		l->n += got;
		if (l->n < cap - 1)
			continue;
		if (cap >= CS_LIMIT_LISTING_BYTES)
			break;
		cap *= 2;
		l->text = cs_realloc(l->text, cap);
	}
	l->text[l->n] = '\0';
}

/* Marks of the linker script, not functions: where code ends (include/asm-generic/sections.h). */
static bool is_end(const char *name)
{
	static const char *const ends[] = {"_etext", "_einittext", "__exittext_end", "etext"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (strcmp(name, ends[i]) == 0)
			return true;
	return false;
}

static uint8_t kind_of(char type, const char *name)
{
	if (type == 'a' || type == 'A')
		return CS_SYMBOL_ABSOLUTE;
	return strchr("tTwWi", type) && !is_end(name) ? CS_SYMBOL_FUNCTION : CS_SYMBOL_DATA;
}

/* Names stay where they are; what stands behind them is made their end. */
static void take(struct listing *l, const struct line *line)
{
	size_t at = (size_t)(line->name.p - l->text);
	const char *name = l->text + at;

	l->text[at + line->name.n] = '\0';
	if (line->module.n)
		l->text[(size_t)(line->module.p - l->text) + line->module.n] = '\0';
	if (cs_symtab_is_noise(name) || l->count >= CS_LIMIT_ELF_SYMBOLS)
		return;
	l->any_address |= line->address != 0;
	if (l->count == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 4096;
		l->v = cs_realloc(l->v, l->cap * sizeof(*l->v));
	}
	/* the module's name until the runs are known */
	l->v[l->count++] = (struct cs_symbol){
		.address = line->address,
		.size = line->module.n ? (uint32_t)(line->module.p - l->text) : NO_MODULE,
		.name = (uint32_t)at,
		.next = CS_NO_SYMBOL,
		.kind = kind_of(line->type, name),
		.global = line->type >= 'A' && line->type <= 'Z',
	};
}

static void parse(struct listing *l)
{
	struct cs_str left = {l->text, l->n};
	struct line line;

	while (left.n) {
		struct cs_str s = cs_str_until(left, "\n");

		left = cs_str_tail(left, s.n + 1);
		if (split(s, &line))
			take(l, &line);
	}
}

/* ---- runs of code ---- */

static bool same_module(const struct listing *l, uint32_t a, uint32_t b)
{
	return a == b ||
	       (a != NO_MODULE && b != NO_MODULE && strcmp(l->text + a, l->text + b) == 0);
}

static void begin_run(struct listing *l, const struct cs_symbol *s)
{
	if (l->runs.n < CS_LIMIT_ELF_SECTIONS)
		*CS_VEC_PUSH(&l->runs) = (struct cs_symbol_section){s->address, UINT64_MAX, s->size,
								    s->kind == CS_SYMBOL_FUNCTION};
}

/* V is sorted. Sizes hold the module's name before, and the distance to the next symbol after. */
static void find_runs(struct listing *l)
{
	(void)CS_VEC_PUSH(&l->runs); /* number 0 means none */
	for (size_t i = 0; i < l->count; i++) {
		struct cs_symbol *s = &l->v[i];
		struct cs_symbol_section *run = &l->runs.v[l->runs.n - 1];

		if (l->runs.n == 1 || run->code != (s->kind == CS_SYMBOL_FUNCTION) ||
		    !same_module(l, run->name, s->size)) {
			run->end = l->runs.n > 1 ? s->address : 0;
			begin_run(l, s);
		}
		s->section = (uint16_t)(l->runs.n - 1);
	}
}

/* The last symbol of the kernel, or of a module: what follows may be far away. */
static bool ends_alone(const struct listing *l, size_t i)
{
	const struct cs_symbol *s = &l->v[i];

	if (i + 1 == l->count)
		return true;
	return s[1].section != s->section &&
	       !same_module(l, l->runs.v[s->section].name, l->runs.v[s[1].section].name);
}

static void measure(struct listing *l)
{
	uint64_t next = UINT64_MAX, above = UINT64_MAX; /* the next address; the one after S's */

	for (size_t i = l->count; i-- > 0;) {
		struct cs_symbol *s = &l->v[i];
		struct cs_symbol_section *run = &l->runs.v[s->section];

		if (s->address != next) {
			above = next;
			next = s->address;
		}
		if (ends_alone(l, i) && run->end - s->address > TAIL)
			run->end = s->address + TAIL;
		if (above > run->end)
			above = run->end;
		s->size = above - s->address < UINT32_MAX ? (uint32_t)(above - s->address) : 0;
	}
}

void cs_symtab_list(struct cs_symtab *t, struct cs_object *o)
{
	struct listing l = {0};

	read_all(&l, o->fd);
	parse(&l);
	t->names = t->owned[3] = l.text;
	t->names_size = l.n + 1;
	if (!l.any_address) { /* kptr_restrict(5) shows all as 0 */
		free(l.v);
		return;
	}
	cs_symtab_make(t, l.v, l.count);
	l.v = t->owned[1]; /* where they are now, sorted */
	find_runs(&l);
	measure(&l);
	t->sections = t->owned[0] = l.runs.v;
	t->section_count = l.runs.n;
}
