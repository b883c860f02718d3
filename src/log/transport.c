#include "log/transport.h"

#include "log/record.h"

const struct cs_transport *const cs_transports[] = {
	&cs_transport_utf32,     &cs_transport_utf16,      &cs_transport_pcap,
	&cs_transport_liblog,    &cs_transport_mail,       &cs_transport_quoted,
	&cs_transport_html,      &cs_transport_table,      &cs_transport_asciicast,
	&cs_transport_logfmt,    &cs_transport_export,     &cs_transport_verbose,
	&cs_transport_json_text, &cs_transport_json,       &cs_transport_base64,
	&cs_transport_hexdump,   &cs_transport_ramoops,    &cs_transport_escaped,
	&cs_transport_kmsg,      &cs_transport_logcat,     &cs_transport_frames,
	&cs_transport_pstore,    &cs_transport_ansi,       &cs_transport_escapes,
	&cs_transport_teamcity,  &cs_transport_typography, &cs_transport_wrapped,
	&cs_transport_margin,    &cs_transport_reversed,
};
const size_t cs_transport_count = sizeof(cs_transports) / sizeof(*cs_transports);

const struct cs_transport *cs_transport_find(const char *name)
{
	for (size_t i = 0; i < cs_transport_count; i++)
		if (strcmp(cs_transports[i]->name, name) == 0)
			return cs_transports[i];
	return NULL;
}

struct cs_str cs_transport_next_line(struct cs_str *s)
{
	const char *nl = s->n ? memchr(s->p, '\n', s->n) : NULL;
	struct cs_str line = cs_str_head(*s, nl ? (size_t)(nl - s->p) : s->n);

	*s = cs_str_tail(*s, line.n + (nl ? 1 : 0));
	return line;
}

void cs_transport_emit_dated(struct cs_str date, struct cs_str text, struct cs_strbuf *out)
{
	size_t from = out->n, dated;
	struct cs_record r;

	while (text.n && memchr("\r\n", text.p[text.n - 1], 2))
		text.n--;
	cs_strbuf_add(out, date);
	cs_strbuf_add_char(out, ' ');
	dated = out->n - from;
	cs_strbuf_add(out, text);
	cs_record_split(&r, cs_str_tail(cs_strbuf_str(out), from));
	if (r.has_time || r.level >= 0 || r.text.p != out->p + from + dated) {
		out->n = from;
		cs_strbuf_add(out, text);
	}
	cs_strbuf_add_char(out, '\n');
}

void cs_transport_pass_line(struct cs_str line, struct cs_strbuf *out)
{
	cs_strbuf_add(out, line);
	cs_strbuf_add_char(out, '\n');
}

size_t cs_transport_lines(cs_line_fn *fn, void *state, struct cs_str in, bool end,
			  struct cs_strbuf *out)
{
	struct cs_str rest = in;

	while (rest.n) {
		if (!end && !memchr(rest.p, '\n', rest.n))
			break;
		fn(state, cs_transport_next_line(&rest), out);
	}
	return in.n - rest.n;
}

/* Whether TEXT ends in something that a task's name could stand in: at most 15 bytes behind one
 * of the words that printk formats have before "%s" for a name (comm has 16 bytes). */
static bool ends_in_name(struct cs_str text)
{
	static const char *const words[] = {"omm: ",    "omm ", "task ",    "task:",  "rocess ",
					    "atomic: ", " by ", "program ", "thread "};
	struct cs_str near = text.n > 24 ? cs_str_tail(text, text.n - 24) : text;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		ptrdiff_t at = cs_str_find(near, words[i]);

		if (at >= 0 && near.n - (size_t)at - strlen(words[i]) < 15)
			return true;
	}
	return false;
}

static void emit_prefix(const struct cs_message *m, struct cs_strbuf *out)
{
	if (m->origin.n) {
		cs_strbuf_add(out, m->origin);
		cs_strbuf_add_char(out, ' ');
		return;
	}
	if (m->level >= 0)
		cs_strbuf_addf(out, "<%d>", m->level & 7);
	if (m->has_time)
		cs_strbuf_addf(out, "[%5llu.%06u]", (unsigned long long)(m->usec / 1000000),
			       (unsigned)(m->usec % 1000000));
	if (m->caller.n)
		cs_strbuf_addf(out, "[%6.*s]", CS_STR_ARG(m->caller));
	if (m->has_time || m->caller.n)
		cs_strbuf_add_char(out, ' ');
}

void cs_message_emit(const struct cs_message *m, struct cs_strbuf *out)
{
	struct cs_str rest = m->text, line;

	while (rest.n && rest.p[rest.n - 1] == '\n')
		rest.n--;
	emit_prefix(m, out);
	for (;;) {
		const char *nl = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;

		line = cs_str_head(rest, nl ? (size_t)(nl - rest.p) : rest.n);
		cs_strbuf_add(out, line);
		if (!nl)
			break;
		rest = cs_str_tail(rest, line.n + 1);
		if (ends_in_name(line)) {
			cs_strbuf_add_c(out, "\\x0a");
			continue;
		}
		cs_strbuf_add_char(out, '\n');
		emit_prefix(m, out);
	}
	cs_strbuf_add_char(out, '\n');
}
