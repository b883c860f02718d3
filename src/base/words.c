#include "base/words.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/strbuf.h"

void cs_words_add(struct cs_words *w, const char *fmt, ...)
{
	char buf[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	*CS_ARENA_PUSH(w->arena, w->v, w->n) = cs_arena_str(w->arena, cs_str_from(buf));
}

struct cs_str cs_words_join(struct cs_words *w)
{
	struct cs_strbuf b;
	struct cs_str s;

	cs_strbuf_init(&b);
	for (size_t i = 0; i < w->n; i++) {
		if (i)
			cs_strbuf_add_c(&b, "; ");
		cs_strbuf_add(&b, w->v[i]);
	}
	s = cs_arena_str(w->arena, cs_strbuf_str(&b));
	cs_strbuf_release(&b);
	return s;
}

void cs_words_add_bits(struct cs_words *w, const struct cs_bits *bits, size_t count, uint64_t value)
{
	for (size_t i = 0; i < count; i++) {
		uint64_t v = cs_field(value, bits[i].high, bits[i].low);

		if (v == 0)
			continue;
		if (bits[i].high == bits[i].low)
			cs_words_add(w, "%s: %s", bits[i].name, bits[i].meaning);
		else
			cs_words_add(w, "%s=%#llx: %s", bits[i].name, (unsigned long long)v,
				     bits[i].meaning);
	}
}
