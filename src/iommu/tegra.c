/* NVIDIA Tegra's memory controller: tegra30_mc_handle_irq() and tegra20_mc_handle_irq() in
 * drivers/memory/tegra/ (6.1), and L4T's own "mc-err:" lines. */
#include "iommu/iommu.h"
#include "iommu/text.h"

#define ON_ENTRY "error on PDE or PTE entry"

static const struct {
	const char *text, *fault, *meaning;
} statuses[] = {
	{"EMEM address decode error", "decode-error",
	 "no memory stands at the address: it was not translated, or is garbage"},
	{"GART page fault", "translation", "the GART has no page for the address"},
	{"Page fault", "translation", "the SMMU has no page for the address"},
	{"VPR violation", "security-violation", "the video protection region was touched"},
	{"Secure carveout violation", "security-violation", "a secure carveout was touched"},
	{"MTS carveout violation", "security-violation", "the MTS carveout was touched"},
	{"Generalized carveout violation", "security-violation", "a carveout was touched"},
	{"Security violation", "security-violation", "the memory is closed to this client"},
	{"EMEM arbitration error", "arbitration", "the memory arbiter starved the client"},
	{"Invalid APB ASID update", "context-invalid", "a client's ASID was set wrongly"},
	{"Route Sanity error", "decode-error", "the address leads to no memory channel"},
	{"EMEM decode " ON_ENTRY, "translation",
	 "the SMMU has no usable table entry for the address"},
	{"EMEM decode error", "decode-error", "no memory stands at the address"},
	{"TrustZone violation", "security-violation", "the memory belongs to TrustZone"},
	{"Carveout violation", "security-violation", "a carveout was touched"},
	{"SMMU translation error", "translation", "the SMMU refused the translation"},
};

static void read_faults(struct cs_event *ev, struct cs_str s)
{
	struct cs_words w = {.arena = &ev->arena};

	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		if (!cs_str_has(s, statuses[i].text))
			continue;
		if (cs_str_has(s, ON_ENTRY) && !cs_str_has(cs_str_from(statuses[i].text), ON_ENTRY))
			continue; /* it begins like another status */
		cs_iommu_add_fault(ev->iommu, statuses[i].fault);
		cs_words_add(&w, "%s: %s", statuses[i].text, statuses[i].meaning);
	}
	cs_iommu_add_meaning(ev, &w);
}

static void tell_rights(struct cs_event *ev, bool read, bool write, bool secure)
{
	struct cs_words w = {.arena = &ev->arena};

	cs_words_add(&w, "the table entry allows %s%s",
		     read    ? "reads"
		     : write ? ""
			     : "nothing",
		     write ? read ? " and writes" : "writes" : "");
	cs_words_add(&w, "%s", secure ? "the entry is secure" : "the entry is non-secure");
	cs_iommu_add_meaning(ev, &w);
	if (read || write)
		cs_iommu_add_fault(ev->iommu, "permission");
}

/* What the table entry allows: "SMMU translation error [-W-]", L4T's "SMMU fault: nr-nw-s" */
static void read_rights(struct cs_event *ev, struct cs_str s)
{
	struct cs_str t = cs_str_after(cs_str_after(s, "SMMU translation error"), "[");
	bool read, write;

	if (t.p && t.n >= 3) {
		tell_rights(ev, t.p[0] == 'R', t.p[1] == 'W', t.p[2] == 'S');
		return;
	}
	t = cs_str_after(s, "SMMU fault: ");
	read = !cs_eat_char(&t, 'n');
	if (!cs_eat(&t, "r-"))
		return;
	write = !cs_eat_char(&t, 'n');
	if (cs_eat(&t, "w-") && t.n)
		tell_rights(ev, read, write, t.p[0] == 's');
}

static void set_client(struct cs_iommu *u, struct cs_str who)
{
	if (who.n && who.p[who.n - 1] == ':')
		who.n--;
	if (!cs_str_is(who, "unknown"))
		u->client = who;
}

/* "CLIENT: [secure |non-secure ]read|write @0x…: " */
static void parse_mc(struct cs_event *ev)
{
	struct cs_iommu *u = cs_iommu_new(ev, "tegra-mc");
	struct cs_str s = cs_iommu_join(ev), t = cs_str_after(s, "tegra-mc "), word;
	uint64_t v;

	if (t.p && cs_eat_word(&t, &word)) {
		u->unit = word.n ? cs_str_head(word, word.n - 1) : word;
		cs_eat_blank(&t);
		if (cs_eat_word(&t, &word))
			set_client(u, word);
	}
	t = cs_str_until(t, "@");
	u->access = cs_str_has(t, "write")  ? CS_ACCESS_WRITE
		    : cs_str_has(t, "read") ? CS_ACCESS_READ
					    : CS_ACCESS_NONE;
	if (cs_iommu_hex(s, "@", &v))
		cs_iommu_set_iova(u, v);
	read_faults(ev, s);
	read_rights(ev, s);
	cs_iommu_finish(ev);
}

static bool mc_open(struct cs_str so_far)
{
	struct cs_str t = cs_str_after(so_far, "@");

	return !t.p || !cs_str_has(t, ")");
}

static enum cs_fit mc_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"tegra-mc", NULL};
	static const struct cs_iommu_style style = {words, mc_open, cs_iommu_each_again};

	return cs_iommu_fits(ev, r, &style);
}

/* ---- L4T: "mc-err: (255) csr_nvl7r: EMEM address decode error" ---- */

static void read_l4t_status(struct cs_event *ev, struct cs_str s)
{
	struct cs_iommu *u = ev->iommu;
	uint64_t v;

	if (cs_iommu_hex(s, "status = ", &v)) {
		cs_iommu_add_register(ev, "mc_err_status", v, NULL);
		/* MC_ERR_STATUS_RW, 6.1 drivers/memory/tegra/mc.h */
		u->access = v >> 16 & 1 ? CS_ACCESS_WRITE : CS_ACCESS_READ;
	}
	if (cs_iommu_hex(s, "addr = ", &v))
		cs_iommu_set_iova(u, v);
	if (cs_str_has(s, "access-type: read"))
		u->access = CS_ACCESS_READ;
	else if (cs_str_has(s, "access-type: write"))
		u->access = CS_ACCESS_WRITE;
}

static void parse_l4t(struct cs_event *ev)
{
	struct cs_str s = cs_iommu_join(ev), t = cs_str_after(s, "mc-err: "), word;

	cs_iommu_new(ev, "tegra-mc");
	cs_eat(&t, "[mcerr] ");
	cs_eat_blank(&t);
	if (t.n && t.p[0] == '(' && cs_eat_word(&t, &word))
		cs_eat_blank(&t);
	if (cs_eat_word(&t, &word) && word.p[word.n - 1] == ':')
		set_client(ev->iommu, word);
	read_faults(ev, s);
	read_rights(ev, s);
	read_l4t_status(ev, s);
	cs_iommu_finish(ev);
}

static bool l4t_again(struct cs_str so_far, struct cs_str rest)
{
	rest = cs_str_trim(rest);
	cs_eat(&rest, "[mcerr] ");
	rest = cs_str_trim(rest);
	if (cs_str_starts(rest, "status ="))
		return cs_str_has(so_far, "status =");
	return !cs_str_starts(rest, "secure:");
}

static enum cs_fit l4t_fits(const struct cs_event *ev, const struct cs_record *r)
{
	static const char *const words[] = {"status =", "secure:", "[mcerr]", "(", NULL};
	static const struct cs_iommu_style style = {words, NULL, l4t_again};

	return cs_iommu_fits(ev, r, &style);
}

static const struct cs_family mc = {mc_fits, parse_mc};
static const struct cs_family l4t = {l4t_fits, parse_l4t};

#define MC .kind = CS_KIND_IOMMU_FAULT, .family = &mc
#define L4T .kind = CS_KIND_IOMMU_FAULT, .family = &l4t

static const struct cs_format rows[] = {
	{MC, .anchor = "tegra-mc ", .head = "tegra-mc %w %w %*write @"},
	{MC, .anchor = "tegra-mc ", .head = "tegra-mc %w %w %*read @"},
	{MC, .anchor = "tegra-mc ", .head = "tegra-mc %w %w %*write$"}, /* broken before "@" */
	{MC, .anchor = "tegra-mc ", .head = "tegra-mc %w %w %*read$"},
	{MC, .anchor = "tegra-mc ", .head = "tegra-mc %w %w %*write $"},
	{MC, .anchor = "tegra-mc ", .head = "tegra-mc %w %w %*read $"},
	{L4T, .anchor = "mc-err: ", .head = "mc-err: %*: EMEM "},
	{L4T, .anchor = "mc-err: ", .head = "mc-err: %*: %*iolation"},
	{L4T, .anchor = "mc-err: ", .head = "mc-err: %*age fault"},
	{L4T, .anchor = "mc-err: ", .head = "mc-err: %*: %*rror"},
};

const struct cs_format_table cs_formats_tegra = {rows, sizeof(rows) / sizeof(*rows)};
