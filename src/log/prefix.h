/* Private to log/: what stands in front of a message on its line. */
#ifndef CS_LOG_PREFIX_H
#define CS_LOG_PREFIX_H

#include "log/record.h"

/* Eats prefixes from the front of *S as long as one is known, and notes in *R what they tell. */
void cs_prefix_eat(struct cs_str *s, struct cs_record *r);
/* "[   12.345678]" as printk writes it (print_time(): "[%5lu.%06lu]"), and nothing less: what a
 * line that holds it further in is split at. Length of it at the front of S, or 0. */
size_t cs_prefix_stamp_length(struct cs_str s);

/* ---- the rows: each eats its prefix from the front of *S, or leaves *S as it was ---- */

typedef bool cs_prefix_fn(struct cs_str *s, struct cs_record *r);

/* The kernel's own, in prefix_printk.c */
cs_prefix_fn cs_prefix_level;         /* "<6>" */
cs_prefix_fn cs_prefix_stamp;         /* "[   12.345678]", with dmesg -d's delta */
cs_prefix_fn cs_prefix_caller;        /* "[  T123]", "[   C0]" (CONFIG_PRINTK_CALLER) */
cs_prefix_fn cs_prefix_vendor_caller; /* "[0:      swapper:    1]", "[pid:1,cpu0,swapper/0]" */
cs_prefix_fn cs_prefix_decoded_level; /* "kern  :err   : " */
cs_prefix_fn cs_prefix_crash_tool;    /* "  244.889835:   <6> " */
cs_prefix_fn cs_prefix_kmsg;          /* "4,758,54318342,-;" */
/* Sources, in prefix_syslog.c */
cs_prefix_fn cs_prefix_host_and_tag; /* "host kernel: ", "host kern.warn kernel: " */
cs_prefix_fn cs_prefix_one_host;     /* the same behind a stamp: one host, then the tag */
cs_prefix_fn cs_prefix_5424;         /* " host app pid msgid - " */
cs_prefix_fn cs_prefix_syslog5424;   /* "<4>1 2026-11-21T20:30:25.6+00:00 host app - - - " */
cs_prefix_fn cs_prefix_logcat;       /* "  0     0 I KERNEL  : ", "I/KERNEL(    0): " */
/* Dates, in prefix_date.c */
cs_prefix_fn cs_prefix_bracket; /* "[Tue Nov 24 08:54:55 2026]", "[  +0.003217]" … */
cs_prefix_fn cs_prefix_dated;   /* bare, with what follows a date */
cs_prefix_fn cs_prefix_logger;  /* behind a date: "INFO console: ", "- serial - INFO - " */

/* ---- pieces of them ---- */

bool cs_eat_seconds(struct cs_str *s, double *out); /* "12.345678" */
bool cs_eat_delta(struct cs_str *s);                /* " <    0.003217>" */

/* Dates, in date.c: eaten from the front of *S. */
bool cs_eat_clock(struct cs_str *s);    /* "08:54:55", with a fraction behind "." or "," */
bool cs_eat_month(struct cs_str *s);    /* "Nov", or another language's word of 3-5 letters */
bool cs_eat_iso_date(struct cs_str *s); /* "2026-11-24T08:54:55.1+00:00", "2026-11-24 08:54:55" */
bool cs_eat_syslog_date(struct cs_str *s); /* "Nov 24 08:54:55", with fraction, year */
bool cs_eat_ctime(struct cs_str *s); /* "Tue Nov 24 08:54:55 2026", "Tue 2026-11-24 … UTC" */
/* "11/24/2026 08:54:55", "24.11.2026 …", "24/Nov/2026:…", "20261124T085455Z", TAI64N, seconds since
 * 1970: date_forms.c */
bool cs_eat_other_date(struct cs_str *s);

#endif
