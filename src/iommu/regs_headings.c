/* What headings, comments, paths and prompts tell: the type of SMMU, its address and name, the
 * page size, the context bank, the stream, and what the lines below are. */
#include "iommu/regs_forms.h"

static bool has_any(struct cs_str s, const char *const *words)
{
	for (; *words; words++)
		if (cs_regs_find(s, *words) >= 0)
			return true;
	return false;
}

static enum cs_smmu_type type_in(struct cs_str s)
{
	static const char *const v3[] = {"smmuv3", "smmu-v3", "smmu_v3", "smmu v3",
					 "smmu3",  "mmu-600", "mmu600",  "mmu-700",
					 "mmu700", "mmu-s3",  NULL};
	static const char *const v2[] = {"smmuv2",  "smmu-v2", "smmu_v2", "smmu v2", "smmu2",
					 "mmu-500", "mmu500",  "mmu_500", "mmu-401", "mmu-400",
					 "mmu401",  "mmu400",  "smmuv1",  "smmu-v1", NULL};

	return has_any(s, v3) ? CS_SMMU_V3 : has_any(s, v2) ? CS_SMMU_V2 : CS_SMMU_UNKNOWN;
}

static bool is_about_smmu(struct cs_str s)
{
	static const char *const words[] = {"mmu", "base", NULL};

	return has_any(s, words);
}

/* The next number of at least 0x1000 in S, where a word begins; S moves behind it. */
static bool next_address(struct cs_str *s, uint64_t *v, struct cs_str *behind)
{
	for (size_t i = 0; i < s->n; i++) {
		struct cs_str t = cs_str_tail(*s, i);
		struct cs_regs_number n;

		if (i && (cs_is_name(s->p[i - 1]) || s->p[i - 1] == '-'))
			continue;
		if (!cs_regs_eat_number(&t, &n) || !cs_regs_number_hex(&n, v) || *v < 0x1000 ||
		    (!n.prefixed && cs_regs_number_width(&n) < 6))
			continue;
		*behind = t;
		*s = t;
		return true;
	}
	return false;
}

/* "/sys/kernel/debug/15000000.iommu/cb014/regdump:" */
static void read_unit(struct cs_regs_reader *r, struct cs_str digits_end, struct cs_str line)
{
	struct cs_regs_text *t = r->out;
	size_t begin = (size_t)(digits_end.p - line.p), end = begin;

	while (begin && cs_is_hex(line.p[begin - 1]))
		begin--;
	while (end < line.n &&
	       (cs_is_name(line.p[end]) || line.p[end] == '.' || line.p[end] == '-'))
		end++;
	if (!t->unit.n)
		t->unit = (struct cs_str){line.p + begin, end - begin};
}

static void read_base(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_text *t = r->out;
	struct cs_str s = line, behind;
	uint64_t v;

	if (!is_about_smmu(line))
		return;
	while (next_address(&s, &v, &behind)) {
		if (v % 0x1000)
			continue;
		if (behind.n > 1 && behind.p[0] == '.' && cs_is_alpha(behind.p[1]))
			read_unit(r, behind, line);
		if (cs_regs_find(line, "mmu") >= 0)
			cs_regs_note_origin(r, v);
		if (!t->has_base) {
			t->has_base = true;
			t->base = v;
		}
		return;
	}
}

static void read_page_size(struct cs_regs_reader *r, struct cs_str line)
{
	static const char *const small[] = {"4k page",     "4 kb page",   "4kb page",
					    "pagesize 4k", "pagesize=4k", "page size 4k",
					    NULL};
	static const char *const large[] = {
		"64k page",     "64 kb page",    "64kb page", "pagesize 64k",
		"pagesize=64k", "page size 64k", NULL};

	if (has_any(line, large))
		r->out->page_size = 65536;
	else if (has_any(line, small))
		r->out->page_size = 4096;
}

/* A number behind WORD, where a word begins: "cb014", "[cb 14]", "context bank 14" */
static bool number_behind(struct cs_str line, const char *word, uint64_t *v)
{
	for (struct cs_str s = line; s.n;) {
		ptrdiff_t at = cs_regs_find(s, word);
		struct cs_str t;
		bool starts;

		if (at < 0)
			return false;
		starts = s.p + at == line.p || !cs_is_name(s.p[at - 1]);
		t = cs_str_tail(s, (size_t)at + strlen(word));
		s = t;
		while (t.n && (cs_is_blank(*t.p) || strchr("=:#[", *t.p)))
			t = cs_str_tail(t, 1);
		if (starts && (cs_str_starts(t, "0x") ? cs_eat_hex(&t, v) : cs_eat_dec(&t, v)) &&
		    (!t.n || !cs_is_name(*t.p)))
			return true;
	}
	return false;
}

static void read_bank(struct cs_regs_reader *r, struct cs_str line)
{
	static const char *const words[] = {"context bank", "contextbank", "cb", "ctx", "bank"};
	uint64_t v;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!number_behind(line, words[i], &v) || v > 255)
			continue;
		cs_regs_new_block(r, (int)v);
		return;
	}
}

/* "Event 3:" and no more */
static bool is_counted_event(struct cs_str line)
{
	struct cs_str s = line;
	uint64_t n;

	if (!cs_regs_starts(s, "event "))
		return false;
	s = cs_str_trim(cs_str_tail(s, 6));
	return cs_eat_dec(&s, &n) && cs_eat_char(&s, ':') && !cs_str_trim(s).n;
}

static bool is_section(struct cs_str line, enum cs_regs_kind *kind)
{
	static const char *const event[] = {
		"event queue", "event record", "eventq", "evtq",   "event-queue",
		"event_queue", "evt[",         "event[", "event,", NULL};
	static const char *const command[] = {"command queue", "cmdq", "command-queue", NULL};
	static const char *const ste[] = {"stream table", "ste ", "ste:", "stes", NULL};
	static const char *const cd[] = {"context descriptor", "cd ", "cd:", "cds", NULL};

	if (has_any(line, event) || is_counted_event(line))
		*kind = CS_REGS_EVENT;
	else if (has_any(line, command))
		*kind = CS_REGS_COMMAND;
	else if (has_any(line, cd) && (line.p[0] | 32) == 'c')
		*kind = CS_REGS_CD;
	else if (has_any(line, ste))
		*kind = CS_REGS_STE;
	else if (has_any(line, cd))
		*kind = CS_REGS_CD;
	else if (cs_regs_find(line, "register") >= 0)
		*kind = CS_REGS_OTHER;
	else
		return false;
	return true;
}

static bool read_section(struct cs_regs_reader *r, struct cs_str line)
{
	static const char *const words[] = {"sid", "streamid", "stream"};
	enum cs_regs_kind kind;

	if (!is_section(line, &kind))
		return false;
	r->section = kind;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (number_behind(line, words[i], &r->stream)) {
			r->has_stream = true;
			break;
		}
	}
	return true;
}

static bool is_prompt(struct cs_str s)
{
	static const char *const words[] = {
		"(qemu)",           "(gdb)",     "=> md", "md.l",   "md.w",    "md.q",
		"d.dump",           "data.dump", "b::",   "devmem", "memtool", "/dev/mem opened",
		"memory mapped at", "/sys/",     NULL};

	return has_any(s, words);
}

/* "(qemu) xp /16dw 0x9050000", "x/16dw": numbers to come are decimal. */
static void read_number_format(struct cs_regs_reader *r, struct cs_str line)
{
	ptrdiff_t at = cs_str_find(line, "x/");
	struct cs_str s = cs_str_tail(line, at < 0 ? line.n : (size_t)at + 2);
	uint64_t count;

	if (at < 0 && (at = cs_str_find(line, "xp /")) >= 0)
		s = cs_str_tail(line, (size_t)at + 4);
	if (at < 0)
		return;
	(void)!cs_eat_dec(&s, &count);
	r->decimal_rows = false;
	for (; s.n && cs_is_alpha(*s.p); s = cs_str_tail(s, 1))
		r->decimal_rows |= *s.p == 'd' || *s.p == 'u';
}

bool cs_regs_read_heading(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_str s = cs_str_trim(line);
	bool comment = s.n && strchr("#;/[*-=_|$>", *s.p);
	enum cs_smmu_type type = type_in(s);

	if (!r->out->type)
		r->out->type = type;
	read_number_format(r, s);
	read_base(r, s);
	read_page_size(r, s);
	read_bank(r, s);
	return read_section(r, s) || comment || type || is_prompt(s);
}
