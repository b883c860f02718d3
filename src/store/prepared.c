#include "store/prepared.h"

static struct cs_prepared_one *find(struct cs_prepared *p, const char *sql)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].sql == sql)
			return &p->v[i];
	return NULL;
}

sqlite3_stmt *cs_prepared_take(struct cs_prepared *p, sqlite3 *db, const char *sql)
{
	struct cs_prepared_one *one = find(p, sql);
	bool keep = !one && p->n < CS_PREPARED_MAX;
	sqlite3_stmt *stmt = NULL;

	if (one && !one->lent) {
		one->lent = true;
		return one->stmt;
	}
	if (sqlite3_prepare_v3(db, sql, -1, keep ? SQLITE_PREPARE_PERSISTENT : 0, &stmt, NULL) !=
	    SQLITE_OK)
		return NULL;
	if (keep)
		p->v[p->n++] = (struct cs_prepared_one){sql, stmt, true};
	return stmt;
}

void cs_prepared_give(struct cs_prepared *p, sqlite3_stmt *stmt)
{
	for (size_t i = 0; stmt && i < p->n; i++)
		if (p->v[i].stmt == stmt) {
			sqlite3_reset(stmt);
			sqlite3_clear_bindings(stmt);
			p->v[i].lent = false;
			return;
		}
	sqlite3_finalize(stmt);
}

void cs_prepared_release(struct cs_prepared *p)
{
	for (size_t i = 0; i < p->n; i++)
		sqlite3_finalize(p->v[i].stmt);
	p->n = 0;
}
