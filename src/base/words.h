/* Explanations in words, collected in an arena; and bit fields that explain themselves. */
#ifndef CS_BASE_WORDS_H
#define CS_BASE_WORDS_H

#include "base/arena.h"

struct cs_words {
	struct cs_arena *arena;
	struct cs_str *v;
	size_t n;
};

void cs_words_add(struct cs_words *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* All of them in one line, "; " between. */
struct cs_str cs_words_join(struct cs_words *w);

/* One field of a register; MEANING is said when the field isn't zero. */
struct cs_bits {
	unsigned char high, low;
	const char *name;
	const char *meaning;
};

static inline uint64_t cs_field(uint64_t value, unsigned high, unsigned low)
{
	return value >> low & (high - low == 63 ? ~0ull : (1ull << (high - low + 1)) - 1);
}

void cs_words_add_bits(struct cs_words *w, const struct cs_bits *bits, size_t count,
		       uint64_t value);

#endif
