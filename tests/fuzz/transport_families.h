/* The transports by fuzz target: the second byte of an input picks one of its family. */
#ifndef CS_FUZZ_TRANSPORT_FAMILIES_H
#define CS_FUZZ_TRANSPORT_FAMILIES_H

#define FAMILY_NAMES 10

enum family { JOURNAL, PSTORE, PCAP, MAIL, PAGES, TEXT, FAMILIES };

static const struct {
	const char *target;
	const char *names[FAMILY_NAMES];
} families[] = {
	[JOURNAL] = {"transport_journal",
		     {"json", "json-text", "journal-export", "journal-verbose"}},
	[PSTORE] = {"transport_pstore",
		    {"pstore", "kmsg", "logcat", "reversed", "liblog", "ramoops"}},
	[PCAP] = {"transport_pcap", {"pcap", "syslog-frames", "utf-16", "utf-32"}},
	[MAIL] = {"transport_mail", {"mail", "quoted"}},
	[PAGES] = {"transport_pages", {"html", "ansi", "syslog-escapes", "margin"}},
	[TEXT] = {"transport_text",
		  {"table", "logfmt", "asciicast", "wrapped", "teamcity", "typography", "base64",
		   "escaped", "hexdump"}},
};

static inline unsigned family_size(unsigned family)
{
	unsigned n = 0;

	while (n < FAMILY_NAMES && families[family].names[n])
		n++;
	return n;
}

#endif
