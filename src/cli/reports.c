#include "cli/reports.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool split(const char *value, char *format, size_t size, const char **path)
{
	const char *sign = strchr(value, '=');

	if (!sign || !sign[1] || (size_t)(sign - value) >= size)
		return false;
	memcpy(format, value, (size_t)(sign - value));
	format[sign - value] = '\0';
	*path = sign + 1;
	return cs_report_format_known(format);
}

bool cs_reports_is_valid(const char *value)
{
	char format[sizeof(((struct cs_further_report *)NULL)->format)];
	const char *path;

	return split(value, format, sizeof(format), &path);
}

const char *cs_reports_path(const char *value)
{
	return strchr(value, '=') + 1;
}

static bool open_one(struct cs_further_report *f, const char *value, bool tapped)
{
	*f = (struct cs_further_report){0};
	split(value, f->format, sizeof(f->format), &f->path);
	f->file = fopen(f->path, "we");
	if (!f->file || !tapped || cs_tap_open(&f->tap, f->file))
		return f->file != NULL;
	fclose(f->file);
	return false;
}

static bool close_one(struct cs_further_report *f)
{
	bool ok;

	if (f->report.end)
		cs_report_close(&f->report);
	ok = !f->tap.in || cs_tap_close(&f->tap);
	if (ferror(f->file))
		ok = false;
	if (fclose(f->file) != 0)
		ok = false;
	return ok;
}

/* Two reports in one file would overwrite each other. Devices and pipes take what they get. */
static bool is_same(FILE *a, FILE *b)
{
	struct stat x, y;

	return a && fstat(fileno(a), &x) == 0 && fstat(fileno(b), &y) == 0 && S_ISREG(x.st_mode) &&
	       x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool is_taken(const struct cs_reports *r, FILE *first, FILE *file)
{
	for (size_t i = 0; i < r->n; i++)
		if (is_same(r->v[i].file, file))
			return true;
	return is_same(first, file);
}

enum cs_status cs_reports_open(struct cs_reports *r, const char *const *values, size_t n,
			       bool tapped, FILE *first, struct cs_error *err)
{
	for (r->n = 0; r->n < n; r->n++) {
		struct cs_further_report *f = &r->v[r->n];

		if (!open_one(f, values[r->n], tapped)) {
			cs_error_set(err, CS_ERR_IO, f->path, "cannot write: %s", strerror(errno));
		} else if (is_taken(r, first, f->file)) {
			cs_error_set(err, CS_ERR_USAGE, f->path, "another report goes there");
			close_one(f);
		} else {
			continue;
		}
		cs_reports_close(r);
		return CS_ERR_IO;
	}
	return CS_OK;
}

void cs_reports_begin(struct cs_reports *r, const struct cs_report_how *how)
{
	for (size_t i = 0; i < r->n; i++) {
		struct cs_further_report *f = &r->v[i];
		struct cs_report_how mine = *how;

		mine.out = f->tap.in ? f->tap.in : f->file;
		f->report = cs_report_open(f->format, &mine);
	}
}

bool cs_reports_close(struct cs_reports *r)
{
	bool ok = true;

	for (size_t i = 0; i < r->n; i++) {
		if (close_one(&r->v[i]))
			continue;
		fprintf(stderr, "crashscan: %s: cannot write the report\n", r->v[i].path);
		ok = false;
	}
	r->n = 0;
	return ok;
}

void cs_reports_shut(struct cs_reports *r, bool shut)
{
	for (size_t i = 0; i < r->n; i++)
		cs_tap_shut(&r->v[i].tap, shut);
}

void cs_reports_clear(struct cs_reports *r)
{
	for (size_t i = 0; i < r->n; i++)
		cs_tap_clear(&r->v[i].tap);
}
