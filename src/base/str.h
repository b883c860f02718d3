/* A view of bytes that somebody else owns, and the small scanners all parsers share.
 * Views are never NUL-terminated; a default-initialized view is empty. Nothing here fails
 * loudly: a scanner that finds nothing returns false and leaves its cursor where it was. */
#ifndef CS_BASE_STR_H
#define CS_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cs_str {
	const char *p;
	size_t n;
};

#define CS_STR(literal) ((struct cs_str){(literal), sizeof(literal) - 1})
#define CS_STR_FMT "%.*s"
#define CS_STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

static inline struct cs_str cs_str_from(const char *c)
{
	return (struct cs_str){c, c ? strlen(c) : 0};
}

static inline struct cs_str cs_str_tail(struct cs_str s, size_t from)
{
	return from >= s.n ? (struct cs_str){s.p ? s.p + s.n : NULL, 0}
			   : (struct cs_str){s.p + from, s.n - from};
}

static inline struct cs_str cs_str_head(struct cs_str s, size_t n)
{
	return (struct cs_str){s.p, n < s.n ? n : s.n};
}

/* Comparisons are inline: with a literal the compiler knows its length and first byte, and parsers
 * ask little else. */
static inline bool cs_str_eq(struct cs_str a, struct cs_str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool cs_str_is(struct cs_str a, const char *b)
{
	return cs_str_eq(a, cs_str_from(b));
}

static inline bool cs_str_starts(struct cs_str s, const char *prefix)
{
	size_t n;

	if (s.n && *prefix && s.p[0] != *prefix) /* most are refused by their first byte */
		return false;
	n = strlen(prefix);
	return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

bool cs_str_ends(struct cs_str s, const char *suffix);
bool cs_str_has(struct cs_str s, const char *needle);
/* Offset of NEEDLE in S, or -1. */
ptrdiff_t cs_str_find(struct cs_str s, const char *needle);
ptrdiff_t cs_str_find_char(struct cs_str s, char c);
struct cs_str cs_str_trim(struct cs_str s);
/* What stands after the first NEEDLE; an empty view with p == NULL when it is absent. */
struct cs_str cs_str_after(struct cs_str s, const char *needle);
/* What stands before the first NEEDLE, or all of S. */
struct cs_str cs_str_until(struct cs_str s, const char *needle);
/* Into TO, cut at SIZE - 1 bytes and at a NUL byte, and terminated. */
void cs_str_copy(char *to, size_t size, struct cs_str s);
/* Whether S has no byte but NULs, or none. */
bool cs_str_is_zeros(struct cs_str s);
/* Bytewise order, a prefix first. */
int cs_str_cmp(struct cs_str a, struct cs_str b);

/* Cursor scanners: eat from the front of *S on success only. */
static inline bool cs_eat(struct cs_str *s, const char *literal)
{
	if (!cs_str_starts(*s, literal))
		return false;
	*s = cs_str_tail(*s, strlen(literal));
	return true;
}

static inline bool cs_eat_char(struct cs_str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = cs_str_tail(*s, 1);
	return true;
}

void cs_eat_blank(struct cs_str *s);
/* Decimal digits, at most UINT64_MAX; more digits than fit is a failure. */
bool cs_eat_dec(struct cs_str *s, uint64_t *value);
/* Hex digits with an optional 0x, at most 16 digits. */
bool cs_eat_hex(struct cs_str *s, uint64_t *value);
/* A run of non-blank bytes. */
bool cs_eat_word(struct cs_str *s, struct cs_str *word);
/* A C, C++ or Rust symbol name as kallsyms prints it ("foo.isra.0", "_RNv..", "$x" not). */
bool cs_eat_symbol(struct cs_str *s, struct cs_str *symbol);

/* The whole of S as a number; false when anything else stands in it. */
bool cs_str_to_hex(struct cs_str s, uint64_t *value);
bool cs_str_to_dec(struct cs_str s, uint64_t *value);

static inline bool cs_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool cs_is_hex(char c)
{
	return cs_is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/* What a digit that cs_is_hex() takes stands for. */
static inline unsigned cs_hex_digit(char c)
{
	return cs_is_digit(c) ? (unsigned)(c - '0') : (unsigned)((c | 0x20) - 'a' + 10);
}
static inline bool cs_is_blank(char c)
{
	return c == ' ' || c == '\t';
}
static inline bool cs_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool cs_is_name(char c)
{
	return cs_is_alpha(c) || cs_is_digit(c) || c == '_';
}

#endif
