/* The case page: one request, one page, out of a database that is opened read-only. The web server
 * sets CRASHSCAN_DB; whatever goes wrong becomes a page that says so and gives nothing away of the
 * machine beyond that. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "cgi/routes.h"

struct answer {
	char *body;
	size_t size;
};

static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 414:
		return "URI Too Long";
	case 503:
		return "Service Unavailable";
	default:
		return "Internal Server Error";
	}
}

static const char *words(int status, const struct cs_error *err)
{
	if (err->status == CS_LIMIT)
		return "The case database was searched for too long. Fewer or longer words, or one "
		       "kind of case, are found sooner.";
	switch (status) {
	case 400:
		return "That address can't be read.";
	case 404:
		return "There is no such page or case.";
	case 405:
		return "This page is read-only.";
	case 414:
		return "That address is too long.";
	case 503:
		return "The case database can't be read just now.";
	default:
		return "The page could not be made.";
	}
}

static void begin_body(struct cs_page *p, struct answer *a)
{
	p->out = open_memstream(&a->body, &a->size);
	if (!p->out)
		cs_die_oom(0);
}

static void error_page(struct cs_page *p, struct answer *a, int status)
{
	fclose(p->out);
	free(a->body);
	begin_body(p, a);
	p->status = status;
	p->type = "text/html; charset=utf-8";
	p->lasting = false;
	cs_page_begin(p, cs_str_from(reason(status)), (struct cs_str){0});
	fprintf(p->out, "<section class=\"empty\"><h1>%s</h1><p>%s</p><p><a href=\"",
		reason(status), words(status, p->error));
	cs_put_base(p);
	cs_put(p, "/\">All cases</a></p></section>\n");
	cs_page_end(p);
}

/* For the server's error log; the visitor needs no paths. */
static void tell(const struct cs_error *err)
{
	char text[2048];

	fprintf(stderr, "crashscan-cgi: %s\n", cs_error_text(err, text, sizeof(text)));
}

static bool open_store(struct cs_page *p)
{
	struct cs_strbuf path;
	enum cs_status rc;

	cs_strbuf_init(&path);
	cs_store_default_path(&path);
	rc = cs_store_open(&p->store, path.p, CS_STORE_READ, p->error);
	cs_strbuf_release(&path);
	if (rc != CS_OK) {
		tell(p->error);
		return false;
	}
	cs_store_limit_time(p->store, CS_LIMIT_QUERY_MS);
	return true;
}

static int write_page(struct cs_page *p)
{
	int64_t id;
	const struct cs_route *route = cs_route_find(p->request->path, &id);
	enum cs_status rc;

	if (!route)
		return 404;
	if (route->needs_store && !open_store(p))
		return 503;
	rc = route->write(p, id);
	if (rc == CS_OK)
		return 200;
	if (rc == CS_NOT_FOUND)
		return 404;
	tell(p->error);
	return rc == CS_LIMIT || rc == CS_ERR_DATABASE ? 503 : 500;
}

static void send_answer(const struct cs_page *p, const struct answer *a)
{
	printf("Status: %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	       "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src data:; "
	       "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
	       "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n"
	       "Cross-Origin-Opener-Policy: same-origin\r\n"
	       "Cross-Origin-Resource-Policy: same-origin\r\nCache-Control: %s\r\n\r\n",
	       p->status, reason(p->status), p->type, a->size,
	       p->lasting ? "max-age=86400" : "no-store");
	if (!p->request->head)
		fwrite(a->body, 1, a->size, stdout);
}

int main(void)
{
	struct cs_request request;
	struct cs_error error = {0};
	struct cs_arena arena;
	struct answer answer = {0};
	struct cs_page page = {.status = 200,
			       .type = "text/html; charset=utf-8",
			       .request = &request,
			       .arena = &arena,
			       .error = &error};
	int status;

	cs_arena_init(&arena);
	begin_body(&page, &answer);
	status = (int)cs_request_read(&request, &arena);
	if (status == CS_REQUEST_OK)
		status = write_page(&page);
	if (status != 200)
		error_page(&page, &answer, status);
	fclose(page.out);
	send_answer(&page, &answer);
	free(answer.body);
	cs_store_close(page.store);
	cs_arena_release(&arena);
	return fflush(stdout) == 0 ? 0 : 1;
}
