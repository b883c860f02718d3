/* The symbol store: a folder with an entry for each build ID (symbols/README.md tells the
 * layout). An entry points to a kernel or module with debug information, or holds a copy, and
 * has its index. An entry appears by a rename: it is whole, or not there. */
#ifndef CS_SYM_SYMSTORE_H
#define CS_SYM_SYMSTORE_H

#include "base/error.h"
#include "base/mem.h"
#include "sym/index.h"

enum cs_entry_kind { CS_ENTRY_KERNEL, CS_ENTRY_MODULE, CS_ENTRY_OTHER, CS_ENTRY_LISTING };

#define CS_KEY_HEX CS_BUILD_ID_HEX /* of what an entry is kept under: its build ID, mostly */

struct cs_entry {
	char *folder; /* of the entry */
	char *path;   /* of the file */
	char *index;  /* of the index, which may be missing */
	char build_id[CS_KEY_HEX + 1];
	enum cs_entry_kind kind;
	char *name;     /* of a module; "vmlinux" */
	char *release;  /* "6.1.0-56-cloud-amd64"; "" not known */
	char *banner;   /* of a kernel; "" not known */
	char *of_build; /* of a listing: the build ID that it was said to be of; "" not known */
};

struct cs_entries {
	CS_VEC(struct cs_entry) v;
};

/* All entries below ROOT; a store that isn't there has none. What isn't an entry is skipped. */
void cs_symstore_list(struct cs_entries *out, const char *root);
void cs_entries_release(struct cs_entries *e);
const char *cs_entry_kind_name(enum cs_entry_kind k);

struct cs_symstore_how {
	bool copy;                      /* hold the file, not only its place */
	const char *release, *build_id; /* of the kernel that a listing is of; NULL: not told */
	cs_index_progress *progress;
	/* Told for each file: what became of it ("added", "already there", why not). */
	void (*tell)(void *ctx, const char *path, const char *what);
	void *ctx;
	unsigned long added, skipped, failed;
};

/* Adds a file, or all kernels, modules and debug files below a folder (a kernel's build tree, an
 * unpacked debug package). */
enum cs_status cs_symstore_add(const char *root, const char *path, struct cs_symstore_how *how,
			       struct cs_error *err) CS_MUST_CHECK;
enum cs_status cs_symstore_remove(const struct cs_entry *e, struct cs_error *err) CS_MUST_CHECK;
/* What is wrong with an entry, in words; NULL when nothing is. BUF holds SIZE bytes. */
const char *cs_symstore_verify(const struct cs_entry *e, char *buf, size_t size);
/* Removes what interrupted adds left. How many. */
unsigned long cs_symstore_sweep(const char *root);
/* ROOT/aa/bbcc… of a build ID, into BUF; false when that is no build ID. */
bool cs_symstore_entry_folder(const char *root, const char *build_id, char *buf, size_t size);

#endif
