/* Is this vmlinux the crashed kernel's? By build ID where the log has one, else by the banner
 * (release, compiler and build time), else by the release alone. */
#ifndef CS_SYM_IDENTITY_H
#define CS_SYM_IDENTITY_H

#include "sym/binary.h"
#include "sym/sym.h"

/* "Linux version …" of a vmlinux (linux_banner, init/version.c), without line end, into BUF; ""
 * and false when it isn't there. */
bool cs_identity_read_banner(const struct cs_symtab *t, struct cs_object *o, char *buf,
			     size_t size);
/* CS_OK, or CS_MISMATCH with WHY showing both values. What isn't known counts as equal. */
enum cs_status cs_identity_check(struct cs_binary *b, const struct cs_sym_kernel *kernel, char *why,
				 size_t size);
/* LOGGED may be shorter than HAVE (printk cuts build IDs at 20 bytes). An unknown one is no
 * match of a known one. */
bool cs_identity_same_build(struct cs_str logged, const char *have);

#endif
