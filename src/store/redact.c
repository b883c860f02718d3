#include "store/redact.h"

static bool boundary(struct cs_str text, size_t at)
{
	return at == 0 ||
	       !(cs_is_name(text.p[at - 1]) || text.p[at - 1] == '.' || text.p[at - 1] == ':');
}

/* "192.168.0.1" at the front: its length, or 0. */
static size_t ipv4(struct cs_str s)
{
	struct cs_str rest = s;
	uint64_t part;

	for (int i = 0; i < 4; i++) {
		if (i && !cs_eat_char(&rest, '.'))
			return 0;
		if (!cs_eat_dec(&rest, &part) || part > 255)
			return 0;
	}
	if (rest.n && (cs_is_name(rest.p[0]) || rest.p[0] == '.'))
		return 0;
	return s.n - rest.n;
}

/* "00:16:3e:ab:cd:ef" at the front: its length, or 0. */
static size_t mac(struct cs_str s)
{
	for (size_t i = 0; i < 17; i++) {
		if (i >= s.n)
			return 0;
		if (i % 3 == 2 ? s.p[i] != ':' : !cs_is_hex(s.p[i]))
			return 0;
	}
	return s.n > 17 && (cs_is_hex(s.p[17]) || s.p[17] == ':') ? 0 : 17;
}

void cs_redact(struct cs_strbuf *out, struct cs_str text)
{
	for (size_t i = 0; i < text.n;) {
		struct cs_str rest = cs_str_tail(text, i), word;
		size_t n = 0;

		if (boundary(text, i))
			n = ipv4(rest);
		if (n == 0 && boundary(text, i))
			n = mac(rest);
		if (n) {
			cs_strbuf_add_c(out, n == 17 && rest.p[2] == ':' ? "xx:xx:xx:xx:xx:xx"
									 : "x.x.x.x");
		} else if (cs_eat(&rest, "Comm: ") && cs_eat_word(&rest, &word)) {
			cs_strbuf_add_c(out, "Comm: task");
			n = 6 + word.n;
		} else {
			cs_strbuf_add_char(out, text.p[i]);
			n = 1;
		}
		i += n;
	}
}
