#include "analyze/together.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyze/register_input.h"
#include "base/limits.h"
#include "base/mem.h"
#include "input/source.h"

struct cs_together {
	struct cs_walk_context walks;
	CS_VEC(struct cs_register_input *) inputs;
	CS_VEC(const struct cs_smmu_dump *) dumps;
};

static void take_input(struct cs_together *t, struct cs_input *in, const struct cs_input_kind *kind,
		       const struct cs_smmu_options *options)
{
	struct cs_register_input *r;
	struct cs_str head;

	if (kind->holds != CS_HOLDS_TEXT || cs_input_peek(in, &head, NULL) != CS_OK ||
	    !cs_smmu_dump_sniff(head, options) ||
	    cs_register_input_read(&r, in, options, NULL) != CS_OK)
		return;
	*CS_VEC_PUSH(&t->inputs) = r;
	*CS_VEC_PUSH(&t->dumps) = r->dump;
}

/* A pipe can be read once only. */
static bool is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static void look_into(struct cs_together *t, const char *path,
		      const struct cs_smmu_options *options)
{
	const struct cs_input_kind *kind;
	struct cs_source *s = NULL;
	struct cs_input *in;

	if (!is_regular(path) || cs_source_open(&s, path, NULL) != CS_OK)
		return;
	/* a register dump in an archive of many logs is found when it comes first */
	if (cs_source_next(s, &in, &kind, NULL) == CS_OK) {
		take_input(t, in, kind, options);
		cs_input_close(in);
	}
	cs_source_close(s);
}

struct cs_together *cs_together_new(const char *const *paths, size_t n,
				    const struct cs_smmu_options *options,
				    const struct cs_memory *ram)
{
	struct cs_together *t = cs_calloc(1, sizeof(*t));

	for (size_t i = 0; i < n && t->dumps.n < CS_LIMIT_REGISTER_DUMPS; i++)
		if (strcmp(paths[i], "-") != 0)
			look_into(t, paths[i], options);
	t->walks =
		(struct cs_walk_context){.ram = ram, .dumps = t->dumps.v, .dump_count = t->dumps.n};
	return t;
}

void cs_together_free(struct cs_together *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->inputs.n; i++)
		cs_register_input_free(t->inputs.v[i]);
	CS_VEC_FREE(&t->inputs);
	CS_VEC_FREE(&t->dumps);
	free(t);
}

const struct cs_walk_context *cs_together_walks(const struct cs_together *t)
{
	return &t->walks;
}
