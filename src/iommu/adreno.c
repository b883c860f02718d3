/* Adreno GPUs under drm/msm: a6xx_fault_handler(), a5xx_fault_handler() (6.1),
 * adreno_fault_handler() (6.2+), "*** gpu fault: …" on one line; "*** fault: iova=…, flags=…" of
 * msm_iommu.c before. No number has 0x, except flags, which is decimal. */
#include "iommu/iommu.h"
#include "iommu/text.h"

static const struct {
	const char *word, *fault;
} types[] = {
	{"TRANSLATION", "translation"},
	{"PERMISSION", "permission"},
	{"EXTERNAL", "external-abort"},
	{"UNKNOWN", "unknown"},
};

/* IOMMU_FAULT_READ 0, IOMMU_FAULT_WRITE 1 (include/linux/iommu.h) */
static enum cs_access read_access(struct cs_str s)
{
	struct cs_str dir = cs_iommu_word(s, "dir=");
	uint64_t flags;

	if (cs_str_is(dir, "WRITE"))
		return CS_ACCESS_WRITE;
	if (cs_str_is(dir, "READ"))
		return CS_ACCESS_READ;
	if (cs_iommu_dec(s, "flags=", &flags))
		return flags & 1 ? CS_ACCESS_WRITE : CS_ACCESS_READ;
	return CS_ACCESS_NONE;
}

static void read_type(struct cs_event *ev, struct cs_str s)
{
	struct cs_str type = cs_iommu_word(s, "type="), source = cs_iommu_word(s, "source=");
	struct cs_words w = {.arena = &ev->arena};
	uint64_t v;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (cs_str_is(type, types[i].word))
			cs_iommu_add_fault(ev->iommu, types[i].fault);
	if (type.n == 0) { /* without the SMMU's syndrome the driver can't tell */
		cs_iommu_add_fault(ev->iommu, "translation");
		cs_iommu_add_fault(ev->iommu, "permission");
	}
	if (source.n && source.n > 5 && cs_str_to_hex(source, &v))
		cs_iommu_add_register(ev, "fsynr1", v, NULL);
	if (source.n)
		cs_words_add(&w, "source %.*s: the block of the GPU that made the access",
			     CS_STR_ARG(source));
	cs_iommu_add_meaning(ev, &w);
}

static void parse_gpu(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "adreno");
	struct cs_str s = cs_str_after(cs_iommu_join(ev), "fault: ");
	uint64_t v;

	if (cs_iommu_hex(s, "iova=", &v))
		cs_iommu_set_iova(u, v);
	if (cs_iommu_hex(s, "ttbr0=", &v) && v) {
		u->has_ttbr0 = u->has_asid = true;
		u->ttbr0 = v;
		u->asid = cs_field(v, 63, 48);
	}
	u->access = read_access(s);
	read_type(ev, s);
	cs_iommu_finish(ev);
}

static bool is_open(struct cs_str so_far)
{
	return !cs_str_has(cs_str_after(so_far, "fault: "), ")");
}

static enum cs_fit gpu_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"*** gpu fault", "*** fault", NULL};
	static const struct cs_iommu_style style = {words, is_open, cs_iommu_each_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family gpu = {gpu_fits, parse_gpu};

static const struct cs_format rows[] = {
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &gpu,
	 .anchor = "*** gpu fault: ",
	 .head = "*** gpu fault: "},
	{.kind = CS_KIND_IOMMU_FAULT,
	 .family = &gpu,
	 .anchor = "*** fault: iova=",
	 .head = "*** fault: iova=%x"},
};

const struct cs_format_table cs_formats_adreno = {rows, sizeof(rows) / sizeof(*rows)};
