/* Shells that are asked for one address at a time: devmem, devmem2, memtool and their answers. */
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

bool cs_regs_read_session(struct cs_regs_reader *r, struct cs_str line)
{
	struct cs_regs_number n;
	bool pending = r->has_pending;

	r->has_pending = false;
	if (pending && cs_regs_is_number(cs_str_trim(line), &n))
		return add_lone(r, r->pending, cs_str_trim(line));
	return read_at_address(r, line) || read_command(r, line);
}
