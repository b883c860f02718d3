/* Values of options: each function tells on standard error what it would have taken. */
#ifndef CS_CLI_OPTION_VALUES_H
#define CS_CLI_OPTION_VALUES_H

#include "cli/options.h"

/* "--OPTION: 'VALUE' is not one of: WANT"; false. */
bool cs_option_complain(const char *option, const char *value, const char *want);
bool cs_option_when(const char *option, const char *value, enum cs_when *out);
/* From 1 to MAX. */
bool cs_option_count(const char *option, const char *value, unsigned max, unsigned *out);
/* "512k", "20M", "2G": powers of 1024. */
bool cs_option_size(const char *option, const char *value, uint64_t *out);

#endif
