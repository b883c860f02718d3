/* Statements that stay prepared, against a database in memory. */
#include "unit/test.h"

#include "store/prepared.h"

#define SELECT "SELECT ?1"

static int open_db(void **state)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	*state = db;
	return 0;
}

static int close_db(void **state)
{
	/* refused while a statement is not finalized */
	assert_int_equal(sqlite3_close(*state), SQLITE_OK);
	return 0;
}

static void given_back_it_is_lent_again_without_its_values(void **state)
{
	static const char sql[] = SELECT;
	struct cs_prepared p = {0};
	sqlite3_stmt *first = cs_prepared_take(&p, *state, sql);

	sqlite3_bind_int(first, 1, 7);
	assert_int_equal(sqlite3_step(first), SQLITE_ROW);
	cs_prepared_give(&p, first);
	assert_ptr_equal(cs_prepared_take(&p, *state, sql), first);
	assert_int_equal(sqlite3_step(first), SQLITE_ROW);
	assert_int_equal(sqlite3_column_type(first, 0), SQLITE_NULL);
	cs_prepared_release(&p);
}

static void a_query_inside_itself_has_its_own(void **state)
{
	static const char sql[] = SELECT;
	struct cs_prepared p = {0};
	sqlite3_stmt *outer = cs_prepared_take(&p, *state, sql);
	sqlite3_stmt *inner = cs_prepared_take(&p, *state, sql);

	sqlite3_bind_int(outer, 1, 7);
	assert_int_equal(sqlite3_step(outer), SQLITE_ROW);
	assert_ptr_not_equal(inner, outer);
	cs_prepared_give(&p, inner);
	assert_int_equal(sqlite3_column_int(outer, 0), 7);
	cs_prepared_give(&p, outer);
	cs_prepared_release(&p);
}

static void beyond_the_limit_nothing_is_kept(void **state)
{
	static char sql[CS_PREPARED_MAX + 1][sizeof(SELECT)];
	struct cs_prepared p = {0};

	for (size_t i = 0; i <= CS_PREPARED_MAX; i++) {
		memcpy(sql[i], SELECT, sizeof(SELECT));
		cs_prepared_give(&p, cs_prepared_take(&p, *state, sql[i]));
	}
	assert_int_equal(p.n, CS_PREPARED_MAX);
	cs_prepared_release(&p);
}

static void what_is_no_statement_is_not_kept(void **state)
{
	struct cs_prepared p = {0};

	assert_null(cs_prepared_take(&p, *state, "SELECT FROM"));
	assert_int_equal(p.n, 0);
	cs_prepared_give(&p, NULL);
}

#define DB_TEST(name) cmocka_unit_test_setup_teardown(name, open_db, close_db)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DB_TEST(given_back_it_is_lent_again_without_its_values),
		DB_TEST(a_query_inside_itself_has_its_own),
		DB_TEST(beyond_the_limit_nothing_is_kept),
		DB_TEST(what_is_no_statement_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
