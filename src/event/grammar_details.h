/* Lines that are told by how they begin. Private to grammar.c. */
#ifndef CS_EVENT_GRAMMAR_DETAILS_H
#define CS_EVENT_GRAMMAR_DETAILS_H

#include "base/str.h"

/* Whether S begins as only a line of a report does. */
bool cs_grammar_is_detail(struct cs_str s);

#endif
