/* The prefixes, a row each; see docs/inputs.md for who writes which. */
#include "log/prefix.h"

#define ROUNDS 8         /* prefixes in front of prefixes */
#define STAMP_REACH 160u /* how far in a line printk's own stamp is looked for */

static bool eat_debris(struct cs_str *s, struct cs_record *r)
{
	size_t n = 0;

	(void)r;
	if (cs_eat(s, "\xef\xbb\xbf"))
		return true;
	while (n < s->n && (unsigned char)s->p[n] < 32 && s->p[n] != '\t' && s->p[n] != '\n')
		n++;
	*s = cs_str_tail(*s, n);
	return n > 0;
}

static bool eat_quote(struct cs_str *s, struct cs_record *r) /* "> > text", "TG> text" */
{
	struct cs_str t = *s;

	(void)r;
	for (int i = 0; i < 3 && t.n > 1 && t.p[0] >= 'A' && t.p[0] <= 'Z'; i++)
		t = cs_str_tail(t, 1);
	if (!cs_eat_char(&t, '>'))
		return false;
	while (cs_eat_char(&t, '>'))
		;
	if (t.n && t.p[0] != ' ')
		return false;
	cs_eat_char(&t, ' ');
	*s = t;
	return true;
}

static bool eat_logcat_brief(struct cs_str *s, struct cs_record *r)
{
	return s->n > 12 && s->p[1] == '/' && cs_prefix_logcat(s, r);
}

/* Blanks, line numbers, names of devices in front of what is known. */
static bool eat_indent(struct cs_str *s, struct cs_record *r)
{
	struct cs_str t = *s;
	struct cs_record scratch = *r;
	uint64_t v;

	cs_eat_blank(&t);
	if (t.p == s->p && !(t.n && cs_is_digit(t.p[0])))
		return false;
	if (cs_eat_dec(&t, &v)) {
		if (!cs_eat_char(&t, ':') && !cs_eat_char(&t, '|'))
			cs_eat_char(&t, '.');
		if (!t.n || !cs_is_blank(t.p[0]))
			return false;
		cs_eat_blank(&t);
	}
	*s = t;
	return cs_prefix_stamp(&t, &scratch) || cs_prefix_level(&t, &scratch) ||
	       cs_prefix_bracket(&t, &scratch) || cs_prefix_dated(&t, &scratch);
}

static bool (*const rows[])(struct cs_str *s, struct cs_record *r) = {
	eat_debris,      cs_prefix_syslog5424,    cs_prefix_level,      cs_prefix_bracket,
	cs_prefix_dated, cs_prefix_decoded_level, cs_prefix_crash_tool, eat_quote,
	cs_prefix_kmsg,  eat_logcat_brief,        eat_indent,
};

static bool eat_one(struct cs_str *s, struct cs_record *r)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct cs_str t = *s;

		if (rows[i](&t, r)) {
			*s = t;
			return true;
		}
	}
	return false;
}

/* Behind printk's stamp: who spoke, and journalctl -o short-monotonic's "host kernel: ". */
static void eat_after_stamp(struct cs_str *s, struct cs_record *r)
{
	if (!cs_prefix_caller(s, r))
		cs_prefix_vendor_caller(s, r);
	cs_eat_char(s, ' ');
	cs_prefix_one_host(s, r);
}

/* A wrapper that isn't known: printk's stamp stands further in. Where? 0: nowhere. */
static size_t find_stamp(struct cs_str s)
{
	struct cs_str near = cs_str_head(s, STAMP_REACH);

	for (size_t i = 1; i < near.n; i++) {
		const char *at = memchr(near.p + i, '[', near.n - i);

		if (!at)
			return 0;
		i = (size_t)(at - near.p);
		if (memchr(" \t:|]>", near.p[i - 1], 6) &&
		    cs_prefix_stamp_length(cs_str_tail(s, i)))
			return i;
	}
	return 0;
}

void cs_prefix_eat(struct cs_str *s, struct cs_record *r)
{
	size_t at;

	for (int round = 0; round < ROUNDS; round++) {
		if (cs_prefix_stamp(s, r)) {
			r->program = false; /* whoever passed it on */
			eat_after_stamp(s, r);
			return;
		}
		if (cs_prefix_caller(s, r)) {
			cs_eat_char(s, ' ');
			return;
		}
		if (!eat_one(s, r))
			break;
		if (s->n > 1 && s->p[0] == ' ' && (s->p[1] == '[' || s->p[1] == '<'))
			*s = cs_str_tail(*s, 1);
	}
	at = find_stamp(*s);
	if (!at)
		return;
	*s = cs_str_tail(*s, at);
	cs_prefix_stamp(s, r);
	r->program = false;
	eat_after_stamp(s, r);
}
