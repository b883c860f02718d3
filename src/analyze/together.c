#include "analyze/together.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analyze/dump_input.h"
#include "analyze/register_input.h"
#include "base/limits.h"
#include "base/mem.h"
#include "dump/as_memory.h"
#include "dump/ram.h"
#include "input/source.h"

struct cs_together {
	struct cs_beside beside;
	struct cs_told *told;     /* NULL: one input */
	struct cs_unsaid *unsaid; /* likewise */
	const char *ram_path;     /* the only RAM dump among the inputs, or NULL */
	struct cs_dump *dump;     /* of that, once it was asked for */
	bool dump_tried;
	CS_VEC(struct cs_register_input *) inputs;
	CS_VEC(struct cs_beside_dump) dumps;
};

/* ---- register dumps ---- */

static void take_input(struct cs_together *t, const char *path, struct cs_input *in,
		       const struct cs_input_kind *kind, const struct cs_smmu_options *options)
{
	struct cs_register_input *r;
	struct cs_str head;

	if (cs_input_peek(in, &head, NULL) != CS_OK ||
	    !cs_register_input_sniff(kind, head, options) ||
	    cs_register_input_read(&r, in, options, NULL) != CS_OK)
		return;
	*CS_VEC_PUSH(&t->inputs) = r;
	for (const struct cs_smmu_dump *d = r->dump; d; d = d->next)
		*CS_VEC_PUSH(&t->dumps) = (struct cs_beside_dump){path, d};
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
		take_input(t, path, in, kind, options);
		cs_input_close(in);
	}
	cs_source_close(s);
}

/* ---- RAM ---- */

static bool is_ram(const char *spec)
{
	struct cs_dump_image image = {0};
	struct cs_error err = {0};
	char path[4096];
	uint64_t base;
	bool has_base;

	if (!cs_memory_split_spec(spec, path, sizeof(path), &base, &has_base) || !is_regular(path))
		return false;
	if (has_base)
		return true;
	if (cs_dump_image_open(&image, path, &err) != CS_OK)
		return false;
	cs_dump_image_close(&image);
	return true;
}

/* Two dumps may be of two machines: then nobody knows whose tables they hold. */
static const char *only_ram(const char *const *paths, size_t n)
{
	const char *only = NULL;

	for (size_t i = 0; i < n; i++) {
		if (!is_ram(paths[i]))
			continue;
		if (only)
			return NULL;
		only = paths[i];
	}
	return only;
}

static void take_ram(struct cs_memory *ram, const char *path)
{
	struct cs_error err = {0};

	if (path && cs_dump_add_memory(ram, path, &err) != CS_OK)
		return; /* what is wrong with it is told when its turn comes */
}

/* ---- all of it ---- */

struct cs_together *cs_together_new(const char *const *paths, size_t n,
				    const struct cs_smmu_options *options, struct cs_memory *ram,
				    const struct cs_dtb *dtb)
{
	struct cs_together *t = cs_calloc(1, sizeof(*t));

	if (n == 1) /* nothing stands beside it */
		n = 0;
	if (n) {
		t->told = cs_told_new();
		t->unsaid = cs_unsaid_new(dtb);
	}
	for (size_t i = 0; i < n && t->dumps.n < CS_LIMIT_REGISTER_DUMPS; i++)
		if (strcmp(paths[i], "-") != 0)
			look_into(t, paths[i], options);
	t->ram_path = only_ram(paths, n);
	if (cs_memory_segment_count(ram) == 0)
		take_ram(ram, t->ram_path);
	for (size_t i = 0; i < t->inputs.n && cs_memory_segment_count(ram); i++)
		for (struct cs_smmu_dump *d = t->inputs.v[i]->dump; d; d = d->next)
			cs_smmu_dump_read_queue(d, ram);
	for (size_t i = 0; i < t->dumps.n; i++)
		cs_unsaid_add(t->unsaid, t->dumps.v[i].path, t->dumps.v[i].dump);
	t->beside = (struct cs_beside){.ram = ram, .dumps = t->dumps.v, .dump_count = t->dumps.n};
	return t;
}

void cs_together_free(struct cs_together *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->inputs.n; i++)
		cs_register_input_free(t->inputs.v[i]);
	cs_unsaid_free(t->unsaid);
	cs_told_free(t->told);
	cs_dump_close(t->dump);
	CS_VEC_FREE(&t->inputs);
	CS_VEC_FREE(&t->dumps);
	free(t);
}

const struct cs_beside *cs_together_beside(const struct cs_together *t)
{
	return &t->beside;
}

struct cs_told *cs_together_told(const struct cs_together *t)
{
	return t->told;
}

struct cs_unsaid *cs_together_unsaid(const struct cs_together *t)
{
	return t->unsaid;
}

bool cs_together_is_registers(const struct cs_together *t, const char *path)
{
	for (size_t i = 0; i < t->dumps.n; i++)
		if (strcmp(t->dumps.v[i].path, path) == 0)
			return true;
	return false;
}

struct cs_dump *cs_together_dump(struct cs_together *t, struct cs_sym *sym)
{
	struct cs_error err = {0};

	if (t->dump_tried || !t->ram_path)
		return t->dump;
	t->dump_tried = true;
	if (cs_dump_open(&t->dump, t->ram_path, &err) != CS_OK)
		t->dump = NULL; /* told when its turn comes */
	else if (!cs_dump_input_open_state(t->dump, sym)) {
		cs_dump_close(t->dump);
		t->dump = NULL; /* nothing but RAM, which is at hand */
	}
	return t->dump;
}
