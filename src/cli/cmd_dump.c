/* crashscan dump log|info|read|tasks|stack|pstore …: what a RAM dump holds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/dump_tasks.h"
#include "cli/session.h"
#include "dump/ram.h"
#include "dump/ramoops.h"
#include "report/summary.h"
#include "sym/sym.h"

static struct cs_dump *open_dump(const char *path)
{
	struct cs_dump *d;
	struct cs_error err = {0};
	enum cs_status rc = cs_dump_open(&d, path, &err);

	if (rc == CS_OK)
		return d;
	if (rc == CS_NOT_MINE)
		cs_error_set(&err, rc, path, "not a RAM dump of a kind that is known");
	cs_session_tell(&err);
	return NULL;
}

static void tell_notes(const struct cs_dump *d, const char *path)
{
	for (size_t i = 0; i < d->note_count; i++)
		fprintf(stderr, "crashscan: %s: %s\n", path, d->notes[i]);
	if (d->log.lost)
		fprintf(stderr, "crashscan: %s: %llu records of the log can't be read\n", path,
			(unsigned long long)d->log.lost);
}

/* A reader that closed early has had enough: no error. */
static int end_output(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	if (errno == EPIPE)
		return code;
	fprintf(stderr, "crashscan: cannot write: %s\n", strerror(errno));
	return CS_EXIT_ERROR;
}

/* ---- log ---- */

static bool print_line(void *ctx, struct cs_str line)
{
	(void)ctx;
	fwrite(line.p, 1, line.n, stdout);
	fputc('\n', stdout);
	return !ferror(stdout);
}

static int dump_log(const struct cs_options *o, size_t argc, const char *const *argv)
{
	struct cs_dump *d = open_dump(argv[0]);
	struct cs_error err = {0};
	int code = CS_EXIT_CLEAN;

	(void)o;
	(void)argc;
	if (!d)
		return CS_EXIT_ERROR;
	if (cs_dump_log(d, print_line, NULL, &err) != CS_OK) {
		snprintf(err.file, sizeof(err.file), "%s", argv[0]);
		cs_session_tell(&err);
		code = CS_EXIT_ERROR;
	}
	tell_notes(d, argv[0]);
	if (d->log.lost && code == CS_EXIT_CLEAN)
		code = CS_EXIT_INCOMPLETE;
	cs_dump_close(d);
	return end_output(code);
}

/* ---- info ---- */

static const char *arch_name(enum cs_dump_arch a)
{
	return a == CS_DUMP_ARCH_X86_64 ? "x86_64" : a == CS_DUMP_ARCH_ARM64 ? "arm64" : "unknown";
}

static void print_hex_if(const char *what, bool known, uint64_t v)
{
	if (known)
		printf("%-14s 0x%llx\n", what, (unsigned long long)v);
	else
		printf("%-14s unknown\n", what);
}

static void print_kernel(const struct cs_dump *d)
{
	const struct cs_kernel *k = &d->kernel;

	printf("format         %s\n", d->image.format);
	printf("arch           %s\n", arch_name(d->vm.arch));
	printf("release        %s\n", k->release[0] ? k->release : "unknown");
	printf("build ID       %s\n", k->build_id[0] ? k->build_id : "unknown");
	print_hex_if("KASLR offset", k->has_kaslr_offset, k->kaslr_offset);
	print_hex_if(d->vm.arch == CS_DUMP_ARCH_X86_64 ? "phys_base" : "PHYS_OFFSET",
		     k->has_phys_offset, k->phys_offset);
	printf("page size      %u\n", k->page_size);
	printf("VA bits        %u\n", k->va_bits);
	if (k->pac_mask)
		print_hex_if("PAC mask", true, k->pac_mask);
	print_hex_if("page tables", d->vm.root != CS_VM_NO_ROOT, d->vm.root);
	printf("VMCOREINFO     %s\n", !k->info.text.n   ? "none"
				      : k->info_in_file ? "a note of the file"
							: "found in RAM");
}

static void print_memory(struct cs_dump *d)
{
	struct cs_dump_image_range r;
	uint64_t from = 0, sum = 0;
	unsigned n = 0;

	while (d->image.ops->next(d->image.state, from, &r) && r.end > from) {
		if (n++ < 32)
			printf("memory         0x%llx-0x%llx\n", (unsigned long long)r.begin,
			       (unsigned long long)r.end - 1);
		sum += r.end - r.begin;
		from = r.end;
	}
	printf("memory         %llu KiB in %u pieces\n", (unsigned long long)sum / 1024, n);
}

static int dump_info(const struct cs_options *o, size_t argc, const char *const *argv)
{
	struct cs_dump *d = open_dump(argv[0]);

	(void)o;
	(void)argc;
	if (!d)
		return CS_EXIT_ERROR;
	print_kernel(d);
	print_memory(d);
	tell_notes(d, argv[0]);
	cs_dump_close(d);
	return end_output(CS_EXIT_CLEAN);
}

/* ---- read ---- */

static void print_row(uint64_t at, const unsigned char *p, size_t n)
{
	printf("%016llx ", (unsigned long long)at);
	for (size_t i = 0; i < 16; i++) {
		if (i < n)
			printf(" %02x", p[i]);
		else
			printf("   ");
	}
	printf("  |");
	for (size_t i = 0; i < n; i++)
		putchar(p[i] >= 32 && p[i] < 127 ? p[i] : '.');
	printf("|\n");
}

static int print_bytes(struct cs_dump *d, const char *path, bool physical, uint64_t at,
		       uint64_t left)
{
	while (left) {
		unsigned char row[16];
		size_t n = left < 16 ? (size_t)left : 16, got;

		got = physical ? cs_ram_read(&d->image, at, row, n)
			       : cs_vm_read(&d->vm, at, row, n);
		if (got)
			print_row(at, row, got);
		if (got < n) {
			fprintf(stderr, "crashscan: %s: nothing is there at 0x%llx\n", path,
				(unsigned long long)(at + got));
			return CS_EXIT_ERROR;
		}
		at += n;
		left -= n;
	}
	return CS_EXIT_CLEAN;
}

static int dump_read(const struct cs_options *o, size_t argc, const char *const *argv)
{
	struct cs_str where = cs_str_from(argv[1]);
	bool physical = cs_eat(&where, "phys:");
	uint64_t at, n = 64;
	struct cs_dump *d;
	int code;

	(void)o;
	if (!cs_str_to_hex(where, &at) || (argc > 2 && !cs_str_to_dec(cs_str_from(argv[2]), &n) &&
					   !cs_str_to_hex(cs_str_from(argv[2]), &n))) {
		fprintf(stderr, "crashscan: dump read: ADDR is hex, LEN a number\n");
		return CS_EXIT_USAGE;
	}
	d = open_dump(argv[0]);
	if (!d)
		return CS_EXIT_ERROR;
	code = print_bytes(d, argv[0], physical, at, n);
	cs_dump_close(d);
	return end_output(code);
}

/* ---- pstore ---- */

static bool print_zone(void *ctx, const struct cs_ramoops_zone *z)
{
	(void)ctx;
	printf("==> %s at 0x%llx%s%s <==\n", z->is_record ? "crash record" : "console",
	       (unsigned long long)z->pa, z->was_compressed ? ", unpacked" : "",
	       z->is_cut ? ", damaged: its end is missing" : "");
	fwrite(z->text.p, 1, z->text.n, stdout);
	if (z->text.p[z->text.n - 1] != '\n')
		putchar('\n');
	return !ferror(stdout);
}

static int dump_pstore(const struct cs_options *o, size_t argc, const char *const *argv)
{
	struct cs_dump *d = open_dump(argv[0]);
	int code = CS_EXIT_CLEAN;

	(void)o;
	(void)argc;
	if (!d)
		return CS_EXIT_ERROR;
	if (cs_dump_ramoops(d, print_zone, NULL) == 0) {
		fprintf(stderr, "crashscan: %s: no ramoops zone holds anything\n", argv[0]);
		code = CS_EXIT_ERROR;
	}
	cs_dump_close(d);
	return end_output(code);
}

/* ---- tasks and stacks ---- */

static int with_symbols(const struct cs_options *o, const char *path, const char *who)
{
	struct cs_sym *sym;
	struct cs_dump *d;
	int code;

	if (!cs_session_open_symbols(o, &sym)) {
		cs_sym_free(sym);
		return CS_EXIT_ERROR;
	}
	d = open_dump(path);
	if (!d)
		code = CS_EXIT_ERROR;
	else
		code = who ? cs_dump_print_stack(d, sym, path, who)
			   : cs_dump_print_tasks(d, sym, path);
	cs_dump_close(d);
	cs_sym_free(sym);
	return end_output(code);
}

static int dump_tasks(const struct cs_options *o, size_t argc, const char *const *argv)
{
	(void)argc;
	return with_symbols(o, argv[0], NULL);
}

static int dump_stack(const struct cs_options *o, size_t argc, const char *const *argv)
{
	(void)argc;
	return with_symbols(o, argv[0], argv[1]);
}

/* ---- the table ---- */

static const struct verb {
	const char *name;
	/* argv[0] is the dump */
	int (*run)(const struct cs_options *o, size_t argc, const char *const *argv);
	size_t least, most;
	const char *usage, *does;
} verbs[] = {
	{"log", dump_log, 1, 1, "log FILE", "the kernel log, as dmesg prints it"},
	{"info", dump_info, 1, 1, "info FILE", "which kernel, which memory"},
	{"tasks", dump_tasks, 1, 1, "tasks FILE", "all threads, and who waits for whom"},
	{"stack", dump_stack, 2, 2, "stack FILE PID|cpuN", "a task's stack with its places"},
	{"pstore", dump_pstore, 1, 1, "pstore FILE",
	 "what ramoops kept in RAM, of earlier boots too"},
	{"read", dump_read, 2, 3, "read FILE ADDR [LEN]",
	 "bytes at a virtual address, or phys:ADDR"},
};

static int usage(FILE *to, int code)
{
	fprintf(to, "usage:\n");
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		fprintf(to, "  crashscan dump %-24s %s\n", verbs[i].usage, verbs[i].does);
	fprintf(to, "FILE is a vmcore, a raw image (FILE@BASE), or a Qualcomm dump's folder;\n"
		    "tasks and stack take --vmlinux FILE and --modules DIR\n");
	return code;
}

static int run_verb(const struct cs_options *o)
{
	for (size_t i = 0; o->inputs.n && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(o->inputs.v[0], verbs[i].name) == 0 &&
		    o->inputs.n - 1 >= verbs[i].least && o->inputs.n - 1 <= verbs[i].most)
			return verbs[i].run(o, o->inputs.n - 1, o->inputs.v + 1);
	return usage(stderr, CS_EXIT_USAGE);
}

int cs_cmd_dump(int argc, char **argv)
{
	struct cs_options o;
	bool help;
	int code;

	if (cs_options_parse(&o, argc, argv, &help))
		code = run_verb(&o);
	else
		code = help ? usage(stdout, CS_EXIT_CLEAN) : CS_EXIT_USAGE;
	cs_options_release(&o);
	return code;
}
