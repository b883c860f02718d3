/* A page being written, and how each kind of value gets into it. Values reach a page through these
 * functions only, which are named by the place that the value goes to. */
#ifndef CS_CGI_PAGE_H
#define CS_CGI_PAGE_H

#include <stdio.h>

#include "cgi/request.h"
#include "event/kind.h"
#include "store/cases.h"

struct cs_page {
	FILE *out; /* memory: a page that fails half-way is never sent */
	int status;
	const char *type; /* Content-Type */
	bool lasting;     /* may be kept by the browser */
	const struct cs_request *request;
	struct cs_store *store; /* read-only */
	struct cs_arena *arena;
	struct cs_error *error; /* of the last call that failed */
};

/* A page answers its route: CS_OK, or CS_NOT_FOUND (404), or a failure (500) with *page->error. */
typedef enum cs_status cs_page_writer(struct cs_page *p, int64_t id);

cs_page_writer cs_page_list, cs_page_case, cs_page_compare, cs_page_log, cs_page_style,
	cs_page_health;

/* Our own words; never a value. */
void cs_put(struct cs_page *p, const char *html);
/* Between tags, or in a double-quoted attribute; cut at CS_LIMIT_PAGE_VALUE_BYTES. */
void cs_put_text(struct cs_page *p, struct cs_str s);
void cs_put_number(struct cs_page *p, int64_t n);
/* The path and the query of a link to ourselves: cs_put_link(p, "/case/"), … */
void cs_put_base(struct cs_page *p);
/* "name=value", percent-encoded, with "?" or "&amp;" in front; nothing when VALUE is empty. */
void cs_put_param(struct cs_page *p, bool *first, const char *name, struct cs_str value);
/* OPEN value CLOSE, or nothing when the value is empty. */
void cs_put_if(struct cs_page *p, const char *open, struct cs_str s, const char *close);
/* A link to an address that log or people told: only http and https become one. */
void cs_put_reference(struct cs_page *p, struct cs_str url);

/* "2026-11-24" and a <time> element around it. */
void cs_put_day(struct cs_page *p, int64_t at);
void cs_put_severity(struct cs_page *p, enum cs_severity s);
void cs_put_status(struct cs_page *p, struct cs_str status);
/* "drivers/foo.c:12" */
void cs_put_place(struct cs_page *p, struct cs_str file, int64_t line);

/* The frame around every page; QUERY stands in the search box. */
void cs_page_begin(struct cs_page *p, struct cs_str title, struct cs_str query);
void cs_page_end(struct cs_page *p);
/* "Newer 1 2 3 Older" is too much: two links, when there is somewhere to go. */
void cs_put_pager(struct cs_page *p, const char *path, int64_t page, int64_t pages,
		  void (*params)(struct cs_page *p, bool *first));

#endif
