/* What a browser asks for, out of the CGI environment (RFC 3875). Everything in it is hostile. */
#ifndef CS_CGI_REQUEST_H
#define CS_CGI_REQUEST_H

#include "base/arena.h"

#define CS_REQUEST_PARAMS 16

struct cs_request {
	struct cs_str path; /* PATH_INFO, at least "/" */
	const char *base;   /* SCRIPT_NAME: what stands in front of every link */
	bool head;          /* HEAD: no body is wanted */
	struct {
		struct cs_str name, value; /* decoded, valid UTF-8 */
	} params[CS_REQUEST_PARAMS];
	size_t param_count;
};

enum cs_request_fault {
	CS_REQUEST_OK = 0,
	CS_REQUEST_METHOD = 405, /* neither GET nor HEAD */
	CS_REQUEST_LONG = 414,   /* path or query longer than CS_LIMIT_QUERY_BYTES */
	CS_REQUEST_BAD = 400,    /* a percent sign without two hex digits, a NUL */
};

enum cs_request_fault cs_request_read(struct cs_request *r, struct cs_arena *a);
/* The first parameter of that name; empty when it is absent. */
struct cs_str cs_request_param(const struct cs_request *r, const char *name);
/* As a number from 0 to MAX; OTHERWISE when it is absent or none. */
int64_t cs_request_number(const struct cs_request *r, const char *name, int64_t max,
			  int64_t otherwise);

#endif
