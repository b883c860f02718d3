/* Any bytes as an index, asked for names and addresses; and as an ELF file. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sym/binary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct cs_symtab *t, const struct cs_table *table)
{
	struct cs_table_place p[8];

	for (const struct cs_symbol *s = cs_symtab_first(t, CS_STR("vfs_write")); s;
	     s = cs_symtab_next(t, s))
		cs_symtab_agrees(t, s, 0x4a0);
	for (uint64_t i = 0; i < 64; i++) {
		uint64_t at = (table ? table->base : 0xffffffff81000000ull) + i * 4099;

		cs_symtab_at(t, at);
		if (table)
			cs_table_places(table, at, p, 8);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cs_table_place p[8];
	struct cs_index *ix;
	struct cs_binary *b;
	char path[64];
	int fd = memfd_create("input", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (cs_index_open(&ix, path, NULL) == CS_OK) {
		ask(&ix->symbols, &ix->table);
		cs_index_close(ix);
	}
	if (cs_binary_open(&b, path, NULL) == CS_OK) {
		const struct cs_symtab *t = cs_binary_symbols(b);

		ask(t, NULL);
		for (size_t i = 0; i < t->n && i < 32; i++)
			cs_binary_places(b, t->v[i].address, p, 8);
		cs_binary_close(b);
	}
	close(fd);
	return 0;
}
