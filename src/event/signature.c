/* The signature: what two sightings of one bug share. Version 1 hashes the kind, the title
 * without its function, the top three kept frames and the module. */
#include <stdio.h>

#include "base/digest.h"
#include "base/strbuf.h"
#include "event/complete.h"

static struct cs_str title_head(struct cs_str title)
{
	ptrdiff_t at = -1, from = 0, hit;

	while ((hit = cs_str_find(cs_str_tail(title, (size_t)from), " in ")) >= 0) {
		at = from + hit;
		from = at + 4;
	}
	return at < 0 ? title : cs_str_head(title, (size_t)at);
}

static void add_frames(struct cs_strbuf *b, const struct cs_event *ev, const struct cs_names *names)
{
	const struct cs_name_list *common = cs_names_list(names, "common");
	const struct cs_stack *s = cs_event_crash_stack(ev);
	unsigned taken = 0;

	for (size_t i = 0; s && i < s->frame_count && taken < 3; i++) {
		const struct cs_frame *f = &s->frames[i];

		if (!f->reliable || f->symbol.n == 0 || cs_name_list_match(common, f->symbol))
			continue;
		cs_strbuf_add(b, cs_event_title_name(f->function, names));
		cs_strbuf_add_char(b, '\n');
		taken++;
	}
}

static void add_iommu(struct cs_strbuf *b, const struct cs_iommu *u)
{
	cs_strbuf_addf(b, "%s\n%s\n%s\n", u->type, u->fault_count ? u->fault[0] : "",
		       u->access ? cs_access_name(u->access) : "");
	if (u->client.n)
		cs_strbuf_add(b, u->client);
	else if (u->has_stream)
		cs_strbuf_addf(b, "sid %#llx", (unsigned long long)u->stream_id);
	else if (u->has_bank)
		cs_strbuf_addf(b, "cb %llu", (unsigned long long)u->bank);
}

void cs_event_make_signature(struct cs_event *ev, const struct cs_names *names)
{
	char hex[CS_DIGEST_HEX + 1];
	struct cs_strbuf b;

	cs_strbuf_init(&b);
	cs_strbuf_addf(&b, "1\n%s\n", cs_kind_name(ev->kind));
	if (ev->iommu) {
		add_iommu(&b, ev->iommu);
	} else {
		cs_strbuf_add(&b, title_head(ev->title));
		cs_strbuf_add_char(&b, '\n');
		add_frames(&b, ev, names);
		cs_strbuf_add(&b, ev->module);
	}
	ev->signature_key = cs_arena_str(&ev->arena, cs_strbuf_str(&b));
	cs_digest_of(ev->signature_key, hex);
	snprintf(ev->signature, sizeof(ev->signature), "1:%.24s", hex);
	cs_strbuf_release(&b);
}
