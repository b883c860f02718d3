#include "rule/kept.h"

#include "base/cache.h"
#include "base/limits.h"
#include "rule/tree.h"

static const struct cs_cache cache = {.folder = "rules",
				      .suffix = ".tree",
				      .max_bytes = CS_LIMIT_RULE_TREE_BYTES,
				      .max_files = CS_LIMIT_RULE_TREES};

/* Another version may read YAML otherwise, so each has trees of its own. */
static void make_key(struct cs_str content, char key[CS_DIGEST_HEX + 1])
{
	struct cs_digest *d = cs_digest_new();

	cs_digest_add(d, CS_STR("crashscan " CS_VERSION " rules\n"));
	cs_digest_add(d, content);
	cs_digest_text(d, key);
	cs_digest_free(d);
}

static void keep(const char *key, const struct cs_yaml *root)
{
	struct cs_strbuf bytes;

	cs_strbuf_init(&bytes);
	cs_tree_pack(root, &bytes);
	cs_cache_put(&cache, key, cs_strbuf_str(&bytes));
	cs_strbuf_release(&bytes);
}

struct cs_yaml *cs_yaml_kept(struct cs_arena *arena, struct cs_str file, struct cs_str content,
			     struct cs_problems *p)
{
	char key[CS_DIGEST_HEX + 1];
	struct cs_yaml *root = NULL;
	struct cs_strbuf bytes;

	make_key(content, key);
	cs_strbuf_init(&bytes);
	if (cs_cache_get(&cache, key, &bytes))
		root = cs_tree_unpack(arena, cs_strbuf_str(&bytes));
	cs_strbuf_release(&bytes);
	if (root) {
		p->file = file;
		p->content = content;
		p->rule = (struct cs_str){NULL, 0};
		return root;
	}
	root = cs_yaml_parse(arena, file, content, p);
	if (root)
		keep(key, root);
	return root;
}
