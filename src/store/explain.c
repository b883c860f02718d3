/* Why two reports are one case or two: their keys, part by part. */
#include "store/cases.h"
#include "store/db.h"

static const char *const iommu_parts[] = {"version", "kind", "type", "fault", "access", "client"};

/* Part I of N. A code path's key is: version, kind, title, up to three frames, module. */
static struct cs_str part_name(struct cs_arena *a, struct cs_str kind, size_t i, size_t n)
{
	if (cs_str_is(kind, "iommu-fault"))
		return cs_str_from(i < 6 ? iommu_parts[i] : "more");
	if (i < 3)
		return cs_str_from(i == 0 ? "version" : i == 1 ? "kind" : "title");
	if (i + 1 == n)
		return CS_STR("module");
	return cs_arena_strf(a, "frame %zu", i - 2);
}

static size_t count_parts(struct cs_str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* Part I of S; in the shorter of two keys, frames that it lacks stand before the module. */
static struct cs_str part(struct cs_str s, size_t i, size_t have, size_t all)
{
	if (have < all && i + 1 >= have) {
		if (i + 1 < all)
			return (struct cs_str){"", 0};
		i = have - 1;
	}
	while (i--)
		s = cs_str_after(s, "\n");
	return cs_str_until(s, "\n");
}

struct cs_key_diff cs_key_compare(struct cs_arena *arena, struct cs_str kind, struct cs_str a,
				  struct cs_str b)
{
	size_t na = count_parts(a), nb = count_parts(b), n = na > nb ? na : nb;
	struct cs_key_diff diff = {0};

	for (size_t i = 0; i < n; i++) {
		struct cs_key_part *p = CS_ARENA_PUSH(arena, diff.v, diff.n);

		p->name = part_name(arena, kind, i, n);
		p->a = part(a, i, na, n);
		p->b = part(b, i, nb, n);
		p->same = cs_str_eq(p->a, p->b);
		diff.different += !p->same;
	}
	return diff;
}

enum cs_status cs_case_signatures(struct cs_store *s, struct cs_arena *a, int64_t id,
				  struct cs_signature_list *out, struct cs_error *err)
{
	sqlite3_stmt *q =
		cs_db_query(s, err,
			    "SELECT x.signature, x.title, x.key, x.pinned, (SELECT count(*) FROM"
			    " sightings g WHERE g.signature = x.signature) AS n FROM signatures x"
			    " WHERE x.case_id = ? ORDER BY n DESC, x.rowid LIMIT 200",
			    "i", id);
	enum cs_status rc;

	*out = (struct cs_signature_list){0};
	while ((rc = cs_db_next(s, &q, err)) == CS_OK) {
		struct cs_case_signature *x = CS_ARENA_PUSH(a, out->v, out->n);

		x->signature = cs_arena_str(a, cs_db_str(q, 0));
		x->title = cs_arena_str(a, cs_db_str(q, 1));
		x->key = cs_arena_str(a, cs_db_str(q, 2));
		x->pinned = cs_arena_str(a, cs_db_str(q, 3));
		x->sightings = sqlite3_column_int64(q, 4);
	}
	return rc == CS_NOT_FOUND ? CS_OK : rc;
}
