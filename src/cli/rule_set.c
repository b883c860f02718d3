#include "cli/rule_set.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder of this program's file, into OUT. */
static bool own_folder(char *out, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", out, size - 1);
	char *slash;

	if (n <= 0)
		return false;
	out[n] = '\0';
	slash = strrchr(out, '/');
	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

static bool in_build_tree(const char *folder)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/CMakeCache.txt", folder);

	return n > 0 && (size_t)n < sizeof(path) && access(path, F_OK) == 0;
}

static bool try_path(const char *folder, const char *tail, char *out, size_t size)
{
	int n = snprintf(out, size, "%s/%s", folder, tail);

	return n > 0 && (size_t)n < size && access(out, R_OK) == 0;
}

/* Run from a build folder: the rules of the source tree it is in. Installed: where the install
 * went, even when the whole tree was moved afterwards. */
static bool find_default(char *out, size_t size)
{
	char folder[PATH_MAX];

	if (!own_folder(folder, sizeof(folder)))
		return try_path(CS_RULES_DIR, "", out, size);
	if (in_build_tree(folder) &&
	    (try_path(folder, "../rules", out, size) || try_path(folder, "../../rules", out, size)))
		return true;
	return try_path(CS_RULES_DIR, "", out, size) ||
	       try_path(folder, "../share/crashscan/rules", out, size);
}

void cs_rule_set_print_problems(const struct cs_rules *rules, size_t from, FILE *out)
{
	char text[2048];

	for (size_t i = from; i < cs_rules_problem_count(rules); i++) {
		cs_problem_print(cs_rules_problem_at(rules, i), text, sizeof(text));
		fputs(text, out);
	}
}

static void load(struct cs_rule_set *set, const char *path)
{
	size_t before = cs_rules_problem_count(set->rules);
	struct cs_error err = {0};
	enum cs_status rc = cs_rules_load(set->rules, path, &err);
	char text[2048];

	if (rc == CS_OK)
		return;
	set->failed = true;
	if (rc == CS_ERR_IO)
		fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
	cs_rule_set_print_problems(set->rules, before, stderr);
}

static void load_default(struct cs_rule_set *set)
{
	char path[PATH_MAX];

	char real[PATH_MAX];

	if (find_default(path, sizeof(path)))
		load(set, realpath(path, real) ? real : path);
	else
		fprintf(stderr, "crashscan: no rules in " CS_RULES_DIR "; going on without: "
				"reports will have no findings\n");
}

static void compile(struct cs_rule_set *set)
{
	struct cs_error err = {0};
	char text[2048];

	if (cs_rules_compile(set->rules, &err) == CS_OK)
		return;
	fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
	cs_rules_free(set->rules);
	set->rules = cs_rules_new();
	set->failed = true;
}

void cs_rule_set_load(struct cs_rule_set *set, bool keep, bool defaults, const char *const *paths,
		      size_t n)
{
	*set = (struct cs_rule_set){.rules = cs_rules_new()};
	if (keep)
		cs_rules_keep(set->rules);
	if (defaults)
		load_default(set);
	for (size_t i = 0; i < n; i++)
		load(set, paths[i]);
	compile(set);
}

void cs_rule_set_release(struct cs_rule_set *set)
{
	cs_rules_free(set->rules);
	set->rules = NULL;
}
