/* Rust's v0 scheme (RFC 2603): paths, types and generics; hashes of crates are left out. A name
 * may point back into itself, so both depth and output are bounded. */
#include "base/demangle_private.h"

#define MAX_DEPTH 48u
#define MAX_OUTPUT 1024u /* bytes */
#define MAX_STEPS 2000u  /* paths and types */

struct parse {
	struct cs_str all;
	size_t at;
	struct cs_strbuf *out;
	size_t begin; /* of the name in OUT */
	unsigned depth, steps;
	bool mute; /* what is read isn't shown */
};

static bool type(struct parse *p);
static bool path(struct parse *p, bool value);

static char next(struct parse *p)
{
	return p->at < p->all.n ? p->all.p[p->at++] : '\0';
}

static bool eat(struct parse *p, char c)
{
	if (p->at >= p->all.n || p->all.p[p->at] != c)
		return false;
	p->at++;
	return true;
}

static bool show(struct parse *p, struct cs_str s)
{
	if (!p->mute)
		cs_strbuf_add(p->out, s);
	return p->out->n - p->begin <= MAX_OUTPUT;
}

/* "_" is 0, "0_" 1, "Z_" 62 …; hashes of crates may wrap around */
static bool base62(struct parse *p, uint64_t *value)
{
	uint64_t v = 0;

	if (eat(p, '_')) {
		*value = 0;
		return true;
	}
	for (char c = next(p); c != '_'; c = next(p)) {
		unsigned digit;

		if (cs_is_digit(c))
			digit = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'z')
			digit = (unsigned)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'Z')
			digit = (unsigned)(c - 'A') + 36;
		else
			return false;
		v = v * 62 + digit;
	}
	*value = v + 1;
	return true;
}

/* "s" and a number: the which of several equal names */
static bool disambiguator(struct parse *p, uint64_t *value)
{
	*value = 0;
	if (!eat(p, 's'))
		return true;
	if (!base62(p, value))
		return false;
	++*value;
	return true;
}

static bool identifier(struct parse *p, struct cs_str *name, uint64_t *which)
{
	struct cs_str rest;
	uint64_t n = 0;
	bool punycode;

	if (!disambiguator(p, which))
		return false;
	punycode = eat(p, 'u');
	rest = cs_str_tail(p->all, p->at);
	if (!cs_eat_dec(&rest, &n))
		return false;
	cs_eat_char(&rest, '_');
	if (punycode || n > rest.n)
		return false;
	*name = cs_str_head(rest, (size_t)n);
	p->at = p->all.n - rest.n + (size_t)n;
	return true;
}

/* "B" and a number: what was read there */
static bool backref(struct parse *p, bool (*what)(struct parse *p, bool value), bool value)
{
	size_t here = p->at - 1, back;
	uint64_t to;
	bool ok;

	if (!base62(p, &to) || to >= here)
		return false;
	back = p->at;
	p->at = (size_t)to;
	ok = what(p, value);
	p->at = back;
	return ok;
}

/* What stands between an impl and the type it is of; not shown. */
static bool impl_path(struct parse *p)
{
	bool mute = p->mute, ok;
	uint64_t which;

	if (!disambiguator(p, &which))
		return false;
	p->mute = true;
	ok = path(p, false);
	p->mute = mute;
	return ok;
}

static bool nested(struct parse *p, bool value)
{
	char space = next(p);
	struct cs_str name;
	struct cs_strbuf b;
	uint64_t which;

	if (!cs_is_alpha(space) || !path(p, value) || !identifier(p, &name, &which))
		return false;
	if (space >= 'a')
		return name.n == 0 || (show(p, CS_STR("::")) && show(p, name));
	cs_strbuf_init(&b);
	cs_strbuf_add_c(&b, space == 'C' ? "::{closure" : space == 'S' ? "::{shim" : "::{item");
	if (name.n)
		cs_strbuf_add_char(&b, ':');
	cs_strbuf_add(&b, name);
	cs_strbuf_addf(&b, "#%llu}", (unsigned long long)which);
	show(p, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return true;
}

static bool lifetime(struct parse *p)
{
	uint64_t index;

	return base62(p, &index);
}

static bool constant(struct parse *p)
{
	struct cs_str rest, digits;
	uint64_t v;
	char kind = next(p);

	if (kind == 'p')
		return show(p, CS_STR("_"));
	if (!memchr("abcehijlmnostxy", kind, 15))
		return false;
	if (eat(p, 'n') && !show(p, CS_STR("-")))
		return false;
	rest = cs_str_tail(p->all, p->at);
	digits = rest;
	digits.n = 0;
	while (digits.n < rest.n && cs_is_hex(rest.p[digits.n]))
		digits.n++;
	if (digits.n >= rest.n || rest.p[digits.n] != '_' || digits.n > 16)
		return false;
	p->at += digits.n + 1;
	if (kind == 'b')
		return show(p, cs_str_is(digits, "1") ? CS_STR("true") : CS_STR("false"));
	if (digits.n && !cs_str_to_hex(digits, &v))
		return false;
	if (!p->mute)
		cs_strbuf_addf(p->out, "%llu", digits.n ? (unsigned long long)v : 0ull);
	return true;
}

static bool generic_arguments(struct parse *p)
{
	bool first = true;

	if (!show(p, CS_STR("<")))
		return false;
	while (!eat(p, 'E')) {
		if (eat(p, 'L')) {
			if (!lifetime(p))
				return false;
			continue;
		}
		if (!first && !show(p, CS_STR(", ")))
			return false;
		first = false;
		if (!(eat(p, 'K') ? constant(p) : type(p)))
			return false;
	}
	return show(p, CS_STR(">"));
}

static bool path_of(struct parse *p, bool value)
{
	struct cs_str name;
	uint64_t which;

	switch (next(p)) {
	case 'C':
		return identifier(p, &name, &which) && show(p, name);
	case 'N':
		return nested(p, value);
	case 'M':
		return impl_path(p) && show(p, CS_STR("<")) && type(p) && show(p, CS_STR(">"));
	case 'X':
		if (!impl_path(p))
			return false;
		/* fall through */
	case 'Y':
		return show(p, CS_STR("<")) && type(p) && show(p, CS_STR(" as ")) &&
		       path(p, false) && show(p, CS_STR(">"));
	case 'I':
		return path(p, value) && (!value || show(p, CS_STR("::"))) && generic_arguments(p);
	case 'B':
		return backref(p, path, value);
	default:
		return false;
	}
}

static bool path(struct parse *p, bool value)
{
	bool ok;

	if (p->depth == MAX_DEPTH || ++p->steps > MAX_STEPS)
		return false;
	p->depth++;
	ok = path_of(p, value);
	p->depth--;
	return ok;
}

static const char *basic_type(char c)
{
	static const char *const names[26] = {
		['a' - 'a'] = "i8",   ['b' - 'a'] = "bool",  ['c' - 'a'] = "char",
		['d' - 'a'] = "f64",  ['e' - 'a'] = "str",   ['f' - 'a'] = "f32",
		['h' - 'a'] = "u8",   ['i' - 'a'] = "isize", ['j' - 'a'] = "usize",
		['l' - 'a'] = "i32",  ['m' - 'a'] = "u32",   ['n' - 'a'] = "i128",
		['o' - 'a'] = "u128", ['p' - 'a'] = "_",     ['s' - 'a'] = "i16",
		['t' - 'a'] = "u16",  ['u' - 'a'] = "()",    ['v' - 'a'] = "...",
		['x' - 'a'] = "i64",  ['y' - 'a'] = "u64",   ['z' - 'a'] = "!",
	};

	return c >= 'a' && c <= 'z' ? names[c - 'a'] : NULL;
}

static bool tuple(struct parse *p)
{
	size_t n = 0;

	if (!show(p, CS_STR("(")))
		return false;
	for (; !eat(p, 'E'); n++)
		if ((n && !show(p, CS_STR(", "))) || !type(p))
			return false;
	return show(p, n == 1 ? CS_STR(",)") : CS_STR(")"));
}

/* "&", "&mut ", "*const ", "*mut " */
static bool pointer(struct parse *p, const char *mark)
{
	if (*mark == '&' && eat(p, 'L') && !lifetime(p))
		return false;
	return show(p, cs_str_from(mark)) && type(p);
}

static bool any_type(struct parse *p, bool value)
{
	char c = next(p);
	const char *basic = basic_type(c);

	(void)value;
	if (basic)
		return show(p, cs_str_from(basic));
	switch (c) {
	case 'R':
		return pointer(p, "&");
	case 'Q':
		return pointer(p, "&mut ");
	case 'P':
		return pointer(p, "*const ");
	case 'O':
		return pointer(p, "*mut ");
	case 'S':
		return show(p, CS_STR("[")) && type(p) && show(p, CS_STR("]"));
	case 'A':
		return show(p, CS_STR("[")) && type(p) && show(p, CS_STR("; ")) && constant(p) &&
		       show(p, CS_STR("]"));
	case 'T':
		return tuple(p);
	case 'B':
		return backref(p, any_type, false);
	default: /* function and trait object types aren't read */
		p->at--;
		return c && path(p, false);
	}
}

static bool type(struct parse *p)
{
	bool ok;

	if (p->depth == MAX_DEPTH || ++p->steps > MAX_STEPS)
		return false;
	p->depth++;
	ok = any_type(p, false);
	p->depth--;
	return ok;
}

bool cs_demangle_rust(struct cs_str s, struct cs_strbuf *out)
{
	struct parse p = {.all = s, .out = out, .begin = out->n};

	return s.n && s.p[0] >= 'A' && s.p[0] <= 'Z' && path(&p, true);
}
