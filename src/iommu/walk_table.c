/* The walk itself, for all formats, and the search for neighbours. */
#include "base/limits.h"
#include "iommu/walk_format.h"

const char *cs_walk_state_name(enum cs_walk_state s)
{
	static const char *const names[] = {"table", "block", "page", "invalid"};

	return names[s];
}

const char *cs_walk_result_name(enum cs_walk_result r)
{
	static const char *const names[] = {NULL, "mapped", "unmapped", "permission"};

	return names[r];
}

/* ---- reading ---- */

struct walker {
	const struct cs_memory *m;
	const struct cs_pt *pt;
	struct cs_walk *w;
	unsigned left; /* descriptors that the search may still read */
	bool hole;     /* some table isn't in RAM */
	bool stopped;  /* LEFT ran out */
};

static bool find_physical(struct walker *k, uint64_t address, uint64_t *physical,
			  struct cs_pt_limits *limits);

/* One descriptor; TABLE is an address of this stage's output. */
static bool read_entry(struct walker *k, uint64_t table, uint64_t index, uint64_t *descriptor)
{
	unsigned bytes = cs_pt_entry_bytes(k->pt);
	uint64_t at = table + index * bytes;
	uint32_t low;

	if (!find_physical(k, at, &at, NULL))
		return false;
	if (bytes == 8)
		return cs_memory_read_u64(k->m, at, descriptor, NULL) == CS_OK;
	if (cs_memory_read_u32(k->m, at, &low, NULL) != CS_OK)
		return false;
	*descriptor = low;
	return true;
}

static uint64_t index_of(const struct cs_pt *pt, int level, uint64_t iova)
{
	uint64_t entries = cs_pt_entries(pt, level);

	return iova >> cs_pt_shift(pt, level) & (entries - 1);
}

/* ---- down to the address ---- */

static struct cs_str describe(struct walker *k, const struct cs_pt_entry *e)
{
	struct cs_words w = {.arena = k->w->notes.arena};

	if (e->wrong)
		cs_words_add(&w, "%s", e->wrong);
	else if (e->state == CS_WALK_TABLE)
		cs_words_add(&w, "table at %#llx", (unsigned long long)e->address);
	else if (e->state == CS_WALK_INVALID)
		cs_words_add(&w, "nothing is mapped here");
	else
		cs_words_add(&w, "%llu KiB at %#llx, %s%s%s%s%s%s",
			     (unsigned long long)e->span >> 10, (unsigned long long)e->address,
			     e->readable ? "r" : "-", e->writable ? "w" : "-",
			     e->executable ? "x" : "-", e->unprivileged ? "" : ", privileged only",
			     e->accessed ? "" : ", access flag clear",
			     e->contiguous ? ", of a contiguous run" : "");
	return cs_words_join(&w);
}

static void push_level(struct walker *k, int level, uint64_t table, uint64_t index,
		       uint64_t descriptor, const struct cs_pt_entry *e)
{
	struct cs_walk *w = k->w;

	if (w->level_count < CS_WALK_LEVELS)
		w->levels[w->level_count++] = (struct cs_walk_level){
			level, table, (unsigned)index, descriptor, e->state, describe(k, e)};
}

static void apply(struct cs_pt_limits *have, struct cs_pt_limits more)
{
	have->no_read |= more.no_read;
	have->no_write |= more.no_write;
	have->no_execute |= more.no_execute;
	have->no_unprivileged |= more.no_unprivileged;
}

static void judge_access(struct walker *k, const struct cs_pt_entry *e, struct cs_walk_access how)
{
	struct cs_walk *w = k->w;
	const char *why = NULL;

	w->result = CS_WALK_MAPPED;
	if (!e->accessed)
		why = "the access flag is clear";
	else if (how.access == CS_ACCESS_WRITE && !w->writable)
		why = "the mapping is read-only";
	else if (how.access == CS_ACCESS_READ && !w->readable)
		why = "the mapping can't be read";
	else if (how.access == CS_ACCESS_EXECUTE && !w->executable)
		why = "the mapping can't be executed";
	else if (how.access && how.privileged == 0 && !w->unprivileged)
		why = "the mapping is for privileged accesses only";
	if (!why)
		return;
	w->result = CS_WALK_PERMISSION;
	cs_words_add(&w->notes, "%s", why);
}

static void reach(struct walker *k, const struct cs_pt_entry *e, struct cs_pt_limits limits,
		  uint64_t iova, struct cs_walk_access how)
{
	struct cs_walk *w = k->w;
	uint64_t offset = iova & (e->span - 1);

	w->has_pa = find_physical(k, e->address + offset, &w->pa, &limits);
	w->readable = e->readable && !limits.no_read;
	w->writable = e->writable && !limits.no_write;
	w->executable = e->executable && !limits.no_execute;
	w->unprivileged = e->unprivileged && !limits.no_unprivileged;
	w->has_mapping = true;
	w->mapping_iova = iova - offset;
	w->mapping_size = e->span;
	if (!w->has_pa)
		cs_words_add(&w->notes, "intermediate address %#llx: stage 2 doesn't map it",
			     (unsigned long long)(e->address + offset));
	judge_access(k, e, how);
}

/* The run that entry INDEX belongs to, read into D; false when it isn't all in RAM. */
static bool read_run(struct walker *k, int level, uint64_t table, uint64_t index, uint64_t *d)
{
	unsigned n = cs_pt_run_length(k->pt, level);

	for (unsigned i = 0; i < n; i++)
		if (!read_entry(k, table, (index & ~(uint64_t)(n - 1)) + i, &d[i]))
			return false;
	return n > 0;
}

/* A leaf or an absent one: a sound run is one mapping; an unsound one is told. */
static void join_run(struct walker *k, int level, uint64_t table, uint64_t index,
		     const struct cs_pt_entry *e)
{
	struct cs_walk *w = k->w;
	uint64_t d[CS_PT_RUN_MAX];
	unsigned n = cs_pt_run_length(k->pt, level), bad = 0;
	const char *wrong;
	bool any = false;

	if ((e->state == CS_WALK_INVALID && e->wrong) || !read_run(k, level, table, index, d))
		return;
	for (unsigned i = 0; i < n; i++)
		any |= cs_pt_decode(k->pt, level, d[i]).contiguous;
	if (!any)
		return;
	wrong = cs_pt_run_judge(k->pt, level, d, &bad);
	if (wrong) {
		cs_words_add(&w->notes,
			     "level %d: the contiguous hint stands in the run of %u entries from "
			     "%llu on, but entry %llu %s: a TLB may use any of them for all",
			     level, n, (unsigned long long)(index & ~(uint64_t)(n - 1)),
			     (unsigned long long)((index & ~(uint64_t)(n - 1)) + bad), wrong);
		return;
	}
	w->mapping_size = n * e->span;
	w->mapping_iova &= ~(w->mapping_size - 1);
}

/* AMD's tables may skip levels; the address must have zeros there. */
static bool skips_bits(const struct cs_pt *pt, int level, int next, uint64_t iova)
{
	if (pt->format != CS_PT_AMD_V1)
		return false;
	for (int l = level - 1; l > next; l--)
		if (index_of(pt, l, iova))
			return true;
	return false;
}

static void tell_unread(struct walker *k, int level, uint64_t table, uint64_t index)
{
	uint64_t at = table + index * cs_pt_entry_bytes(k->pt), physical;
	bool reached = find_physical(k, at, &physical, NULL);

	cs_words_add(&k->w->notes,
		     reached ? "the level %d table at %#llx is not in the RAM image"
			     : "stage 2 doesn't map the level %d table at %#llx",
		     level, (unsigned long long)table);
}

static void descend(struct walker *k, uint64_t iova, struct cs_walk_access how)
{
	struct cs_pt_limits limits = {0};
	uint64_t table = k->pt->root;
	int level = cs_pt_first_level(k->pt);

	for (unsigned i = 0; i < CS_WALK_LEVELS; i++) {
		uint64_t index = index_of(k->pt, level, iova), d = 0;
		struct cs_pt_entry e;

		if (!read_entry(k, table, index, &d)) {
			tell_unread(k, level, table, index);
			return;
		}
		e = cs_pt_decode(k->pt, level, d);
		push_level(k, level, table, index, d, &e);
		if (e.wrong)
			cs_words_add(&k->w->notes, "level %d: %s (%#llx)", level, e.wrong,
				     (unsigned long long)d);
		if (e.state == CS_WALK_INVALID ||
		    (e.state == CS_WALK_TABLE && skips_bits(k->pt, level, e.next_level, iova))) {
			k->w->result = CS_WALK_UNMAPPED;
			join_run(k, level, table, index, &e);
			return;
		}
		if (e.state != CS_WALK_TABLE) {
			reach(k, &e, limits, iova, how);
			join_run(k, level, table, index, &e);
			return;
		}
		apply(&limits, cs_pt_limit(k->pt, d));
		table = e.address;
		level = e.next_level;
	}
}

/* Through the stage beneath, when there is one; what that stage forbids joins LIMITS. */
static bool find_physical(struct walker *k, uint64_t address, uint64_t *physical,
			  struct cs_pt_limits *limits)
{
	const struct cs_pt *under = k->pt->beneath;
	struct cs_walk_access any = {CS_ACCESS_NONE, -1};
	struct cs_walk w = {.notes.arena = k->w->notes.arena};
	struct walker inner = {.m = k->m, .pt = under, .w = &w};

	*physical = address;
	if (!under || under->beneath)
		return !under;
	if (cs_pt_input_bits(under) < 64 && address >> cs_pt_input_bits(under))
		return false;
	descend(&inner, address, any);
	*physical = w.pa;
	if (limits && w.has_pa)
		apply(limits, (struct cs_pt_limits){.no_read = !w.readable,
						    .no_write = !w.writable,
						    .no_execute = !w.executable});
	return w.has_pa;
}

/* ---- neighbours ---- */

static bool may_read(struct walker *k)
{
	if (k->left == 0) {
		k->stopped = true;
		return false;
	}
	k->left--;
	return true;
}

/* The page nearest to IOVA on one side in the table that begins at START; UP: above it. */
static bool search(struct walker *k, uint64_t table, int level, uint64_t start, uint64_t iova,
		   bool up, uint64_t *page)
{
	uint64_t each = 1ull << cs_pt_shift(k->pt, level), n = cs_pt_entries(k->pt, level);
	uint64_t at = iova < start ? 0 : (iova - start) / each, i;

	if (at >= n) {
		if (up)
			return false;
		at = n - 1;
	}
	for (i = at; i < n && may_read(k); i += up ? 1 : (uint64_t)-1) {
		uint64_t first = start + i * each, d;
		struct cs_pt_entry e;

		if (!read_entry(k, table, i, &d)) {
			k->hole = true;
			return false;
		}
		e = cs_pt_decode(k->pt, level, d);
		if (e.state == CS_WALK_INVALID)
			continue;
		if (e.state == CS_WALK_TABLE) {
			if (search(k, e.address, e.next_level, first, iova, up, page))
				return true;
			continue;
		}
		if (up ? first <= iova : first + each - 1 >= iova)
			continue;
		*page = up ? first : first + each - cs_pt_page(k->pt);
		return true;
	}
	return false;
}

static void find_neighbours(struct walker *k, uint64_t iova)
{
	struct cs_walk *w = k->w;
	int level = cs_pt_first_level(k->pt);
	uint64_t page, mask = k->pt->upper ? ~0ull << cs_pt_input_bits(k->pt) : 0;
	uint64_t local = iova & ~mask;

	k->left = CS_LIMIT_WALK_ENTRIES;
	if (search(k, k->pt->root, level, 0, local, false, &page))
		w->below = (struct cs_walk_near){true, page | mask,
						 local - (page + cs_pt_page(k->pt))};
	k->left = CS_LIMIT_WALK_ENTRIES;
	if (search(k, k->pt->root, level, 0, local, true, &page))
		w->above = (struct cs_walk_near){true, page | mask, page - local};
	if (k->stopped)
		cs_words_add(&w->notes,
			     "the search for neighbours stopped after %u "
			     "descriptors",
			     CS_LIMIT_WALK_ENTRIES);
	if (k->hole)
		cs_words_add(&w->notes, "some tables are not in the RAM image: a nearer mapping "
					"may exist");
}

struct cs_walk *cs_walk_table(struct cs_arena *arena, const struct cs_memory *m,
			      const struct cs_pt *pt, uint64_t iova, struct cs_walk_access how)
{
	struct cs_walk *w = cs_arena_alloc(arena, sizeof(*w));
	struct walker k = {.m = m, .pt = pt, .w = w};
	unsigned bits = cs_pt_input_bits(pt);
	uint64_t outside = bits >= 64 ? 0 : iova >> bits;

	w->iova = iova;
	w->notes.arena = arena;
	w->has_root = true;
	w->root = pt->root;
	cs_pt_note_size(pt, &w->notes);
	if (outside && !(pt->upper && outside == ~0ull >> bits)) {
		w->result = CS_WALK_UNMAPPED;
		cs_words_add(&w->notes, "%#llx is outside of the table's %u-bit range",
			     (unsigned long long)iova, bits);
		find_neighbours(&k, bits >= 64 ? iova : (1ull << bits) - 1);
		w->above = (struct cs_walk_near){0};
		if (w->below.known)
			w->below.bytes_away = iova - (w->below.iova + cs_pt_page(pt));
		return w;
	}
	descend(&k, iova, how);
	if (w->result == CS_WALK_UNMAPPED)
		find_neighbours(&k, iova);
	return w;
}
