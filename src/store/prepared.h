/* Private to store/: statements that stay prepared while the file is open, since filing a report
 * runs the same twenty again and again and preparing one costs more than running it. */
#ifndef CS_STORE_PREPARED_H
#define CS_STORE_PREPARED_H

#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

#define CS_PREPARED_MAX 64 /* further ones are prepared each time */

struct cs_prepared {
	struct cs_prepared_one {
		const char *sql; /* found by its address: statements are fixed texts */
		sqlite3_stmt *stmt;
		bool lent;
	} v[CS_PREPARED_MAX];
	size_t n;
};

/* SQL ready to be bound; NULL on failure, told by the connection. A statement that is lent already
 * (a query inside the loop of the same query) is prepared once more. */
sqlite3_stmt *cs_prepared_take(struct cs_prepared *p, sqlite3 *db, const char *sql);
/* STMT is not used any more: kept for the next, without its values, or finalized. NULL is none. */
void cs_prepared_give(struct cs_prepared *p, sqlite3_stmt *stmt);
/* Finalizes what is kept; before the connection closes. */
void cs_prepared_release(struct cs_prepared *p);

#endif
