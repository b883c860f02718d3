/* Private to input/: the files below a directory, and the directories that are one input. */
#ifndef CS_INPUT_TREE_H
#define CS_INPUT_TREE_H

#include "input/input.h"

struct cs_tree_file {
	const char *path; /* as given, with the directory */
	const char *name; /* its last part */
	uint64_t size;
};

/* The regular files, in order of their paths; links are not followed. The strings are the
 * arena's. */
struct cs_tree {
	struct cs_arena arena;
	struct cs_tree_file *files;
	size_t count;
	bool cut; /* more than CS_LIMIT_TREE_FILES, or deeper than CS_LIMIT_TREE_DEPTH */
};

enum cs_status cs_tree_read(struct cs_tree *t, const char *path,
			    struct cs_error *err) CS_MUST_CHECK;
void cs_tree_release(struct cs_tree *t);

/* Each: CS_NOT_MINE when the tree isn't of that kind. NAME is the directory's. */
enum cs_status cs_journal_open_tree(struct cs_input **out, const struct cs_tree *t,
				    const char *name, struct cs_error *err) CS_MUST_CHECK;
enum cs_status cs_pstore_open_tree(struct cs_input **out, const struct cs_tree *t, const char *name,
				   struct cs_error *err) CS_MUST_CHECK;
enum cs_status cs_rotated_open_tree(struct cs_input **out, const struct cs_tree *t,
				    const char *name, struct cs_error *err) CS_MUST_CHECK;
enum cs_status cs_problem_open_tree(struct cs_input **out, const struct cs_tree *t,
				    const char *name, struct cs_error *err) CS_MUST_CHECK;

/* A journal file that arrives as a stream; takes over FILE, on failure too. */
enum cs_status cs_journal_open_stream(struct cs_input **out, struct cs_input *file,
				      struct cs_error *err) CS_MUST_CHECK;
/* TEXT (malloc'ed, taken over) as an input. */
struct cs_input *cs_input_from_text(char *text, size_t n, const char *name, const char *format);

#endif
