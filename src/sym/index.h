/* An object's symbols and table in a file that is read in place, not parsed. See docs/symbols.md
 * for the format. It is made for one build ID and one size of the source file; another version,
 * another build or a damaged file is refused and may be built anew.
 *
 * Writers put a temporary file into the same folder and rename it, so a reader sees all of an
 * index or none, and two writers do no harm to each other. */
#ifndef CS_SYM_INDEX_H
#define CS_SYM_INDEX_H

#include "sym/guard.h"
#include "sym/object.h"
#include "sym/symtab.h"
#include "sym/table.h"

#define CS_INDEX_VERSION 4u
#define CS_INDEX_BANNER 512u

struct cs_index {
	void *map; /* only the header and the sums are read through it */
	size_t size;
	int fd; /* until the guard has it; -1 */
	struct cs_guard guard;
	struct cs_symtab symbols;
	struct cs_table table;
	char build_id[CS_BUILD_ID_HEX + 1];
	uint64_t source_size;
	bool incomplete; /* of what the file has, for a limit or for what couldn't be read */
	char banner[CS_INDEX_BANNER]; /* of a kernel; "" none */
};

/* UNITS of TOTAL were read. */
typedef void cs_index_progress(void *ctx, unsigned long units, unsigned long total);

/* Reads all of the object at PATH and writes its index to INDEX_PATH. Memory stays bounded: the
 * object is opened anew every few hundred units. CS_LIMIT: written, but not complete. */
enum cs_status cs_index_build(const char *path, const char *index_path, cs_index_progress *progress,
			      void *ctx, struct cs_error *err) CS_MUST_CHECK;
/* CS_NOT_FOUND: no such file; CS_MISMATCH: of another version; CS_ERR_FORMAT: damaged. */
enum cs_status cs_index_open(struct cs_index **out, const char *index_path,
			     struct cs_error *err) CS_MUST_CHECK;
void cs_index_close(struct cs_index *ix);
/* Compares all of it with its checksums. */
bool cs_index_verify(struct cs_index *ix);

#endif
