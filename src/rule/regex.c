#define PCRE2_CODE_UNIT_WIDTH 8
#include "rule/regex.h"

#include <pcre2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

/* A copy of the code that the JIT has worked on, made when the pattern is first tried: most of
 * the patterns that are loaded never are. Set once, by whichever thread is first. */
struct fast {
	_Atomic(pcre2_code *) code;
};

struct cs_regex {
	pcre2_code *code;
	struct fast *fast;
	uint32_t name_count, name_size;
	PCRE2_SPTR names;
};

struct cs_regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
};

#define OPTIONS (PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY)

static void tell(struct cs_regex_error *err, int code, size_t offset)
{
	PCRE2_UCHAR text[sizeof(err->message)];

	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		text[0] = '\0';
	snprintf(err->message, sizeof(err->message), "%s", (const char *)text);
	err->offset = offset;
}

struct cs_regex *cs_regex_new(struct cs_str pattern, struct cs_regex_error *err)
{
	pcre2_compile_context *limits = pcre2_compile_context_create(NULL);
	struct cs_regex *re;
	pcre2_code *code;
	PCRE2_SIZE offset = 0;
	int error = 0;

	if (!limits)
		cs_die_oom(0);
	pcre2_set_max_pattern_length(limits, CS_LIMIT_PATTERN_BYTES);
	code = pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n, OPTIONS, &error,
			     &offset, limits);
	pcre2_compile_context_free(limits);
	if (!code) {
		tell(err, error, offset);
		return NULL;
	}
	re = cs_calloc(1, sizeof(*re));
	re->code = code;
	re->fast = cs_calloc(1, sizeof(*re->fast));
	pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &re->name_count);
	pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &re->name_size);
	pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &re->names);
	return re;
}

void cs_regex_free(struct cs_regex *re)
{
	if (!re)
		return;
	pcre2_code_free(atomic_load(&re->fast->code));
	pcre2_code_free(re->code);
	free(re->fast);
	free(re);
}

size_t cs_regex_names(const struct cs_regex *re)
{
	return re->name_count;
}

const char *cs_regex_name(const struct cs_regex *re, size_t i, unsigned *group)
{
	PCRE2_SPTR entry = re->names + i * re->name_size;

	*group = (unsigned)entry[0] << 8 | entry[1];
	return (const char *)entry + 2;
}

struct cs_regex_scratch *cs_regex_scratch_new(void)
{
	struct cs_regex_scratch *s = cs_calloc(1, sizeof(*s));

	s->data = pcre2_match_data_create(CS_REGEX_GROUPS, NULL);
	s->context = pcre2_match_context_create(NULL);
	if (!s->data || !s->context)
		cs_die_oom(0);
	pcre2_set_match_limit(s->context, CS_LIMIT_PCRE_MATCH);
	pcre2_set_depth_limit(s->context, CS_LIMIT_PCRE_MATCH);
	pcre2_set_heap_limit(s->context, CS_LIMIT_PCRE_HEAP_KB);
	return s;
}

void cs_regex_scratch_free(struct cs_regex_scratch *s)
{
	if (!s)
		return;
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	free(s);
}

static void take_groups(pcre2_match_data *data, int count, struct cs_str subject,
			struct cs_regex_hit *hit)
{
	const PCRE2_SIZE *ov = pcre2_get_ovector_pointer(data);

	*hit = (struct cs_regex_hit){.begin = ov[0], .end = ov[1]};
	for (int i = 0; i < count && i < CS_REGEX_GROUPS; i++)
		if (ov[2 * i] != PCRE2_UNSET && ov[2 * i] <= ov[2 * i + 1])
			hit->group[i] =
				(struct cs_str){subject.p + ov[2 * i], ov[2 * i + 1] - ov[2 * i]};
}

/* Where there is no JIT: slower, the same answers. */
static const pcre2_code *code_of(const struct cs_regex *re)
{
	pcre2_code *have = atomic_load_explicit(&re->fast->code, memory_order_acquire), *mine;

	if (have)
		return have;
	mine = pcre2_code_copy(re->code);
	if (!mine)
		return re->code;
	pcre2_jit_compile(mine, PCRE2_JIT_COMPLETE);
	if (atomic_compare_exchange_strong(&re->fast->code, &have, mine))
		return mine;
	pcre2_code_free(mine);
	return have;
}

enum cs_regex_result cs_regex_match(const struct cs_regex *re, struct cs_regex_scratch *s,
				    struct cs_str subject, struct cs_regex_hit *hit)
{
	int rc;

	if (!subject.p)
		subject.p = "";
	rc = pcre2_match(code_of(re), (PCRE2_SPTR)subject.p, subject.n, 0, 0, s->data, s->context);
	if (rc == PCRE2_ERROR_NOMATCH)
		return CS_REGEX_NO;
	if (rc < 0)
		return CS_REGEX_LIMIT;
	take_groups(s->data, rc ? rc : CS_REGEX_GROUPS, subject, hit);
	return CS_REGEX_YES;
}
