#include "report/json_walk.h"

#include "iommu/walk.h"
#include "report/json_writer.h"

static void put_level(struct cs_json_writer *out, const struct cs_walk_level *l)
{
	cs_json_open(out, NULL, '{');
	cs_json_put_int(out, "level", l->level);
	cs_json_put_hex(out, "table", l->table);
	cs_json_put_int(out, "index", l->index);
	cs_json_put_hex(out, "descriptor", l->descriptor);
	cs_json_put_word(out, "state", cs_walk_state_name(l->state));
	cs_json_put_str(out, "meaning", l->meaning);
	cs_json_close(out, '}');
}

static void put_levels(struct cs_json_writer *out, const struct cs_walk *w)
{
	cs_json_open(out, "levels", '[');
	for (size_t i = 0; i < w->level_count; i++)
		put_level(out, &w->levels[i]);
	cs_json_close(out, ']');
}

static void put_near(struct cs_json_writer *out, const char *key, const struct cs_walk_near *n)
{
	if (!n->known) {
		cs_json_put_null(out, key);
		return;
	}
	cs_json_open(out, key, '{');
	cs_json_put_hex(out, "iova", n->iova);
	cs_json_put_int(out, "bytes_away", (long long)n->bytes_away);
	cs_json_close(out, '}');
}

static void put_mapping(struct cs_json_writer *out, const struct cs_walk *w)
{
	if (!w->has_mapping) {
		cs_json_put_null(out, "mapping");
		return;
	}
	cs_json_open(out, "mapping", '{');
	cs_json_put_hex(out, "iova", w->mapping_iova);
	cs_json_put_int(out, "bytes", (long long)w->mapping_size);
	cs_json_put_bool(out, "read", w->readable);
	cs_json_put_bool(out, "write", w->writable);
	cs_json_put_bool(out, "execute", w->executable);
	cs_json_put_bool(out, "unprivileged", w->unprivileged);
	cs_json_close(out, '}');
}

void cs_json_put_walk(struct cs_json_writer *out, const char *key, const struct cs_walk *w)
{
	if (!w) {
		cs_json_put_null(out, key);
		return;
	}
	cs_json_open(out, key, '{');
	cs_json_put_hex(out, "iova", w->iova);
	cs_json_put_hex_if(out, "root", w->has_root, w->root);
	put_levels(out, w);
	cs_json_put_word(out, "result", cs_walk_result_name(w->result));
	cs_json_put_hex_if(out, "pa", w->has_pa, w->pa);
	put_mapping(out, w);
	put_near(out, "below", &w->below);
	put_near(out, "above", &w->above);
	cs_json_put_strs(out, "notes", w->notes.v, w->notes.n);
	cs_json_close(out, '}');
}

void cs_json_print_walk(FILE *out, const struct cs_walk *w)
{
	struct cs_json_writer text;

	cs_json_writer_init(&text);
	cs_json_open(&text, NULL, '{');
	cs_json_put_word(&text, "schema", "crashscan.walk/1");
	cs_json_put_walk(&text, "page_walk", w);
	cs_json_close(&text, '}');
	cs_strbuf_add_char(&text.text, '\n');
	cs_json_writer_flush(&text, out);
	cs_json_writer_release(&text);
}
