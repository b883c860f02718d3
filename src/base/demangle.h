/* Names of C++ and Rust functions, without their parameters, as titles of reports have them. */
#ifndef CS_BASE_DEMANGLE_H
#define CS_BASE_DEMANGLE_H

#include "base/str.h"
#include "base/strbuf.h"

/* Adds the readable name of SYMBOL to OUT: "_ZN3foo3barEi" -> "foo::bar", "_RNvC3foo3bar" ->
 * "foo::bar", a Rust name's hash left out. False, and OUT is as it was, when the symbol isn't
 * mangled or holds more than names, scopes and (in Rust's own scheme) types and generics.
 * Sources: Itanium C++ ABI 5.1, without templates and operators; Rust RFC 2603, without
 * function and trait object types. */
bool cs_demangle(struct cs_str symbol, struct cs_strbuf *out);

#endif
