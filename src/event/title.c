/* Titles: templates filled, then cleaned so that two boots agree (numbers, addresses, names of
 * test programs), after syzkaller's sanitizeTitle and dynamicTitleReplacement. */
#include "base/strbuf.h"
#include "event/complete.h"

struct shortest {
	struct cs_str symbol, best;
};

static bool try_prefix(void *ctx, struct cs_str prefix)
{
	struct shortest *s = ctx;

	if (s->symbol.n > prefix.n && memcmp(s->symbol.p, prefix.p, prefix.n) == 0 &&
	    s->symbol.n - prefix.n < s->best.n)
		s->best = cs_str_tail(s->symbol, prefix.n);
	return false;
}

struct cs_str cs_event_title_name(struct cs_str function, const struct cs_names *names)
{
	struct shortest s = {function, function};

	cs_name_list_each(cs_names_list(names, "syscall-prefix"), try_prefix, &s);
	return s.best;
}

/* What a template is filled with. */
struct filling {
	const struct cs_pat_hit *hit;
	struct cs_str function, origin;
	bool bare; /* " in {F}" is left out when there is no function */
};

static void fill(struct cs_strbuf *out, const char *template, const struct filling *with)
{
	const struct cs_pat_hit *hit = with->hit;
	struct cs_str function = with->function;

	for (const char *p = template; *p; p++) {
		if (with->bare && function.n == 0 && strncmp(p, " in {F}", 7) == 0)
			p += 4;
		else if (p[0] != '{') {
			cs_strbuf_add_char(out, *p);
			continue;
		}
		if (p[1] == 'F' && !(with->bare && function.n == 0))
			cs_strbuf_add(out, function.n ? function : CS_STR("corrupted"));
		else if (p[1] == 'O')
			cs_strbuf_add(out, with->origin);
		else if (cs_is_digit(p[1]) && (unsigned)(p[1] - '1') < hit->n)
			cs_strbuf_add(out, hit->cap[p[1] - '1']);
		p += 2;
	}
}

static size_t hex_run(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && (cs_is_digit(s.p[n]) || (s.p[n] >= 'a' && s.p[n] <= 'f')))
		n++;
	return n;
}

static size_t digit_run(struct cs_str s)
{
	size_t n = 0;

	while (n < s.n && cs_is_digit(s.p[n]))
		n++;
	return n;
}

/* "syz-executor.3", "syz-executor4/12", "syzkaller01:3" */
static bool test_program(struct cs_str *s, struct cs_strbuf *out)
{
	static const char *const names[] = {"syz-executor", "syzkaller"};

	for (size_t i = 0; i < 2; i++) {
		struct cs_str t = *s;
		size_t n;

		if (!cs_eat(&t, names[i]))
			continue;
		if (i == 0 && t.n > 1 && t.p[0] == '.' && cs_is_digit(t.p[1]))
			t = cs_str_tail(t, 1);
		n = digit_run(t);
		if (n == 0)
			return false;
		t = cs_str_tail(t, n);
		if (t.n > 1 && (t.p[0] == '/' || t.p[0] == ':') &&
		    (n = digit_run(cs_str_tail(t, 1))))
			t = cs_str_tail(t, n + 1);
		cs_strbuf_add_c(out, names[i]);
		*s = t;
		return true;
	}
	return false;
}

static bool address(struct cs_str *s, char before, struct cs_strbuf *out)
{
	struct cs_str t = *s;
	size_t n;

	if (cs_is_alpha(before) || cs_is_digit(before))
		return false;
	cs_eat(&t, "0x");
	n = hex_run(t);
	if (n < 6)
		return false;
	cs_strbuf_add_c(out, "ADDR");
	*s = cs_str_tail(t, n);
	return true;
}

static bool dotted_ip(struct cs_str *s, char before, struct cs_strbuf *out)
{
	struct cs_str t = *s;

	if (cs_is_name(before) || before == '.')
		return false;
	for (int i = 0; i < 4; i++) {
		size_t n = digit_run(t);

		if (n == 0 || n > 3)
			return false;
		t = cs_str_tail(t, n);
		if (i < 3 && !cs_eat_char(&t, '.'))
			return false;
	}
	cs_strbuf_add_c(out, "IP");
	*s = t;
	return true;
}

/* "file.c:123" -> "file.c:LINE" */
static bool source_line(struct cs_str *s, const struct cs_strbuf *out_so_far, struct cs_strbuf *out)
{
	struct cs_str t = *s;
	size_t i = out_so_far->n, letters = 0, n;

	if (!cs_eat_char(&t, ':') || (n = digit_run(t)) == 0)
		return false;
	while (i && cs_is_alpha(out_so_far->p[i - 1]))
		i--, letters++;
	if (letters == 0 || i == 0 || out_so_far->p[i - 1] != '.')
		return false;
	t = cs_str_tail(t, n);
	if (t.n > 1 && t.p[0] == ':' && (n = digit_run(cs_str_tail(t, 1))))
		t = cs_str_tail(t, n + 1);
	cs_strbuf_add_c(out, ":LINE");
	*s = t;
	return true;
}

static bool symbol_offset(struct cs_str *s, char before)
{
	struct cs_str t = *s;
	uint64_t v;

	if (!cs_is_name(before) || !cs_eat(&t, "+0x") || !cs_eat_hex(&t, &v))
		return false;
	if (cs_eat(&t, "/0x"))
		cs_eat_hex(&t, &v);
	*s = t;
	return true;
}

static bool number(struct cs_str *s, char before, struct cs_strbuf *out)
{
	size_t n = digit_run(*s);
	char after = n < s->n ? s->p[n] : ' ';

	if (n == 0)
		return false;
	if (n < 7 && (cs_is_name(before) || cs_is_name(after)))
		return false;
	cs_strbuf_add_c(out, "NUM");
	*s = cs_str_tail(*s, n);
	return true;
}

static struct cs_str clean(struct cs_event *ev, struct cs_str s)
{
	struct cs_strbuf out;
	struct cs_str title;

	cs_strbuf_init(&out);
	while (s.n) {
		char before = out.n ? out.p[out.n - 1] : ' ';
		struct cs_str t = s;
		size_t digits;

		if (test_program(&s, &out) || address(&s, before, &out) ||
		    dotted_ip(&s, before, &out) || source_line(&s, &out, &out) ||
		    symbol_offset(&s, before))
			continue;
		if (cs_eat(&t, "CPU#") && (digits = digit_run(t))) {
			cs_strbuf_add_c(&out, "CPU");
			s = cs_str_tail(t, digits);
			continue;
		}
		if (number(&s, before, &out))
			continue;
		do { /* a number inside a name stays whole */
			char c = s.p[0] == '\t' ? ' ' : s.p[0];

			if (c >= ' ' && c < 127 &&
			    !(c == ' ' && (out.n == 0 || out.p[out.n - 1] == ' ')))
				cs_strbuf_add_char(&out, c);
			s = cs_str_tail(s, 1);
		} while (s.n && cs_is_digit(s.p[0]) && cs_is_digit(s.p[-1]));
	}
	title = cs_str_trim(cs_str_head(cs_strbuf_str(&out), 120));
	title = cs_arena_str(&ev->arena, title);
	cs_strbuf_release(&out);
	return title;
}

static struct cs_str make(struct cs_event *ev, const char *template, const struct filling *with)
{
	struct cs_strbuf b;
	struct cs_str s;

	cs_strbuf_init(&b);
	fill(&b, template, with);
	s = clean(ev, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return s;
}

static void add_alt(struct cs_event *ev, struct cs_str alt)
{
	if (cs_str_eq(alt, ev->title))
		return;
	for (size_t i = 0; i < ev->alt_title_count; i++)
		if (cs_str_eq(ev->alt_titles[i], alt))
			return;
	*CS_ARENA_PUSH(&ev->arena, ev->alt_titles, ev->alt_title_count) = alt;
}

struct alternatives {
	struct cs_event *ev;
	const struct cs_format *format;
	struct filling with;
	struct cs_str raw; /* the function with all its prefixes */
};

static void add_both(struct alternatives *a, struct cs_str function)
{
	a->with.function = function;
	add_alt(a->ev, make(a->ev, a->format->title, &a->with));
	if (a->format->alt)
		add_alt(a->ev, make(a->ev, a->format->alt, &a->with));
}

static bool add_stripped(void *ctx, struct cs_str prefix)
{
	struct alternatives *a = ctx;

	if (a->raw.n > prefix.n && memcmp(a->raw.p, prefix.p, prefix.n) == 0)
		add_both(a, cs_str_tail(a->raw, prefix.n));
	return false;
}

void cs_event_make_title(struct cs_event *ev, const struct cs_format *f,
			 const struct cs_pat_hit *hit, const struct cs_guilt *guilt,
			 const struct cs_names *names)
{
	struct cs_str name = guilt->fold.n ? guilt->fold : cs_event_title_name(guilt->name, names);
	struct alternatives a = {
		ev, f, {hit, name, guilt->origin, f->flags & CS_FMT_BARE}, guilt->name};

	ev->title = make(ev, f->title, &a.with);
	if (f->alt && !(strstr(f->alt, "{O}") && guilt->origin.n == 0))
		add_alt(ev, make(ev, f->alt, &a.with));
	if (!strstr(f->title, "{F}") || cs_str_eq(guilt->name, name))
		return;
	/* one prefix is taken off; the other spellings are kept for comparing */
	add_both(&a, guilt->name);
	cs_name_list_each(cs_names_list(names, "syscall-prefix"), add_stripped, &a);
}
