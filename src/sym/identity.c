#include "sym/identity.h"

#include <stdio.h>

#define BANNER_MAX CS_INDEX_BANNER

bool cs_identity_read_banner(const struct cs_symtab *t, struct cs_object *o, char *buf, size_t size)
{
	const struct cs_symbol *s = cs_symtab_first(t, CS_STR("linux_banner"));
	size_t n = s ? cs_object_read(o, s->address, buf, size - 1) : 0;

	buf[n] = '\0';
	buf[strcspn(buf, "\n")] = '\0';
	if (cs_str_starts(cs_str_from(buf), "Linux version "))
		return true;
	buf[0] = '\0';
	return false;
}

bool cs_identity_same_build(struct cs_str logged, const char *have)
{
	struct cs_str h = cs_str_from(have);

	return logged.n && h.n >= logged.n && cs_str_eq(cs_str_head(h, logged.n), logged);
}

static struct cs_str banner_release(struct cs_str banner)
{
	struct cs_str s = cs_str_after(banner, "Linux version "), word = {0};

	if (s.p)
		cs_eat_word(&s, &word);
	return word;
}

static enum cs_status differ(char *why, size_t size, const char *what, struct cs_str log,
			     struct cs_str have)
{
	snprintf(why, size, "%s '" CS_STR_FMT "' in the log, '" CS_STR_FMT "' in the vmlinux", what,
		 CS_STR_ARG(log), CS_STR_ARG(have));
	return CS_MISMATCH;
}

/* A banner in a log may be cut by the reader's line limits, never by the kernel. */
static bool same_banner(struct cs_str log, struct cs_str have)
{
	return cs_str_eq(cs_str_trim(log), cs_str_trim(have)) ||
	       (log.n >= BANNER_MAX - 1 && cs_str_eq(log, cs_str_head(have, log.n)));
}

static enum cs_status check_words(struct cs_binary *b, const struct cs_sym_kernel *kernel,
				  char *why, size_t size)
{
	char text[BANNER_MAX];
	struct cs_str have, release;

	if (!cs_binary_banner(b, text, sizeof(text)))
		return CS_OK;
	have = cs_str_from(text);
	release = banner_release(have);
	if (kernel->release.n && release.n && !cs_str_eq(kernel->release, release))
		return differ(why, size, "release", kernel->release, release);
	if (kernel->banner.n && !same_banner(kernel->banner, have))
		return differ(why, size, "banner", kernel->banner, have);
	return CS_OK;
}

enum cs_status cs_identity_check(struct cs_binary *b, const struct cs_sym_kernel *kernel, char *why,
				 size_t size)
{
	const char *build = cs_binary_build_id(b);

	if (kernel->build_id.n && build[0]) {
		if (cs_identity_same_build(kernel->build_id, build))
			return CS_OK;
		return differ(why, size, "build ID", kernel->build_id, cs_str_from(build));
	}
	return check_words(b, kernel, why, size);
}
