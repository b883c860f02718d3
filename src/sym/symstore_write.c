#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/limits.h"
#include "sym/modules.h"
#include "sym/symstore_private.h"

/* ---- folders ---- */

static bool is_ours(const char *name)
{
	return strcmp(name, "file") == 0 || strcmp(name, "meta") == 0 ||
	       strcmp(name, "index") == 0 || strncmp(name, "index.", 6) == 0;
}

/* Only the files an entry has or had while it was made (index.PID.tmp), and the folder. */
static bool remove_folder(const char *folder)
{
	char path[CS_LIMIT_PATH + 300];
	DIR *d = opendir(folder);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (is_ours(e->d_name))
			unlink(path);
	}
	if (d)
		closedir(d);
	return rmdir(folder) == 0 || errno == ENOENT;
}

/* ---- adding ---- */

static bool copy_bytes(int from, int to)
{
	ssize_t n;

	while ((n = copy_file_range(from, NULL, to, NULL, 64u << 20, 0)) > 0)
		;
	return n == 0 && fsync(to) == 0;
}

static bool hold(const char *source, const char *target, bool as_copy)
{
	char *real;
	bool good;
	int from, to;

	if (!as_copy) {
		real = realpath(source, NULL);
		good = real && symlink(real, target) == 0;
		free(real);
		return good;
	}
	from = open(source, O_RDONLY | O_CLOEXEC);
	to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	good = from >= 0 && to >= 0 && copy_bytes(from, to);
	if (from >= 0)
		close(from);
	if (to >= 0)
		good = close(to) == 0 && good;
	return good;
}

/* All of an entry in a folder of its own, which then gets its name. */
static enum cs_status prepare(const char *folder, struct cs_binary *b,
			      const struct cs_description *d, struct cs_symstore_how *how,
			      struct cs_error *err)
{
	char path[CS_LIMIT_PATH + 16];
	enum cs_status rc;

	snprintf(path, sizeof(path), "%s/file", folder);
	if (!hold(b->path, path, how->copy) || !cs_symstore_write_meta(folder, d, b->path))
		return cs_error_set(err, CS_ERR_IO, folder, "cannot write: %s", strerror(errno));
	if (d->kind == CS_ENTRY_LISTING)
		return CS_OK; /* read as fast as an index of it would be */
	snprintf(path, sizeof(path), "%s/index", folder);
	rc = cs_index_build(b->path, path, how->progress, how->ctx, err);
	return rc == CS_LIMIT ? CS_OK : rc;
}

static enum cs_status publish(const char *made, const char *folder, struct cs_error *err)
{
	char shelf[CS_LIMIT_PATH];

	snprintf(shelf, sizeof(shelf), "%s", folder);
	*strrchr(shelf, '/') = '\0';
	if (cs_make_folders(shelf, 0777) && rename(made, folder) == 0)
		return CS_OK;
	if (errno == EEXIST || errno == ENOTEMPTY)
		return CS_OK; /* another process was faster: its entry is as good */
	return cs_error_set(err, CS_ERR_IO, folder, "cannot write: %s", strerror(errno));
}

static enum cs_status make_entry(const char *root, struct cs_binary *b,
				 const struct cs_description *d, const char *folder,
				 struct cs_symstore_how *how, struct cs_error *err)
{
	char made[CS_LIMIT_PATH], where[CS_LIMIT_PATH];
	enum cs_status rc;

	snprintf(where, sizeof(where), "%s", root);
	snprintf(made, sizeof(made), "%s/adding.%ld.XXXXXX", root, (long)getpid());
	if (!cs_make_folders(where, 0777) || !mkdtemp(made))
		return cs_error_set(err, CS_ERR_IO, root, "cannot write: %s", strerror(errno));
	chmod(made, 0755);
	rc = prepare(made, b, d, how, err);
	if (rc == CS_OK)
		rc = publish(made, folder, err);
	remove_folder(made);
	return rc;
}

static const char *unfit(struct cs_binary *b, const struct cs_description *d)
{
	bool listing = d->kind == CS_ENTRY_LISTING;

	if (listing && !d->release[0] && !d->build_id[0])
		return "not added: of which kernel? give --release or --build-id";
	if (!listing && !cs_binary_build_id(b)[0])
		return "not added: it has no build ID";
	if (cs_binary_symbols(b)->n == 0 && !cs_object_has_dwarf(b->object))
		return listing ? "not added: it lists no address (kptr_restrict hides them)"
			       : "not added: it has no symbols and no debug information";
	return NULL;
}

/* What an entry is kept under: the build ID; a listing has none, and what it says tells it apart
 * (names and addresses, and which kernel the user said). */
static void find_key(struct cs_binary *b, const struct cs_description *d, char key[CS_KEY_HEX + 1])
{
	const struct cs_symtab *t = cs_binary_symbols(b);
	struct cs_digest *sum;

	snprintf(key, CS_KEY_HEX + 1, "%s", cs_binary_build_id(b));
	if (d->kind != CS_ENTRY_LISTING)
		return;
	sum = cs_digest_new();
	cs_digest_add(sum, cs_str_from(d->release));
	cs_digest_add(sum, cs_str_from(d->build_id));
	cs_digest_add(sum, (struct cs_str){t->names, t->names_size});
	cs_digest_text(sum, key);
	cs_digest_free(sum);
}

/* An entry that is good stays; a bad one makes room. */
static bool is_there(const char *folder, const char *build_id, enum cs_entry_kind kind)
{
	struct cs_entry e = {.folder = (char *)(uintptr_t)folder, .kind = kind};
	char file[CS_LIMIT_PATH + 16], index[CS_LIMIT_PATH + 16], why[256];

	if (access(folder, F_OK) != 0)
		return false;
	snprintf(file, sizeof(file), "%s/file", folder);
	snprintf(index, sizeof(index), "%s/index", folder);
	snprintf(e.build_id, sizeof(e.build_id), "%s", build_id);
	e.path = file;
	e.index = index;
	if (!cs_symstore_verify(&e, why, sizeof(why)))
		return true;
	remove_folder(folder);
	return false;
}

static void tell(struct cs_symstore_how *how, unsigned long *count, const char *path,
		 const char *what)
{
	++*count;
	how->tell(how->ctx, path, what);
}

static void add_binary(const char *root, struct cs_binary *b, struct cs_symstore_how *how)
{
	struct cs_error err = {0};
	struct cs_description d;
	char folder[CS_LIMIT_PATH], key[CS_KEY_HEX + 1];
	char why_not[sizeof(err.message) + 40];
	const char *why;

	cs_symstore_describe(b, how, &d);
	find_key(b, &d, key);
	why = unfit(b, &d);
	if (!why && !cs_symstore_entry_folder(root, key, folder, sizeof(folder)))
		why = "not added: its build ID has an odd length";
	if (!why && is_there(folder, key, d.kind))
		why = "already there";
	if (why)
		tell(how, &how->skipped, b->path, why);
	else if (make_entry(root, b, &d, folder, how, &err) != CS_OK)
		tell(how, &how->failed, b->path, err.message);
	else if (err.message[0]) {
		snprintf(why_not, sizeof(why_not), "added; its index is incomplete: %s",
			 err.message);
		tell(how, &how->added, b->path, why_not);
	} else
		tell(how, &how->added, b->path, "added");
}

static bool is_map(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strncmp(slash ? slash + 1 : path, "System.map", 10) == 0;
}

static void add_file(const char *root, const char *path, bool named, struct cs_symstore_how *how)
{
	struct cs_error err = {0};
	struct cs_binary *b;

	if (cs_binary_open(&b, path, &err) == CS_OK) {
		add_binary(root, b, how);
		cs_binary_close(b);
	} else if (!named && is_map(path)) { /* Debian has a line in its place */
		tell(how, &how->skipped, path, "not added: no list of symbols");
	} else {
		tell(how, &how->failed, path, err.message);
	}
}

static bool is_wanted(const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char *module = cs_module_name(path);
	bool wanted = module || is_map(path) ||
		      (strncmp(base, "vmlinux", 7) == 0 && !strstr(base, ".o") &&
		       !strstr(base, ".lds") && !strstr(base, ".symvers"));

	free(module);
	return wanted;
}

enum cs_status cs_symstore_add(const char *root, const char *path, struct cs_symstore_how *how,
			       struct cs_error *err)
{
	char *roots[2] = {(char *)(uintptr_t)path, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL);
	enum cs_status rc = CS_OK;
	FTSENT *e;

	if (!fts)
		return cs_error_set(err, CS_ERR_IO, path, "cannot read: %s", strerror(errno));
	while ((e = fts_read(fts)) && rc == CS_OK) {
		if (e->fts_info == FTS_F && (e->fts_level == 0 || is_wanted(e->fts_path)))
			add_file(root, e->fts_path, e->fts_level == 0, how);
		else if (e->fts_level == 0 && (e->fts_info == FTS_NS || e->fts_info == FTS_DNR))
			rc = cs_error_set(err, CS_ERR_IO, path, "cannot read: %s",
					  strerror(e->fts_errno));
	}
	fts_close(fts);
	return rc;
}

/* ---- removing ---- */

enum cs_status cs_symstore_remove(const struct cs_entry *e, struct cs_error *err)
{
	if (remove_folder(e->folder))
		return CS_OK;
	return cs_error_set(err, CS_ERR_IO, e->folder, "cannot remove: %s", strerror(errno));
}

/* A process that ended and was not waited for has no program any more. */
static bool is_running(uint64_t pid)
{
	char exe[64], target[16];

	snprintf(exe, sizeof(exe), "/proc/%llu/exe", (unsigned long long)pid);
	return readlink(exe, target, sizeof(target)) >= 0 || errno == EACCES;
}

/* "adding.PID.…" of processes that are gone. */
unsigned long cs_symstore_sweep(const char *root)
{
	char *roots[2] = {(char *)(uintptr_t)root, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, NULL);
	unsigned long n = 0;
	FTSENT *e;

	while (fts && (e = fts_read(fts))) {
		struct cs_str s = cs_str_from(e->fts_name);
		uint64_t pid = 0;

		if (e->fts_info != FTS_D || e->fts_level != 1)
			continue;
		fts_set(fts, e, FTS_SKIP);
		if (!cs_eat(&s, "adding.") || !cs_eat_dec(&s, &pid))
			continue;
		if (!is_running(pid) && remove_folder(e->fts_path))
			n++;
	}
	if (fts)
		fts_close(fts);
	return n;
}
