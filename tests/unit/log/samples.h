/* A log in each transport, and what must come out of it. */
#ifndef CS_TEST_LOG_SAMPLES_H
#define CS_TEST_LOG_SAMPLES_H

#include <stddef.h>

struct sample {
	const char *what;
	const char *in;
	size_t n;
	const char *out;
	const char *transports; /* that it takes, outermost first: "mail, json" */
};

extern const struct sample samples[];
extern const size_t sample_count;

#endif
