/* Strings of JSON that hold a log, or a line of one. */
#include "log/json.h"
#include "log/record.h"
#include "log/transport.h"

#define DOCKER_PIECE 16384u
#define HEAD_LINES 64    /* of a log, that show what it is */
#define HEAD_BYTES 4096u /* the same */

bool cs_json_is_log(struct cs_str text)
{
	struct cs_record r;
	bool is = false;

	if (text.n == 0 || !memchr(text.p, '\n', text.n))
		return false;
	for (int i = 0; text.n && !is && i < HEAD_LINES; i++) {
		cs_record_split(&r, cs_transport_next_line(&text));
		is = r.has_time;
	}
	return is;
}

/* Whether a machine starts here: the first stamp is of its first second, or its banner comes before
 * any stamp. */
static bool begins_boot(struct cs_str text)
{
	struct cs_record r;

	text = cs_str_head(text, HEAD_BYTES);
	for (int i = 0; text.n && i < HEAD_LINES; i++) {
		cs_record_split(&r, cs_transport_next_line(&text));
		if (r.has_time)
			return r.time < 1.0;
		if (cs_str_starts(r.text, "Linux version ") ||
		    cs_str_starts(r.text, "Booting Linux on physical CPU"))
			return true;
	}
	return false;
}

void cs_json_tell_log(bool *any, struct cs_str text, struct cs_strbuf *out)
{
	if (text.n == 0 || !memchr(text.p, '\n', text.n))
		return;
	if (*any && begins_boot(text))
		cs_strbuf_add_c(out, "-- Next log --\n");
	*any = true;
}

void cs_json_emit_text(bool *any, struct cs_str text, struct cs_strbuf *out)
{
	/* Docker cuts lines into pieces of this size */
	bool piece = text.n >= DOCKER_PIECE && text.n <= DOCKER_PIECE + 4 &&
		     text.p[text.n - 1] != '\n';

	cs_json_tell_log(any, text, out);
	while (text.n && text.p[text.n - 1] == '\n')
		text.n--;
	cs_strbuf_add(out, text);
	if (!piece)
		cs_strbuf_add_char(out, '\n');
}
