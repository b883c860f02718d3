/* Any bytes as a rule file; when some of it is sound, its rules judge the log behind the line
 * "=====" through the whole pipeline. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analyze/analyze.h"
#include "base/strbuf.h"
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(const struct cs_rules *rules, struct cs_str log)
{
	const struct cs_companions with = {.rules = rules};
	struct cs_error err = {0};
	struct cs_engine *engine = cs_engine_new(&with, &err);
	struct cs_sink sink = {.ctx = NULL};
	int fd = memfd_create("log", 0);
	char path[64];

	if (!engine || fd < 0 || write(fd, log.p, log.n) != (ssize_t)log.n)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (cs_analyze(engine, path, false, &sink, 1, &err) != CS_OK)
		err.message[0] = '\0'; /* an error is a fine answer */
	cs_engine_free(engine);
	close(fd);
}

static void tell_all(const struct cs_rules *rules)
{
	char text[2048];
	struct cs_strbuf out;

	cs_strbuf_init(&out);
	for (size_t i = 0; i < cs_rules_problem_count(rules); i++)
		cs_problem_print(cs_rules_problem_at(rules, i), text, sizeof(text));
	for (size_t i = 0; i < cs_rules_count(rules); i++)
		cs_rule_tell(cs_rules_at(rules, i), &out);
	cs_strbuf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cs_str all = {(const char *)data, size};
	struct cs_str yaml = cs_str_until(all, "\n=====\n");
	struct cs_rules *rules = cs_rules_new();
	struct cs_error err;

	if (cs_rules_load_text(rules, "fuzz", yaml, &err) != CS_OK)
		err.message[0] = '\0';
	cs_rules_check(rules, "2026-01-01");
	tell_all(rules);
	if (cs_rules_compile(rules, &err) == CS_OK && yaml.n < all.n)
		judge(rules, cs_str_tail(all, yaml.n + 7));
	cs_rules_free(rules);
	return 0;
}
