#include "base/str.h"

#define SHORT_TEXT 256 /* bytes */

void cs_str_copy(char *to, size_t size, struct cs_str s)
{
	size_t n = s.n ? strnlen(s.p, s.n < size ? s.n : size - 1) : 0;

	if (n)
		memcpy(to, s.p, n);
	to[n] = '\0';
}

bool cs_str_ends(struct cs_str s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && memcmp(s.p + s.n - n, suffix, n) == 0;
}

/* In a line's worth of text this is faster than memmem(), which prepares a table first. */
static ptrdiff_t find_in_short(struct cs_str s, const char *needle, size_t n)
{
	const char *p = s.p, *last = s.p + (s.n - n);

	while (p <= last) {
		p = memchr(p, needle[0], (size_t)(last - p) + 1);
		if (!p)
			return -1;
		if (memcmp(p, needle, n) == 0)
			return p - s.p;
		p++;
	}
	return -1;
}

ptrdiff_t cs_str_find(struct cs_str s, const char *needle)
{
	size_t n = strlen(needle);
	const char *hit;

	if (n == 0)
		return 0;
	if (s.n < n)
		return -1;
	if (s.n <= SHORT_TEXT)
		return find_in_short(s, needle, n);
	hit = memmem(s.p, s.n, needle, n);
	return hit ? hit - s.p : -1;
}

bool cs_str_has(struct cs_str s, const char *needle)
{
	return cs_str_find(s, needle) >= 0;
}

ptrdiff_t cs_str_find_char(struct cs_str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

	return hit ? hit - s.p : -1;
}

struct cs_str cs_str_trim(struct cs_str s)
{
	while (s.n && (cs_is_blank(s.p[0]) || s.p[0] == '\r'))
		s = cs_str_tail(s, 1);
	while (s.n && (cs_is_blank(s.p[s.n - 1]) || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

struct cs_str cs_str_after(struct cs_str s, const char *needle)
{
	ptrdiff_t at = cs_str_find(s, needle);

	if (at < 0)
		return (struct cs_str){NULL, 0};
	return cs_str_tail(s, (size_t)at + strlen(needle));
}

struct cs_str cs_str_until(struct cs_str s, const char *needle)
{
	ptrdiff_t at = cs_str_find(s, needle);

	return at < 0 ? s : cs_str_head(s, (size_t)at);
}

bool cs_str_is_zeros(struct cs_str s)
{
	return s.n == 0 || (s.p[0] == 0 && memcmp(s.p, s.p + 1, s.n - 1) == 0);
}

int cs_str_cmp(struct cs_str a, struct cs_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

void cs_eat_blank(struct cs_str *s)
{
	while (s->n && cs_is_blank(s->p[0]))
		*s = cs_str_tail(*s, 1);
}

bool cs_eat_dec(struct cs_str *s, uint64_t *value)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < s->n && cs_is_digit(s->p[i]); i++) {
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s->p[i] - '0'), &v))
			return false;
	}
	if (i == 0)
		return false;
	*value = v;
	*s = cs_str_tail(*s, i);
	return true;
}

bool cs_eat_hex(struct cs_str *s, uint64_t *value)
{
	struct cs_str t = *s;
	uint64_t v = 0;
	size_t i = 0;

	if (t.n > 2 && t.p[0] == '0' && (t.p[1] == 'x' || t.p[1] == 'X') && cs_is_hex(t.p[2]))
		t = cs_str_tail(t, 2);
	for (; i < t.n && cs_is_hex(t.p[i]); i++) {
		if (i == 16)
			return false;
		v = v << 4 | cs_hex_digit(t.p[i]);
	}
	if (i == 0)
		return false;
	*value = v;
	*s = cs_str_tail(t, i);
	return true;
}

bool cs_eat_word(struct cs_str *s, struct cs_str *word)
{
	size_t i = 0;

	while (i < s->n && !cs_is_blank(s->p[i]))
		i++;
	if (i == 0)
		return false;
	*word = cs_str_head(*s, i);
	*s = cs_str_tail(*s, i);
	return true;
}

bool cs_eat_symbol(struct cs_str *s, struct cs_str *symbol)
{
	size_t i = 0;

	if (s->n == 0 || !(cs_is_alpha(s->p[0]) || s->p[0] == '_'))
		return false;
	while (i < s->n && (cs_is_name(s->p[i]) || s->p[i] == '.' || s->p[i] == '$'))
		i++;
	while (i && s->p[i - 1] == '.')
		i--;
	*symbol = cs_str_head(*s, i);
	*s = cs_str_tail(*s, i);
	return true;
}

bool cs_str_to_hex(struct cs_str s, uint64_t *value)
{
	uint64_t v;

	if (!cs_eat_hex(&s, &v) || s.n)
		return false;
	*value = v;
	return true;
}

bool cs_str_to_dec(struct cs_str s, uint64_t *value)
{
	uint64_t v;

	if (!cs_eat_dec(&s, &v) || s.n)
		return false;
	*value = v;
	return true;
}
