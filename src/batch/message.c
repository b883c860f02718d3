#include "batch/message.h"

/* ---- numbers and bytes ---- */

void cs_message_add_u64(struct cs_strbuf *out, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		cs_strbuf_add_char(out, (char)(unsigned char)(v >> (8 * i)));
}

void cs_message_add_str(struct cs_strbuf *out, struct cs_str s)
{
	cs_message_add_u64(out, s.n);
	cs_strbuf_add(out, s);
	cs_strbuf_add_char(out, '\0');
}

bool cs_message_take_u64(struct cs_str *s, uint64_t *v)
{
	if (s->n < 8)
		return false;
	*v = 0;
	for (int i = 0; i < 8; i++)
		*v |= (uint64_t)(unsigned char)s->p[i] << (8 * i);
	*s = cs_str_tail(*s, 8);
	return true;
}

bool cs_message_take_str(struct cs_str *s, struct cs_str *v)
{
	struct cs_str rest = *s;
	uint64_t n;

	if (!cs_message_take_u64(&rest, &n) || n >= rest.n || rest.p[n] != '\0')
		return false;
	*v = cs_str_head(rest, n);
	*s = cs_str_tail(rest, n + 1);
	return true;
}

/* ---- both ways through one description, so that they can't come apart ---- */

struct codec {
	struct cs_strbuf *out; /* NULL: reading */
	struct cs_str in;
	bool bad;
};

static void number(struct codec *c, uint64_t *v)
{
	if (c->out)
		cs_message_add_u64(c->out, *v);
	else if (!cs_message_take_u64(&c->in, v))
		c->bad = true;
}

static void bytes(struct codec *c, struct cs_str *v)
{
	if (c->out)
		cs_message_add_str(c->out, *v);
	else if (!cs_message_take_str(&c->in, v))
		c->bad = true;
}

/* An empty name is none. */
static void name(struct codec *c, const char **v)
{
	struct cs_str s = cs_str_from(*v);

	bytes(c, &s);
	if (!c->out)
		*v = s.n ? s.p : NULL;
}

static void array(struct codec *c, char *v, size_t size)
{
	struct cs_str s = cs_str_from(v);

	bytes(c, &s);
	if (c->out)
		return;
	if (s.n >= size)
		c->bad = true;
	else if (s.n)
		memcpy(v, s.p, s.n);
}

static void flag(struct codec *c, bool *v)
{
	uint64_t n = *v;

	number(c, &n);
	*v = n != 0;
}

#define NUMBER(c, field)                                                                           \
	do {                                                                                       \
		uint64_t n_ = (uint64_t)(field);                                                   \
		number(c, &n_);                                                                    \
		(field) = (__typeof__(field))n_;                                                   \
	} while (0)

static void list(struct codec *c, struct cs_str *v, size_t *count)
{
	NUMBER(c, *count);
	if (*count > CS_REASONS_MAX) {
		c->bad = true;
		*count = 0;
	}
	for (size_t i = 0; i < *count; i++)
		bytes(c, &v[i]);
}

static void error(struct codec *c, struct cs_error *e)
{
	NUMBER(c, e->status);
	array(c, e->file, sizeof(e->file));
	NUMBER(c, e->line);
	NUMBER(c, e->column);
	NUMBER(c, e->offset);
	flag(c, &e->has_offset);
	array(c, e->message, sizeof(e->message));
}

static void info(struct codec *c, struct cs_message *m)
{
	struct cs_input_info *i = &m->info;
	bool failed = i->error != NULL;

	name(c, &i->path);
	name(c, &i->format);
	name(c, &i->encoding);
	NUMBER(c, i->bytes);
	NUMBER(c, i->lines);
	list(c, i->reasons, &i->reason_count);
	list(c, i->notes, &i->note_count);
	array(c, i->digest, sizeof(i->digest));
	NUMBER(c, i->boots);
	array(c, i->release, sizeof(i->release));
	array(c, i->arch, sizeof(i->arch));
	array(c, i->hardware, sizeof(i->hardware));
	array(c, i->build_id, sizeof(i->build_id));
	NUMBER(c, i->events);
	NUMBER(c, i->dropped_events);
	flag(c, &failed);
	if (failed)
		error(c, &m->error);
	i->error = failed ? &m->error : NULL;
}

static void evidence(struct codec *c, struct cs_evidence *e)
{
	NUMBER(c, e->line);
	NUMBER(c, e->begin);
	NUMBER(c, e->end);
	bytes(c, &e->text);
	bytes(c, &e->why);
}

static void count(struct codec *c, size_t *n)
{
	NUMBER(c, *n);
	if (*n > CS_LIMIT_EVIDENCE) {
		c->bad = true;
		*n = 0;
	}
}

/* Numbers are checked: a name is looked up by them. */
static void finding(struct codec *c, struct cs_message *m)
{
	struct cs_finding *f = &m->together;

	bytes(c, &f->rule);
	NUMBER(c, f->version);
	bytes(c, &f->title);
	bytes(c, &f->cause);
	bytes(c, &f->fix);
	bytes(c, &f->decide);
	NUMBER(c, f->severity);
	NUMBER(c, f->confidence);
	NUMBER(c, f->rank);
	flag(c, &f->aside);
	count(c, &f->reference_count);
	for (size_t i = 0; i < f->reference_count; i++)
		bytes(c, &m->references[i]);
	count(c, &f->evidence_count);
	for (size_t i = 0; i < f->evidence_count; i++)
		evidence(c, &m->evidence[i]);
	f->references = m->references;
	f->evidence = m->evidence;
	if ((int)f->severity < 0 || f->severity > CS_FATAL || (int)f->confidence < 0 ||
	    f->confidence > CS_CERTAIN)
		c->bad = true;
}

static void together(struct codec *c, struct cs_message *m)
{
	bool there = m->event.together != NULL;

	flag(c, &there);
	if (!there)
		return;
	finding(c, m);
	m->event.together = &m->together;
}

static void event(struct codec *c, struct cs_message *m)
{
	struct cs_event *ev = &m->event;

	NUMBER(c, ev->kind);
	NUMBER(c, ev->severity);
	bytes(c, &ev->title);
	bytes(c, &ev->function);
	array(c, ev->signature, sizeof(ev->signature));
	flag(c, &ev->suppressed);
	bytes(c, &ev->expected);
	flag(c, &ev->known);
	NUMBER(c, ev->echo_of);
	NUMBER(c, ev->index);
	for (size_t i = 0; i < 3; i++)
		NUMBER(c, m->lines[i].number);
	if ((int)ev->kind < 0 || ev->kind >= CS_KIND_COUNT || (int)ev->severity < 0 ||
	    ev->severity > CS_FATAL)
		c->bad = true;
}

static void history(struct codec *c, struct cs_history *h)
{
	flag(c, &h->known);
	flag(c, &h->again);
	flag(c, &h->fresh);
	flag(c, &h->returned);
	NUMBER(c, h->case_id);
	NUMBER(c, h->seen_before);
}

static void message(struct codec *c, struct cs_message *m)
{
	NUMBER(c, m->call);
	info(c, m);
	if (m->call != CS_CALL_EVENT)
		return;
	event(c, m);
	history(c, &m->history);
	together(c, m);
}

/* ---- the two ways ---- */

static size_t least(size_t n)
{
	return n < CS_LIMIT_EVIDENCE ? n : CS_LIMIT_EVIDENCE;
}

static void copy_together(struct cs_message *m, const struct cs_finding *f)
{
	m->together = *f;
	m->together.reference_count = least(f->reference_count);
	m->together.evidence_count = least(f->evidence_count);
	for (size_t i = 0; i < m->together.reference_count; i++)
		m->references[i] = f->references[i];
	for (size_t i = 0; i < m->together.evidence_count; i++)
		m->evidence[i] = f->evidence[i];
	m->event.together = &m->together;
}

void cs_message_add(struct cs_strbuf *out, enum cs_call call, const struct cs_input_info *in,
		    const struct cs_event *ev, const struct cs_history *h)
{
	struct cs_message m = {.call = call, .info = *in};
	struct codec c = {.out = out};

	if (in->error)
		m.error = *in->error;
	if (ev) {
		m.event = (struct cs_event){.kind = ev->kind,
					    .severity = ev->severity,
					    .title = ev->title,
					    .function = ev->function,
					    .suppressed = ev->suppressed,
					    .expected = ev->expected,
					    .known = ev->known,
					    .echo_of = ev->echo_of,
					    .index = ev->index};
		memcpy(m.event.signature, ev->signature, sizeof(m.event.signature));
	}
	if (ev && ev->together)
		copy_together(&m, ev->together);
	if (ev && ev->line_count) {
		m.lines[0].number = ev->lines[0].number;
		m.lines[1].number = ev->lines[ev->header].number;
		m.lines[2].number = ev->lines[ev->line_count - 1].number;
	}
	if (h)
		m.history = *h;
	message(&c, &m);
}

bool cs_message_take(struct cs_str *s, struct cs_message *m)
{
	struct codec c = {.in = *s};

	*m = (struct cs_message){.call = CS_CALL_BEGIN};
	message(&c, m);
	m->event.lines = m->lines;
	m->event.line_count = 3;
	m->event.header = 1;
	m->event.cpu = -1;
	m->event.pid = -1;
	if (c.bad || m->call > CS_CALL_END || !m->info.path)
		return false;
	*s = c.in;
	return true;
}
