/* The keys of a rule. One document: "rules:" over a list of them. */
#include "rule/model.h"

#define RULE_KEYS                                                                                  \
	"id version title severity confidence rank aside when refine replaces cause fix decide "   \
	"expected settled_by_owner references known examples"

typedef bool key_fn(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule);

static bool is_id(struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !cs_is_digit(s.p[i]) &&
		    !strchr(".-", s.p[i]))
			return false;
	return s.n > 0 && s.n <= 64;
}

static bool read_id(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	if (!cs_parser_text(p, y, &rule->id))
		return false;
	if (is_id(rule->id)) {
		p->problems.rule = rule->id;
		return true;
	}
	cs_problem_add(&p->problems, cs_yaml_spot(y),
		       "an id has small letters, digits, '.' and '-', 64 at most");
	rule->id.n = 0;
	return false;
}

static bool read_version(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	double v;

	if (!cs_parser_number(p, y, &v))
		return false;
	rule->version = (int)v;
	if (v >= 1 && v <= 1e6)
		return true;
	cs_problem_add(&p->problems, cs_yaml_spot(y), "a version is 1 or more");
	return false;
}

static bool read_rank(struct cs_rule_parser *p, const struct cs_yaml *y, unsigned *out)
{
	double v;

	if (!cs_parser_number(p, y, &v))
		return false;
	*out = (unsigned)(v > 100 ? 100 : v);
	return true;
}

static bool take_rank(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	return read_rank(p, y, &rule->rank);
}

static bool take_aside(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	int flag;

	if (!cs_parser_bool(p, y, &flag))
		return false;
	rule->aside = flag;
	return true;
}

static bool take_settled_by_owner(struct cs_rule_parser *p, const struct cs_yaml *y,
				  struct cs_rule *rule)
{
	int flag;

	if (!cs_parser_bool(p, y, &flag))
		return false;
	rule->settled_by_owner = flag;
	return true;
}

static bool take_expected(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	int flag;

	if (!cs_parser_bool(p, y, &flag))
		return false;
	rule->expected = flag;
	return true;
}

static bool read_severity(struct cs_rule_parser *p, const struct cs_yaml *y, enum cs_severity *out)
{
	if (cs_severity_from_name(y->text, out))
		return true;
	cs_problem_add(&p->problems, cs_yaml_spot(y),
		       "a severity is one of: info, notice, warning, error, fatal");
	return false;
}

static bool read_confidence(struct cs_rule_parser *p, const struct cs_yaml *y,
			    enum cs_confidence *out)
{
	for (enum cs_confidence c = CS_POSSIBLE; c <= CS_CERTAIN; c++) {
		if (cs_str_is(y->text, cs_confidence_name(c))) {
			*out = c;
			return true;
		}
	}
	cs_problem_add(&p->problems, cs_yaml_spot(y),
		       "a confidence is one of: possible, likely, certain");
	return false;
}

static bool take_severity(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	rule->has_severity = true;
	return read_severity(p, y, &rule->severity);
}

static bool take_confidence(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	return read_confidence(p, y, &rule->confidence);
}

static bool read_strings(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_str **v,
			 size_t *n)
{
	struct cs_globs g = {0};

	if (!cs_globs_parse(p->arena, y, &g, &p->problems))
		return false;
	*v = g.v;
	*n = g.n;
	return true;
}

static bool is_reference(struct cs_str s)
{
	static const char *const folders[] = {
		"Documentation/", "arch/",     "block/", "crypto/", "drivers/", "fs/", "include/",
		"init/",          "io_uring/", "ipc/",   "kernel/", "lib/",     "mm/", "net/",
		"security/",      "sound/",    "tools/", "virt/",   "docs/",
	};

	if (cs_str_starts(s, "https://") || cs_str_starts(s, "http://"))
		return cs_str_find_char(s, ' ') < 0;
	for (size_t i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (cs_str_starts(s, folders[i]))
			return true;
	return false;
}

static bool take_references(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	if (!read_strings(p, y, &rule->references, &rule->reference_count))
		return false;
	for (size_t i = 0; i < rule->reference_count; i++)
		if (!is_reference(rule->references[i]))
			cs_problem_add(&p->problems,
				       cs_yaml_spot(y->type == CS_YAML_LIST ? &y->kids[i] : y),
				       "a reference is a URL or a path in the kernel's sources");
	return true;
}

static bool take_replaces(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	return read_strings(p, y, &rule->replaces, &rule->replaces_count);
}

static bool read_one_known(struct cs_rule_parser *p, const struct cs_yaml *y,
			   struct cs_rule_known *known)
{
	struct cs_str *to = cs_str_is(y->key, "owner")      ? &known->owner
			    : cs_str_is(y->key, "link")     ? &known->link
			    : cs_str_is(y->key, "fixed_in") ? &known->fixed_in
							    : &known->expires;

	return cs_parser_text(p, y, to);
}

static bool is_date(struct cs_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (i == 4 || i == 7 ? s.p[i] != '-' : !cs_is_digit(s.p[i]))
			return false;
	return s.n == 10;
}

static bool take_known(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	if (!cs_parser_only(p, y, "owner link fixed_in expires"))
		return false;
	for (size_t i = 0; i < y->count; i++)
		if (!read_one_known(p, &y->kids[i], &rule->known))
			return false;
	if (rule->known.expires.n == 0 || is_date(rule->known.expires))
		return true;
	cs_problem_add(&p->problems, cs_yaml_spot(cs_yaml_get(y, "expires")),
		       "a date is written 2027-01-31");
	return false;
}

/* "file:" is relative to the rule's own file. */
static struct cs_str beside(struct cs_rule_parser *p, const struct cs_rule *rule,
			    struct cs_str file)
{
	size_t n = rule->file.n;

	while (n && rule->file.p[n - 1] != '/')
		n--;
	return cs_arena_strf(p->arena, CS_STR_FMT CS_STR_FMT,
			     CS_STR_ARG(cs_str_head(rule->file, n)), CS_STR_ARG(file));
}

static bool read_example(struct cs_rule_parser *p, const struct cs_yaml *y, bool wanted,
			 struct cs_rule *rule)
{
	struct cs_rule_example *e;
	const struct cs_yaml *name = cs_yaml_get(y, "name"), *log = cs_yaml_get(y, "log");
	const struct cs_yaml *file = cs_yaml_get(y, "file");
	struct cs_str text;

	if (y->type != CS_YAML_MAP || !name || !log == !file) {
		cs_problem_add(&p->problems, cs_yaml_spot(y),
			       "an example has a name, and a log or a file");
		return false;
	}
	if (!cs_parser_only(p, y, "name log file") || !cs_parser_text(p, log ? log : file, &text))
		return false;
	e = CS_ARENA_PUSH(p->arena, rule->examples, rule->example_count);
	e->wanted = wanted;
	e->line = y->line;
	if (log)
		e->log = log->text;
	else
		e->file = beside(p, rule, text);
	return cs_parser_text(p, name, &e->name);
}

static bool read_examples(struct cs_rule_parser *p, const struct cs_yaml *y, bool wanted,
			  struct cs_rule *rule)
{
	bool sound = true;

	if (y->type != CS_YAML_LIST) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants a list of examples");
		return false;
	}
	for (size_t i = 0; i < y->count; i++)
		sound = read_example(p, &y->kids[i], wanted, rule) && sound;
	return sound;
}

static bool take_examples(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	const struct cs_yaml *yes = cs_yaml_get(y, "match"), *no = cs_yaml_get(y, "no_match");

	return cs_parser_only(p, y, "match no_match") &&
	       (!yes || read_examples(p, yes, true, rule)) &&
	       (!no || read_examples(p, no, false, rule));
}

static bool take_when(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	rule->when = cs_cond_parse(p, y);
	return rule->when != NULL;
}

static bool read_refine(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule_refine *r)
{
	const struct cs_yaml *when = cs_yaml_get(y, "when"), *add = cs_yaml_get(y, "add");
	const struct cs_yaml *confidence = cs_yaml_get(y, "confidence");
	const struct cs_yaml *severity = cs_yaml_get(y, "severity"), *why = cs_yaml_get(y, "why");
	const struct cs_yaml *rank = cs_yaml_get(y, "rank"), *decide = cs_yaml_get(y, "decide");
	struct cs_str text = {NULL, 0};

	if (!when) {
		cs_problem_add(&p->problems, cs_yaml_spot(y), "a refinement wants 'when'");
		return false;
	}
	r->has_confidence = confidence != NULL;
	r->has_severity = severity != NULL;
	r->has_rank = rank != NULL;
	return cs_parser_only(p, y, "when why confidence severity rank add decide") &&
	       (!rank || read_rank(p, rank, &r->rank)) && (!why || cs_parser_text(p, why, &text)) &&
	       (!confidence || read_confidence(p, confidence, &r->confidence)) &&
	       (!severity || read_severity(p, severity, &r->severity)) &&
	       (!add || cs_parser_text(p, add, &r->add)) &&
	       (!decide || cs_parser_text(p, decide, &r->decide)) &&
	       (r->when = cs_cond_parse_why(p, when, text)) != NULL;
}

static bool take_refine(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	struct cs_rule_refine *v = NULL;

	if (y->type != CS_YAML_LIST) {
		cs_problem_add(&p->problems, cs_yaml_key_spot(y), "wants a list");
		return false;
	}
	for (size_t i = 0; i < y->count; i++)
		if (!read_refine(p, &y->kids[i], CS_ARENA_PUSH(p->arena, v, rule->refine_count)))
			return false;
	rule->refine = v;
	return true;
}

static bool take_title(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	return cs_parser_text(p, y, &rule->title);
}

static bool take_cause(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	return cs_parser_text(p, y, &rule->cause);
}

static bool take_fix(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	return cs_parser_text(p, y, &rule->fix);
}

static bool take_decide(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	return cs_parser_text(p, y, &rule->decide);
}

/* "id" first, so that what follows can name the rule. */
static const struct {
	const char *key;
	key_fn *take;
	bool required;
} keys[] = {
	{"id", read_id, true},
	{"version", read_version, true},
	{"title", take_title, true},
	{"confidence", take_confidence, true},
	{"severity", take_severity, false},
	{"rank", take_rank, false},
	{"aside", take_aside, false},
	{"expected", take_expected, false},
	{"settled_by_owner", take_settled_by_owner, false},
	{"when", take_when, true},
	{"refine", take_refine, false},
	{"replaces", take_replaces, false},
	{"cause", take_cause, true},
	{"fix", take_fix, true},
	{"decide", take_decide, false},
	{"references", take_references, false},
	{"known", take_known, false},
	{"examples", take_examples, false},
};

static void check_given(struct cs_rule_parser *p, const struct cs_yaml *y, const char *const *texts,
			size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cs_yaml_get(y, texts[i]))
			cs_template_check(p, cs_yaml_get(y, texts[i]));
}

/* Names in the texts must be known by now. */
static void check_texts(struct cs_rule_parser *p, const struct cs_yaml *y)
{
	static const char *const texts[] = {"title", "cause", "fix", "decide"};
	static const char *const refined[] = {"add", "decide"};
	const struct cs_yaml *refine = cs_yaml_get(y, "refine");

	check_given(p, y, texts, 4);
	for (size_t i = 0; refine && i < refine->count; i++)
		check_given(p, &refine->kids[i], refined, 2);
}

static void read_keys(struct cs_rule_parser *p, const struct cs_yaml *y, struct cs_rule *rule)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		const struct cs_yaml *v = cs_yaml_get(y, keys[i].key);

		if (v)
			keys[i].take(p, v, rule);
		else if (keys[i].required)
			cs_problem_add(&p->problems, cs_yaml_spot(y), "the rule has no '%s'",
				       keys[i].key);
	}
	cs_parser_only(p, y, RULE_KEYS);
	check_texts(p, y);
}

static bool is_taken(struct cs_rules *r, const struct cs_rule *rule, const struct cs_yaml *y)
{
	const struct cs_rule *other = cs_rules_find(r, rule->id);

	if (!other)
		return false;
	cs_problem_add(&r->parser.problems, cs_yaml_spot(cs_yaml_get(y, "id")),
		       "this id is taken by a rule in " CS_STR_FMT ", line %u",
		       CS_STR_ARG(other->file), other->line);
	return true;
}

static void read_rule(struct cs_rules *r, const struct cs_yaml *y)
{
	struct cs_rule_parser *p = &r->parser;
	struct cs_rule *rule = cs_arena_alloc(&r->arena, sizeof(*rule));
	size_t errors = p->problems.errors;

	p->problems.rule = (struct cs_str){NULL, 0};
	p->captures.n = 0;
	p->leaves = 0;
	rule->rank = 50;
	rule->file = p->problems.file;
	rule->line = y->line;
	rule->column = y->column;
	if (y->type != CS_YAML_MAP) {
		cs_problem_add(&p->problems, cs_yaml_spot(y), "a rule is a mapping, not a %s",
			       cs_yaml_type_name(y));
		return;
	}
	read_keys(p, y, rule);
	if (p->problems.errors == errors && !is_taken(r, rule, y))
		*CS_VEC_PUSH(&r->v) = rule;
}

void cs_schema_read(struct cs_rules *r, const struct cs_yaml *root)
{
	const struct cs_yaml *list = cs_yaml_get(root, "rules");

	if (!list || list->type != CS_YAML_LIST) {
		cs_problem_add(&r->parser.problems, cs_yaml_spot(root),
			       "a rule file is \"rules:\" with a list of rules");
		return;
	}
	cs_parser_only(&r->parser, root, "rules");
	for (size_t i = 0; i < list->count; i++)
		read_rule(r, &list->kids[i]);
}
