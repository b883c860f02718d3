/* crashscan walk: an IOMMU page-table walk in a RAM image. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "dump/as_memory.h"
#include "iommu/walk.h"
#include "report/json_walk.h"
#include "report/summary.h"

struct ask {
	struct cs_memory *ram;
	bool json, any_ram, has_strtab, has_cfg, has_stream, has_root;
	struct cs_walk_stream stream;
	struct cs_pt pt;
	struct cs_walk_access how;
	uint64_t iova;
};

static int usage(FILE *to, int code)
{
	fprintf(to, "usage: crashscan walk --ram FILE[@BASE]... [options] IOVA\n"
		    "  --ram FILE[@BASE]       RAM image and its physical address (repeatable)\n"
		    " SMMUv3, from the stream table:\n"
		    "  --strtab-base V         STRTAB_BASE\n"
		    "  --strtab-base-cfg V     STRTAB_BASE_CFG\n"
		    "  --stream SID            StreamID; --substream SSID\n"
		    " or from the root of the tables:\n"
		    "  --ttbr V                TTBR, or the root's physical address\n"
		    "  --t0sz N                input addresses have 64-N bits (AArch32: 32-N)\n"
		    "  --granule 4k|16k|64k    with --lpa2: 52-bit descriptors (TCR.DS=1)\n"
		    "  --pt FORMAT             aarch64, lpae, short, vtd, vtd-first, amd-v1\n"
		    " the access, to tell a permission fault:\n"
		    "  --access read|write|execute\n"
		    "  --format text|json\n"
		    "exit: 0 mapped, 1 not mapped or not permitted, 3 the walk can't be done\n");
	return code;
}

static bool wrong(const char *option, const char *value, const char *want)
{
	fprintf(stderr, "crashscan: walk: %s: '%s' is not %s\n", option, value, want);
	return false;
}

static bool number(const char *option, const char *value, uint64_t *v)
{
	struct cs_str s = cs_str_from(value);

	return (cs_str_starts(s, "0x") ? cs_str_to_hex(s, v)
				       : cs_str_to_dec(s, v) || cs_str_to_hex(s, v)) ||
	       wrong(option, value, "a number");
}

static bool add_ram(struct ask *a, const char *spec)
{
	struct cs_error err;
	char text[2048];

	a->any_ram = true;
	if (cs_dump_add_memory(a->ram, spec, &err) == CS_OK)
		return true;
	fprintf(stderr, "crashscan: %s\n", cs_error_text(&err, text, sizeof(text)));
	return false;
}

static bool set_access(struct ask *a, const char *value)
{
	static const char *const names[] = {"", "read", "write", "execute"};

	for (int i = 1; i < 4; i++) {
		if (strcmp(value, names[i]) == 0) {
			a->how.access = (enum cs_access)i;
			return true;
		}
	}
	return wrong("--access", value, "read, write or execute");
}

static bool set_granule(struct ask *a, const char *value)
{
	a->pt.granule = strcmp(value, "4k") == 0    ? 4096
			: strcmp(value, "16k") == 0 ? 16384
			: strcmp(value, "64k") == 0 ? 65536
						    : 0;
	return a->pt.granule || wrong("--granule", value, "4k, 16k or 64k");
}

enum {
	RAM = 256,
	STRTAB,
	CFG,
	STREAM,
	SUBSTREAM,
	TTBR,
	T0SZ,
	GRANULE,
	PT,
	ACCESS,
	FORMAT,
	LPA2,
	HELP
};

static const struct option options[] = {
	{"ram", required_argument, NULL, RAM},
	{"strtab-base", required_argument, NULL, STRTAB},
	{"strtab-base-cfg", required_argument, NULL, CFG},
	{"stream", required_argument, NULL, STREAM},
	{"substream", required_argument, NULL, SUBSTREAM},
	{"ttbr", required_argument, NULL, TTBR},
	{"t0sz", required_argument, NULL, T0SZ},
	{"granule", required_argument, NULL, GRANULE},
	{"lpa2", no_argument, NULL, LPA2},
	{"pt", required_argument, NULL, PT},
	{"access", required_argument, NULL, ACCESS},
	{"format", required_argument, NULL, FORMAT},
	{"help", no_argument, NULL, HELP},
	{NULL, 0, NULL, 0},
};

static bool set_format(struct ask *a, const char *value)
{
	a->json = strcmp(value, "json") == 0;
	return a->json || strcmp(value, "text") == 0 || wrong("--format", value, "text or json");
}

static bool take(struct ask *a, int opt, const char *value, uint64_t *t0sz)
{
	switch (opt) {
	case RAM:
		return add_ram(a, value);
	case STRTAB:
		a->has_strtab = true;
		return number("--strtab-base", value, &a->stream.strtab_base);
	case CFG:
		a->has_cfg = true;
		return number("--strtab-base-cfg", value, &a->stream.strtab_base_cfg);
	case STREAM:
		a->has_stream = true;
		return number("--stream", value, &a->stream.stream);
	case SUBSTREAM:
		a->stream.has_substream = true;
		return number("--substream", value, &a->stream.substream);
	case TTBR:
		a->has_root = true;
		return number("--ttbr", value, &a->pt.root);
	case T0SZ:
		return number("--t0sz", value, t0sz);
	case GRANULE:
		return set_granule(a, value);
	case LPA2:
		a->pt.lpa2 = true;
		return true;
	case PT:
		return cs_pt_format_parse(cs_str_from(value), &a->pt.format) ||
		       wrong("--pt", value, "aarch64, lpae, short, vtd, vtd-first or amd-v1");
	case ACCESS:
		return set_access(a, value);
	case FORMAT:
		return set_format(a, value);
	default:
		return false;
	}
}

/* A TTBR also holds an ASID, and the root of a short table is aligned to its size. */
static bool set_root(struct ask *a, uint64_t t0sz)
{
	bool aarch32 = a->pt.format == CS_PT_LPAE || a->pt.format == CS_PT_SHORT;
	uint64_t most = aarch32 ? 7 : 39;

	if (t0sz != UINT64_MAX && (t0sz > most || (!aarch32 && t0sz < 12))) {
		fprintf(stderr, "crashscan: walk: --t0sz: not from %d to %d\n", aarch32 ? 0 : 12,
			(int)most);
		return false;
	}
	if (t0sz != UINT64_MAX)
		a->pt.input_bits = (unsigned)((aarch32 ? 32 : 64) - t0sz);
	a->pt.root &= a->pt.format == CS_PT_AARCH64 ? 0xfffffffffff0ull : ~0xfffull;
	return true;
}

static bool parse(struct ask *a, int argc, char **argv, int *code)
{
	uint64_t t0sz = UINT64_MAX;
	int opt;

	*code = CS_EXIT_USAGE;
	optind = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (opt == HELP || opt == 'h') {
			*code = usage(stdout, CS_EXIT_CLEAN);
			return false;
		}
		if (opt == '?' || !take(a, opt, optarg, &t0sz)) {
			*code = opt == RAM ? CS_EXIT_ERROR : CS_EXIT_USAGE;
			return false;
		}
	}
	if (optind + 1 != argc || !a->any_ram ||
	    a->has_root == (a->has_strtab && a->has_cfg && a->has_stream)) {
		usage(stderr, CS_EXIT_USAGE);
		return false;
	}
	return number("IOVA", argv[optind], &a->iova) && (!a->has_root || set_root(a, t0sz));
}

/* ---- answering ---- */

static void print_near(const char *what, const struct cs_walk_near *n)
{
	if (n->known)
		printf("  nearest mapping %s: 0x%llx, %llu bytes away\n", what,
		       (unsigned long long)n->iova, (unsigned long long)n->bytes_away);
}

static void print_text(const struct cs_walk *w)
{
	const char *result = cs_walk_result_name(w->result);

	printf("0x%llx: %s", (unsigned long long)w->iova, result ? result : "not known");
	if (w->has_pa)
		printf(", physical address 0x%llx", (unsigned long long)w->pa);
	printf("\n");
	for (size_t i = 0; i < w->level_count; i++)
		printf("  level %d: table 0x%llx[%u] = 0x%llx, %s: " CS_STR_FMT "\n",
		       w->levels[i].level, (unsigned long long)w->levels[i].table,
		       w->levels[i].index, (unsigned long long)w->levels[i].descriptor,
		       cs_walk_state_name(w->levels[i].state), CS_STR_ARG(w->levels[i].meaning));
	print_near("below", &w->below);
	print_near("above", &w->above);
	for (size_t i = 0; i < w->notes.n; i++)
		printf("  note: " CS_STR_FMT "\n", CS_STR_ARG(w->notes.v[i]));
}

static int answer(const struct ask *a)
{
	struct cs_arena arena;
	struct cs_walk *w;
	int code;

	cs_arena_init(&arena);
	w = a->has_root ? cs_walk_table(&arena, a->ram, &a->pt, a->iova, a->how)
			: cs_walk_smmu_v3(&arena, a->ram, &a->stream, a->iova, a->how);
	if (a->json)
		cs_json_print_walk(stdout, w);
	else
		print_text(w);
	code = w->result == CS_WALK_MAPPED    ? CS_EXIT_CLEAN
	       : w->result == CS_WALK_UNKNOWN ? CS_EXIT_ERROR
					      : CS_EXIT_FOUND;
	cs_arena_release(&arena);
	if (fflush(stdout) != 0 && errno != EPIPE) {
		fprintf(stderr, "crashscan: cannot write: %s\n", strerror(errno));
		return CS_EXIT_ERROR;
	}
	return code;
}

int cs_cmd_walk(int argc, char **argv)
{
	struct ask a = {
		.ram = cs_memory_new(), .pt.start_level = CS_PT_BY_SIZE, .how.privileged = -1};
	int code;

	if (parse(&a, argc, argv, &code))
		code = answer(&a);
	cs_memory_free(a.ram);
	return code;
}
