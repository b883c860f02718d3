#include "base/demangle.h"

#include "base/demangle_private.h"

#define MAX_PARTS 16
#define HASH_BYTES 17 /* "h" and 16 hex digits, the last part of a name in Rust's older scheme */

/* "3foo" */
static bool eat_source_name(struct cs_str *s, struct cs_str *name)
{
	struct cs_str t = *s;
	uint64_t n;

	if (!cs_eat_dec(&t, &n) || n == 0 || n > t.n)
		return false;
	*name = cs_str_head(t, (size_t)n);
	*s = cs_str_tail(t, (size_t)n);
	return true;
}

/* "C1", "D0" …: the class's own name again */
static bool eat_structor(struct cs_str *s, bool *destructor)
{
	if (s->n < 2 || (s->p[0] != 'C' && s->p[0] != 'D') || !cs_is_digit(s->p[1]))
		return false;
	*destructor = s->p[0] == 'D';
	*s = cs_str_tail(*s, 2);
	return true;
}

/* Rust's older scheme writes what C++ names can't hold as "$LT$", and "::" as "..". */
static bool eat_escape(struct cs_str *s, struct cs_strbuf *out)
{
	static const struct {
		const char *from, *to;
	} escapes[] = {{"..", "::"},   {"$LT$", "<"},  {"$GT$", ">"},  {"$RF$", "&"},
		       {"$BP$", "*"},  {"$C$", ","},   {"$LP$", "("},  {"$RP$", ")"},
		       {"$u20$", " "}, {"$u27$", "'"}, {"$u5b$", "["}, {"$u5d$", "]"},
		       {"$u7b$", "{"}, {"$u7d$", "}"}, {"$u7e$", "~"}, {"$u2b$", "+"}};

	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++)
		if (cs_eat(s, escapes[i].from)) {
			cs_strbuf_add_c(out, escapes[i].to);
			return true;
		}
	return false;
}

static void add_part(struct cs_strbuf *out, struct cs_str part)
{
	if (cs_str_starts(part, "_$"))
		part = cs_str_tail(part, 1);
	while (part.n)
		if (!eat_escape(&part, out)) {
			cs_strbuf_add_char(out, part.p[0]);
			part = cs_str_tail(part, 1);
		}
}

static bool is_hash(struct cs_str part)
{
	if (part.n != HASH_BYTES || part.p[0] != 'h')
		return false;
	for (size_t i = 1; i < part.n; i++)
		if (!cs_is_hex(part.p[i]))
			return false;
	return true;
}

/* The parts of "N3foo3barE", or the one of "3foo"; how many, 0 when it isn't that simple. */
static size_t read_parts(struct cs_str s, struct cs_str parts[MAX_PARTS], bool *destructor)
{
	bool nested = cs_eat_char(&s, 'N');
	size_t n = 0;

	*destructor = false;
	if (nested) /* of a const member function */
		cs_eat_char(&s, 'K');
	cs_eat_char(&s, 'L'); /* of internal linkage */
	if (cs_eat(&s, "St"))
		parts[n++] = CS_STR("std");
	while (n < MAX_PARTS) {
		if (nested && n && cs_eat_char(&s, 'E'))
			return n;
		if (nested && n && eat_structor(&s, destructor)) {
			parts[n] = parts[n - 1];
			n++;
			continue;
		}
		if (!eat_source_name(&s, &parts[n]))
			return 0;
		n++;
		if (!nested)
			return cs_str_starts(s, "I") ? 0 : n;
	}
	return 0;
}

static bool demangle_itanium(struct cs_str s, struct cs_strbuf *out)
{
	struct cs_str parts[MAX_PARTS];
	bool destructor;
	size_t n = read_parts(s, parts, &destructor);

	if (n > 1 && is_hash(parts[n - 1]))
		n--;
	for (size_t i = 0; i < n; i++) {
		if (i)
			cs_strbuf_add_c(out, "::");
		if (destructor && i + 1 == n)
			cs_strbuf_add_char(out, '~');
		add_part(out, parts[i]);
	}
	return n > 0;
}

bool cs_demangle(struct cs_str symbol, struct cs_strbuf *out)
{
	size_t before = out->n;

	if (cs_eat(&symbol, "_Z"))
		return demangle_itanium(symbol, out);
	if (!cs_eat(&symbol, "_R"))
		return false;
	if (cs_demangle_rust(symbol, out))
		return true;
	out->n = before;
	out->p[before] = '\0';
	return false;
}
