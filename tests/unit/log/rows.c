/* Each row of the table of transports has what a reader of it relies on: a sample that is decoded
 * (samples.c), its name in docs/inputs.md, and a seed with which fuzzing begins. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/transport_families.h"
#include "log/transport.h"
#include "samples.h"
#include "unit/test.h"

static FILE *open_source(const char *path)
{
	const char *top = getenv("CS_SOURCE_DIR");
	char full[512];

	snprintf(full, sizeof(full), "%s/%s", top ? top : ".", path);
	return fopen(full, "r");
}

/* "mail, json" has "json", but no "json-text". */
static bool is_in_list(const char *list, const char *name)
{
	size_t n = strlen(name);
	const char *at = list;

	while ((at = strstr(at, name))) {
		if ((at == list || at[-1] == ' ') && (at[n] == '\0' || at[n] == ','))
			return true;
		at += n;
	}
	return false;
}

static void each_row_has_a_sample(void **state)
{
	(void)state;
	for (size_t i = 0; i < cs_transport_count; i++) {
		bool has = false;

		for (size_t k = 0; k < sample_count && !has; k++)
			has = is_in_list(samples[k].transports, cs_transports[i]->name);
		if (!has)
			fail_msg("no sample is of %s", cs_transports[i]->name);
	}
}

static void each_row_is_documented(void **state)
{
	FILE *in = open_source("docs/inputs.md");
	static char text[1 << 17];
	char quoted[64];

	(void)state;
	assert_non_null(in);
	text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
	fclose(in);
	for (size_t i = 0; i < cs_transport_count; i++) {
		snprintf(quoted, sizeof(quoted), "`%s`", cs_transports[i]->name);
		if (!strstr(text, quoted))
			fail_msg("docs/inputs.md doesn't name %s", quoted);
	}
}

/* Whether the file's second byte picks the NTH of so many names. */
static bool is_seed_of(const char *path, unsigned nth, unsigned names)
{
	FILE *in = open_source(path);
	int first, second;

	assert_non_null(in);
	first = fgetc(in);
	second = fgetc(in);
	fclose(in);
	return first != EOF && second != EOF && (unsigned)second % names == nth;
}

static bool has_seed(const char *target, unsigned nth, unsigned names)
{
	const char *top = getenv("CS_SOURCE_DIR");
	char path[512], file[800];
	const struct dirent *e;
	bool has = false;
	DIR *d;

	snprintf(path, sizeof(path), "%s/tests/fuzz/corpus/%s", top ? top : ".", target);
	d = opendir(path);
	assert_non_null(d);
	while (!has && (e = readdir(d))) {
		snprintf(file, sizeof(file), "tests/fuzz/corpus/%s/%s", target, e->d_name);
		has = e->d_name[0] != '.' && is_seed_of(file, nth, names);
	}
	closedir(d);
	return has;
}

static void each_row_is_fuzzed(void **state)
{
	(void)state;
	for (size_t i = 0; i < cs_transport_count; i++) {
		const char *name = cs_transports[i]->name;
		bool has = false;

		for (unsigned f = 0; f < FAMILIES; f++)
			for (unsigned k = 0; k < family_size(f); k++)
				has |= strcmp(families[f].names[k], name) == 0 &&
				       has_seed(families[f].target, k, family_size(f));
		if (!has)
			fail_msg("no fuzz target has a seed of %s", name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_has_a_sample),
		cmocka_unit_test(each_row_is_documented),
		cmocka_unit_test(each_row_is_fuzzed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
