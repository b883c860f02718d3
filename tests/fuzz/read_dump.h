/* What the targets of dumps do with a file, or a folder, once it is there. */
#ifndef CS_FUZZ_READ_DUMP_H
#define CS_FUZZ_READ_DUMP_H

/* Opens PATH as a dump, looks for its kernel and reads its log. */
void read_dump(const char *path);

#endif
