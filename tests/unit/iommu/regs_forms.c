/* A random state of an SMMUv3, written in every form that a dump may have, is read back whole: each
 * register with its value, none that was not there. */
#include "unit/test.h"

#include <stdio.h>

#include "iommu/regs_dump.h"
#include "iommu/regs_raw.h"

#define BASE 0x9050000ull
#define REGISTERS 64
#define ROUNDS 8

struct state {
	const struct cs_smmu_reg *reg[REGISTERS];
	uint64_t value[REGISTERS];
	size_t n;
};

static uint64_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 32 ^ *seed << 17;
}

/* Identification registers that look like some, the rest at random. */
static void fill(struct state *s, uint64_t *seed)
{
	struct cs_smmu_regs table = cs_smmu_registers(CS_SMMU_V3);

	s->n = 0;
	for (size_t i = 0; i < table.n && s->n < REGISTERS; i++) {
		const struct cs_smmu_reg *r = &table.v[i];
		uint64_t v = next_random(seed);

		if (r->offset >= 0x1000)
			continue; /* other pages: the forms with rows would be long */
		if (strcmp(r->name, "IDR0") == 0)
			v = 0xd40101a;
		else if (strcmp(r->name, "IDR1") == 0)
			v = 0x2730010;
		else if (strncmp(r->name, "CR0", 3) == 0)
			v = 0xd;
		s->reg[s->n] = r;
		s->value[s->n++] = r->bytes == 8 ? v : v & UINT32_MAX;
	}
}

struct text {
	char p[32768];
	size_t n;
};

static void put(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void put(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->n += (size_t)vsnprintf(t->p + t->n, sizeof(t->p) - t->n, fmt, ap);
	va_end(ap);
	assert_true(t->n < sizeof(t->p));
}

/* ---- names with values ---- */

static const struct list {
	const char *prefix, *separator, *low, *high, *behind; /* LOW NULL: not in halves */
	int digits;                                           /* -8 upper case, 0 as few as can */
	const char *before, *after;                           /* of a number */
} lists[] = {
	{"", " = ", NULL, NULL, "", 8, "0x", ""},
	{"SMMU_", ": ", "_LO", "_HI", " # read", 8, "0x", ""},
	{"ARM_SMMU_", "=", "", "+4", "", 8, "0x", ""},
	{"- SMMU_", " -> ", "_LOW", "_HIGH", "", 0, "0x", ""},
	{"* ", " => ", "[31:0]", "[63:32]", "   (RW)", -8, "0x", ""},
	{"  smmu_", "->", NULL, NULL, " ; x", 8, "", ""},
	{"SMMU_", "  ", NULL, NULL, "", -8, "", ""},
	{"SMMU_", " := ", ".lo", ".hi", "", 8, "0x", "UL"},
	{"SMMU_", "\t", "_L", "_H", " // y", -8, "", "h"},
	{"[   12.345678] SMMU_", ": ", NULL, NULL, "", 8, "0x", ""},
	{"| ", " | ", NULL, NULL, " |", 8, "0x", ""},
};

static void put_number(struct text *t, const struct list *l, uint64_t v, int bytes)
{
	put(t, "%s", l->before);
	if (l->digits == 0)
		put(t, "%llx", (unsigned long long)v);
	else if (l->digits < 0)
		put(t, "%0*llX", bytes * 2, (unsigned long long)v);
	else
		put(t, "%0*llx", bytes * 2, (unsigned long long)v);
	put(t, "%s%s\n", l->after, l->behind);
}

static void write_list(struct text *t, const struct state *s, const struct list *l)
{
	for (size_t i = 0; i < s->n; i++) {
		const char *name = s->reg[i]->name;

		if (s->reg[i]->bytes == 8 && l->low) {
			put(t, "%s%s%s%s", l->prefix, name, l->low, l->separator);
			put_number(t, l, s->value[i] & UINT32_MAX, 4);
			put(t, "%s%s%s%s", l->prefix, name, l->high, l->separator);
			put_number(t, l, s->value[i] >> 32, 4);
			continue;
		}
		put(t, "%s%s%s", l->prefix, name, l->separator);
		put_number(t, l, s->value[i], s->reg[i]->bytes);
	}
}

/* ---- words at addresses ---- */

static const char *const lines[] = {
	"0x%08llx: 0x%08x\n",
	"%08llx: %08x\n",
	"0x%08llx = 0x%08x\n",
	"0x%08llX -> 0x%08X\n",
	"0x%08llx => 0x%08x\n",
	"%08llX %08X\n",
	"0x%llx\t0x%x\n",
	"[0x%08llx] 0x%08x\n",
	"[0x%08llx] = 0x%08x\n",
	"mem[0x%08llx] = 0x%08x\n",
	"*(0x%08llx) = 0x%08x\n",
	"readl(0x%08llx) = 0x%08x\n",
	"addr 0x%08llx val 0x%08x\n",
	"Address: 0x%08llx Value: 0x%08x\n",
	"| 0x%08llx | 0x%08x |\n",
	"SD:0x%08llX  0x%08X\n",
	"# devmem 0x%llx\n0x%08X\n",
	"root@board:~# busybox devmem 0x%llx 32\n0x%08X\n",
	"Value at address 0x%llX (0xffff9000): 0x%X\n",
	"0x%08llx; 0x%08x\n",
	"Reading 0x%08llx ... 0x%08x\n",
	">>> hex(prog.read_u32(0x%llx, physical=True))\n'0x%x'\n",
	">>> hex(read32(0x%llx))\n'0x%x'\n",
	"PRINT DATA.LONG(A:0x%08llX) = 0x%08X\n",
	"(gdb) p/x read32(0x%llx)\n$1 = 0x%x\n",
};

/* The word of register I at OFFSET behind it; 64-bit ones have two. */
static unsigned word_of(const struct state *s, size_t i, unsigned half)
{
	return (unsigned)(s->value[i] >> (32 * half));
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void write_lines(struct text *t, const struct state *s, const char *line)
{
	char buf[160];

	for (size_t i = 0; i < s->n; i++) {
		for (unsigned half = 0; half < s->reg[i]->bytes / 4u; half++) {
			snprintf(buf, sizeof(buf), line,
				 (unsigned long long)(BASE + s->reg[i]->offset + 4 * half),
				 word_of(s, i, half));
			put(t, "%s", buf);
		}
	}
}
#pragma GCC diagnostic pop

/* ---- rows ---- */

enum row {
	ROW_MD,
	ROW_GDB,
	ROW_GDB64,
	ROW_BYTES,
	ROW_XXD,
	ROW_HALVES,
	ROW_T32,
	ROW_CRASH,
	ROW_PWNDBG,
	ROW_END
};

static unsigned peek(const struct state *s, uint64_t offset)
{
	for (size_t i = 0; i < s->n; i++)
		if (offset - s->reg[i]->offset < s->reg[i]->bytes)
			return word_of(s, i, (unsigned)(offset - s->reg[i]->offset) / 4);
	return 0;
}

static void put_row(struct text *t, enum row form, uint64_t at, const unsigned w[4])
{
	if (form == ROW_GDB || form == ROW_GDB64)
		put(t, "0x%llx:", (unsigned long long)at);
	else if (form == ROW_T32)
		put(t, "     SD:%08llX|", (unsigned long long)at);
	else if (form == ROW_PWNDBG)
		put(t, "+%04llx 0x%llx ", (unsigned long long)(at - BASE), (unsigned long long)at);
	else if (form == ROW_CRASH)
		put(t, "%16llx: ", (unsigned long long)at);
	else
		put(t, "%08llx%s", (unsigned long long)at, form == ROW_BYTES ? " " : ":");
	for (unsigned i = 0; i < 4; i++) {
		if (form == ROW_MD || form == ROW_CRASH)
			put(t, " %08x", w[i]);
		else if (form == ROW_GDB)
			put(t, "\t0x%08x", w[i]);
		else if (form == ROW_GDB64 && i % 2 == 0)
			put(t, "\t0x%08x%08x", w[i + 1], w[i]);
		else if (form == ROW_BYTES || form == ROW_PWNDBG)
			put(t, " %02x %02x %02x %02x%s", w[i] & 255, w[i] >> 8 & 255,
			    w[i] >> 16 & 255, w[i] >> 24, i == 1 ? " " : "");
		else if (form == ROW_XXD)
			put(t, " %02x%02x %02x%02x", w[i] & 255, w[i] >> 8 & 255, w[i] >> 16 & 255,
			    w[i] >> 24);
		else if (form == ROW_HALVES)
			put(t, " %04x %04x", w[i] & 0xffff, w[i] >> 16);
		else if (form == ROW_T32)
			put(t, "%s%08X", i ? " " : ">", w[i]);
	}
	put(t, "%s\n", form == ROW_XXD ? "  ................" : "    ................");
}

static void write_rows(struct text *t, const struct state *s, enum row form)
{
	for (uint64_t at = 0; at < 0x1a0; at += 16) {
		unsigned w[4];

		for (unsigned i = 0; i < 4; i++)
			w[i] = peek(s, at + 4 * i);
		put_row(t, form, BASE + at, w);
	}
}

/* ---- reading back ---- */

static void check(const struct text *t, const struct state *s, bool only, const char *what)
{
	struct cs_smmu_options o;
	struct cs_smmu_dump *d;
	struct cs_error err;

	cs_smmu_options_init(&o);
	assert_int_equal(cs_smmu_options_parse(&o, "type=smmu-v3,base=0x9050000", &err), CS_OK);
	assert_true(cs_smmu_dump_sniff((struct cs_str){t->p, t->n}, &o));
	d = cs_smmu_dump_read((struct cs_str){t->p, t->n}, &o);
	for (size_t i = 0; i < s->n; i++) {
		const struct cs_smmu_value *v = cs_smmu_dump_find(d, s->reg[i]->name, -1, 0);

		if (!v || v->value != s->value[i])
			fail_msg("%s: %s is %#llx, not %#llx", what, s->reg[i]->name,
				 v ? (unsigned long long)v->value : 0ull,
				 (unsigned long long)s->value[i]);
	}
	for (size_t i = 0; only && i < d->value_count; i++) {
		bool known = false;

		for (size_t k = 0; k < s->n; k++)
			known |= s->reg[k] == d->values[i].reg;
		if (!known)
			fail_msg("%s: " CS_STR_FMT " was made up", what,
				 CS_STR_ARG(d->values[i].name));
	}
	cs_smmu_dump_free(d);
}

static void every_list(void **unused)
{
	static struct text t;
	struct state s;
	uint64_t seed = 1;

	(void)unused;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists) * ROUNDS; i++) {
		fill(&s, &seed);
		t.n = 0;
		write_list(&t, &s, &lists[i / ROUNDS]);
		check(&t, &s, true, lists[i / ROUNDS].separator);
	}
}

static void every_line(void **unused)
{
	static struct text t;
	struct state s;
	uint64_t seed = 2;

	(void)unused;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines) * ROUNDS; i++) {
		fill(&s, &seed);
		t.n = 0;
		write_lines(&t, &s, lines[i / ROUNDS]);
		check(&t, &s, true, lines[i / ROUNDS]);
	}
}

static void every_row(void **unused)
{
	static struct text t;
	struct state s;
	uint64_t seed = 3;
	char what[16];

	(void)unused;
	for (unsigned i = 0; i < ROW_END * ROUNDS; i++) {
		fill(&s, &seed);
		t.n = 0;
		write_rows(&t, &s, (enum row)(i / ROUNDS));
		snprintf(what, sizeof(what), "row %u", i / ROUNDS);
		check(&t, &s, false, what);
	}
}

/* A raw image is read by way of its hex dump; nothing in it but the option says what it is. */
static void a_raw_image(void **unused)
{
	static char image[0x1a3];
	static struct text t;
	struct cs_smmu_options o;
	struct cs_error err;
	struct cs_strbuf text;
	struct state s;
	uint64_t seed = 4;
	struct cs_str raw = {image, sizeof(image)};

	(void)unused;
	fill(&s, &seed);
	for (size_t i = 0; i < s.n; i++)
		for (unsigned k = 0; k < s.reg[i]->bytes; k++)
			image[s.reg[i]->offset + k] = (char)(s.value[i] >> (8 * k));
	cs_smmu_options_init(&o);
	assert_false(cs_smmu_raw_sniff(raw, &o));
	assert_int_equal(cs_smmu_options_parse(&o, "type=smmu-v3,base=0x9050000", &err), CS_OK);
	assert_true(cs_smmu_raw_sniff(raw, &o));
	assert_false(cs_smmu_raw_sniff(cs_str_head(raw, 63), &o));
	assert_false(cs_smmu_raw_sniff(CS_STR("0x09050000: 0x0d40101a\n0x09050004: 0x02730010\n"
					      "0x09050020: 0x0000000d\n"),
				       &o));
	cs_strbuf_init(&text);
	cs_smmu_raw_render(raw, BASE, &text);
	t.n = text.n;
	memcpy(t.p, text.p, text.n);
	check(&t, &s, false, "raw");
	cs_strbuf_release(&text);
}

/* Two event records, in the forms that people write the words of a queue in. */
static const char *const records[] = {
	"SMMUv3 EVTQ dump\n  0: "
	"0000310200000010-0000020880000007-0000000012340040-0000000000000000\n"
	"  1: 0000000800000004-0000000000000000-0000000000000000-0000000000000000\n",
	"# SMMUv3\nevent,w0,w1,w2,w3\n"
	"0,0x0000310200000010,0x0000020880000007,0x0000000012340040,0x0000000000000000\n"
	"1,0x0000000800000004,0x0000000000000000,0x0000000000000000,0x0000000000000000\n",
	"{ \"smmu\": \"SMMUv3\", \"event_queue\": [\n"
	"  [\"0x0000310200000010\", \"0x0000020880000007\", \"0x0000000012340040\", "
	"\"0x0000000000000000\"],\n"
	"  [\"0x0000000800000004\", \"0x0000000000000000\", \"0x0000000000000000\", "
	"\"0x0000000000000000\"]\n]}\n",
	"(gdb) p/x evtq->base[0]\n$1 = {0x310200000010, 0x20880000007, 0x12340040, 0x0}\n"
	"(gdb) p/x evtq->base[1]\n$2 = {0x800000004, 0x0, 0x0, 0x0}\n",
	"evt[0]:\n  0x0000310200000010\n  0x0000020880000007\n  0x0000000012340040\n  "
	"0x0000000000000000\n"
	"evt[1]:\n  0x0000000800000004\n  0x0000000000000000\n  0x0000000000000000\n  "
	"0x0000000000000000\n",
};

static void every_record(void **unused)
{
	struct cs_smmu_options o;
	struct cs_error err;

	(void)unused;
	cs_smmu_options_init(&o);
	assert_int_equal(cs_smmu_options_parse(&o, "type=smmu-v3", &err), CS_OK);
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		struct cs_str text = cs_str_from(records[i]);
		struct cs_smmu_dump *d;

		assert_true(cs_smmu_dump_sniff(text, &o));
		d = cs_smmu_dump_read(text, &o);
		if (d->record_count != 2)
			fail_msg("%s: %zu records", records[i], d->record_count);
		assert_int_equal(d->records[0].kind, CS_REGS_EVENT);
		assert_true(d->records[0].word[0] == 0x310200000010);
		assert_true(d->records[0].word[1] == 0x20880000007);
		assert_true(d->records[0].word[2] == 0x12340040);
		assert_true(d->records[1].word[0] == 0x800000004);
		cs_smmu_dump_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_list),   cmocka_unit_test(every_line),
		cmocka_unit_test(every_row),    cmocka_unit_test(a_raw_image),
		cmocka_unit_test(every_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
