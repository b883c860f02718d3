#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "sym/modules.h"
#include "sym/symstore_private.h"

/* ---- the release ---- */

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

/* A listing says nothing of its kernel. Its name may (/boot/System.map-6.1.0-13-amd64), or the
 * folder that it is in (/lib/modules/6.1.7-200.fc37/System.map), or the build tree. */
static void release_of_listing(const char *path, char *out, size_t size)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	struct cs_str folder = cs_str_head(cs_str_from(path), (size_t)(base - path));
	struct cs_str modules = cs_str_after(folder, "/modules/");
	char file[CS_LIMIT_PATH];
	FILE *f;

	out[0] = '\0';
	if (strchr(base, '-'))
		snprintf(out, size, "%s", strchr(base, '-') + 1);
	else if (modules.n)
		cs_str_copy(out, size, cs_str_until(modules, "/"));
	if (out[0])
		return;
	snprintf(file, sizeof(file), CS_STR_FMT "include/config/kernel.release",
		 CS_STR_ARG(folder));
	f = fopen(file, "re");
	if (f && fgets(out, (int)size, f))
		out[strcspn(out, "\n")] = '\0';
	if (f)
		fclose(f);
}

/* ---- the file ---- */

static enum cs_entry_kind kind_of(struct cs_binary *b, bool kernel)
{
	if (b->object->is_listing)
		return CS_ENTRY_LISTING;
	if (kernel)
		return CS_ENTRY_KERNEL;
	return cs_object_is_relocatable(b->object) ? CS_ENTRY_MODULE : CS_ENTRY_OTHER;
}

void cs_symstore_describe(struct cs_binary *b, const struct cs_symstore_how *how,
			  struct cs_description *d)
{
	char *module = cs_module_name(b->path);
	bool kernel;

	*d = (struct cs_description){.name = ""};
	kernel = cs_binary_banner(b, d->banner, sizeof(d->banner));
	d->kind = kind_of(b, kernel);
	find_release(b, d->release, sizeof(d->release));
	if (kernel)
		cs_str_copy(
			d->release, sizeof(d->release),
			cs_str_until(cs_str_after(cs_str_from(d->banner), "Linux version "), " "));
	if (d->kind == CS_ENTRY_LISTING)
		release_of_listing(b->path, d->release, sizeof(d->release));
	if (d->kind == CS_ENTRY_LISTING && how->release)
		snprintf(d->release, sizeof(d->release), "%s", how->release);
	if (d->kind == CS_ENTRY_LISTING && how->build_id)
		snprintf(d->build_id, sizeof(d->build_id), "%s", how->build_id);
	snprintf(d->name, sizeof(d->name), "%s",
		 kernel                        ? "vmlinux"
		 : d->kind == CS_ENTRY_LISTING ? "System.map"
		 : module                      ? module
					       : "");
	free(module);
}

bool cs_symstore_write_meta(const char *folder, const struct cs_description *d, const char *source)
{
	char path[CS_LIMIT_PATH + 16];
	FILE *f;
	bool good;

	snprintf(path, sizeof(path), "%s/meta", folder);
	f = fopen(path, "wxe");
	if (f)
		fprintf(f, "kind %s\nname %s\nrelease %s\nbanner %s\nbuild-id %s\nsource %s\n",
			cs_entry_kind_name(d->kind), d->name, d->release, d->banner, d->build_id,
			source);
	good = f && fflush(f) == 0 && fsync(fileno(f)) == 0;
	if (f)
		good = fclose(f) == 0 && good;
	return good;
}
