/* A shared library that most runs do without, loaded when something first asks for it: linking
 * one with large tables takes longer than reading a usual log. */
#ifndef CS_BASE_LIBRARY_H
#define CS_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct cs_library {
	const char *soname; /* of the ABI that the program was compiled for */
	const char *const *names;
	void **functions; /* filled, in the order of NAMES */
	size_t count;
	int state; /* of library.c */
};

/* Of a list of functions, "#define LIST(F) F(first) F(second)": the members of a struct of pointers
 * to them, and a struct cs_library that fills such a TABLE. */
#define CS_LIBRARY_POINTERS(list) list(CS_LIBRARY_POINTER_)
#define CS_LIBRARY(library_soname, list, table)                                                    \
	{                                                                                          \
		.soname = (library_soname),                                                        \
		.names = (const char *const[]){list(CS_LIBRARY_NAME_)},                            \
		.functions = (void **)&(table), .count = sizeof(table) / sizeof(void *)            \
	}
#define CS_LIBRARY_POINTER_(name) __typeof__(name) *name; /* NOLINT(bugprone-macro-parentheses) */
#define CS_LIBRARY_NAME_(name) #name,

/* False: it isn't installed, or lacks one of the functions; so it stays for the run. Loaded, it is
 * there until the end. From any thread. */
bool cs_library_load(struct cs_library *l);

#endif
