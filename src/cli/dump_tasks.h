/* Private to cli/: the verbs of "crashscan dump" that take symbols. They print, and return the
 * exit code. */
#ifndef CS_CLI_DUMP_TASKS_H
#define CS_CLI_DUMP_TASKS_H

#include "dump/dump.h"

struct cs_sym;

int cs_dump_print_tasks(struct cs_dump *d, struct cs_sym *sym, const char *path);
/* WHO: a pid, or "cpu" and a number. */
int cs_dump_print_stack(struct cs_dump *d, struct cs_sym *sym, const char *path, const char *who);

#endif
