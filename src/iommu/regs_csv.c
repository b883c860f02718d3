/* Tables with a header line: which column holds what. */
#include "iommu/regs_forms.h"

/* The next field of a line, quotes and blanks taken off. False at the end. */
static bool next_field(struct cs_str *s, char separator, struct cs_str *field)
{
	ptrdiff_t at;

	if (!s->p)
		return false;
	at = cs_str_find_char(*s, separator);
	*field = cs_str_trim(at < 0 ? *s : cs_str_head(*s, (size_t)at));
	*s = at < 0 ? (struct cs_str){NULL, 0} : cs_str_tail(*s, (size_t)at + 1);
	if (field->n >= 2 && strchr("\"'`", field->p[0]) && field->p[field->n - 1] == field->p[0])
		*field = cs_str_trim((struct cs_str){field->p + 1, field->n - 2});
	return true;
}

static bool holds(struct cs_str field, const char *const *words)
{
	for (; *words; words++)
		if (cs_regs_find(field, *words) >= 0)
			return field.n < 24;
	return false;
}

static bool read_header(struct cs_regs_reader *r, struct cs_str line, char separator)
{
	static const char *const value[] = {"value", "val", "data", "content", NULL};
	static const char *const address[] = {"addr", "offset", NULL};
	static const char *const name[] = {"name", "reg", NULL};
	int name_column = -1, address_column = -1, value_column = -1, i = 0;
	struct cs_str field;

	if (cs_str_find_char(line, '{') >= 0 || cs_str_find_char(line, ':') >= 0 ||
	    cs_str_find_char(line, '=') >= 0)
		return false; /* each line has its keys, as in JSON */
	for (; next_field(&line, separator, &field); i++) {
		if (address_column < 0 && holds(field, address))
			address_column = i;
		else if (name_column < 0 && holds(field, name))
			name_column = i;
		else if (value_column < 0 && holds(field, value))
			value_column = i;
	}
	if (value_column < 0 || (name_column < 0 && address_column < 0))
		return false;
	r->separator = separator;
	r->name_column = name_column;
	r->address_column = address_column;
	r->value_column = value_column;
	return true;
}

static bool read_fields(struct cs_regs_reader *r, struct cs_str name, struct cs_str address,
			struct cs_str value)
{
	struct cs_regs_number v, a;
	struct cs_smmu_name parsed;
	uint64_t at, word = 0;
	bool read;

	if (!cs_regs_is_number(value, &v))
		return false;
	if (cs_smmu_name_parse(CS_SMMU_UNKNOWN, name, &parsed)) {
		cs_regs_add_named(r, name, &v, false);
		return true;
	}
	if (!cs_regs_is_number(address, &a) || !cs_regs_number_hex(&a, &at) || at % 4 ||
	    cs_regs_number_width(&v) > 16)
		return false;
	read = cs_regs_number_hex(&v, &word);
	cs_regs_add_word(r, at, word, cs_regs_number_width(&v) > 8 ? 8 : 4, !read);
	return true;
}

bool cs_regs_read_csv(struct cs_regs_reader *r, struct cs_str line)
{
	static const char separators[] = {',', ';', '\t', '|'};
	struct cs_str field, name = {0}, address = {0}, value = {0};

	line = cs_str_trim(line);

	for (size_t i = 0; !r->separator && i < sizeof(separators); i++)
		if (read_header(r, line, separators[i]))
			return true;
	if (!r->separator || cs_str_find_char(line, r->separator) < 0)
		return false;
	for (int i = 0; next_field(&line, r->separator, &field); i++) {
		if (i == r->name_column)
			name = field;
		else if (i == r->address_column)
			address = field;
		else if (i == r->value_column)
			value = field;
	}
	return read_fields(r, name, address, value);
}
