#include "event/complete.h"

#include "event/grammar.h"

static bool body_matches(const struct cs_event *ev, const char *body, struct cs_pat_hit *hit)
{
	for (size_t i = ev->header + 1; i < ev->search_end; i++) {
		struct cs_pat_hit more;

		if (ev->lines[i].overtaken)
			return false;
		if (!cs_pat_match(body, ev->lines[i].text, &more))
			continue;
		for (unsigned c = 0; c < more.n && hit->n < CS_PAT_CAPTURES; c++)
			hit->cap[hit->n++] = more.cap[c];
		return true;
	}
	return false;
}

/* NETDEV WATCHDOG and friends stand above the WARNING line since 4.x, below it before. */
static bool has_line(const struct cs_event *ev, const char *literal)
{
	for (size_t i = 0; i < ev->line_count; i++)
		if (cs_str_has(ev->lines[i].text, literal))
			return true;
	return false;
}

/* On a shared console another CPU's notice ends what can be trusted to be the report's; the
 * rest is still shown. */
static void limit_search(struct cs_event *ev)
{
	static const char *const notices[] = {
		"vmalloc: allocation failure:", "FAULT_INJECTION: forcing a failure",
		"FAULT_FLAG_ALLOW_RETRY missing"};

	ev->search_end = ev->line_count;
	if (ev->by_caller)
		return;
	for (size_t i = ev->header + 1; i < ev->line_count; i++) {
		if (cs_grammar_class_of(&ev->lines[i]) != CS_LINE_OTHER)
			continue;
		for (size_t k = 0; k < sizeof(notices) / sizeof(*notices); k++)
			if (cs_str_has(ev->lines[i].text, notices[k])) {
				ev->search_end = i;
				return;
			}
	}
}

/* The first format of TABLE that fits the whole report. *BODY_MISSING: one fitted the header alone.
 */
static const struct cs_format *choose_in(const struct cs_format_table *table,
					 const struct cs_event *ev, struct cs_pat_hit *hit,
					 bool *body_missing)
{
	struct cs_str header = ev->lines[ev->header].text;

	for (size_t i = 0; i < table->count; i++) {
		const struct cs_format *f = &table->rows[i];

		if (!cs_str_has(header, f->anchor) || !cs_format_begins(f, header, hit))
			continue;
		if (f->before && !has_line(ev, f->before))
			continue;
		if (!f->body || body_matches(ev, f->body, hit)) {
			*body_missing &= (f->flags & CS_FMT_RAW) != 0;
			return f;
		}
		*body_missing = true;
	}
	return NULL;
}

static const struct cs_format *choose(const struct cs_event *ev, const struct cs_format *begun,
				      const struct cs_formats *all, struct cs_pat_hit *hit,
				      bool *body_missing)
{
	for (size_t i = 0; i < all->table_count; i++) {
		const struct cs_format *f = choose_in(all->tables[i], ev, hit, body_missing);

		if (f)
			return f;
	}
	cs_format_begins(begun, ev->lines[ev->header].text, hit);
	return begun;
}

static bool has_frames(const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->stack_count; i++)
		if (ev->stacks[i].frame_count)
			return true;
	return false;
}

/* An address alone, which a program may have been at, tells nothing. */
static bool has_names(const struct cs_event *ev)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);

	for (size_t i = 0; s && i < s->frame_count; i++)
		if (s->frames[i].symbol.n)
			return true;
	return false;
}

static bool drop_weak(struct cs_event *ev, const struct cs_format *f)
{
	if (f->flags & CS_FMT_CUT_HERE)
		return !has_frames(ev); /* a marker that nothing followed */
	if (has_frames(ev))
		return f->flags & CS_FMT_IDLE && !has_names(ev);
	/* "WARNING: words", without a stamp and at the start of its line: any program's */
	if ((f->flags & CS_FMT_RAW) && !ev->stamped &&
	    cs_str_find(ev->lines[ev->header].text, f->anchor) == 0)
		return true;
	return (f->flags & CS_FMT_WEAK) != 0;
}

/* Another report's header inside this one may know the kind better: a BUG() that a checker
 * raised keeps the checker's kind. */
static void refine_kind(struct cs_event *ev)
{
	static const struct {
		enum cs_kind from, to;
		const char *words;
	} rows[] = {
		{CS_KIND_BUG, CS_KIND_USERCOPY, "usercopy: Kernel memory"},
		{CS_KIND_BUG, CS_KIND_FORTIFY, "detected buffer overflow in "},
		{CS_KIND_BUG, CS_KIND_FORTIFY, "fortify_panic"},
		{CS_KIND_WARNING, CS_KIND_FORTIFY, ": detected field-spanning write"},
		{CS_KIND_WARNING, CS_KIND_FORTIFY, ": detected buffer overflow: "},
		{CS_KIND_BUG, CS_KIND_FORTIFY, ": detected buffer overflow: "},
		{CS_KIND_WARNING, CS_KIND_SLAB_CORRUPTION, ": Wrong slab cache. "},
		{CS_KIND_WARNING, CS_KIND_SLAB_CORRUPTION, ": Object is not a Slab page!"},
		{CS_KIND_BUG, CS_KIND_LIST_CORRUPTION, "list_del corruption"},
		{CS_KIND_BUG, CS_KIND_LIST_CORRUPTION, "list_add corruption"},
		{CS_KIND_BUG, CS_KIND_LIST_CORRUPTION, "list_add double add"},
		{CS_KIND_OOPS, CS_KIND_EXTERNAL_ABORT, "ynchronous external abort"},
		{CS_KIND_OOPS, CS_KIND_SERROR, "SError Interrupt on CPU"},
		{CS_KIND_OOPS, CS_KIND_BUG, "kernel BUG at "},
		{CS_KIND_UNKNOWN_CRASH, CS_KIND_LIST_CORRUPTION, "list_del corruption"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (ev->kind == rows[i].from && has_line(ev, rows[i].words))
			ev->kind = rows[i].to;
}

/* "slab-out-of-bounds" of a stack's guard page is a stack overflow, whoever says so first. */
static bool is_guard_page_hit(const struct cs_event *ev)
{
	return ev->kind == CS_KIND_OOPS && has_line(ev, "stack guard page was hit");
}

bool cs_event_complete(struct cs_event *ev, const struct cs_format *begun,
		       const struct cs_formats *formats, const struct cs_names *names)
{
	struct cs_pat_hit hit = {0};
	struct cs_guilt guilt;
	bool body_missing = false;
	const struct cs_format *f;

	if (begun->flags & CS_FMT_SILENT)
		return false;
	limit_search(ev);
	f = choose(ev, begun, formats, &hit, &body_missing);
	ev->kind = ev->aside && (f->flags & CS_FMT_PANIC) ? CS_KIND_PANIC : f->kind;
	if (!f->family || !f->family->parse)
		cs_event_parse(ev);
	if (drop_weak(ev, f) || (body_missing && (f->flags & CS_FMT_BODY)))
		return false;
	refine_kind(ev);
	if (is_guard_page_hit(ev))
		ev->kind = CS_KIND_STACK_OVERFLOW;
	ev->severity = cs_kind_severity(ev->kind);
	cs_event_decode_fault(ev);
	cs_event_read_locks(ev);
	if (f->title) {
		cs_event_find_guilty(ev, f, &hit, names, &guilt);
		guilt.body_missing = body_missing;
		cs_event_make_title(ev, f, &hit, &guilt, names);
		cs_event_judge(ev, f, &guilt);
	}
	if (f->family && f->family->parse)
		f->family->parse(ev);
	if (f->tell)
		f->tell(ev);
	ev->suppressed = (f->flags & CS_FMT_SUPPRESSED) != 0;
	ev->wants_echo = f->flags & CS_FMT_PANIC;
	cs_event_make_signature(ev, names);
	return true;
}
