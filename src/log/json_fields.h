/* Private to log/: the fields of an object that is one message. */
#ifndef CS_LOG_JSON_FIELDS_H
#define CS_LOG_JSON_FIELDS_H

#include "log/json.h"

enum cs_json_field {
	F_MESSAGE, /* messages, the best first */
	F_MSG,
	F_LOG,
	F_DATA,
	F_TEXT,
	F_LINE,
	F_RAW,
	F_LINES, /* a log behind a key that nobody knows */
	F_PRIORITY,
	F_PRI,
	F_MONOTONIC,
	F_SOURCE_MONOTONIC,
	F_TIME,
	F_SEC,
	F_USEC,
	F_CALLER,
	F_TRANSPORT,
	F_IDENT,
	F_PID,
	F_HOST,
	F_REALTIME,
	F_BOOT,
	F_DATE, /* of the day, in any form */
	F_COUNT,
};

#define LAST_MESSAGE F_LINES

struct cs_json_record {
	struct cs_strbuf key, unknown;
	struct cs_strbuf value[F_COUNT];
	bool have[F_COUNT];
	struct cs_strbuf origin;
	char boot[40];
};

/* The best field that holds a message, -1 none. */
int cs_json_message_of(const struct cs_json_record *r);

#endif
