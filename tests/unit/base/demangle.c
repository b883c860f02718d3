/* Names of C++ and Rust functions (Itanium C++ ABI 5.1, Rust RFC 2603). */
#include "../test.h"

#include "base/demangle.h"

static const struct {
	const char *mangled, *name; /* NULL: left as it is */
} samples[] = {
	{"printk", NULL},
	{"_Z", NULL},
	{"_Z8fakeNameiii", "fakeName"},
	{"_ZN3foo3Bar3bazEv", "foo::Bar::baz"},
	{"_ZNK3foo3Bar3getEv", "foo::Bar::get"},
	{"_ZN3BarC1Ev", "Bar::Bar"},
	{"_ZN3BarD0Ev", "Bar::~Bar"},
	{"_ZSt4swapv", "std::swap"},
	{"_Z3fooIiEvT_", NULL}, /* a template */
	{"_ZN3fooplEv", NULL},  /* an operator */
	{"_Z9too_short", "too_short"},
	{"_Z99too_short", NULL},
	/* Rust, the older scheme */
	{"_ZN4core9panicking5panic17h0123456789abcdefE", "core::panicking::panic"},
	{"_ZN4core9panicking5panic17h0123456789abcdefE.llvm.12", "core::panicking::panic"},
	{"_ZN35_$LT$foo..Bar$u20$as$u20$foo..T$GT$3baz17h0123456789abcdefE",
	 "<foo::Bar as foo::T>::baz"},
	/* Rust v0; the first four are of the RFC */
	{"_RNvC7mycrate3foo", "mycrate::foo"},
	{"_RNvCs1234_7mycrate3foo", "mycrate::foo"},
	{"_RINvNtC3std3mem8align_ofjE", "std::mem::align_of::<usize>"},
	{"_RNCNvC3foo3bar0", "foo::bar::{closure#0}"},
	{"_RNCNvC3foo3bars_0", "foo::bar::{closure#1}"},
	{"_RNvMC3fooNtB2_3Bar3new", "<foo::Bar>::new"},
	{"_RNvXC3fooNtB2_3BarNtB2_1T3run", "<foo::Bar as foo::T>::run"},
	{"_RINvC3foo3barRShE", "foo::bar::<&[u8]>"},
	{"_RINvC3foo3barTlbEAtj4_E", "foo::bar::<(i32, bool), [u16; 4]>"},
	{"_RNvC3foo9too_shor", NULL},
	{"_RNvB_3foo", NULL},     /* points at itself */
	{"_RINvC1a1bFEuE", NULL}, /* a function type */
};

static void names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct cs_strbuf b;
		bool ok;

		cs_strbuf_init(&b);
		cs_strbuf_add_c(&b, ">");
		ok = cs_demangle(cs_str_from(samples[i].mangled), &b);
		if (ok != (samples[i].name != NULL))
			fail_msg("%s: \"%s\"", samples[i].mangled, b.p);
		if (strcmp(b.p + 1, ok ? samples[i].name : "") != 0)
			fail_msg("%s: \"%s\" wanted \"%s\"", samples[i].mangled, b.p + 1,
				 ok ? samples[i].name : "");
		cs_strbuf_release(&b);
	}
}

/* Tuples of pointers back to tuples of pointers back … would be read for ever, or fill memory. */
static void bombs(void **state)
{
	struct cs_strbuf name, b;

	(void)state;
	cs_strbuf_init(&name);
	cs_strbuf_init(&b);
	cs_strbuf_add_c(&name, "_RINvC1a1bTuuE");
	for (int i = 0; i < 40; i++)
		cs_strbuf_add_c(&name, "TB7_B7_E");
	cs_strbuf_add_c(&name, "E");
	cs_demangle(cs_strbuf_str(&name), &b);
	assert_true(b.n <= 2048);
	cs_strbuf_clear(&name);
	cs_strbuf_add_c(&name, "_R");
	for (int i = 0; i < 10000; i++)
		cs_strbuf_add_c(&name, "Nv");
	assert_false(cs_demangle(cs_strbuf_str(&name), &b));
	cs_strbuf_release(&name);
	cs_strbuf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(bombs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
