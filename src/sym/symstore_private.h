/* Private to sym/: what the store writes down of a file. */
#ifndef CS_SYM_SYMSTORE_PRIVATE_H
#define CS_SYM_SYMSTORE_PRIVATE_H

#include "sym/binary.h"
#include "sym/symstore.h"

struct cs_description {
	enum cs_entry_kind kind;
	char name[256];     /* of a module; "vmlinux" */
	char release[128];  /* "" not known */
	char banner[512];   /* of a kernel; "" not known */
	char build_id[128]; /* of a listing, as the user told it; "" not known */
};

void cs_symstore_describe(struct cs_binary *b, const struct cs_symstore_how *how,
			  struct cs_description *d);
/* The file "meta" of an entry; false: errno says why. SOURCE: where the file was. */
bool cs_symstore_write_meta(const char *folder, const struct cs_description *d, const char *source);

#endif
