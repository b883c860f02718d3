#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum cs_status cs_error_set(struct cs_error *err, enum cs_status status, const char *file,
			    const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return status;
	memset(err, 0, sizeof(*err));
	err->status = status;
	snprintf(err->file, sizeof(err->file), "%s", file ? file : "");
	va_start(ap, fmt);
	vsnprintf(err->message, sizeof(err->message), fmt, ap);
	va_end(ap);
	return status;
}

const char *cs_error_text(const struct cs_error *err, char *buf, unsigned long size)
{
	int n = 0;

	buf[0] = '\0';
	if (err->file[0])
		n = snprintf(buf, size, "%s:", err->file);
	if (err->line && n >= 0 && (unsigned long)n < size)
		n += snprintf(buf + n, size - (unsigned long)n, "%lu:", err->line);
	if (err->column && n >= 0 && (unsigned long)n < size)
		n += snprintf(buf + n, size - (unsigned long)n, "%lu:", err->column);
	if (err->has_offset && n >= 0 && (unsigned long)n < size)
		n += snprintf(buf + n, size - (unsigned long)n,
			      "byte %llu:", (unsigned long long)err->offset);
	if (n >= 0 && (unsigned long)n < size)
		snprintf(buf + n, size - (unsigned long)n, "%s%s", n ? " " : "", err->message);
	return buf;
}
