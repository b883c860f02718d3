#include "rule/tree.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/mem.h"

#define MAGIC 0x31727463u /* "ctr1", read the wrong way round on another byte order */

struct head {
	uint32_t magic, nodes, text;
};

struct node {
	uint32_t line, column, key_line, key_column;
	uint32_t key, key_n, text, text_n; /* offsets in the text, and lengths */
	uint32_t kids;                     /* how many */
	uint8_t type, quote;
	uint8_t has_key, has_text; /* an empty text is not the same as none */
};

/* ---- packing ---- */

struct packer {
	CS_VEC(const struct cs_yaml *) queue;
	struct cs_strbuf nodes, text;
};

static uint32_t put_text(struct packer *p, struct cs_str s)
{
	uint32_t at = (uint32_t)p->text.n;

	cs_strbuf_add(&p->text, s);
	return at;
}

static void put_node(struct packer *p, const struct cs_yaml *y)
{
	struct node n = {.line = y->line,
			 .column = y->column,
			 .key_line = y->key_line,
			 .key_column = y->key_column,
			 .key_n = (uint32_t)y->key.n,
			 .text_n = (uint32_t)y->text.n,
			 .kids = (uint32_t)y->count,
			 .type = (uint8_t)y->type,
			 .quote = (uint8_t)y->quote,
			 .has_key = y->key.p != NULL,
			 .has_text = y->text.p != NULL};

	n.key = put_text(p, y->key);
	n.text = put_text(p, y->text);
	cs_strbuf_add(&p->nodes, (struct cs_str){(const char *)&n, sizeof(n)});
	for (size_t i = 0; i < y->count; i++)
		*CS_VEC_PUSH(&p->queue) = &y->kids[i];
}

void cs_tree_pack(const struct cs_yaml *root, struct cs_strbuf *out)
{
	struct packer p = {0};
	struct head head;

	cs_strbuf_init(&p.nodes);
	cs_strbuf_init(&p.text);
	*CS_VEC_PUSH(&p.queue) = root;
	for (size_t i = 0; i < p.queue.n; i++)
		put_node(&p, p.queue.v[i]);
	head = (struct head){MAGIC, (uint32_t)p.queue.n, (uint32_t)p.text.n};
	cs_strbuf_add(out, (struct cs_str){(const char *)&head, sizeof(head)});
	cs_strbuf_add(out, cs_strbuf_str(&p.nodes));
	cs_strbuf_add(out, cs_strbuf_str(&p.text));
	cs_strbuf_release(&p.nodes);
	cs_strbuf_release(&p.text);
	CS_VEC_FREE(&p.queue);
}

/* ---- unpacking ---- */

struct unpacker {
	struct cs_yaml *tree;
	uint8_t *depth;
	size_t count;
	size_t next; /* the first node that has no parent yet */
	struct cs_str text;
};

static bool take_text(const struct unpacker *u, bool has, uint32_t at, uint32_t n,
		      struct cs_str *out)
{
	*out = (struct cs_str){NULL, 0};
	if (!has)
		return n == 0;
	if (at > u->text.n || n > u->text.n - at)
		return false;
	*out = (struct cs_str){u->text.p + at, n};
	return true;
}

/* The children of node I are the next ones that nobody has. */
static bool take_kids(struct unpacker *u, size_t i, const struct node *n)
{
	struct cs_yaml *y = &u->tree[i];

	y->count = n->kids;
	if (n->kids == 0)
		return true;
	if (y->type == CS_YAML_SCALAR || n->kids > u->count - u->next || u->next <= i ||
	    u->depth[i] >= CS_LIMIT_YAML_DEPTH)
		return false;
	y->kids = &u->tree[u->next];
	memset(u->depth + u->next, u->depth[i] + 1, n->kids);
	u->next += n->kids;
	return true;
}

static bool take_node(struct unpacker *u, size_t i, const struct node *n)
{
	struct cs_yaml *y = &u->tree[i];

	if (n->type > CS_YAML_MAP || i >= u->next ||
	    (n->quote && n->quote != '"' && n->quote != '\''))
		return false;
	*y = (struct cs_yaml){.type = (enum cs_yaml_type)n->type,
			      .line = n->line,
			      .column = n->column,
			      .key_line = n->key_line,
			      .key_column = n->key_column,
			      .quote = (char)n->quote};
	return take_text(u, n->has_key, n->key, n->key_n, &y->key) &&
	       take_text(u, n->has_text, n->text, n->text_n, &y->text) && take_kids(u, i, n);
}

static bool take_nodes(struct unpacker *u, const char *p)
{
	struct node n;

	for (size_t i = 0; i < u->count; i++) {
		memcpy(&n, p + i * sizeof(n), sizeof(n));
		if (!take_node(u, i, &n))
			return false;
	}
	return u->next == u->count;
}

struct cs_yaml *cs_tree_unpack(struct cs_arena *arena, struct cs_str bytes)
{
	struct unpacker u = {.next = 1};
	struct head head;
	bool ok;

	if (bytes.n < sizeof(head))
		return NULL;
	memcpy(&head, bytes.p, sizeof(head));
	bytes = cs_str_tail(bytes, sizeof(head));
	if (head.magic != MAGIC || head.nodes == 0 || head.nodes > CS_LIMIT_RULE_NODES + 1 ||
	    bytes.n != head.nodes * sizeof(struct node) + head.text)
		return NULL;
	u.count = head.nodes;
	u.text = cs_arena_str(arena, cs_str_tail(bytes, head.nodes * sizeof(struct node)));
	u.tree = cs_arena_alloc(arena, head.nodes * sizeof(*u.tree));
	u.depth = cs_calloc(head.nodes, 1);
	ok = take_nodes(&u, bytes.p);
	free(u.depth);
	return ok ? u.tree : NULL;
}
