#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/options.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *usage;
	const char *does;
} commands[] = {
	{"scan", cs_cmd_scan, "[scan] FILE...", "find, name and explain every crash in FILEs"},
	{"batch", cs_cmd_batch, "batch PATH...", "many inputs or folders of them, for CI"},
	{"follow", cs_cmd_follow, "follow [SOURCE]", "live: kmsg, a device, a journal, netconsole"},
	{"decode", cs_cmd_decode, "decode esr|smmu|smmuv3|dmar|…",
	 "one register or event record in words"},
	{"dump", cs_cmd_dump, "dump log|info|tasks FILE", "what a RAM dump holds"},
	{"symbols", cs_cmd_symbols, "symbols resolve|add|list|…",
	 "places in the source; the symbol store"},
	{"rules", cs_cmd_rules, "rules list|explain|check|test",
	 "the knowledge, and how to test it"},
	{"serve", cs_cmd_serve, "serve [--port N]", "the case page, on loopback"},
	{"cases", cs_cmd_cases, "cases VERB ...", "what is known of the bugs that were seen"},
	{"walk", cs_cmd_walk, "walk --ram FILE[@BASE] IOVA",
	 "an IOMMU page-table walk in a RAM image"},
};

static int help(void)
{
	printf("crashscan " CS_VERSION ": says what broke, from a kernel log\n\nusage:\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		printf("  crashscan %-28s %s\n", commands[i].usage, commands[i].does);
	printf("\n");
	cs_options_print_help();
	return 0;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN); /* a reader that closes early ends us quietly */
	if (argc > 1 && strcmp(argv[1], "--version") == 0)
		return printf("crashscan " CS_VERSION "\n") < 0;
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return help();
	for (size_t i = 0; argc > 1 && i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	return cs_cmd_scan(argc, argv);
}
