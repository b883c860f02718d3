#include "cli/tap.h"

#include "base/limits.h"

static ssize_t pass(void *cookie, const char *buf, size_t n)
{
	struct cs_tap *t = cookie;

	if (t->shut)
		return (ssize_t)n;
	if (t->copy.n <= CS_LIMIT_JOURNAL_OUTPUT)
		cs_strbuf_add(&t->copy, (struct cs_str){buf, n});
	/* 0 is how such a stream says that it failed */
	return fwrite(buf, 1, n, t->to) == n && fflush(t->to) == 0 ? (ssize_t)n : 0;
}

bool cs_tap_open(struct cs_tap *t, FILE *to)
{
	*t = (struct cs_tap){.to = to};
	t->in = fopencookie(t, "w", (cookie_io_functions_t){.write = pass});
	if (!t->in)
		return false;
	setvbuf(t->in, NULL, _IOFBF, 65536);
	cs_strbuf_init(&t->copy);
	return true;
}

void cs_tap_clear(struct cs_tap *t)
{
	fflush(t->in);
	cs_strbuf_clear(&t->copy);
}

struct cs_str cs_tap_taken(struct cs_tap *t)
{
	fflush(t->in);
	return cs_strbuf_str(&t->copy);
}

void cs_tap_shut(struct cs_tap *t, bool shut)
{
	fflush(t->in);
	t->shut = shut;
}

bool cs_tap_close(struct cs_tap *t)
{
	bool ok = fflush(t->in) == 0 && !ferror(t->in);

	if (fclose(t->in) != 0)
		ok = false;
	cs_strbuf_release(&t->copy);
	return ok;
}
