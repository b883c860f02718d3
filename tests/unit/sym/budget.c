#include "sym/budget.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "sym/binary.h"
#include "unit/test.h"

static void no_limit(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_true(cs_budget_has_time(NULL));
}

static void time_passes(void **state)
{
	struct cs_budget b;
	unsigned long steps = 0;

	(void)state;
	cs_budget_init(&b, 1);
	cs_budget_begin(&b);
	cs_budget_begin(&b); /* within */
	assert_true(cs_budget_has_time(&b));
	cs_budget_end(&b);
	assert_false(b.spent);
	b.left = 0.002;
	while (cs_budget_has_time(&b))
		steps++;
	assert_true(steps > 0);
	cs_budget_end(&b);
	assert_true(b.spent);
	assert_false(cs_budget_has_time(&b));
}

/* What passes between an end and the next beginning is not counted. */
static void pauses(void **state)
{
	const struct timespec nap = {0, 20000000};
	struct cs_budget b;

	(void)state;
	cs_budget_init(&b, 1);
	b.left = 0.015;
	nanosleep(&nap, NULL);
	cs_budget_begin(&b);
	cs_budget_end(&b);
	assert_false(b.spent);
	cs_budget_begin(&b);
	nanosleep(&nap, NULL);
	cs_budget_end(&b);
	assert_true(b.spent);
}

static void no_answer_when_spent(void **state)
{
	struct cs_budget budget;
	struct cs_table_place p[CS_LIMIT_INLINES];
	struct cs_binary *b = NULL;
	const struct cs_symbol *s;
	char path[1024];

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/fixtures/symbols/x86/vmlinux",
		 getenv("CS_SOURCE_DIR"));
	assert_int_equal(cs_binary_open(&b, path, NULL), CS_OK);
	s = cs_symtab_first(cs_binary_symbols(b), CS_STR("vfs_write"));
	assert_non_null(s);
	cs_budget_init(&budget, 60);
	b->budget = &budget;
	assert_true(cs_binary_places(b, s->address, p, CS_LIMIT_INLINES) > 0);
	budget.spent = true;
	assert_int_equal(cs_binary_places(b, s->address, p, CS_LIMIT_INLINES), 0);
	cs_binary_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_limit),
		cmocka_unit_test(time_passes),
		cmocka_unit_test(pauses),
		cmocka_unit_test(no_answer_when_spent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
