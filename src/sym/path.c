#include "sym/path.h"

#include "base/str.h"

/* Takes the last component off BUF, whose length is N; ".." at the front stays. */
static size_t go_up(const char *buf, size_t n)
{
	while (n && buf[n - 1] != '/')
		n--;
	return n ? n - 1 : 0;
}

static bool can_go_up(const char *buf, size_t n)
{
	if (n == 0 || (n == 1 && buf[0] == '/'))
		return false;
	return !(n >= 2 && buf[n - 1] == '.' && buf[n - 2] == '.' && (n == 2 || buf[n - 3] == '/'));
}

static size_t append(char *buf, size_t n, size_t size, struct cs_str part)
{
	if (n && buf[n - 1] != '/' && n + 1 < size)
		buf[n++] = '/';
	for (size_t i = 0; i < part.n && n + 1 < size; i++)
		buf[n++] = part.p[i];
	return n;
}

static size_t resolve(const char *src, char *buf, size_t size)
{
	struct cs_str s = cs_str_from(src);
	size_t n = 0;

	if (cs_eat_char(&s, '/'))
		buf[n++] = '/';
	while (s.n) {
		struct cs_str part = cs_str_until(s, "/");

		s = cs_str_tail(s, part.n + 1);
		if (part.n == 0 || cs_str_is(part, "."))
			continue;
		if (cs_str_is(part, "..") && can_go_up(buf, n))
			n = go_up(buf, n) + (buf[0] == '/' && go_up(buf, n) == 0);
		else
			n = append(buf, n, size, part);
	}
	buf[n] = '\0';
	return n;
}

static bool take_off(char *buf, size_t n, const char *dir)
{
	size_t len = strlen(dir);

	while (len && dir[len - 1] == '/')
		len--;
	if (!len || n <= len + 1 || memcmp(buf, dir, len) != 0 || buf[len] != '/')
		return false;
	memmove(buf, buf + len + 1, n - len);
	return true;
}

const char *cs_path_clean(const char *src, const char *root, const char *build_dir, char *buf,
			  size_t size)
{
	size_t n = resolve(src, buf, size);

	if (!take_off(buf, n, root))
		take_off(buf, n, build_dir);
	return buf;
}
