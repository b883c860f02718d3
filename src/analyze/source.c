#include "analyze/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

#define AROUND 2 /* lines before and behind */

/* Paths come out of debug information: none may lead out of the tree. */
static bool leads_out(struct cs_str path)
{
	while (path.n) {
		struct cs_str part = cs_str_until(path, "/");

		if (cs_str_is(part, ".."))
			return true;
		path = cs_str_tail(path, part.n + 1);
	}
	return false;
}

static FILE *open_file(const char *tree, struct cs_str path)
{
	char name[CS_LIMIT_PATH * 2];
	struct stat st;
	FILE *f;
	int fd;

	if (snprintf(name, sizeof(name), "%s/" CS_STR_FMT, tree, CS_STR_ARG(path)) >=
	    (int)sizeof(name))
		return NULL;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return NULL;
	f = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= CS_LIMIT_SOURCE_BYTES
		    ? fdopen(fd, "r")
		    : NULL;
	if (!f)
		close(fd);
	return f;
}

/* A path below the tree as it is; of one that isn't (a module's, with its builder's folders) the
 * longest end that is there. */
static FILE *find_file(const char *tree, struct cs_str path)
{
	bool absolute = cs_str_starts(path, "/");
	FILE *f = NULL;

	if (leads_out(path))
		return NULL;
	while (cs_eat_char(&path, '/'))
		;
	while (path.n && !(f = open_file(tree, path)) && absolute)
		path = cs_str_tail(path, cs_str_until(path, "/").n + 1);
	return f;
}

static void add_line(struct cs_event *ev, int number, struct cs_str text)
{
	struct cs_source_line *l = CS_ARENA_PUSH(&ev->arena, ev->source, ev->source_count);

	*l = (struct cs_source_line){
		number, cs_arena_str(&ev->arena, cs_str_head(text, CS_LIMIT_SOURCE_LINE))};
}

static void read_lines(struct cs_event *ev, FILE *f, int wanted)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	for (int i = 1; i <= wanted + AROUND && (n = getline(&line, &size, f)) > 0; i++) {
		struct cs_str s = {line, (size_t)n};

		while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
			s.n--;
		if (i >= wanted - AROUND)
			add_line(ev, i, s);
	}
	free(line);
}

void cs_source_read(struct cs_event *ev, const char *tree)
{
	const struct cs_place *at = ev->guilty && ev->guilty->place_count ? &ev->guilty->places[0]
									  : NULL;
	FILE *f;

	if (!at || at->line <= 0 || ev->source_count)
		return;
	f = find_file(tree, at->file);
	if (!f)
		return;
	read_lines(ev, f, at->line);
	fclose(f);
	if (ev->source_count == 0)
		cs_event_note(ev, CS_STR_FMT " of the source tree has no line %d: another version",
			      CS_STR_ARG(at->file), at->line);
}
