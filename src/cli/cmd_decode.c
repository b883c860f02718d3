/* crashscan decode: one register or event record in words. The decoders are tables: those of
 * the CPU's registers and of the IOMMU families; and "stream", which asks a device tree. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "cli/command.h"
#include "cli/session.h"
#include "iommu/decode.h"
#include "iommu/dtb.h"
#include "report/json_decode.h"
#include "report/summary.h"

struct asked {
	bool json;
	const char *dtb, *unit;
	const char *const *argv;
	size_t argc;
};

/* ---- registers of the CPU ---- */

/* ESR_EL1 as reports print it: "ESR = 0x96000045", "ESR: 0x0000000096000045". */
static enum cs_status decode_esr(struct cs_decoding *d, const char *const *argv, size_t argc,
				 struct cs_error *err)
{
	struct cs_words w = {.arena = d->arena};
	uint64_t esr;

	if (argc != 1 || !cs_str_to_hex(cs_str_from(argv[0]), &esr))
		return cs_error_set(err, CS_ERR_USAGE, "", "'%s': wanted one ESR in hex",
				    argv[argc - 1]);
	cs_arm64_explain_esr(&w, esr);
	*CS_ARENA_PUSH(d->arena, d->v, d->n) =
		(struct cs_decoded){CS_STR("esr"), true, esr, w.v, w.n};
	return CS_OK;
}

static const struct cs_decoder cpu_decoders[] = {
	{"esr", "VALUE", decode_esr},
	{NULL, NULL, NULL},
};

static const struct cs_decoder *const decoders[] = {cpu_decoders, cs_iommu_decoders, NULL};

static const struct cs_decoder *find_decoder(const char *name)
{
	for (const struct cs_decoder *const *t = decoders; *t; t++)
		for (const struct cs_decoder *d = *t; d->name; d++)
			if (strcmp(name, d->name) == 0)
				return d;
	return NULL;
}

static int usage(void)
{
	fprintf(stderr, "usage:\n");
	for (const struct cs_decoder *const *t = decoders; *t; t++)
		for (const struct cs_decoder *d = *t; d->name; d++)
			fprintf(stderr, "  crashscan decode %s [--format text|json] %s\n", d->name,
				d->usage);
	fprintf(stderr, "  crashscan decode stream [--format text|json] --dtb FILE "
			"[--unit NAME] STREAM\n");
	return CS_EXIT_USAGE;
}

/* ---- registers and records ---- */

static void print_decoding(const struct cs_decoding *d)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct cs_decoded *v = &d->v[i];

		printf(CS_STR_FMT, CS_STR_ARG(v->name));
		if (v->has_value)
			printf(" = %#llx", (unsigned long long)v->value);
		printf("\n");
		for (size_t k = 0; k < v->meaning_count; k++)
			printf("  " CS_STR_FMT "\n", CS_STR_ARG(v->meaning[k]));
		if (v->meaning_count == 0)
			printf("  no bit is set that has a meaning\n");
	}
}

static int decode(const struct cs_decoder *by, const struct asked *a)
{
	struct cs_arena arena;
	struct cs_decoding d = {.arena = &arena};
	struct cs_error err = {0};
	enum cs_status rc;

	cs_arena_init(&arena);
	rc = by->decode(&d, a->argv, a->argc, &err);
	if (rc != CS_OK)
		cs_session_tell(&err);
	else if (a->json)
		cs_json_print_decoding(stdout, &d);
	else
		print_decoding(&d);
	cs_arena_release(&arena);
	return rc == CS_OK ? CS_EXIT_CLEAN : CS_EXIT_USAGE;
}

/* ---- streams ---- */

static void print_stream(const struct cs_dtb_stream *s)
{
	printf("stream %#llx behind %s: ", (unsigned long long)s->stream_id,
	       s->unit[0] ? s->unit : "any unit");
	if (s->how == CS_DTB_NONE) {
		printf("no device\n");
		return;
	}
	printf("%s (%s)\n  by %s%s\n", s->device, s->name[0] ? s->name : "no Linux name",
	       cs_dtb_how_name(s->how), s->disabled ? "; the node is disabled" : "");
	if (s->has_requester && s->is_pci)
		printf("  PCI requester %02x:%02x.%u\n", s->requester >> 8 & 0xff,
		       s->requester >> 3 & 31, s->requester & 7);
	if (s->others)
		printf("  %u more devices have this stream ID\n", s->others);
}

static int decode_stream(const struct asked *a)
{
	struct cs_error err = {0};
	struct cs_dtb_stream s;
	struct cs_dtb *dtb;
	uint64_t id;

	if (!a->dtb || a->argc != 1 || !cs_str_to_hex(cs_str_from(a->argv[0]), &id))
		return usage();
	dtb = cs_dtb_open(a->dtb, &err);
	if (dtb && a->unit && !cs_dtb_has_unit(dtb, cs_str_from(a->unit))) {
		cs_error_set(&err, CS_ERR_USAGE, a->dtb, "has no IOMMU '%s'", a->unit);
		cs_dtb_close(dtb);
		dtb = NULL;
	}
	if (!dtb) {
		cs_session_tell(&err);
		return CS_EXIT_ERROR;
	}
	cs_dtb_find_stream(dtb, cs_str_from(a->unit), id, &s);
	if (a->json)
		cs_json_print_stream(stdout, &s);
	else
		print_stream(&s);
	cs_dtb_close(dtb);
	return CS_EXIT_CLEAN;
}

/* ---- the command ---- */

static bool parse(struct asked *a, int argc, char **argv)
{
	static const struct option options[] = {{"format", required_argument, NULL, 'f'},
						{"dtb", required_argument, NULL, 'd'},
						{"unit", required_argument, NULL, 'u'},
						{"no-store", no_argument, NULL, 'n'},
						{NULL, 0, NULL, 0}};
	int opt;

	optind = 0; /* glibc: start anew */
	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (opt == 'f' && (strcmp(optarg, "json") == 0 || strcmp(optarg, "text") == 0))
			a->json = optarg[0] == 'j';
		else if (opt == 'd')
			a->dtb = optarg;
		else if (opt == 'u')
			a->unit = optarg;
		else if (opt != 'n')
			return false;
	}
	a->argv = (const char *const *)argv + optind;
	a->argc = (size_t)(argc - optind);
	return a->argc > 0;
}

int cs_cmd_decode(int argc, char **argv)
{
	const struct cs_decoder *d;
	struct asked a = {0};

	if (argc < 2 || !parse(&a, argc - 1, argv + 1))
		return usage();
	if (strcmp(argv[1], "stream") == 0)
		return decode_stream(&a);
	d = find_decoder(argv[1]);
	return d ? decode(d, &a) : usage();
}
