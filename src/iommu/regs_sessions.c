/* Shells and interpreters that are asked for one address at a time: devmem, devmem2, memtool, drgn,
 * Trace32's functions, and their answers. */
#include "iommu/regs_forms.h"

static bool add_lone(struct cs_regs_reader *r, uint64_t address, struct cs_str s)
{
	struct cs_regs_number n;
	uint64_t value = 0;
	bool read;

	if (address % 4 || !cs_regs_eat_number(&s, &n))
		return false;
	read = cs_regs_number_hex(&n, &value);
	cs_regs_add_word(r, address, value, cs_regs_number_width(&n) > 8 ? 8 : 4, !read);
	return true;
}

/* devmem2: "Value at address 0x9050000 (0xffff8d3e5000): 0xD40101A" */
static bool read_at_address(struct cs_regs_reader *r, struct cs_str line)
{
	ptrdiff_t at = cs_regs_find(line, "at address ");
	struct cs_regs_number n;
	struct cs_str s;
	uint64_t address;
	char separator;

	if (at < 0)
		return false;
	s = cs_str_trim(cs_str_tail(line, (size_t)at + 11));
	if (!cs_regs_eat_number(&s, &n) || !cs_regs_number_hex(&n, &address))
		return false;
	cs_regs_skip_aside(&s);
	separator = cs_regs_eat_separator(&s);
	cs_eat_blank(&s);
	if (separator != ':' && separator != '=')
		return false;
	return add_lone(r, address, s);
}

static bool find_command(struct cs_str line, struct cs_str *rest)
{
	static const char *const commands[] = {"devmem2 ", "devmem ", "peek ",
					       "rdmem ",   "io -4 ",  "mem32 "};

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		ptrdiff_t at = cs_str_find(line, commands[i]);

		if (at < 0)
			continue;
		*rest = cs_str_trim(cs_str_tail(line, (size_t)at + strlen(commands[i])));
		return true;
	}
	return false;
}

/* "devmem 0x9050000 32", its answer perhaps behind it: ": 0x0d40101a", "-> 0x0d40101a" */
static bool read_command(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_number n;
	struct cs_str s, answer;
	uint64_t address;

	if (!find_command(line, &s))
		return false;
	if (!cs_regs_eat_number(&s, &n) || !cs_regs_number_hex(&n, &address))
		return true; /* "devmem $a": a command, but of no known address */
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != ':' && s.p[i] != '=' && s.p[i] != '>')
			continue;
		answer = cs_str_trim(cs_str_tail(s, i + 1));
		if (add_lone(r, address, answer))
			return true;
	}
	r->has_pending = true;
	r->pending = address;
	return true;
}

/* An interpreter's answer: "'0xd40101a'", a debugger's "$1 = 0xd40101a" */
static struct cs_str answer_alone(struct cs_str line)
{
	struct cs_str s = cs_str_trim(line), t = s;
	uint64_t number;

	if (s.n > 2 && *s.p == '\'' && s.p[s.n - 1] == '\'')
		return cs_str_head(cs_str_tail(s, 1), s.n - 2);
	if (cs_eat_char(&t, '$') && cs_eat_dec(&t, &number) && cs_eat(&t, " = "))
		return t;
	return s;
}

bool cs_regs_read_session(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_number n;
	bool pending = r->has_pending;
	struct cs_str answer = answer_alone(line);

	r->has_pending = false;
	if (pending && cs_regs_is_number(answer, &n))
		return add_lone(r, r->pending, answer);
	return read_at_address(r, line) || read_command(r, line);
}

/* ---- ftrace ---- */

/* " addr=0x…": the number behind KEY. */
static bool number_of(struct cs_str s, const char *key, struct cs_regs_number *n)
{
	struct cs_str t = cs_str_after(s, key);

	return t.p && cs_regs_eat_number(&t, n) && n->prefixed;
}

/* "rwmmio_post_read: probe+0x34/0x120 width=32 val=0x… addr=0x…" (6.1
 * include/trace/events/rwmmio.h). The lines that announce a read and those of writes hold no value
 * that was read. */
bool cs_regs_read_trace(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_str s = cs_str_after(line, "rwmmio_");
	struct cs_regs_number value, address;
	bool wide = cs_str_has(s, " width=64 ");
	uint64_t at, v;

	if (!s.p)
		return false;
	if (!cs_eat(&s, "post_read: "))
		return cs_eat(&s, "read: ") || cs_eat(&s, "write: ") || cs_eat(&s, "post_write: ");
	if (!wide && !cs_str_has(s, " width=32 "))
		return true; /* no register of an SMMU is narrower */
	if (!number_of(s, " val=", &value) || !number_of(s, " addr=", &address) ||
	    !cs_regs_number_hex(&value, &v) || !cs_regs_number_hex(&address, &at) || at % 4)
		return false;
	cs_regs_add_word(r, at, v, wide ? 8 : 4, false);
	return true;
}

/* ---- interpreters ---- */

static bool find_call(struct cs_str line, struct cs_str *rest)
{
	static const char *const calls[] = {"read_u32(", "read_u64(", "read32(",    "read64(",
					    "readl(",    "readq(",    "data.long(", "data.quad("};

	if (cs_str_find_char(line, '(') < 0)
		return false;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		ptrdiff_t at = cs_regs_find(line, calls[i]);

		if (at < 0)
			continue;
		*rest = cs_str_tail(line, (size_t)at + strlen(calls[i]));
		return true;
	}
	return false;
}

bool cs_regs_read_call(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_number n;
	struct cs_str s;
	ptrdiff_t close;
	uint64_t address;

	if (!find_call(line, &s))
		return false;
	cs_regs_eat_class(&s);
	if (!cs_regs_eat_number(&s, &n) || !n.prefixed || !cs_regs_number_hex(&n, &address) ||
	    (close = cs_str_find_char(s, ')')) < 0)
		return false;
	s = cs_str_tail(s, (size_t)close);
	while (cs_eat_char(&s, ')'))
		;
	if (cs_regs_eat_separator(&s) && s.n) {
		cs_eat_blank(&s);
		return add_lone(r, address, s);
	}
	r->has_pending = true;
	r->pending = address;
	return true;
}
