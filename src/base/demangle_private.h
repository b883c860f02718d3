/* The two schemes, without their prefixes "_Z" and "_R". */
#ifndef CS_BASE_DEMANGLE_PRIVATE_H
#define CS_BASE_DEMANGLE_PRIVATE_H

#include "base/demangle.h"

bool cs_demangle_rust(struct cs_str s, struct cs_strbuf *out);

#endif
