#include "arch/arch.h"

void cs_x86_explain_page_fault(struct cs_words *w, uint64_t code)
{
	cs_words_add(w, "%s",
		     code & 1 ? "protection violation: the page is there, the right isn't"
			      : "the page is not present");
	if (code & 16)
		cs_words_add(w, "instruction fetch");
	else
		cs_words_add(w, "a %s", code & 2 ? "write" : "read");
	cs_words_add(w, "in %s mode", code & 4 ? "user" : "kernel");
	if (code & 8)
		cs_words_add(w, "a reserved bit is set in a page table");
	if (code & 32)
		cs_words_add(w, "blocked by a protection key");
	if (code & (1u << 15))
		cs_words_add(w, "SGX access violation");
}
