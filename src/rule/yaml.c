#include "rule/yaml.h"

#include <libfyaml.h>

#include "base/limits.h"

struct reader {
	struct cs_arena *arena;
	struct cs_problems *problems;
	size_t nodes;
	bool failed;
};

static void place_of(struct fy_token *token, unsigned *line, unsigned *column)
{
	const struct fy_mark *m = token ? fy_token_start_mark(token) : NULL;

	if (m) {
		*line = (unsigned)m->line + 1;
		*column = (unsigned)m->column + 1;
	}
}

static void refuse(struct reader *r, const struct cs_yaml *at, const char *why)
{
	cs_problem_add(r->problems, cs_yaml_spot(at), "%s", why);
	r->failed = true;
}

static bool read_node(struct reader *r, struct fy_node *n, struct cs_yaml *out);

static void read_scalar(struct reader *r, struct fy_node *n, struct cs_yaml *out)
{
	enum fy_node_style style = fy_node_get_style(n);
	size_t size = 0;
	const char *text = fy_node_get_scalar(n, &size);

	out->type = CS_YAML_SCALAR;
	out->text = cs_arena_str(r->arena, (struct cs_str){text, text ? size : 0});
	place_of(fy_node_get_scalar_token(n), &out->line, &out->column);
	out->quote = style == FYNS_SINGLE_QUOTED ? '\'' : style == FYNS_DOUBLE_QUOTED ? '"' : 0;
}

static bool read_list(struct reader *r, struct fy_node *n, struct cs_yaml *out)
{
	struct fy_node *item;
	void *at = NULL;

	out->type = CS_YAML_LIST;
	while (!r->failed && (item = fy_node_sequence_iterate(n, &at))) {
		struct cs_yaml *kid = CS_ARENA_PUSH(r->arena, out->kids, out->count);

		kid->line = out->line;
		kid->column = out->column;
		read_node(r, item, kid);
	}
	return !r->failed;
}

static void read_pair(struct reader *r, struct fy_node_pair *pair, struct cs_yaml *kid)
{
	struct fy_node *key = fy_node_pair_key(pair);
	struct cs_yaml name = {.line = kid->line, .column = kid->column};

	if (!key || !fy_node_is_scalar(key) || fy_node_is_alias(key)) {
		refuse(r, kid, "a key must be plain text");
		return;
	}
	read_scalar(r, key, &name);
	kid->key = name.text;
	kid->key_line = kid->line = name.line;
	kid->key_column = kid->column = name.column;
	if (!fy_node_pair_value(pair))
		kid->type = CS_YAML_SCALAR; /* "key:" and nothing */
	else
		read_node(r, fy_node_pair_value(pair), kid);
}

static bool read_map(struct reader *r, struct fy_node *n, struct cs_yaml *out)
{
	struct fy_node_pair *pair;
	void *at = NULL;

	out->type = CS_YAML_MAP;
	while (!r->failed && (pair = fy_node_mapping_iterate(n, &at))) {
		struct cs_yaml *kid = CS_ARENA_PUSH(r->arena, out->kids, out->count);

		kid->line = out->line;
		kid->column = out->column;
		read_pair(r, pair, kid);
		if (out->count == 1 && kid->key_line) {
			out->line = kid->key_line;
			out->column = kid->key_column;
		}
	}
	return !r->failed;
}

/* libfyaml itself limits the depth (64), so the recursion is bounded. */
static bool read_node(struct reader *r, struct fy_node *n, struct cs_yaml *out)
{
	size_t size;

	if (++r->nodes > CS_LIMIT_RULE_NODES)
		refuse(r, out, "too many values in one rule file");
	else if (fy_node_is_alias(n) || fy_node_get_anchor(n) || fy_node_get_tag(n, &size))
		refuse(r, out, "anchors, aliases and tags are not used in rules");
	else if (fy_node_is_mapping(n))
		return read_map(r, n, out);
	else if (fy_node_is_sequence(n))
		return read_list(r, n, out);
	else
		read_scalar(r, n, out);
	return !r->failed;
}

static void tell_syntax(struct fy_diag *diag, struct cs_problems *p)
{
	const struct fy_diag_error *e;
	void *at = NULL;
	bool any = false;

	while ((e = fy_diag_errors_iterate(diag, &at))) {
		struct cs_spot spot = {e->line > 0 ? (unsigned)e->line : 0,
				       e->column > 0 ? (unsigned)e->column : 0,
				       {NULL, 0}};

		cs_problem_add(p, spot, "not valid YAML: %s", e->msg ? e->msg : "no reason given");
		any = true;
	}
	if (!any)
		cs_problem_add(p, (struct cs_spot){0}, "not valid YAML");
}

static struct fy_diag *quiet_diag(void)
{
	struct fy_diag_cfg cfg;
	struct fy_diag *diag;

	fy_diag_cfg_default(&cfg);
	cfg.fp = NULL;
	diag = fy_diag_create(&cfg);
	if (diag)
		fy_diag_set_collect_errors(diag, true);
	return diag;
}

static struct cs_yaml *read_document(struct reader *r, struct fy_document *doc)
{
	struct cs_yaml *root = cs_arena_alloc(r->arena, sizeof(*root));
	struct fy_node *n = fy_document_root(doc);

	root->line = root->column = 1;
	if (n && read_node(r, n, root))
		return root;
	if (!n)
		cs_problem_add(r->problems, (struct cs_spot){0}, "the file is empty");
	return NULL;
}

struct cs_yaml *cs_yaml_parse(struct cs_arena *arena, struct cs_str file, struct cs_str content,
			      struct cs_problems *p)
{
	struct reader r = {.arena = arena, .problems = p};
	struct fy_diag *diag = quiet_diag();
	struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = diag};
	struct fy_document *doc;
	struct cs_yaml *root = NULL;

	p->file = file;
	p->content = content;
	p->rule = (struct cs_str){NULL, 0};
	doc = content.n ? fy_document_build_from_string(&cfg, content.p, content.n) : NULL;
	if (doc)
		root = read_document(&r, doc);
	else if (content.n)
		tell_syntax(diag, p);
	else
		cs_problem_add(p, (struct cs_spot){0}, "the file is empty");
	fy_document_destroy(doc);
	fy_diag_destroy(diag);
	return root;
}

const struct cs_yaml *cs_yaml_get(const struct cs_yaml *map, const char *key)
{
	if (map->type != CS_YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (cs_str_is(map->kids[i].key, key))
			return &map->kids[i];
	return NULL;
}

struct cs_spot cs_yaml_key_spot(const struct cs_yaml *y)
{
	if (y->key_line == 0)
		return cs_yaml_spot(y);
	return (struct cs_spot){y->key_line, y->key_column, y->key};
}

struct cs_spot cs_yaml_spot(const struct cs_yaml *y)
{
	return (struct cs_spot){y->line, y->column, y->key};
}

const char *cs_yaml_type_name(const struct cs_yaml *y)
{
	return y->type == CS_YAML_MAP ? "mapping" : y->type == CS_YAML_LIST ? "list" : "text";
}
