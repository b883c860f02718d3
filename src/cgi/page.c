#include "cgi/page.h"

#include <time.h>

#include "base/limits.h"
#include "report/markup.h"

void cs_put(struct cs_page *p, const char *html)
{
	fputs(html, p->out);
}

void cs_put_text(struct cs_page *p, struct cs_str s)
{
	struct cs_str head = cs_str_head(s, CS_LIMIT_PAGE_VALUE_BYTES);

	while (head.n && head.n < s.n && ((unsigned char)s.p[head.n] & 0xc0) == 0x80)
		head.n--; /* not in the middle of a character */
	cs_markup_text(p->out, head);
	if (head.n < s.n)
		fputs("…", p->out);
}

void cs_put_number(struct cs_page *p, int64_t n)
{
	fprintf(p->out, "%lld", (long long)n);
}

void cs_put_base(struct cs_page *p)
{
	cs_markup_uri(p->out, cs_str_from(p->request->base));
}

void cs_put_param(struct cs_page *p, bool *first, const char *name, struct cs_str value)
{
	if (value.n == 0)
		return;
	fprintf(p->out, "%s%s=", *first ? "?" : "&amp;", name);
	cs_markup_uri(p->out, value);
	*first = false;
}

void cs_put_if(struct cs_page *p, const char *open, struct cs_str s, const char *close)
{
	if (s.n == 0)
		return;
	cs_put(p, open);
	cs_put_text(p, s);
	cs_put(p, close);
}

void cs_put_reference(struct cs_page *p, struct cs_str url)
{
	if (!cs_str_starts(url, "https://") && !cs_str_starts(url, "http://")) {
		cs_put_text(p, url);
		return;
	}
	cs_put(p, "<a rel=\"noopener noreferrer\" href=\"");
	cs_put_text(p, url);
	cs_put(p, "\">");
	cs_put_text(p, url);
	cs_put(p, "</a>");
}

void cs_put_day(struct cs_page *p, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;
	char full[40], day[24];

	if (!gmtime_r(&t, &tm) || !strftime(full, sizeof(full), "%Y-%m-%dT%H:%M:%SZ", &tm) ||
	    !strftime(day, sizeof(day), "%Y-%m-%d", &tm)) {
		cs_put(p, "?");
		return;
	}
	fprintf(p->out, "<time datetime=\"%s\" title=\"%s\">%s</time>", full, full, day);
}

void cs_put_severity(struct cs_page *p, enum cs_severity s)
{
	const char *name = cs_severity_name(s);

	fprintf(p->out, "<span class=\"severity %s\">%s</span>", name, name);
}

void cs_put_status(struct cs_page *p, struct cs_str status)
{
	cs_put(p, "<span class=\"status ");
	cs_put_text(p, status);
	cs_put(p, "\">");
	cs_put_text(p, status);
	cs_put(p, "</span>");
}

void cs_put_place(struct cs_page *p, struct cs_str file, int64_t line)
{
	cs_put_text(p, file);
	if (file.n && line > 0)
		fprintf(p->out, ":%lld", (long long)line);
}

void cs_page_begin(struct cs_page *p, struct cs_str title, struct cs_str query)
{
	cs_put(p, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		  "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
	cs_put_text(p, title);
	cs_put(p, " · crashscan</title>\n<link rel=\"icon\" href=\"data:,\">\n"
		  "<link rel=\"stylesheet\" href=\"");
	cs_put_base(p);
	cs_put(p, "/style.css?" CS_VERSION "\">\n</head>\n<body>\n"
		  "<a class=\"skip\" href=\"#main\">Skip to content</a>\n"
		  "<header class=\"top\"><div class=\"wide\">\n<a class=\"brand\" href=\"");
	cs_put_base(p);
	cs_put(p, "/\">crash<b>scan</b></a>\n<form role=\"search\" action=\"");
	cs_put_base(p);
	cs_put(p, "/\">\n<input type=\"search\" name=\"q\" aria-label=\"Search\" maxlength=\"200\""
		  " placeholder=\"function, file, register, line, #case\" value=\"");
	cs_put_text(p, query);
	cs_put(p, "\">\n<button>Search</button>\n</form>\n</div></header>\n"
		  "<main id=\"main\" class=\"wide\">\n");
}

void cs_page_end(struct cs_page *p)
{
	cs_put(p, "</main>\n<footer class=\"wide\">crashscan " CS_VERSION
		  " · read-only view · times are UTC</footer>\n</body>\n</html>\n");
}

static void pager_link(struct cs_page *p, const char *path, int64_t page, const char *words,
		       const char *rel, void (*params)(struct cs_page *p, bool *first))
{
	char number[24];
	bool first = true;

	snprintf(number, sizeof(number), "%lld", (long long)page);
	fprintf(p->out, "<a rel=\"%s\" href=\"", rel);
	cs_put_base(p);
	cs_put(p, path);
	if (params)
		params(p, &first);
	if (page)
		cs_put_param(p, &first, "page", cs_str_from(number));
	fprintf(p->out, "\">%s</a>\n", words);
}

void cs_put_pager(struct cs_page *p, const char *path, int64_t page, int64_t pages,
		  void (*params)(struct cs_page *p, bool *first))
{
	if (pages < 2)
		return;
	cs_put(p, "<nav class=\"pager\" aria-label=\"Pages\">\n");
	if (page > 0)
		pager_link(p, path, page - 1, "← Back", "prev", params);
	fprintf(p->out, "<span>page %lld of %lld</span>\n", (long long)page + 1, (long long)pages);
	if (page + 1 < pages)
		pager_link(p, path, page + 1, "More →", "next", params);
	cs_put(p, "</nav>\n");
}
