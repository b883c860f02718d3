/* Filing events made here, and asking for them again. */
#include "unit/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "store/cases.h"
#include "store/file.h"
#include "store/redact.h"

struct fixture {
	char dir[64], path[96];
	struct cs_filing *filing;
	struct cs_sink sink;
	struct cs_input_info info;
	struct cs_arena arena;
	struct cs_store *store;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strcpy(f->dir, "/tmp/cs-store-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof(f->path), "%s/cases.db", f->dir);
	f->filing = cs_filing_new(&(struct cs_filing_how){.path = f->path, .host = "board7"});
	assert_null(cs_filing_error(f->filing));
	f->sink = cs_filing_sink(f->filing);
	f->info = (struct cs_input_info){.path = "a.log", .format = "text"};
	snprintf(f->info.release, sizeof(f->info.release), "6.1.90");
	f->sink.begin_input(f->filing, &f->info);
	cs_arena_init(&f->arena);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[96];

	cs_store_close(f->store);
	cs_filing_free(f->filing);
	cs_arena_release(&f->arena);
	snprintf(command, sizeof(command), "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

/* One event: SIGNATURE says which bug, IDENTITY which sighting. */
static void file_event(struct fixture *f, const char *signature, const char *title,
		       const char *identity)
{
	struct cs_event *ev = cs_event_new();
	struct cs_line line = {
		.raw = CS_STR("[    1.0] it broke"), .number = 7, .has_time = true, .time = 1.0};
	struct cs_register reg = {.name = CS_STR("rax"), .value = 0xdead4ead};

	ev->kind = CS_KIND_OOPS;
	ev->severity = CS_FATAL;
	ev->title = cs_str_from(title);
	ev->function = CS_STR("foo_bar");
	ev->lines = &line;
	ev->line_count = 1;
	ev->registers = &reg;
	ev->register_count = 1;
	ev->echo_of = -1;
	ev->signature_key = CS_STR("1\noops\nhead\nfoo_bar\n");
	snprintf(ev->signature, sizeof(ev->signature), "%s", signature);
	snprintf(ev->span_digest, sizeof(ev->span_digest), "%s", identity);
	f->sink.event(f->filing, &f->info, ev);
	if (cs_filing_error(f->filing))
		fail_msg("%s", cs_filing_error(f->filing)->message);
	cs_event_free(ev);
}

static struct cs_store *reading(struct fixture *f)
{
	struct cs_error err = {0};

	if (!f->store && cs_store_open(&f->store, f->path, CS_STORE_READ, &err) != CS_OK)
		fail_msg("%s", err.message);
	return f->store;
}

static struct cs_case_list search(struct fixture *f, const char *words)
{
	struct cs_case_filter filter = {.words = cs_str_from(words), .limit = 50};
	struct cs_case_list list;
	struct cs_error err = {0};

	if (cs_case_list(reading(f), &f->arena, &filter, &list, &err) != CS_OK)
		fail_msg("%s", err.message);
	return list;
}

static void a_case_for_each_signature(void **state)
{
	struct fixture *f = *state;
	struct cs_case_list list;

	file_event(f, "1:aa", "oops in foo", "i1");
	assert_false(cs_filing_history(f->filing)->seen_before);
	file_event(f, "1:aa", "oops in foo", "i2");
	assert_int_equal(cs_filing_history(f->filing)->seen_before, 1);
	assert_string_equal(cs_filing_history(f->filing)->first_release, "6.1.90");
	file_event(f, "1:bb", "oops in bar", "i3");
	list = search(f, "");
	assert_int_equal(list.total, 2);
	assert_int_equal(list.v[0].sightings + list.v[1].sightings, 3);
}

static void the_same_report_counts_once(void **state)
{
	struct fixture *f = *state;

	file_event(f, "1:aa", "oops in foo", "i1");
	file_event(f, "1:aa", "oops in foo", "i1");
	assert_true(cs_filing_history(f->filing)->again);
	assert_int_equal(cs_filing_history(f->filing)->seen_before, 0);
	assert_int_equal(search(f, "").v[0].sightings, 1);
}

static void a_new_version_of_the_signature_finds_its_case(void **state)
{
	struct fixture *f = *state;

	file_event(f, "1:aa", "oops in foo", "i1");
	file_event(f, "2:xx", "oops in foo", "i2");
	assert_int_equal(search(f, "").total, 1);
	file_event(f, "2:yy", "oops in foo", "i3"); /* a second of that version: another bug */
	assert_int_equal(search(f, "").total, 2);
}

static void every_sighting_stays_but_not_every_report(void **state)
{
	struct fixture *f = *state;
	struct cs_sighting_list list;
	struct cs_error err = {0};
	char identity[16];
	size_t kept = 0;

	for (int i = 0; i < 30; i++) {
		snprintf(identity, sizeof(identity), "i%d", i);
		file_event(f, "1:aa", "oops in foo", identity);
	}
	assert_int_equal(cs_case_sightings(reading(f), &f->arena, 1, 0, 100, &list, &err), CS_OK);
	assert_int_equal(list.n, 30);
	for (size_t i = 0; i < list.n; i++)
		kept += list.v[i].has_report;
	assert_int_equal(kept, CS_LIMIT_CASE_REPORTS + 1);
	assert_true(list.v[29].has_report); /* the first */
	assert_true(list.v[0].has_report);
	assert_int_equal(search(f, "broke").total, 1); /* the index has forgotten no other */
}

static void words_are_data_not_syntax(void **state)
{
	struct fixture *f = *state;

	file_event(f, "1:aa", "oops in foo", "i1");
	assert_int_equal(search(f, "foo_bar").total, 1);
	assert_int_equal(search(f, "dead4ead").total, 0); /* a part of a value is no word */
	assert_int_equal(search(f, "0xdead4ead").total, 1);
	assert_int_equal(search(f, "00000000dead4ead").total, 1);
	assert_int_equal(search(f, "foo nosuch").total, 0);
	assert_int_equal(search(f, "#1").total, 1);
	assert_int_equal(search(f, "\" OR 1=1 --").total, 0);
	assert_int_equal(search(f, "NEAR( AND * ^ : -").total, 0);
	assert_int_equal(search(f, "'; DROP TABLE cases; \xff\xfe").total, 0);
	assert_int_equal(search(f, "").total, 1);
}

static void fixed_and_back(void **state)
{
	struct fixture *f = *state;
	struct cs_case_change to = {.status = "fixed", .fixed_in = "6.1.100"};
	struct cs_store *s;
	struct cs_error err = {0};

	file_event(f, "1:aa", "oops in foo", "i1");
	assert_int_equal(cs_store_open(&s, f->path, CS_STORE_WRITE, &err), CS_OK);
	assert_int_equal(cs_case_change(s, 1, "me", &to, &err), CS_OK);
	to.status = "sunny";
	assert_int_equal(cs_case_change(s, 1, "me", &to, &err), CS_ERR_USAGE);
	assert_int_equal(cs_case_change(s, 77, "me", &(struct cs_case_change){.owner = "x"}, &err),
			 CS_NOT_FOUND);
	file_event(f, "1:aa", "oops in foo", "i2"); /* 6.1.90 hasn't the fix yet */
	assert_false(cs_filing_history(f->filing)->returned);
	snprintf(f->info.release, sizeof(f->info.release), "6.1.100-rc1");
	file_event(f, "1:aa", "oops in foo", "i3");
	assert_true(cs_filing_history(f->filing)->returned);
	cs_store_close(s);
	assert_str(search(f, "").v[0].status, "returned");
}

static void merges_last_and_splits_undo(void **state)
{
	struct fixture *f = *state;
	struct cs_error err = {0};
	struct cs_store *s;
	int64_t back = 0;

	file_event(f, "1:aa", "oops in foo", "i1");
	file_event(f, "1:bb", "oops in bar", "i2");
	assert_int_equal(cs_store_open(&s, f->path, CS_STORE_WRITE, &err), CS_OK);
	assert_int_equal(cs_case_merge(s, 1, 1, "me", &err), CS_ERR_USAGE);
	assert_int_equal(cs_case_merge(s, 1, 2, "me", &err), CS_OK);
	assert_int_equal(cs_case_merge(s, 1, 2, "me", &err), CS_NOT_FOUND);
	file_event(f, "1:bb", "oops in bar", "i3");
	assert_int_equal(cs_filing_history(f->filing)->case_id, 1);
	file_event(f, "2:zz", "oops in bar", "i4"); /* a new version: the merge holds */
	assert_int_equal(cs_filing_history(f->filing)->case_id, 1);
	assert_int_equal(search(f, "").total, 1);
	assert_int_equal(search(f, "").v[0].sightings, 4);
	assert_int_equal(cs_case_split(s, 1, "1:nosuch", "me", &back, &err), CS_NOT_FOUND);
	assert_int_equal(cs_case_split(s, 1, "1:bb", "me", &back, &err), CS_OK);
	assert_int_equal(back, 2);
	file_event(f, "1:bb", "oops in bar", "i5");
	assert_int_equal(cs_filing_history(f->filing)->case_id, 2);
	cs_store_close(s);
}

static void echoes_and_suppressed_are_no_cases(void **state)
{
	struct fixture *f = *state;
	struct cs_event *ev = cs_event_new();
	struct cs_line line = {.raw = CS_STR("x")};

	ev->lines = &line;
	ev->line_count = 1;
	ev->echo_of = 0;
	f->sink.event(f->filing, &f->info, ev);
	ev->echo_of = -1;
	ev->suppressed = true;
	f->sink.event(f->filing, &f->info, ev);
	assert_false(cs_filing_history(f->filing)->known);
	assert_int_equal(search(f, "").total, 0);
	cs_event_free(ev);
}

static void reading_can_not_write(void **state)
{
	struct fixture *f = *state;
	struct cs_error err = {0};

	file_event(f, "1:aa", "oops in foo", "i1");
	assert_int_equal(cs_case_note(reading(f), 1, "me", "x", &err), CS_ERR_DATABASE);
	assert_non_null(strstr(err.message, "readonly"));
}

static void keys_side_by_side(void **state)
{
	struct fixture *f = *state;
	struct cs_key_diff d = cs_key_compare(&f->arena, CS_STR("oops"),
					      CS_STR("1\noops\nhead\na\nb\nc\nmod"),
					      CS_STR("1\noops\nhead\na\nmod"));

	assert_int_equal(d.n, 7);
	assert_int_equal(d.different, 2);
	assert_str(d.v[4].name, "frame 2");
	assert_str(d.v[4].a, "b");
	assert_str(d.v[4].b, "");
	assert_str(d.v[6].name, "module");
	assert_true(d.v[6].same);
}

static void releases_compare_by_number(void **state)
{
	(void)state;
	assert_true(cs_release_has("6.1.100", "6.1.99"));
	assert_false(cs_release_has("6.1.9-foo", "6.1.10"));
	assert_true(cs_release_has("6.2-rc1", "6.1.10"));
	assert_true(cs_release_has("6.1.10-4-amd64", "6.1.10"));
	assert_true(cs_release_has("", "6.1.10"));
	assert_true(cs_release_has("6.1", ""));
}

extern const char cs_store_schema[];

/* What the first version wrote, as it wrote it. */
static void a_database_of_version_1_is_brought_up_to_date(void **state)
{
	struct fixture *f = *state;
	char path[128];
	struct cs_error err;
	struct cs_store *s;
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/old.db", f->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, cs_store_schema, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db,
			     "PRAGMA user_version = 1; PRAGMA application_id = 0x63736361;"
			     "INSERT INTO cases (kind, severity, title, first_seen, last_seen)"
			     " VALUES ('oops', 4, 'old', 1, 2);"
			     "INSERT INTO runs (started, inputs) VALUES (1, 3), (2, 4);"
			     "INSERT INTO run_cases VALUES (1, 1, 5)",
			     NULL, NULL, NULL),
		SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(cs_store_open(&s, path, CS_STORE_READ, &err), CS_MISMATCH);
	assert_int_equal(cs_store_open(&s, path, CS_STORE_WRITE, &err), CS_OK);
	cs_store_close(s);
	assert_int_equal(cs_store_open(&s, path, CS_STORE_READ, &err), CS_OK);
	cs_store_close(s);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "SELECT name FROM runs; SELECT fresh FROM run_cases",
				      NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
}

static void redaction(void **state)
{
	struct cs_strbuf b;

	(void)state;
	cs_strbuf_init(&b);
	cs_redact(&b, CS_STR("from 192.168.0.1:80 00:16:3e:ab:cd:ef Comm: secretd Tainted "
			     "v6.1.100.2.3 ffff888003e7ba10 10.0.0.256"));
	assert_str(cs_strbuf_str(&b), "from x.x.x.x:80 xx:xx:xx:xx:xx:xx Comm: task Tainted "
				      "v6.1.100.2.3 ffff888003e7ba10 10.0.0.256");
	cs_strbuf_release(&b);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_case_for_each_signature),
		STORE_TEST(the_same_report_counts_once),
		STORE_TEST(a_new_version_of_the_signature_finds_its_case),
		STORE_TEST(every_sighting_stays_but_not_every_report),
		STORE_TEST(words_are_data_not_syntax),
		STORE_TEST(fixed_and_back),
		STORE_TEST(merges_last_and_splits_undo),
		STORE_TEST(echoes_and_suppressed_are_no_cases),
		STORE_TEST(reading_can_not_write),
		STORE_TEST(keys_side_by_side),
		cmocka_unit_test(releases_compare_by_number),
		STORE_TEST(a_database_of_version_1_is_brought_up_to_date),
		cmocka_unit_test(redaction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
