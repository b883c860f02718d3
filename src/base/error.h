/* What went wrong, where, and what caused it. The caller owns the struct; a function that can
 * fail returns its status and fills it. Statuses below CS_ERR_FIRST_FATAL degrade a report
 * (a note is enough); the others end the work on that input. */
#ifndef CS_BASE_ERROR_H
#define CS_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

enum cs_status {
	CS_OK = 0,
	CS_NOT_MINE, /* another reader may take it */
	CS_NOT_FOUND,
	CS_MISMATCH, /* e.g. symbols of another kernel */
	CS_LIMIT,    /* a size limit was hit; what was read stands */
	CS_ERR_FIRST_FATAL,
	CS_ERR_IO = CS_ERR_FIRST_FATAL,
	CS_ERR_FORMAT,
	CS_ERR_USAGE,
	CS_ERR_DATABASE,
};

struct cs_error {
	enum cs_status status;
	char file[512];
	unsigned long line; /* 1-based, 0 = none */
	unsigned long column;
	uint64_t offset; /* bytes, meaningful when has_offset */
	bool has_offset;
	char message[1024];
};

/* Fills *ERR (which may be NULL) and returns STATUS. */
enum cs_status cs_error_set(struct cs_error *err, enum cs_status status, const char *file,
			    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* "file:line:column: message", into BUF. */
const char *cs_error_text(const struct cs_error *err, char *buf, unsigned long size);

static inline bool cs_is_fatal(enum cs_status s)
{
	return s >= CS_ERR_FIRST_FATAL;
}

#define CS_MUST_CHECK __attribute__((warn_unused_result))

#endif
