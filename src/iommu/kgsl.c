/* Adreno GPUs under Qualcomm's kgsl: kgsl_iommu_fault_handler() of msm-3.4 … 5.15. Addresses are
 * hex without 0x, upper case. The block behind names the buffers near the fault. */
#include "iommu/iommu.h"
#include "iommu/text.h"

/* "[BF047000 - BF048000] (+guard) (pid = 5944) (egl_surface)" */
static bool eat_range(struct cs_str *s, uint64_t *from, uint64_t *to)
{
	struct cs_str t = *s;

	if (!cs_eat_char(&t, '[') || !cs_eat_hex(&t, from) || !cs_eat(&t, " - ") ||
	    !cs_eat_hex(&t, to) || !cs_eat_char(&t, ']'))
		return false;
	*s = t;
	return true;
}

static struct cs_str buffer_name(struct cs_str line)
{
	ptrdiff_t open = -1;

	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '(')
			open = (ptrdiff_t)i;
	return open < 0 ? (struct cs_str){NULL, 0}
			: cs_str_until(cs_str_tail(line, (size_t)open + 1), ")");
}

static void note_neighbour(struct cs_event *ev, struct cs_str line)
{
	uint64_t from, to, iova = ev->iommu->iova;
	struct cs_str name = buffer_name(line), s = line;

	if (!eat_range(&s, &from, &to) || !ev->iommu->has_iova)
		return;
	if (cs_str_has(line, "already freed"))
		cs_event_note(ev,
			      "the address lies in [%#llx - %#llx], which was freed before: "
			      "the GPU used a buffer after its end",
			      (unsigned long long)from, (unsigned long long)to);
	else if (to <= iova)
		cs_event_note(ev, "%#llx bytes past the end of [%#llx - %#llx] (%.*s)",
			      (unsigned long long)(iova - to), (unsigned long long)from,
			      (unsigned long long)to, CS_STR_ARG(name));
	else if (from > iova)
		cs_event_note(ev, "%#llx bytes before [%#llx - %#llx] (%.*s)",
			      (unsigned long long)(from - iova), (unsigned long long)from,
			      (unsigned long long)to, CS_STR_ARG(name));
}

/* "(read translation fault)" closes the context's line since 4.4, "(write fault)" before */
static void read_kind(struct cs_event *ev, struct cs_str s)
{
	struct cs_iommu *u = ev->iommu;
	uint64_t v;

	if (cs_iommu_hex(s, "FSYNR0 = ", &v)) {
		cs_iommu_add_register(ev, "fsynr0", v, NULL);
		u->access = v >> 4 & 1 ? CS_ACCESS_WRITE : CS_ACCESS_READ;
	}
	if (cs_iommu_hex(s, "FSYNR1 = ", &v))
		cs_iommu_add_register(ev, "fsynr1", v, NULL);
	if (cs_iommu_hex(s, "FSR = ", &v)) {
		cs_iommu_add_register(ev, "fsr", v, NULL);
		u->fault_count = cs_smmu_v2_faults(v, u->fault);
	}
	if (cs_str_has(s, "(read ") || cs_str_has(s, "(write "))
		u->access = cs_str_has(s, "(write ") ? CS_ACCESS_WRITE : CS_ACCESS_READ;
	if (cs_str_has(s, "permission fault"))
		cs_iommu_add_fault(u, "permission");
	else if (cs_str_has(s, "external fault"))
		cs_iommu_add_fault(u, "external-abort");
	else if (u->fault_count == 0)
		cs_iommu_add_fault(u, "translation");
}

static void read_context(struct cs_event *ev, struct cs_str s)
{
	struct cs_iommu *u = ev->iommu;
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	if (cs_iommu_hex(s, "TTBR0=", &v) || cs_iommu_hex(s, "TTBR0 = ", &v)) {
		u->has_ttbr0 = u->has_asid = true;
		u->ttbr0 = v;
		u->asid = cs_field(v, 63, 48);
	}
	if (cs_iommu_hex(s, "CIDR=", &v))
		cs_iommu_add_register(ev, "cidr", v, NULL);
	if (cs_iommu_dec(s, "context pid = ", &v) || cs_iommu_dec(s, " pid = ", &v) ||
	    cs_iommu_dec(s, " pid= ", &v))
		cs_words_add(&w, "the GPU context belongs to process %llu", (unsigned long long)v);
	cs_iommu_add_meaning(ev, &w);
}

static void parse_kgsl(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "adreno");
	struct cs_str s = cs_iommu_join(ev), rest;
	uint64_t v;

	cs_iommu_unit(ev->lines[ev->header].text, &u->client, &rest);
	if (cs_iommu_hex(s, "addr = ", &v))
		cs_iommu_set_iova(u, v);
	read_kind(ev, s);
	read_context(ev, s);
	for (size_t i = ev->header + 1; i < ev->line_count; i++) {
		struct cs_str line = cs_str_trim(ev->lines[i].text), unit;

		if (cs_iommu_unit(line, &unit, &rest) && cs_str_eq(unit, u->client))
			line = rest;
		note_neighbour(ev, line);
	}
	cs_iommu_finish(ev);
}

static bool is_again(struct cs_str so_far, struct cs_str rest)
{
	(void)so_far;
	return cs_str_starts(rest, "GPU PAGE FAULT");
}

static bool is_open(struct cs_str so_far) /* what the block holds needs no prefix */
{
	(void)so_far;
	return false;
}

static enum cs_fit kgsl_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"context",
					    "---- nearby memory",
					    "---- premature free",
					    "[",
					    "<- fault @",
					    "*EMPTY*",
					    "GPU PAGE FAULT",
					    NULL};
	static const struct cs_iommu_style style = {words, is_open, is_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family kgsl = {kgsl_fits, parse_kgsl};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &kgsl,
	 .anchor = "GPU PAGE FAULT: addr",
	 .head = "GPU PAGE FAULT: addr = %x"},
};

const struct cs_format_table cs_formats_kgsl = {rows, sizeof(rows) / sizeof(*rows)};
