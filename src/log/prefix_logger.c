/* What logging libraries put between a date and the text: "INFO console: ", "[    INFO] ",
 * "DEBUG: ", "- serial - INFO - ". Kernel text may begin with "INFO: ", "WARNING: ", "ERROR: ":
 * these stay. */
#include "log/prefix.h"

static bool eat_severity(struct cs_str *s)
{
	static const char *const words[] = {"INFO",     "DEBUG", "WARNING", "WARN", "ERROR",
					    "CRITICAL", "TRACE", "NOTICE",  "info", "debug"};
	struct cs_str t;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		t = *s;
		if (cs_eat(&t, words[i]) && !(t.n && (cs_is_name(t.p[0])))) {
			*s = t;
			return true;
		}
	}
	return false;
}

static bool eat_logger_name(struct cs_str *s)
{
	size_t n = 0;

	while (n < s->n && n < 64 && (cs_is_name(s->p[n]) || memchr(".-/:", s->p[n], 4)))
		n++;
	if (n == 0)
		return false;
	*s = cs_str_tail(*s, n);
	return true;
}

/* "[    INFO] ", "[INFO] " */
static bool eat_bracketed(struct cs_str *s)
{
	struct cs_str t = *s;

	if (!cs_eat_char(&t, '['))
		return false;
	cs_eat_blank(&t);
	if (!eat_severity(&t))
		return false;
	cs_eat_blank(&t);
	if (!cs_eat(&t, "] "))
		return false;
	*s = t;
	return true;
}

/* "- serial - INFO - ", "| INFO     | " */
static bool eat_fields(struct cs_str *s)
{
	struct cs_str t = *s;
	char mark = t.n ? t.p[0] : 0;
	bool severity = false;

	if (mark != '-' && mark != '|')
		return false;
	for (int fields = 0; fields < 4 && !severity; fields++) {
		if (!cs_eat_char(&t, mark) || !cs_eat_char(&t, ' '))
			return false;
		severity = eat_severity(&t);
		if (!severity && !eat_logger_name(&t))
			return false;
		cs_eat_blank(&t);
	}
	if (!severity || !cs_eat_char(&t, mark) || !cs_eat_char(&t, ' '))
		return false;
	*s = t;
	if (mark == '|' && eat_logger_name(&t) && cs_eat(&t, " - ")) /* loguru */
		*s = t;
	return true;
}

/* "INFO console: ", "INFO     console:serial.py:123 ", "DEBUG: ", "DEBUG| " */
static bool eat_words(struct cs_str *s)
{
	struct cs_str t = *s;
	bool debug = cs_str_starts(t, "DEBUG") || cs_str_starts(t, "TRACE");

	if (!eat_severity(&t))
		return false;
	if (debug && (cs_eat(&t, ": ") || cs_eat(&t, "| "))) {
		*s = t;
		return true;
	}
	if (!t.n || t.p[0] != ' ')
		return false;
	cs_eat_blank(&t);
	if (!eat_logger_name(&t) || t.p[-1] != ':' || !cs_eat_char(&t, ' '))
		return false;
	*s = t;
	return true;
}

bool cs_prefix_logger(struct cs_str *s, struct cs_record *r)
{
	(void)r;
	return eat_bracketed(s) || eat_fields(s) || eat_words(s);
}
