/* Of sym.h: questions about modules. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "sym/ask_private.h"
#include "sym/identity.h"

static enum cs_status wrong_build(struct asking *k, struct cs_binary *b)
{
	return cs_ask_refuse(k, CS_MISMATCH,
			     cs_arena_strf(k->arena, "build ID " CS_STR_FMT " in the log, %s in %s",
					   CS_STR_ARG(k->q->build_id), cs_binary_build_id(b),
					   b->path));
}

static struct cs_binary *search_module(struct asking *k)
{
	struct cs_sym *s = k->s;
	char *key = NULL, *kernel = cs_sym_kernel_key(k->kernel);
	struct found *f;

	if (asprintf(&key, CS_STR_FMT "\n" CS_STR_FMT "\n%s", CS_STR_ARG(k->q->module),
		     CS_STR_ARG(k->q->build_id), kernel) < 0)
		cs_die_oom(0);
	free(kernel);
	for (size_t i = 0; i < s->found_modules.n; i++)
		if (strcmp(s->found_modules.v[i].key, key) == 0) {
			free(key);
			return s->found_modules.v[i].binary;
		}
	if (s->found_modules.n >= CS_LIMIT_SYMBOL_FILES) {
		free(key);
		return NULL;
	}
	f = CS_VEC_PUSH(&s->found_modules);
	f->key = key;
	f->binary = cs_search_module(&s->search, k->kernel, k->q->module, k->q->build_id);
	return f->binary;
}

static enum cs_status in_file(struct asking *k, struct cs_module_file *f)
{
	bool opened = f->tried;
	struct cs_binary *b = cs_module_binary(f);

	if (!b)
		return cs_ask_refuse(k, CS_NOT_FOUND,
				     cs_arena_str(k->arena, cs_str_from(f->problem)));
	if (!opened)
		cs_search_index(&k->s->search, b);
	if (k->q->build_id.n && !k->s->force &&
	    !cs_identity_same_build(k->q->build_id, cs_binary_build_id(b)))
		return wrong_build(k, b);
	return cs_ask_soundly(k, b, cs_ask_by_name);
}

/* The first file that fits; else the first refusal tells why. */
enum cs_status cs_ask_in_module(struct asking *k)
{
	struct cs_module_file *f;
	struct cs_binary *b;
	struct cs_sym_answer first = {.note = {0}};
	enum cs_status rc = CS_NOT_FOUND, why = CS_NOT_FOUND;
	size_t at = 0;

	while ((f = cs_modules_next(&k->s->modules, k->q->module, &at))) {
		*k->a = (struct cs_sym_answer){0};
		rc = in_file(k, f);
		if (rc == CS_OK)
			return rc;
		if (!first.note.n || rc == CS_MISMATCH) {
			first = *k->a;
			why = rc;
		}
	}
	*k->a = (struct cs_sym_answer){0};
	b = search_module(k);
	if (b)
		return cs_ask_soundly(k, b, cs_ask_by_name);
	if (first.note.n) {
		*k->a = first;
		return why;
	}
	return cs_ask_refuse(k, CS_NOT_FOUND,
			     cs_arena_strf(k->arena, "no file of module " CS_STR_FMT " is known",
					   CS_STR_ARG(k->q->module)));
}
