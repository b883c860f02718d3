/* Folders of modules: which files there are by module name; each is opened when it is first
 * asked for. A file is taken by its name: foo.ko, foo.ko.xz, .zst, .gz, foo.ko.debug. */
#ifndef CS_SYM_MODULES_H
#define CS_SYM_MODULES_H

#include "base/mem.h"
#include "sym/binary.h"

struct cs_module_file {
	char *path;
	char *name;               /* '-' as '_' */
	struct cs_binary *binary; /* NULL until it is opened, or when it can't be */
	bool tried;
	char *problem; /* why it can't be opened, or NULL */
};

struct cs_modules {
	CS_VEC(struct cs_module_file) files;
	bool full; /* more files than CS_LIMIT_SYMBOL_FILES: the rest isn't known */
};

/* Adds a file, or all module files below a folder. */
enum cs_status cs_modules_add(struct cs_modules *m, const char *path,
			      struct cs_error *err) CS_MUST_CHECK;
void cs_modules_release(struct cs_modules *m);
/* The next file of that module from index *AT on (which is moved behind it), or NULL. */
struct cs_module_file *cs_modules_next(struct cs_modules *m, struct cs_str name, size_t *at);
/* Opens it when that was not tried yet; NULL when it can't be, and problem says why. */
struct cs_binary *cs_module_binary(struct cs_module_file *f);
/* "/lib/…/snd-hda-intel.ko.xz" -> "snd_hda_intel", to be freed; NULL: no module's name. */
char *cs_module_name(const char *path);

#endif
