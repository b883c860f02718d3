#include "iommu/decode.h"

#include "iommu/amd_vi.h"
#include "iommu/dmar.h"
#include "iommu/smmu_v2.h"
#include "iommu/smmu_v3.h"

static void add(struct cs_decoding *d, struct cs_str name, bool has_value, uint64_t value,
		const struct cs_words *w)
{
	struct cs_decoded *o = CS_ARENA_PUSH(d->arena, d->v, d->n);

	*o = (struct cs_decoded){cs_arena_str(d->arena, name), has_value, value, w->v, w->n};
}

static enum cs_status usage(struct cs_error *err, const char *what, const char *want)
{
	return cs_error_set(err, CS_ERR_USAGE, "", "'%s': %s", what, want);
}

/* "name=0x12,": the comma is of a line that was copied */
static bool split(struct cs_str s, struct cs_str *name, uint64_t *value)
{
	ptrdiff_t at = cs_str_find_char(s, '=');
	struct cs_str v;

	if (at <= 0)
		return false;
	*name = cs_str_head(s, (size_t)at);
	v = cs_str_tail(s, (size_t)at + 1);
	while (v.n && strchr(",;", v.p[v.n - 1]))
		v.n--;
	return cs_str_to_hex(v, value);
}

/* Numbers, as many as MAX; false when an argument is something else. */
static bool numbers(const char *const *argv, size_t argc, uint64_t *out, size_t max, size_t *n)
{
	for (*n = 0; *n < argc; (*n)++)
		if (*n == max || !cs_str_to_hex(cs_str_from(argv[*n]), &out[*n]))
			return false;
	return true;
}

/* ---- SMMUv1/v2 ---- */

static struct cs_str canonical(struct cs_str name, char buf[32])
{
	size_t n = name.n < 31 ? name.n : 31;

	for (size_t i = 0; i < n; i++)
		buf[i] =
			(char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] | 0x20 : name.p[i]);
	if (n == 5 && memcmp(buf, "fsynr", 5) == 0)
		buf[n++] = '0';
	if (n > 1 && buf[0] == 's' && buf[1] == 'g') /* sGFSR */
		return (struct cs_str){buf + 1, n - 1};
	return (struct cs_str){buf, n};
}

static enum cs_status decode_smmu(struct cs_decoding *d, const char *const *argv, size_t argc,
				  struct cs_error *err)
{
	for (size_t i = 0; i < argc; i++) {
		struct cs_words w = {.arena = d->arena};
		struct cs_str name, plain;
		uint64_t v;
		char buf[32];

		if (!split(cs_str_from(argv[i]), &name, &v))
			return usage(err, argv[i], "wanted NAME=VALUE, such as fsr=0x402");
		plain = canonical(name, buf);
		if (!cs_smmu_v2_explain(&w, plain, v))
			return usage(err, argv[i],
				     "no such register; there are fsr fsynr0 sctlr cbar ttbr0 "
				     "ttbr1 par mair0 mair1 cbfrsynra gfsr gfsynr0 gfsynr1");
		add(d, plain, true, v, &w);
	}
	return CS_OK;
}

/* ---- SMMUv3 ---- */

static bool decode_v3_register(struct cs_decoding *d, struct cs_str s)
{
	struct cs_words w = {.arena = d->arena};
	struct cs_str name;
	uint64_t v;

	if (!split(s, &name, &v))
		return false;
	if (cs_str_is(name, "gerror")) {
		cs_smmu_v3_explain_gerror(&w, v);
	} else if (cs_str_is(name, "cmdq_cons") || cs_str_is(name, "cons")) {
		cs_smmu_v3_explain_cons(&w, v);
	} else if (cs_str_is(name, "cmd")) {
		const char *command = cs_smmu_v3_command((unsigned)(v & 0xff));

		cs_words_add(&w, "opcode %#04x: %s", (unsigned)(v & 0xff),
			     command ? command : "not assigned");
	} else {
		return false;
	}
	add(d, name, true, v, &w);
	return true;
}

static enum cs_status decode_smmuv3(struct cs_decoding *d, const char *const *argv, size_t argc,
				    struct cs_error *err)
{
	struct cs_words w = {.arena = d->arena};
	uint64_t word[4] = {0};
	size_t n;

	if (argc == 1 && decode_v3_register(d, cs_str_from(argv[0])))
		return CS_OK;
	if (!numbers(argv, argc, word, 4, &n))
		return usage(err, argv[n],
			     "wanted the four words of an event record in hex, "
			     "or gerror=, cmdq_cons=, cmd=");
	cs_smmu_v3_explain_record(&w, word, (unsigned)n);
	add(d, CS_STR("event"), false, 0, &w);
	return CS_OK;
}

/* ---- VT-d ---- */

static bool decode_dmar_register(struct cs_decoding *d, struct cs_str s)
{
	struct cs_words w = {.arena = d->arena};
	const struct cs_dmar_reason *r;
	struct cs_str name;
	uint64_t v;

	if (!split(s, &name, &v))
		return false;
	if (cs_str_is(name, "fsts")) {
		cs_dmar_explain_fsts(&w, v);
	} else if (cs_str_is(name, "reason") && v < 256) {
		r = cs_dmar_reason((unsigned)v);
		cs_words_add(&w, "%s", r ? r->text : "not assigned");
		if (r && r->meaning)
			cs_words_add(&w, "%s", r->meaning);
	} else {
		return false;
	}
	add(d, name, true, v, &w);
	return true;
}

static enum cs_status decode_dmar(struct cs_decoding *d, const char *const *argv, size_t argc,
				  struct cs_error *err)
{
	struct cs_words w = {.arena = d->arena};
	uint64_t word[2];
	size_t n;

	if (argc == 2 && numbers(argv, argc, word, 2, &n)) {
		cs_dmar_explain_record(&w, word[0], word[1]);
		add(d, CS_STR("record"), false, 0, &w);
		return CS_OK;
	}
	for (size_t i = 0; i < argc; i++)
		if (!decode_dmar_register(d, cs_str_from(argv[i])))
			return usage(err, argv[i],
				     "wanted reason=0x05 (hex), fsts=0x3, or the "
				     "low and the high word of a fault record");
	return CS_OK;
}

/* ---- AMD-Vi ---- */

static enum cs_status decode_amd(struct cs_decoding *d, const char *const *argv, size_t argc,
				 struct cs_error *err)
{
	struct cs_words w = {.arena = d->arena};
	uint64_t word[4] = {0}, v;
	struct cs_str name;
	uint32_t event[4];
	size_t n;

	if (argc == 1 && split(cs_str_from(argv[0]), &name, &v) && cs_str_is(name, "flags")) {
		cs_amd_explain_flags(&w, v, !(v & 0x008));
		add(d, name, true, v, &w);
		return CS_OK;
	}
	if (argc != 4 || !numbers(argv, argc, word, 4, &n))
		return usage(err, argv[0],
			     "wanted flags=0x0020, or the four 32-bit words of an "
			     "event in hex");
	for (int i = 0; i < 4; i++)
		event[i] = (uint32_t)word[i];
	cs_amd_explain_record(&w, event);
	add(d, CS_STR("event"), false, 0, &w);
	return CS_OK;
}

const struct cs_decoder cs_iommu_decoders[] = {
	{"smmu", "NAME=VALUE...", decode_smmu},
	{"smmuv3", "W0 W1 W2 W3 | gerror=V | cmdq_cons=V | cmd=V", decode_smmuv3},
	{"dmar", "reason=V | fsts=V | LOW HIGH", decode_dmar},
	{"amd-vi", "flags=V | W0 W1 W2 W3", decode_amd},
	{NULL, NULL, NULL},
};
