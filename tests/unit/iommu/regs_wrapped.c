/* The same registers of an SMMUv3 in forms that need more than their line to be read: what a
 * terminal, a log or a mail put in front, another base of numbers, a table's or a program's own
 * syntax. */
#include "unit/test.h"

#include "iommu/regs_dump.h"

#define WHAT "# SMMUv3 at 0x9050000\n"

static const struct form {
	const char *name, *text;
} forms[] = {
	{"WinDbg !dd", WHAT "0: kd> !dd 9050000 L4\n"
			    "# 9050000 0d40101a 02730010 00000000 00000000\n"
			    "# 9050020 0000000d 0000000d 00000000 00000000\n"
			    "# 9050080 42a8c000 40000000 00010210 00000000\n"},
	{"WinDbg !dq", WHAT "# 9050000 02730010`0d40101a 00000000`00000000\n"
			    "# 9050020 0000000d`0000000d 00000000`00000000\n"
			    "# 9050080 40000000`42a8c000 00000000`00010210\n"},
	{"WinDbg dd", WHAT "00000000`09050000  0d40101a 02730010 00000000 00000000\n"
			   "00000000`09050020  0000000d 0000000d 00000000 00000000\n"
			   "00000000`09050080  42a8c000 40000000 00010210 00000000\n"},
	{"EFI mm", WHAT "Shell> mm 9050000 4 -MMIO -n\nMMIO  0x0000000009050000 : 0x0D40101A\n"
			"MMIO  0x0000000009050004 : 0x02730010\n"
			"MMIO  0x0000000009050020 : 0x0000000D\n"
			"MMIO  0x0000000009050080 : 0x42A8C000\n"
			"MMIO  0x0000000009050084 : 0x40000000\n"},
	{"a driver's own words", WHAT "smmu reg offset 0x00000: 0x0d40101a\n"
				      "smmu reg offset 0x00004: 0x02730010\n"
				      "smmu reg offset 0x00020: 0x0000000d\n"
				      "smmu reg offset 0x00080: 0x42a8c000\n"
				      "smmu reg offset 0x00084: 0x40000000\n"},
	{"print_hex_dump",
	 WHAT "[  105.8130] arm-smmu: dump: 09050000: 0d40101a 02730010 00000000 00000000\n"
	      "[  105.8131] arm-smmu: dump: 09050020: 0000000d 0000000d 00000000 00000000\n"
	      "[  105.8132] arm-smmu: dump: 09050080: 42a8c000 40000000 00010210 00000000\n"},
	{"QEMU xp, decimal",
	 WHAT "(qemu) xp /4dw 0x9050000\n"
	      "0000000009050000:   222302234    41091088           0          -1\n"
	      "0000000009050020:          13          13           0           0\n"
	      "0000000009050080:  1118355456  1073741824       66064           0\n"},
	{"od, octal", WHAT "0000000 0d40101a 02730010 00000000 00000000\n"
			   "0000020 00000000 00000074 00000000 00000000\n"
			   "0000040 0000000d 0000000d 00000d75 00000006\n"
			   "0000200 42a8c000 40000000 00010210 00000000\n"},
	{"xxd", WHAT "00000000: 1a10 400d 1000 7302 0000 0000 2020 2020  ..@...s.....    \n"
		     "00000020: 0d00 0000 0d00 0000 750d 0000 0600 0000  ........u.......\n"
		     "00000080: 00c0 a842 0000 0040 1002 0100 0000 0000  ...B...@........\n"},
	{"i2cdump",
	 WHAT "     0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f    0123456789abcdef\n"
	      "00: 1a 10 40 0d 10 00 73 02 00 00 00 00 00 00 00 00    ..@...s.........\n"
	      "20: 0d 00 00 00 0d 00 00 00 75 0d 00 00 06 00 00 00    ........u.......\n"
	      "80: 00 c0 a8 42 00 00 00 40 10 02 01 00 00 00 00 00    ...B...@........\n"},
	{"times in front",
	 "10:11:12 " WHAT "10:11:12.345 09050000: 0d40101a 02730010 00000000 00000000\n"
	 "[10:11:12.345] 09050020: 0000000d 0000000d 00000000 00000000\n"
	 "2024-03-05 10:11:12.345 | 09050080: 42a8c000 40000000 00010210 00000000\n"},
	{"a level in front",
	 WHAT "<6>[    5.000001] 09050000: 0d40101a 02730010 00000000 00000000\n"
	      "<6>[    5.000002] 09050020: 0000000d 0000000d 00000000 00000000\n"
	      "<6>[    5.000003] 09050080: 42a8c000 40000000 00010210 00000000\n"},
	{"a quoted mail", "> > " WHAT "> > 09050000: 0d40101a 02730010 00000000 00000000\n"
			  "> > 09050020: 0000000d 0000000d 00000000 00000000\n"
			  "> > 09050080: 42a8c000 40000000 00010210 00000000\n"},
	{"a prompt in brackets", WHAT "[root@node ~]# devmem 0x9050000\n0x0D40101A\n"
				      "[root@node ~]# devmem 0x9050004\n0x02730010\n"
				      "[root@node ~]# devmem 0x9050020\n0x0000000D\n"
				      "[root@node ~]# devmem 0x9050080 64\n0x4000000042A8C000\n"},
	{"JSON in one line", "{\"smmu\":{\"IDR0\":\"0x0d40101a\",\"IDR1\":\"0x02730010\","
			     "\"CR0\":\"0x0000000d\",\"CR0ACK\":\"0x0000000d\","
			     "\"STRTAB_BASE\":\"0x4000000042a8c000\"}}\n"},
	{"JSON, offsets and decimals",
	 "[\n  {\"offset\": \"0x0\", \"name\": \"SMMU_IDR0\", \"value\": 222302234},\n"
	 "  {\"offset\": \"0x4\", \"name\": \"SMMU_IDR1\", \"value\": 41091088},\n"
	 "  {\"offset\": \"0x20\", \"name\": \"SMMU_CR0\", \"value\": 13},\n"
	 "  {\"offset\": \"0x84\", \"name\": \"SMMU_EVENTQ_IRQ_CFG1\", \"value\": 90177536},\n"
	 "  {\"offset\": \"0x84\", \"name\": \"SMMU_EVENTQ_IRQ_CFG2\", \"value\": 90177536},\n"
	 "  {\"offset\": \"0x80\", \"name\": \"SMMU_STRTAB_BASE\", \"value\": "
	 "4611686019545743360}\n]\n"},
	{"YAML", "smmu:\n  registers:\n    - name: SMMU_IDR0\n      value: 0x0d40101a\n"
		 "    - name: SMMU_IDR1\n      value: 0x02730010\n"
		 "    - name: SMMU_CR0\n      value: 0x0000000d\n"
		 "    - name: SMMU_STRTAB_BASE\n      value: 0x4000000042a8c000\n"},
	{"Markdown", "| Offset | Register | Value |\n|---:|:---|:---|\n"
		     "| 0x0 | `SMMU_IDR0` | `0x0d40101a` |\n| 0x4 | `SMMU_IDR1` | `0x02730010` |\n"
		     "| 0x20 | `SMMU_CR0` | `0x0000000d` |\n"
		     "| 0x80 | `SMMU_STRTAB_BASE` | `0x4000000042a8c000` |\n"},
	{"a Python dict", "{'SMMU_IDR0': 0xd40101a, 'SMMU_IDR1': 0x2730010, 'SMMU_CR0': 0xd, "
			  "'SMMU_STRTAB_BASE': 0x4000000042a8c000}\n"},
	{"C initializers", "\t0x0d40101a, /* SMMU_IDR0 */\n\t0x02730010, // SMMU_IDR1\n"
			   "\t0x0000000d, /* SMMU_CR0 */\n"
			   "\t0x4000000042a8c000, /* SMMU_STRTAB_BASE */\n"},
	{"offset before the name", WHAT "[0x00000] SMMU_IDR0     : 0x0d40101a\n"
					"[0x00004] SMMU_IDR1     : 0x02730010\n"
					"[0x00020] SMMU_CR0      : 0x0000000d\n"
					"[0x00080] SMMU_STRTAB_BASE: 0x4000000042a8c000\n"},
	{"offset behind the name", "SMMU_IDR0 +0x0: 0d40101a\nSMMU_IDR1 +0x4: 02730010\n"
				   "SMMU_CR0 +0x20: 0000000d\nSMMU_STRTAB_BASE_LO +0x80: 42a8c000\n"
				   "SMMU_STRTAB_BASE_HI +0x84: 40000000\n"},
	{"halves in brackets", "SMMU_IDR0 = 0x0d40101a\nSMMU_IDR1 = 0x02730010\nSMMU_CR0 = 0xd\n"
			       "SMMU_STRTAB_BASE (high) = 0x40000000\n"
			       "SMMU_STRTAB_BASE (low) = 0x42a8c000\n"},
	{"regmap's debugfs", "# /sys/kernel/debug/regmap/9050000.smmuv3/registers\n"
			     "00: 0d40101a\n"
			     "04: 02730010\n"
			     "20: 0000000d\n"
			     "80: 42a8c000\n"
			     "84: 40000000\n"},
	{"a boot loader's tag", WHAT "(bootloader) 0x09050000: 0x0d40101a\n"
				     "(bootloader) 0x09050004: 0x02730010\n"
				     "(bootloader) 0x09050020: 0x0000000d\n"
				     "(bootloader) 0x09050080: 0x42a8c000\n"
				     "(bootloader) 0x09050084: 0x40000000\n"},
	{"a tag and an index", WHAT "[ABL] Reg[0x09050000] = 0x0d40101a\n"
				    "[ABL] Reg[0x09050004] = 0x02730010\n"
				    "[ABL] Reg[0x09050020] = 0x0000000d\n"
				    "[ABL] Reg[0x09050080] = 0x42a8c000\n"
				    "[ABL] Reg[0x09050084] = 0x40000000\n"},
	{"a driver's print", WHAT "[HAL] REG_READ addr=0x09050000, val=0x0d40101a\n"
				  "[HAL] REG_READ addr=0x09050004, val=0x02730010\n"
				  "[HAL] REG_READ addr=0x09050020, val=0x0000000d\n"
				  "[HAL] REG_READ addr=0x09050080, val=0x42a8c000\n"
				  "[HAL] REG_READ addr=0x09050084, val=0x40000000\n"},
	{"Android's log", WHAT "I/SMMU (1234): reg 0x000 val 0x0d40101a\n"
			       "I/SMMU (1234): reg 0x004 val 0x02730010\n"
			       "I/SMMU (1234): reg 0x020 val 0x0000000d\n"
			       "I/SMMU (1234): reg 0x080 val 0x42a8c000\n"
			       "I/SMMU (1234): reg 0x084 val 0x40000000\n"},
	{"r32", WHAT "r32 0x09050000: 0x0d40101a\n"
		     "r32 0x09050004: 0x02730010\n"
		     "r32 0x09050020: 0x0000000d\n"
		     "r32 0x09050080: 0x42a8c000\n"
		     "r32 0x09050084: 0x40000000\n"},
	{"ftrace", WHAT
	 "  cat-44 [000] d..1. 12.345678: rwmmio_read: probe+0x34/0x120 width=32 addr=0x9050000\n"
	 "  cat-44 [000] d..1. 12.345680: rwmmio_post_read: probe+0x34/0x120 width=32 "
	 "val=0xd40101a addr=0x9050000\n"
	 "  cat-44 [000] d..1. 12.345678: rwmmio_read: probe+0x34/0x120 width=32 addr=0x9050004\n"
	 "  cat-44 [000] d..1. 12.345680: rwmmio_post_read: probe+0x34/0x120 width=32 "
	 "val=0x2730010 addr=0x9050004\n"
	 "  cat-44 [000] d..1. 12.345678: rwmmio_read: probe+0x34/0x120 width=32 addr=0x9050020\n"
	 "  cat-44 [000] d..1. 12.345680: rwmmio_post_read: probe+0x34/0x120 width=32 val=0xd "
	 "addr=0x9050020\n"
	 "  cat-44 [000] d..1. 12.345678: rwmmio_read: probe+0x34/0x120 width=32 addr=0x9050080\n"
	 "  cat-44 [000] d..1. 12.345680: rwmmio_post_read: probe+0x34/0x120 width=32 "
	 "val=0x42a8c000 addr=0x9050080\n"
	 "  cat-44 [000] d..1. 12.345678: rwmmio_read: probe+0x34/0x120 width=32 addr=0x9050084\n"
	 "  cat-44 [000] d..1. 12.345680: rwmmio_post_read: probe+0x34/0x120 width=32 "
	 "val=0x40000000 addr=0x9050084\n"
	 "  cat-44 [000] d..1. 12.345690: rwmmio_write: probe+0x34/0x120 width=32 val=0x0 "
	 "addr=0x9050020\n"},
	{"a module that prints all",
	 "[    5.1] arm-smmu-v3 9050000.iommu: IDR0 = 0x0d40101a\n"
	 "[    5.2] arm-smmu-v3 9050000.iommu: IDR1 = 0x02730010\n"
	 "[    5.3] arm-smmu-v3 9050000.iommu: IDR2 = 0x00000000\n"
	 "[    5.4] arm-smmu-v3 9050000.iommu: IDR3 = 0x00000000\n"
	 "[    5.5] arm-smmu-v3 9050000.iommu: CR0 = 0x0000000d\n"
	 "[    5.6] arm-smmu-v3 9050000.iommu: CR0ACK = 0x0000000d\n"
	 "[    5.7] arm-smmu-v3 9050000.iommu: CR1 = 0x00000d75\n"
	 "[    5.8] arm-smmu-v3 9050000.iommu: STRTAB_BASE = 0x4000000042a8c000\n"},
};

static const struct {
	const char *name;
	uint64_t value;
} registers[] = {{"IDR0", 0xd40101a},
		 {"IDR1", 0x2730010},
		 {"CR0", 0xd},
		 {"STRTAB_BASE", 0x4000000042a8c000}};

static void check(const struct form *f, struct cs_str text)
{
	struct cs_smmu_options o;
	struct cs_smmu_dump *d;

	cs_smmu_options_init(&o);
	if (!cs_smmu_dump_sniff(text, &o))
		fail_msg("%s: not taken for a register dump", f->name);
	d = cs_smmu_dump_read(text, &o);
	for (size_t i = 0; i < sizeof(registers) / sizeof(*registers); i++) {
		const struct cs_smmu_value *v = cs_smmu_dump_find(d, registers[i].name, -1, 0);

		if (!v || v->value != registers[i].value)
			fail_msg("%s: %s is %#llx", f->name, registers[i].name,
				 v ? (unsigned long long)v->value : 0);
	}
	cs_smmu_dump_free(d);
}

static void reads_each_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		check(&forms[i], cs_str_from(forms[i].text));
}

/* A fault report in a kernel's log has registers, too, and stays a log. */
static void leaves_logs_alone(void **state)
{
	static const char log[] =
		"[    5.1] arm-smmu 15000000.apps-smmu: FAR    = 0x00000000a2a2a000\n"
		"[    5.2] arm-smmu 15000000.apps-smmu: FSR    = 0x40000402 [TF W SS ]\n"
		"[    5.3] arm-smmu 15000000.apps-smmu: TTBR0  = 0x000f00035bbaa000\n"
		"[    5.4] arm-smmu 15000000.apps-smmu: CBAR   = 0x0001f300\n";
	struct cs_smmu_options o;

	(void)state;
	cs_smmu_options_init(&o);
	assert_false(cs_smmu_dump_sniff(CS_STR(log), &o));
}

static void take_fault(void *ctx, struct cs_event *ev)
{
	const struct cs_iommu *u = ev->iommu;
	size_t *found = ctx;

	if (strcmp(u->fault[0], "translation") == 0 && u->stream_id == 8 && u->iova == 0xffffe100)
		++*found;
	cs_event_free(ev);
}

static void reads_each_form_of_events(void **state)
{
	static const char *const texts[] = {
		"evtq[0]: 0x0000000800000010 0x0000020000000000 0x00000000ffffe100 0x0\n",
		"EVTQ entry 3: 0000000800000010 0000020000000000 00000000ffffe100 "
		"0000000000000000\n",
		"event[0] word0 = 0x0000000800000010\nevent[0] word1 = 0x0000020000000000\n"
		"event[0] word2 = 0x00000000ffffe100\nevent[0] word3 = 0x0\n",
		"event[1] = [0x800000010, 0x20000000000, 0xffffe100, 0x0]\n",
		"# SMMUv3\nEvent 0:\n  DW0: 0x00000010\n  DW1: 0x00000008\n  DW2: 0x00000000\n"
		"  DW3: 0x00000200\n  DW4: 0xffffe100\n  DW5: 0x0\n  DW6: 0x0\n  DW7: 0x0\n",
		"# SMMUv3\nEvent 0:\n  DW0: 0000000800000010\n  DW1: 0000020000000000\n"
		"  DW2: 00000000ffffe100\n  DW3: 0000000000000000\n",
		"0000000800000010 0000020000000000 00000000ffffe100 0000000000000000\n",
	};
	struct cs_smmu_options o;

	(void)state;
	cs_smmu_options_init(&o);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct cs_smmu_dump *d;
		size_t found = 0;

		if (!cs_smmu_dump_sniff(cs_str_from(texts[i]), &o))
			fail_msg("not taken for a dump: %s", texts[i]);
		d = cs_smmu_dump_read(cs_str_from(texts[i]), &o);
		cs_smmu_dump_faults(d, take_fault, &found);
		if (found != 1)
			fail_msg("%zu faults in: %s", found, texts[i]);
		cs_smmu_dump_free(d);
	}
}

/* Records of other controllers have such words, too; one that is cut is told. */
static void words_of_others(void **state)
{
	static const char other[] = "Event 0:\n  DW0: 0x00000010\n  DW1: 0x00000008\n"
				    "  DW2: 0x00000000\n  DW3: 0x00000200\n";
	static const char cut[] = "# SMMUv3\nEvent 0:\n  DW0: 0x00000010\n  DW1: 0x00000008\n"
				  "  DW3: 0x00000200\n  DW16: 0x1\n";
	struct cs_smmu_options o;
	struct cs_smmu_dump *d;

	(void)state;
	cs_smmu_options_init(&o);
	assert_false(cs_smmu_dump_sniff(CS_STR(other), &o));
	d = cs_smmu_dump_read(CS_STR(cut), &o);
	assert_int_equal(d->record_count, 0);
	assert_int_equal(d->state.note_count, 1);
	assert_true(cs_str_has(d->state.notes[0], "a record is cut: 1 of its 4 words"));
	cs_smmu_dump_free(d);
}

static void secure_errors_are_told(void **state)
{
	static const char *const texts[] = {"SMMU_S_GERROR = 0x5\nSMMU_S_GERRORN = 0x1\n",
					    "SMMU_S_GERROR = 0x1\nSMMU_S_GERRORN = 0x1\n"};
	struct cs_smmu_options o;

	(void)state;
	cs_smmu_options_init(&o);
	for (size_t i = 0; i < 2; i++) {
		struct cs_smmu_dump *d = cs_smmu_dump_read(cs_str_from(texts[i]), &o);

		assert_int_equal(d->value_count, 2);
		assert_int_equal(d->state.note_count, 1 - i);
		if (i == 0)
			assert_str(d->state.notes[0], "secure global errors are active: S_GERROR "
						      "0x5, S_GERRORN 0x1");
		cs_smmu_dump_free(d);
	}
}

static void unknown_registers_are_told(void **state)
{
	static const char text[] =
		"# SMMUv3\nSMMU_IDR0 = 0x0d40101a\nSMMU_ECMDQ_BASE0 = 0x80000008\n"
		"SMMU_DPT_BASE = 0x80000000\nSMMU_ROOT_CR0 = 0x1\nTBU_PWR = 1\n"
		"SMMU_PMCG_EVCNTR0: 0x5\n# SMMU_PMCG_EVCNTR1: 0x5\nSMMU_BASE = 0x9050000\n";
	struct cs_smmu_options o;
	struct cs_smmu_dump *d;

	(void)state;
	cs_smmu_options_init(&o);
	d = cs_smmu_dump_read(CS_STR(text), &o);
	assert_int_equal(d->value_count, 1);
	assert_int_equal(d->state.note_count, 1);
	assert_str(d->state.notes[0],
		   "5 lines name registers that are not decoded: SMMU_ECMDQ_BASE0, SMMU_DPT_BASE, "
		   "SMMU_ROOT_CR0, TBU_PWR …");
	cs_smmu_dump_free(d);
}

static void count_fault(void *ctx, struct cs_event *ev)
{
	++*(size_t *)ctx;
	cs_event_free(ev);
}

/* Reads that no SMMU can have given: neither a fault nor a unit that is off. */
static void impossible_reads_are_told(void **state)
{
	static const char *const texts[] = {
		WHAT "09050000: 00000000 00000000 00000000 00000000\n"
		     "09050020: 00000000 00000000 00000000 00000000\n"
		     "09050080: 00000000 00000000 00000000 00000000\n",
		WHAT "09050000: ffffffff ffffffff 00000000 00000000\n"
		     "09050020: ffffffff ffffffff 00000000 00000000\n"
		     "09050060: ffffffff 00000000 00000000 00000000\n",
		"# SMMUv2 at 0x15000000\n"
		"15000000: ffffffff 00000000 00000000 00000000\n"
		"15000020: ffffffff ffffffff 00000000 00000000\n"
		"15000040: 00000000 00000000 ffffffff 00000000\n",
	};
	struct cs_smmu_options o;

	(void)state;
	cs_smmu_options_init(&o);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct cs_smmu_dump *d = cs_smmu_dump_read(cs_str_from(texts[i]), &o);
		size_t faults = 0;

		cs_smmu_dump_faults(d, count_fault, &faults);
		assert_true(d->state.implausible.n > 0);
		assert_int_equal(d->state.enabled, -1);
		assert_int_equal(faults, 0);
		cs_smmu_dump_free(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_form),
		cmocka_unit_test(reads_each_form_of_events),
		cmocka_unit_test(words_of_others),
		cmocka_unit_test(secure_errors_are_told),
		cmocka_unit_test(unknown_registers_are_told),
		cmocka_unit_test(leaves_logs_alone),
		cmocka_unit_test(impossible_reads_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
