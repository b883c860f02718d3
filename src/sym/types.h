/* The kernel's data as DWARF describes it: where a member lies in a structure, how large an
 * array is, what an enumerator is worth, where a variable stands. What a reader of RAM dumps
 * needs, and what turns "NULL + 0x18" into a member's name.
 *
 *   cs_types_member(t, "task_struct", "thread.sp", &m)
 *   cs_types_member(t, "list_head", "next", &m)
 *   cs_types_member(t, "rq", "cfs.nr_running", &m)    members of members; anonymous ones
 *                                                      are looked into without a name
 *
 * Of several types of one name the first complete one in the file is taken. Names are found by
 * reading the units' top level once, as far as needed, and remembered. Not thread-safe: who
 * shares a cs_types uses cs_sym_lock() (sym.h). */
#ifndef CS_SYM_TYPES_H
#define CS_SYM_TYPES_H

#include "base/error.h"
#include "base/str.h"

struct cs_types;

enum cs_type_kind {
	CS_TYPE_UNKNOWN,
	CS_TYPE_INTEGER, /* also bool and characters */
	CS_TYPE_ENUM,
	CS_TYPE_POINTER,
	CS_TYPE_STRUCT,
	CS_TYPE_UNION,
	CS_TYPE_ARRAY,
	CS_TYPE_FUNCTION,
	CS_TYPE_FLOAT,
};

struct cs_type_info {
	enum cs_type_kind kind;
	uint64_t size;         /* bytes, of an array all of it; 0 unknown or flexible */
	uint64_t count;        /* elements of an array, all dimensions; 0 flexible */
	uint64_t element_size; /* of an array's element */
	bool is_signed;
	char name[96]; /* "struct task_struct", "int", "char *", "u8[16]"; may be cut */
};

struct cs_member {
	uint64_t offset;     /* bytes from the beginning of the structure asked for */
	uint32_t bit_size;   /* 0: no bit field */
	uint32_t bit_offset; /* from OFFSET's byte, least significant bit first */
	struct cs_type_info type;
};

/* A structure or union (its tag, or the name of a typedef): its size. CS_NOT_FOUND. */
enum cs_status cs_types_struct(struct cs_types *t, const char *name,
			       struct cs_type_info *out) CS_MUST_CHECK;
/* PATH: "a", "a.b", "a[3].b". CS_NOT_FOUND when the structure or a part of the path is not
 * there (a kernel of another version or configuration: ask for the next spelling). */
enum cs_status cs_types_member(struct cs_types *t, const char *name, const char *path,
			       struct cs_member *out) CS_MUST_CHECK;
/* The value of an enumerator, of whatever enum. */
enum cs_status cs_types_enumerator(struct cs_types *t, const char *name,
				   int64_t *value) CS_MUST_CHECK;
/* The type of a global variable (its address: cs_sym_address()). */
enum cs_status cs_types_variable(struct cs_types *t, const char *name,
				 struct cs_type_info *out) CS_MUST_CHECK;
/* A member's place in the type of a global variable: "init_task", "comm". */
enum cs_status cs_types_variable_member(struct cs_types *t, const char *variable, const char *path,
					struct cs_member *out) CS_MUST_CHECK;

#endif
