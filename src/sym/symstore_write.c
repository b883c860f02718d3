#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "sym/binary.h"
#include "sym/modules.h"
#include "sym/symstore.h"

/* ---- folders ---- */

/* Only the files an entry has, and the folder. */
static bool remove_folder(const char *folder)
{
	static const char *const names[] = {"file", "index", "meta"};
	char path[CS_LIMIT_PATH + 16];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder) == 0 || errno == ENOENT;
}

/* ---- what a file is ---- */

static void find_release(struct cs_binary *b, char *out, size_t size)
{
	struct cs_str s, v = {0};
	uint64_t at;

	/* .modinfo holds NUL-terminated "key=value" strings */
	out[0] = '\0';
	if (!cs_object_section(b->object, ".modinfo", &s, &at))
		return;
	while (s.n && !v.p) {
		size_t n = strnlen(s.p, s.n);

		v = cs_str_after(cs_str_head(s, n), "vermagic=");
		s = cs_str_tail(s, n + 1);
	}
	snprintf(out, size, CS_STR_FMT, CS_STR_ARG(cs_str_until(v, " ")));
}

static bool write_meta(const char *folder, struct cs_binary *b, const char *source)
{
	char path[CS_LIMIT_PATH + 16], banner[512] = "", release[128];
	char *module = cs_module_name(source);
	FILE *f;
	bool good, kernel = cs_binary_banner(b, banner, sizeof(banner));

	snprintf(path, sizeof(path), "%s/meta", folder);
	f = fopen(path, "wxe");
	find_release(b, release, sizeof(release));
	if (kernel)
		snprintf(release, sizeof(release), CS_STR_FMT,
			 CS_STR_ARG(cs_str_until(
				 cs_str_after(cs_str_from(banner), "Linux version "), " ")));
	if (f)
		fprintf(f, "kind %s\nname %s\nrelease %s\nbanner %s\nsource %s\n",
			kernel                      ? "kernel"
			: b->object->type == ET_REL ? "module"
						    : "other",
			kernel   ? "vmlinux"
			: module ? module
				 : "",
			release, banner, source);
	good = f && fflush(f) == 0 && fsync(fileno(f)) == 0;
	if (f)
		good = fclose(f) == 0 && good;
	free(module);
	return good;
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
static enum cs_status prepare(const char *folder, struct cs_binary *b, struct cs_symstore_how *how,
			      struct cs_error *err)
{
	char path[CS_LIMIT_PATH + 16];
	enum cs_status rc;

	snprintf(path, sizeof(path), "%s/file", folder);
	if (!hold(b->path, path, how->copy) || !write_meta(folder, b, b->path))
		return cs_error_set(err, CS_ERR_IO, folder, "cannot write: %s", strerror(errno));
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

static enum cs_status make_entry(const char *root, struct cs_binary *b, const char *folder,
				 struct cs_symstore_how *how, struct cs_error *err)
{
	char made[CS_LIMIT_PATH], where[CS_LIMIT_PATH];
	enum cs_status rc;

	snprintf(where, sizeof(where), "%s", root);
	snprintf(made, sizeof(made), "%s/adding.%ld.XXXXXX", root, (long)getpid());
	if (!cs_make_folders(where, 0777) || !mkdtemp(made))
		return cs_error_set(err, CS_ERR_IO, root, "cannot write: %s", strerror(errno));
	chmod(made, 0755);
	rc = prepare(made, b, how, err);
	if (rc == CS_OK)
		rc = publish(made, folder, err);
	remove_folder(made);
	return rc;
}

static const char *unfit(struct cs_binary *b)
{
	if (!cs_binary_build_id(b)[0])
		return "not added: it has no build ID";
	if (cs_binary_symbols(b)->n == 0 && !cs_object_has_dwarf(b->object))
		return "not added: it has no symbols and no debug information";
	return NULL;
}

/* An entry that is good stays; a bad one makes room. */
static bool is_there(const char *folder, const char *build_id)
{
	struct cs_entry e = {.folder = (char *)(uintptr_t)folder};
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

static void add_file(const char *root, const char *path, struct cs_symstore_how *how)
{
	struct cs_error err = {0};
	struct cs_binary *b;
	char folder[CS_LIMIT_PATH];
	const char *why;

	if (cs_binary_open(&b, path, &err) != CS_OK) {
		how->failed++;
		how->tell(how->ctx, path, err.message);
		return;
	}
	why = unfit(b);
	if (!why && !cs_symstore_entry_folder(root, cs_binary_build_id(b), folder, sizeof(folder)))
		why = "not added: its build ID has an odd length";
	if (!why && is_there(folder, cs_binary_build_id(b)))
		why = "already there";
	if (why) {
		how->skipped++;
		how->tell(how->ctx, path, why);
	} else if (make_entry(root, b, folder, how, &err) != CS_OK) {
		how->failed++;
		how->tell(how->ctx, path, err.message);
	} else {
		how->added++;
		how->tell(how->ctx, path, "added");
	}
	cs_binary_close(b);
}

static bool is_wanted(const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char *module = cs_module_name(path);
	bool wanted = module || (strncmp(base, "vmlinux", 7) == 0 && !strstr(base, ".o") &&
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
			add_file(root, e->fts_path, how);
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

/* "adding.PID.…" of processes that are gone. */
unsigned long cs_symstore_sweep(const char *root)
{
	char *roots[2] = {(char *)(uintptr_t)root, NULL};
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	unsigned long n = 0;
	FTSENT *e;

	while (fts && (e = fts_read(fts))) {
		struct cs_str s = cs_str_from(e->fts_name);
		uint64_t pid = 0;
		char alive[64];

		if (e->fts_info != FTS_D || e->fts_level != 1)
			continue;
		fts_set(fts, e, FTS_SKIP);
		if (!cs_eat(&s, "adding.") || !cs_eat_dec(&s, &pid))
			continue;
		snprintf(alive, sizeof(alive), "/proc/%llu", (unsigned long long)pid);
		if (access(alive, F_OK) != 0 && remove_folder(e->fts_path))
			n++;
	}
	if (fts)
		fts_close(fts);
	return n;
}
