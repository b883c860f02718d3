/* cmocka with the includes it wants, in the order it wants them. */
#ifndef CS_TESTS_UNIT_TEST_H
#define CS_TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

/* Asserts that the view S holds exactly the text LITERAL. */
#define assert_str(s, literal)                                                                     \
	do {                                                                                       \
		struct cs_str s_ = (s);                                                            \
		assert_int_equal(s_.n, sizeof(literal) - 1);                                       \
		assert_memory_equal(s_.p ? s_.p : "", literal, sizeof(literal) - 1);               \
	} while (0)

#endif
