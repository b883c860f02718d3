/* Private to log/: what stands in front of a message on its line. */
#ifndef CS_LOG_PREFIX_H
#define CS_LOG_PREFIX_H

#include "log/record.h"

/* Eats prefixes from the front of *S as long as one is known, and notes in *R what they tell. */
void cs_prefix_eat(struct cs_str *s, struct cs_record *r);
/* "[   12.345678]" as printk writes it (print_time(): "[%5lu.%06lu]"), and nothing less: what a
 * line that holds it further in is split at. Length of it at the front of S, or 0. */
size_t cs_prefix_stamp_length(struct cs_str s);

/* Dates, in date.c: eaten from the front of *S. */
bool cs_eat_clock(struct cs_str *s);    /* "08:54:55", with a fraction behind "." or "," */
bool cs_eat_month(struct cs_str *s);    /* "Nov", or another language's word of 3-5 letters */
bool cs_eat_iso_date(struct cs_str *s); /* "2026-11-24T08:54:55.1+00:00", "2026-11-24 08:54:55" */
bool cs_eat_syslog_date(struct cs_str *s); /* "Nov 24 08:54:55", with fraction, year */
bool cs_eat_ctime(struct cs_str *s); /* "Tue Nov 24 08:54:55 2026", "Tue 2026-11-24 … UTC" */

#endif
