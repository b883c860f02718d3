#include "iommu/regs_dump.h"

void cs_smmu_options_init(struct cs_smmu_options *o)
{
	*o = (struct cs_smmu_options){.context_bank = -1};
}

static bool set_type(struct cs_smmu_options *o, struct cs_str v)
{
	if (cs_str_is(v, "smmu-v2") || cs_str_is(v, "smmuv2") || cs_str_is(v, "v2") ||
	    cs_str_is(v, "smmu-v1"))
		o->type = CS_SMMU_V2;
	else if (cs_str_is(v, "smmu-v3") || cs_str_is(v, "smmuv3") || cs_str_is(v, "v3"))
		o->type = CS_SMMU_V3;
	else
		return false;
	return true;
}

static bool set_page_size(struct cs_smmu_options *o, struct cs_str v)
{
	if (cs_str_is(v, "4k") || cs_str_is(v, "4K") || cs_str_is(v, "4096") ||
	    cs_str_is(v, "0x1000"))
		o->page_size = 4096;
	else if (cs_str_is(v, "64k") || cs_str_is(v, "64K") || cs_str_is(v, "65536") ||
		 cs_str_is(v, "0x10000"))
		o->page_size = 65536;
	else
		return false;
	return true;
}

static bool set_bank(struct cs_smmu_options *o, struct cs_str v)
{
	uint64_t bank;

	if (!(cs_str_starts(v, "0x") ? cs_str_to_hex(v, &bank) : cs_str_to_dec(v, &bank)) ||
	    bank > 255)
		return false;
	o->context_bank = (int)bank;
	return true;
}

static bool set_base(struct cs_smmu_options *o, struct cs_str v)
{
	o->has_base = cs_str_to_hex(v, &o->base);
	return o->has_base;
}

static const struct {
	const char *key;
	bool (*set)(struct cs_smmu_options *o, struct cs_str v);
	const char *wants;
} keys[] = {
	{"type", set_type, "smmu-v2 or smmu-v3"},
	{"base", set_base, "an address in hex"},
	{"pagesize", set_page_size, "4k or 64k"},
	{"context_bank", set_bank, "a number up to 255"},
};

static enum cs_status set_one(struct cs_smmu_options *o, struct cs_str item, struct cs_error *err)
{
	struct cs_str key = cs_str_trim(cs_str_until(item, "="));
	struct cs_str value = cs_str_trim(cs_str_after(item, "="));

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (!cs_str_is(key, keys[i].key))
			continue;
		if (keys[i].set(o, value))
			return CS_OK;
		return cs_error_set(err, CS_ERR_USAGE, NULL,
				    "--smmu: %s wants %s, not '" CS_STR_FMT "'", keys[i].key,
				    keys[i].wants, CS_STR_ARG(value));
	}
	return cs_error_set(err, CS_ERR_USAGE, NULL,
			    "--smmu: '" CS_STR_FMT "' is not one of: "
			    "type, base, pagesize, context_bank",
			    CS_STR_ARG(key));
}

enum cs_status cs_smmu_options_parse(struct cs_smmu_options *o, const char *text,
				     struct cs_error *err)
{
	struct cs_str s = cs_str_from(text);

	while (s.n) {
		struct cs_str item = cs_str_until(s, ",");
		enum cs_status rc = set_one(o, item, err);

		if (rc != CS_OK)
			return rc;
		s = cs_str_tail(s, item.n + 1);
	}
	return CS_OK;
}
