/* The collection: files in, rules out. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "rule/kept.h"
#include "rule/model.h"

struct cs_rules *cs_rules_new(void)
{
	struct cs_rules *r = cs_calloc(1, sizeof(*r));

	cs_arena_init(&r->arena);
	r->parser.arena = &r->arena;
	r->parser.problems.arena = &r->arena;
	return r;
}

void cs_rules_keep(struct cs_rules *r)
{
	r->keep = true;
}

void cs_rules_free(struct cs_rules *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->parser.regexes.n; i++)
		cs_regex_free(r->parser.regexes.v[i]);
	CS_VEC_FREE(&r->parser.regexes);
	CS_VEC_FREE(&r->parser.text_literals);
	CS_VEC_FREE(&r->parser.fact_literals);
	CS_VEC_FREE(&r->parser.facts);
	CS_VEC_FREE(&r->parser.captures);
	CS_VEC_FREE(&r->v);
	cs_anchor_set_free(r->text_anchors);
	cs_arena_release(&r->arena);
	free(r);
}

/* ---- loading ---- */

static void first_error(const struct cs_problems *p, size_t from, struct cs_error *err)
{
	for (size_t i = from; i < p->n; i++) {
		const struct cs_problem *x = &p->v[i];

		if (x->warning)
			continue;
		cs_error_set(err, CS_ERR_FORMAT, NULL, CS_STR_FMT, CS_STR_ARG(x->text));
		if (!err)
			return;
		memcpy(err->file, x->file.p,
		       x->file.n < sizeof(err->file) - 1 ? x->file.n : sizeof(err->file) - 1);
		err->line = x->line;
		err->column = x->column;
		return;
	}
}

static void check_room(struct cs_rules *r, struct cs_str content)
{
	struct cs_problems *p = &r->parser.problems;

	r->bytes += content.n;
	if (r->v.n > CS_LIMIT_RULES) {
		r->v.n = CS_LIMIT_RULES;
		cs_problem_add(p, (struct cs_spot){0}, "more than %u rules", CS_LIMIT_RULES);
	}
}

static void read_text(struct cs_rules *r, struct cs_str name, struct cs_str content)
{
	struct cs_problems *p = &r->parser.problems;
	struct cs_yaml *root;

	name = cs_arena_str(&r->arena, name);
	p->file = name;
	p->content = (struct cs_str){NULL, 0};
	p->rule = (struct cs_str){NULL, 0};
	if (content.n > CS_LIMIT_RULE_FILE_BYTES) {
		cs_problem_add(p, (struct cs_spot){0}, "larger than %u bytes",
			       CS_LIMIT_RULE_FILE_BYTES);
		return;
	}
	if (r->bytes + content.n > CS_LIMIT_RULE_BYTES) {
		cs_problem_add(p, (struct cs_spot){0},
			       "all rule files together are larger than "
			       "%u bytes",
			       CS_LIMIT_RULE_BYTES);
		return;
	}
	root = (r->keep ? cs_yaml_kept : cs_yaml_parse)(&r->arena, name, content, p);
	if (root)
		cs_schema_read(r, root);
	check_room(r, content);
	p->content = (struct cs_str){NULL, 0}; /* the caller's, and gone soon */
}

enum cs_status cs_rules_load_text(struct cs_rules *r, const char *name, struct cs_str yaml,
				  struct cs_error *err)
{
	struct cs_problems *p = &r->parser.problems;
	size_t kept = p->n, errors = p->errors;

	read_text(r, cs_str_from(name), yaml);
	if (p->errors == errors)
		return CS_OK;
	first_error(p, kept, err);
	return CS_ERR_FORMAT;
}

static bool read_fd(int fd, struct cs_strbuf *out)
{
	char buf[65536];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0)
			cs_strbuf_add(out, (struct cs_str){buf, (size_t)n});
		if (out->n > CS_LIMIT_RULE_FILE_BYTES)
			return true; /* read_text() refuses it */
	}
	return n == 0;
}

static void load_file(struct cs_rules *r, const char *path)
{
	struct cs_problems *p = &r->parser.problems;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct cs_strbuf content;

	cs_strbuf_init(&content);
	if (fd >= 0 && read_fd(fd, &content)) {
		read_text(r, cs_str_from(path), cs_strbuf_str(&content));
	} else {
		p->file = cs_str_from(path);
		p->rule = (struct cs_str){NULL, 0};
		cs_problem_add(p, (struct cs_spot){0}, "cannot read: %s", strerror(errno));
	}
	if (fd >= 0)
		close(fd);
	cs_strbuf_release(&content);
}

static int is_wanted(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	if (e->d_name[0] == '.')
		return 0;
	if (e->d_type == DT_DIR)
		return 1;
	return n > 5 && strcmp(e->d_name + n - 5, ".yaml") == 0;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void load_folder(struct cs_rules *r, const char *path, unsigned depth)
{
	struct dirent **list = NULL;
	int n = depth > CS_LIMIT_RULE_FOLDERS ? 0 : scandir(path, &list, is_wanted, alphasort);

	for (int i = 0; i < n; i++) {
		struct cs_strbuf sub;

		cs_strbuf_init(&sub);
		cs_strbuf_addf(&sub, "%s/%s", path, list[i]->d_name);
		if (list[i]->d_type == DT_DIR)
			load_folder(r, sub.p, depth + 1);
		else if (!is_folder(sub.p)) /* a link to a folder is not followed */
			load_file(r, sub.p);
		cs_strbuf_release(&sub);
		free(list[i]);
	}
	free(list);
}

enum cs_status cs_rules_load(struct cs_rules *r, const char *path, struct cs_error *err)
{
	struct cs_problems *p = &r->parser.problems;
	size_t kept = p->n, errors = p->errors;

	if (access(path, R_OK) != 0)
		return cs_error_set(err, CS_ERR_IO, path, "cannot read rules: %s", strerror(errno));
	if (is_folder(path))
		load_folder(r, path, 0);
	else
		load_file(r, path);
	if (p->errors == errors)
		return CS_OK;
	first_error(p, kept, err);
	return CS_ERR_FORMAT;
}

enum cs_status cs_rules_compile(struct cs_rules *r, struct cs_error *err)
{
	if (r->parser.text_literals.n == 0)
		return CS_OK;
	r->text_anchors = cs_anchor_set_new();
	for (size_t i = 0; i < r->parser.text_literals.n; i++)
		cs_anchor_set_add(r->text_anchors, r->parser.text_literals.v[i], (uint32_t)i);
	return cs_anchor_set_compile(r->text_anchors, err);
}

/* ---- reading ---- */

size_t cs_rules_count(const struct cs_rules *r)
{
	return r->v.n;
}

const struct cs_rule *cs_rules_at(const struct cs_rules *r, size_t i)
{
	return i < r->v.n ? r->v.v[i] : NULL;
}

const struct cs_rule *cs_rules_find(const struct cs_rules *r, struct cs_str id)
{
	for (size_t i = 0; i < r->v.n; i++)
		if (cs_str_eq(r->v.v[i]->id, id))
			return r->v.v[i];
	return NULL;
}

size_t cs_rules_problem_count(const struct cs_rules *r)
{
	return r->parser.problems.n;
}

const struct cs_problem *cs_rules_problem_at(const struct cs_rules *r, size_t i)
{
	return i < r->parser.problems.n ? &r->parser.problems.v[i] : NULL;
}

size_t cs_rules_error_count(const struct cs_rules *r)
{
	return r->parser.problems.errors;
}

size_t cs_rules_warning_count(const struct cs_rules *r)
{
	return r->parser.problems.warnings;
}

const char *cs_rules_fact_literal(const struct cs_rules *r, size_t i, uint32_t *tag)
{
	if (i >= r->parser.fact_literals.n)
		return NULL;
	*tag = (uint32_t)i;
	return r->parser.fact_literals.v[i];
}
