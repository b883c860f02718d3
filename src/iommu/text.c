#include "iommu/text.h"

#define TEXT_MAX 2048 /* bytes of a statement that are looked at for its end */
#define UNIT_WITHIN 160
#define CONTINUED_MAX 4 /* broken pieces of one line */

/* "0000:00:01.0": digits and colons, too, but a device */
static bool is_pci_function(struct cs_str word)
{
	return word.n == 12 && word.p[4] == ':' && word.p[7] == ':' && word.p[10] == '.';
}

static bool is_stamp(struct cs_str word)
{
	if (is_pci_function(word))
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (!cs_is_digit(word.p[i]) && word.p[i] != '.' && word.p[i] != ':')
			return false;
	return true;
}

/* Words in front of the unit that end with a colon, too. */
static bool is_no_unit(struct cs_str word)
{
	static const char *const names[] = {"kernel", "smmu", "SMMUv3", "IOMMU", "iommu"};

	if (is_stamp(word) || word.p[word.n - 1] == ')') /* "(cons 0x01000022):" */
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (cs_str_is(word, names[i]))
			return true;
	return false;
}

/* "foo_irq: 238542 callbacks suppressed [ 5517.386330] message": the message glued behind */
static struct cs_str skip_glued(struct cs_str text)
{
	struct cs_str t = cs_str_after(text, " callbacks suppressed");
	struct cs_str behind = t.p ? cs_str_after(t, "] ") : t;

	return behind.p ? behind : text;
}

bool cs_iommu_unit(struct cs_str text, struct cs_str *unit, struct cs_str *rest)
{
	struct cs_str s = skip_glued(text), word;
	size_t all = s.n;

	for (;;) {
		cs_eat_blank(&s);
		if (all - s.n > UNIT_WITHIN || !cs_eat_word(&s, &word))
			return false;
		if (word.n < 2 || word.p[word.n - 1] != ':')
			continue;
		word.n--;
		if (is_no_unit(word))
			continue;
		*unit = word;
		*rest = cs_str_trim(s);
		return true;
	}
}

/* ---- joining ---- */

struct joiner {
	char *p;
	size_t n, size;
	bool soft; /* the line before ended in the middle of a word */
};

static void put(struct joiner *j, char c)
{
	if (j->n < j->size)
		j->p[j->n++] = c;
}

/* One line; "=3D" is quoted-printable for "=", a lone "=" at the end glues the next line. */
static void put_line(struct joiner *j, struct cs_str s)
{
	bool soft;

	while (s.n && cs_is_blank(s.p[s.n - 1]))
		s.n--;
	soft = s.n > 1 && s.p[s.n - 1] == '=' && s.p[s.n - 2] != ' ';
	if (soft)
		s.n--;
	if (!j->soft)
		cs_eat_blank(&s);
	j->soft = soft;
	for (size_t i = 0; i < s.n; i++) {
		put(j, s.p[i] == '\t' ? ' ' : s.p[i]);
		if (s.p[i] == '=' && s.n - i > 2 && s.p[i + 1] == '3' && s.p[i + 2] == 'D')
			i += 2;
	}
	if (!soft)
		put(j, ' ');
}

/* The end of a broken line stands in the line itself, too. */
static bool is_rest(const struct cs_event *ev, size_t i)
{
	return i > 0 && ev->lines[i - 1].wrapped && ev->lines[i - 1].rest == ev->lines[i].number;
}

static struct cs_str join(const struct cs_event *ev, char *buf, size_t size)
{
	struct joiner j = {buf, 0, size, false};

	for (size_t i = ev->header; i < ev->line_count; i++)
		if (!ev->lines[i].foreign && !is_rest(ev, i))
			put_line(&j, ev->lines[i].text);
	return (struct cs_str){buf, j.n};
}

struct cs_str cs_iommu_join(struct cs_event *ev)
{
	size_t size = 1;

	for (size_t i = ev->header; i < ev->line_count; i++)
		size += ev->lines[i].text.n + 1;
	return join(ev, cs_arena_alloc(&ev->arena, size), size);
}

/* ---- which lines ---- */

static bool begins_with_any(struct cs_str s, const char *const *words)
{
	for (; *words; words++)
		if (cs_str_starts(s, *words))
			return true;
	return false;
}

static bool looks_open(struct cs_str s)
{
	int depth = 0;

	s = cs_str_trim(s);
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		depth += (s.p[i] == '[' || s.p[i] == '(') - (s.p[i] == ']' || s.p[i] == ')');
	return depth > 0 || strchr(",=", s.p[s.n - 1]);
}

static unsigned continued(const struct cs_event *ev, struct cs_str unit)
{
	struct cs_str u, rest;
	unsigned n = 0;

	for (size_t i = ev->line_count; i-- > ev->header + 1;) {
		if (cs_iommu_unit(ev->lines[i].text, &u, &rest) && cs_str_eq(u, unit))
			break;
		n++;
	}
	return n;
}

/* "driver device: …" is a message of its own */
static bool is_message(struct cs_str s)
{
	struct cs_str driver, device;

	return cs_eat_word(&s, &driver) && driver.p[driver.n - 1] != ':' &&
	       (cs_eat_blank(&s), cs_eat_word(&s, &device)) && device.p[device.n - 1] == ':';
}

/* The rest of a broken line, or a line whose unit a poster took off. */
static enum cs_fit fits_bare(const struct cs_event *ev, const struct cs_record *r,
			     struct cs_str so_far, struct cs_str unit,
			     const struct cs_iommu_style *style)
{
	const struct cs_line *last = &ev->lines[ev->line_count - 1];
	struct cs_str rest = cs_str_trim(r->text);

	if (last->foreign || rest.n == 0)
		return CS_FIT_NO;
	if (r->has_time && ev->lines[ev->header].has_time)
		return CS_FIT_NO;
	if (begins_with_any(rest, style->words))
		return style->again && style->again(so_far, rest) ? CS_FIT_END : CS_FIT_YES;
	if (continued(ev, unit) >= CONTINUED_MAX)
		return CS_FIT_NO;
	if (is_message(rest))
		return CS_FIT_NO;
	return looks_open(last->text) || (style->open && style->open(so_far)) ? CS_FIT_YES
									      : CS_FIT_NO;
}

bool cs_iommu_is_end(const struct cs_event *ev, const struct cs_record *r)
{
	const struct cs_line *last = &ev->lines[ev->line_count - 1];

	return last->wrapped && last->rest == r->number;
}

enum cs_fit cs_iommu_fits(const struct cs_event *ev, const struct cs_record *r,
			  const struct cs_iommu_style *style)
{
	char buf[TEXT_MAX];
	struct cs_str so_far = join(ev, buf, sizeof(buf));
	struct cs_str mine = {NULL, 0}, unit, rest, ignored;
	bool has_mine = cs_iommu_unit(ev->lines[ev->header].text, &mine, &ignored);

	if (cs_iommu_is_end(ev, r))
		return CS_FIT_YES;
	if (!has_mine || !cs_iommu_unit(r->text, &unit, &rest) || !cs_str_eq(unit, mine))
		return fits_bare(ev, r, so_far, mine, style);
	if (!begins_with_any(rest, style->words))
		return CS_FIT_NO;
	return style->again && style->again(so_far, rest) ? CS_FIT_END : CS_FIT_YES;
}

bool cs_iommu_each_again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	(void)rest;
	return true;
}

/* ---- values ---- */

struct cs_str cs_iommu_behind(struct cs_str text, const char *key)
{
	struct cs_str s = text;

	for (;;) {
		ptrdiff_t at = cs_str_find(s, key);

		if (at < 0)
			return (struct cs_str){NULL, 0};
		if (s.p + at == text.p || !cs_is_name(s.p[at - 1]) || !cs_is_name(key[0]))
			return cs_str_tail(s, (size_t)at + strlen(key));
		s = cs_str_tail(s, (size_t)at + 1);
	}
}

bool cs_iommu_hex(struct cs_str text, const char *key, uint64_t *value)
{
	struct cs_str s = cs_iommu_behind(text, key);

	if (!s.p)
		return false;
	cs_eat_blank(&s);
	return cs_eat_hex(&s, value);
}

bool cs_iommu_dec(struct cs_str text, const char *key, uint64_t *value)
{
	struct cs_str s = cs_iommu_behind(text, key);

	if (!s.p)
		return false;
	cs_eat_blank(&s);
	return cs_eat_dec(&s, value);
}

/* Behind the name only blanks and one "=" may stand; a word there is another use of it. */
static bool cell_value(struct cs_str s, uint64_t *value)
{
	size_t before = s.n;

	cs_eat_blank(&s);
	cs_eat_char(&s, '=');
	cs_eat_blank(&s);
	return s.n < before && cs_eat_hex(&s, value) && (s.n == 0 || !cs_is_name(s.p[0]));
}

bool cs_iommu_cell(struct cs_str text, const char *name, uint64_t *value)
{
	struct cs_str s = text;

	while ((s = cs_iommu_behind(s, name)).p)
		if (cell_value(s, value))
			return true;
	return false;
}

struct cs_str cs_iommu_word(struct cs_str text, const char *key)
{
	struct cs_str s = cs_iommu_behind(text, key), word = {NULL, 0};

	if (!s.p)
		return word;
	cs_eat_blank(&s);
	if (!cs_eat_word(&s, &word))
		return (struct cs_str){NULL, 0};
	while (word.n && strchr(",;]!", word.p[word.n - 1]))
		word.n--;
	return word;
}

const char *cs_iommu_unit_anchor(size_t i)
{
	static const char *const anchors[] = {
		"arm-smmu",        "AMD-Vi: ",        "DMAR: ",      "tegra-mc ",
		"exynos-sysmmu ",  "rk_iommu ",       "mtk-iommu ",  "mtk_iommu ",
		"virtio_iommu ",   "sun50i-iommu ",   "apple-dart ", "ipmmu-vmsa ",
		"kgsl kgsl-3d0: ", "qcom-iommu-ctx ", "DMAR:[",
	};

	return i < sizeof(anchors) / sizeof(*anchors) ? anchors[i] : NULL;
}
