#include "base/pat.h"

static bool capture(struct cs_pat_hit *hit, struct cs_str what)
{
	if (hit->n == CS_PAT_CAPTURES)
		return false;
	hit->cap[hit->n++] = what;
	return true;
}

static bool eat_offset(struct cs_str *s)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_eat(&t, "+0x") || !cs_eat_hex(&t, &v))
		return false;
	if (cs_eat(&t, "/0x"))
		cs_eat_hex(&t, &v);
	*s = t;
	return true;
}

/* One hole of kind C at the front of *S into *WHAT. */
static bool eat_hole(char c, struct cs_str *s, struct cs_str *what)
{
	struct cs_str before = *s;
	uint64_t v;

	switch (c) {
	case 'f':
		if (!cs_eat_symbol(s, what))
			return false;
		eat_offset(s);
		return true;
	case 'x':
		if (!cs_eat_hex(s, &v))
			return false;
		break;
	case 'd':
		if (!cs_eat_dec(s, &v))
			return false;
		break;
	case 'w':
		return cs_eat_word(s, what);
	default:
		return false;
	}
	*what = cs_str_head(before, before.n - s->n);
	return true;
}

/* NEVER: not here, and not further to the right either. */
enum found { FOUND, NOT_HERE, NEVER };

static enum found match_here(const char *pat, struct cs_str s, struct cs_pat_hit *hit,
			     const char *base);

/* "%*": the shortest stretch after which the rest matches. A later "%*" takes any stretch, so
 * when what follows it is found nowhere, a longer stretch for this one would not help. */
static enum found match_any(const char *rest, struct cs_str s, struct cs_pat_hit *hit,
			    const char *base)
{
	struct cs_pat_hit save = *hit;

	for (size_t i = 0; i <= s.n; i++) {
		enum found found;

		if (*rest && *rest != '%' && *rest != '$' && (i == s.n || s.p[i] != *rest))
			continue;
		*hit = save;
		if (!capture(hit, cs_str_head(s, i)))
			return NEVER;
		found = match_here(rest, cs_str_tail(s, i), hit, base);
		if (found != NOT_HERE)
			return found;
	}
	return NEVER;
}

static enum found match_here(const char *pat, struct cs_str s, struct cs_pat_hit *hit,
			     const char *base)
{
	struct cs_str what;

	for (; *pat; pat++) {
		if (pat[0] == '$' && pat[1] == '\0') {
			if (s.n)
				return NOT_HERE;
			break;
		}
		if (pat[0] != '%') {
			if (!cs_eat_char(&s, *pat))
				return NOT_HERE;
			continue;
		}
		pat++;
		if (*pat == '*')
			return match_any(pat + 1, s, hit, base);
		if (*pat == '%') {
			if (!cs_eat_char(&s, '%'))
				return NOT_HERE;
		} else if (*pat == '_') {
			if (s.n == 0 || !cs_is_blank(s.p[0]))
				return NOT_HERE;
			cs_eat_blank(&s);
		} else if (!eat_hole(*pat, &s, &what) || !capture(hit, what)) {
			return NOT_HERE;
		}
	}
	hit->end = (size_t)(s.p - base);
	return FOUND;
}

/* The literal before the first hole, to find where a match can begin. */
static size_t literal_head(const char *pat, char out[64])
{
	size_t n = 0;

	while (pat[n] && pat[n] != '%' && !(pat[n] == '$' && pat[n + 1] == '\0') && n < 63) {
		out[n] = pat[n];
		n++;
	}
	out[n] = '\0';
	return n;
}

bool cs_pat_match(const char *pat, struct cs_str text, struct cs_pat_hit *hit)
{
	struct cs_pat_hit local;
	char head[64];
	size_t from = 0;

	if (!hit)
		hit = &local;
	if (!text.p)
		return false;
	text = cs_str_head(text, CS_PAT_MAX_TEXT);
	if (*pat == '^') {
		*hit = (struct cs_pat_hit){0};
		return match_here(pat + 1, text, hit, text.p) == FOUND;
	}
	literal_head(pat, head);
	while (from <= text.n) {
		enum found found;
		ptrdiff_t at = cs_str_find(cs_str_tail(text, from), head);

		if (at < 0)
			return false;
		from += (size_t)at;
		*hit = (struct cs_pat_hit){.begin = from};
		found = match_here(pat, cs_str_tail(text, from), hit, text.p);
		if (found != NOT_HERE)
			return found == FOUND;
		from++;
	}
	return false;
}
