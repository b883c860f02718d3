#include <string.h>
#include <time.h>

#include "report/text_event.h"

static void day(struct cs_pen *p, int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;
	char buf[32];

	if (gmtime_r(&t, &tm) && strftime(buf, sizeof(buf), "%Y-%m-%d", &tm))
		cs_pen_wrapf(p, " %s", buf);
}

static void seen(struct cs_pen *p, const struct cs_history *h)
{
	cs_pen_wrapf(p, " seen %lld time%s before: first on", (long long)h->seen_before,
		     h->seen_before == 1 ? "" : "s");
	day(p, h->first_seen);
	if (h->first_release[0])
		cs_pen_wrapf(p, " with kernel %s", h->first_release);
	if (h->seen_before < 2)
		return;
	cs_pen_wrap(p, CS_STR(", last on"));
	day(p, h->last_seen);
	if (h->last_release[0] && strcmp(h->last_release, h->first_release) != 0)
		cs_pen_wrapf(p, " with kernel %s", h->last_release);
}

void cs_text_history(struct cs_pen *p, const struct cs_history *h)
{
	if (!h || !h->known)
		return;
	cs_text_label(p, "history");
	if (h->returned)
		cs_pen_wrap(p, CS_STR("it was marked fixed and is back;"));
	if (h->seen_before > 0)
		seen(p, h);
	else
		cs_pen_wrap(p, CS_STR("not seen before"));
	if (h->again)
		cs_pen_wrap(p,
			    CS_STR("; this very report was filed before and isn't counted again"));
	cs_pen_wrapf(p, " (case %lld", (long long)h->case_id);
	if (h->status[0] && strcmp(h->status, "untriaged") != 0)
		cs_pen_wrapf(p, ", %s", h->returned ? "returned" : h->status);
	if (h->owner[0])
		cs_pen_wrapf(p, ", owner %s", h->owner);
	cs_pen_wrap(p, CS_STR(")"));
	if (h->link[0])
		cs_pen_wrapf(p, " %s", h->link);
}
