/* Words at addresses, in order. */
#include <stdlib.h>

#include "iommu/regs_private.h"

static int by_address(const void *a, const void *b)
{
	const struct cs_regs_word *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->unread != y->unread) /* so that a reading comes last */
		return x->unread ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

void cs_regs_sort_words(struct cs_regs_text *t)
{
	size_t n = 0;

	if (t->words.n == 0)
		return;
	qsort(t->words.v, t->words.n, sizeof(*t->words.v), by_address);
	for (size_t i = 0; i < t->words.n; i++) {
		if (n && t->words.v[n - 1].address == t->words.v[i].address)
			n--;
		t->words.v[n++] = t->words.v[i];
	}
	t->words.n = n;
}

size_t cs_regs_words_from(const struct cs_regs_text *t, uint64_t address)
{
	size_t low = 0, high = t->words.n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->words.v[mid].address < address)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct cs_regs_word *cs_regs_word_at(const struct cs_regs_text *t, uint64_t address)
{
	size_t i = cs_regs_words_from(t, address);

	return i < t->words.n && t->words.v[i].address == address ? &t->words.v[i] : NULL;
}
