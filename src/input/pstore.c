/* A pstore tree: /sys/fs/pstore, systemd's archive of it, a copy. Each dump of the kernel log is
 * one record or several parts, the newest text in the part with the lowest number
 * (fs/pstore/platform.c pstore_dump()); a later dump repeats what an earlier one holds. Here the
 * parts are joined per dump and the dumps laid one behind the other, each from where the last
 * one ended; what is missing is told. Everything is in memory: a pstore is small. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "input/codec.h"
#include "input/pstore.h"
#include "input/tree.h"

/* "TYPE-BACKEND-ID", ID all digits: "dmesg-ramoops-0", "dmesg-efi_pstore-1795…", with ".enc.z"
 * when the kernel could not expand it (fs/pstore/inode.c pstore_mkfile()). */
static bool is_record_name(const char *name, const char *type)
{
	struct cs_str s = cs_str_from(name);
	size_t n = 0;

	if (!cs_eat(&s, type) || !cs_eat_char(&s, '-'))
		return false;
	if (cs_str_ends(s, ".enc.z"))
		s.n -= 6;
	while (n < s.n && (cs_is_alpha(s.p[n]) || s.p[n] == '_'))
		n++;
	if (n < 2 || n + 1 >= s.n || s.p[n] != '-')
		return false;
	for (n++; n < s.n; n++)
		if (!cs_is_digit(s.p[n]))
			return false;
	return true;
}

static bool is_dump_name(const char *name)
{
	return is_record_name(name, "dmesg");
}

static bool is_console_name(const char *name)
{
	return is_record_name(name, "console");
}

/* What else stands in such a tree. */
static bool is_companion_name(const char *name)
{
	return is_record_name(name, "pmsg") || is_record_name(name, "ftrace") ||
	       is_record_name(name, "mce") || strcmp(name, "dmesg.txt") == 0;
}

/* "dmesg-efi-179529315915003": seconds, two digits of the part, three of the count
 * (drivers/firmware/efi/efi-pstore.c generic_id()). */
static uint64_t time_of(const char *name)
{
	struct cs_str s = cs_str_from(name);
	uint64_t v;

	if (cs_eat(&s, "dmesg-efi") && (cs_eat(&s, "_pstore-") || cs_eat(&s, "-")) &&
	    cs_eat_dec(&s, &v) && v > 1000000000ull * 100000)
		return v / 100000;
	return 0;
}

static char *read_file(const struct cs_tree_file *f, size_t *n)
{
	FILE *in = fopen(f->path, "re");
	char *buf;

	if (!in)
		return NULL;
	buf = cs_alloc(CS_LIMIT_PSTORE_RECORD + 1);
	*n = fread(buf, 1, CS_LIMIT_PSTORE_RECORD, in);
	fclose(in);
	return cs_realloc(buf, *n + 1);
}

char *cs_pstore_inflate(const char *packed, size_t *n)
{
	char *out = cs_alloc(CS_LIMIT_PSTORE_RECORD + 1);
	struct cs_codec_io io = {packed, *n, out, CS_LIMIT_PSTORE_RECORD};
	void *stream = cs_codec_deflate.start();
	const char *why;
	enum cs_codec_step step = cs_codec_deflate.step(stream, &io, true, &why);

	cs_codec_deflate.stop(stream);
	*n = CS_LIMIT_PSTORE_RECORD - io.out_n;
	if (step != CS_CODEC_DAMAGED && *n > 0)
		return out;
	free(out);
	return NULL;
}

bool cs_pstore_eat_head(struct cs_pstore_part *p)
{
	struct cs_str s = p->text, why;
	ptrdiff_t hash = cs_str_find_char(cs_str_head(s, 20), '#');

	if (hash < 1)
		return false;
	s = cs_str_tail(s, (size_t)hash + 1);
	if (!cs_eat_dec(&s, &p->count))
		return false;
	why = cs_str_head(p->text, p->text.n - s.n);
	if (!cs_eat(&s, " Part") || !cs_eat_dec(&s, &p->number) || !cs_eat_char(&s, '\n'))
		return false;
	snprintf(p->why, sizeof(p->why), CS_STR_FMT, CS_STR_ARG(why));
	p->text = s;
	return true;
}

/* ramoops.ecc: "\nECC: No errors detected\n" or "\nECC: 3 Corrected bytes, 0 unrecoverable
 * blocks\n" behind the text (fs/pstore/ram.c). */
static void cut_ecc(struct cs_pstore_part *p, struct cs_input *in)
{
	size_t from = p->text.n > 100 ? p->text.n - 100 : 0;
	ptrdiff_t at = cs_str_find(cs_str_tail(p->text, from), "\nECC: ");
	struct cs_str ecc;

	if (at < 0)
		return;
	ecc = cs_str_trim(cs_str_tail(p->text, from + (size_t)at));
	p->text.n = from + (size_t)at;
	if (!cs_str_has(ecc, "No errors"))
		cs_input_note(in, "%s: " CS_STR_FMT, p->name, CS_STR_ARG(ecc));
}

/* Reads the file as a part; false: told as a doubt. */
static bool take_file(struct cs_pstore_parts *all, const struct cs_tree_file *f,
		      struct cs_input *in)
{
	struct cs_pstore_part p = {.name = f->name, .number = 1, .time = time_of(f->name)};
	size_t n;

	if (all->bytes + f->size > CS_LIMIT_PSTORE_BYTES) {
		cs_input_doubt(in, "%s: not read, the records are more than %u MB", f->name,
			       CS_LIMIT_PSTORE_BYTES >> 20);
		return false;
	}
	p.buf = read_file(f, &n);
	if (!p.buf) {
		cs_input_doubt(in, "%s: cannot be read", f->name);
		return false;
	}
	if (f->size > CS_LIMIT_PSTORE_RECORD)
		cs_input_doubt(in, "%s: only the first %u MB were read", f->name,
			       CS_LIMIT_PSTORE_RECORD >> 20);
	if (strstr(f->name, ".enc.z")) {
		char *plain = cs_pstore_inflate(p.buf, &n);

		free(p.buf);
		p.buf = plain;
		if (!plain) {
			cs_input_doubt(in, "%s: a compressed record that cannot be expanded",
				       f->name);
			return false;
		}
	}
	p.text = (struct cs_str){p.buf, n};
	all->bytes += n;
	if (!cs_pstore_eat_head(&p))
		snprintf(p.why, sizeof(p.why), "%.20s", f->name + 6);
	cut_ecc(&p, in);
	*CS_VEC_PUSH(&all->v) = p;
	return true;
}

/* The number of the dump, then the oldest text first. */
static int by_dump(const void *a, const void *b)
{
	const struct cs_pstore_part *x = a, *y = b;

	if (x->dump != y->dump)
		return x->dump < y->dump ? -1 : 1;
	return x->number == y->number ? 0 : x->number > y->number ? -1 : 1;
}

static void note_gaps(const struct cs_pstore_parts *all, size_t from, size_t to,
		      struct cs_input *in)
{
	uint64_t want = all->v.v[from].number;

	for (size_t i = from; i < to; i++, want--) {
		const struct cs_pstore_part *p = &all->v.v[i];

		if (p->number < want) {
			cs_input_doubt(in, "%s: part %llu of the record is missing", p->why,
				       (unsigned long long)want);
			want = p->number;
		}
	}
	if (want > 0)
		cs_input_doubt(in, "%s: part %llu of the record, the newest text, is missing",
			       all->v.v[from].why, (unsigned long long)want);
}

/* ---- joining ---- */

#define RECORD "-- pstore record "

/* The last lines of what was written, some three of them, as a landmark. */
static struct cs_str last_lines(struct cs_str text)
{
	size_t n = text.n, lines = 0;
	struct cs_str mark;

	while (n > 0 && lines < 4) {
		n--;
		lines += text.p[n] == '\n';
	}
	mark = cs_str_tail(text, n ? n + 1 : 0);
	if (cs_str_has(mark, RECORD)) /* a short one */
		mark = cs_str_after(cs_str_after(mark, RECORD), "\n");
	return mark;
}

static struct cs_str next_line(struct cs_str *s)
{
	struct cs_str line = cs_str_until(*s, "\n");

	*s = cs_str_tail(*s, line.n + 1);
	return line;
}

/* A dump has levels, "<4>[    1.0", the console's ring hasn't. */
static struct cs_str without_level(struct cs_str line)
{
	struct cs_str s = line;
	uint64_t v;

	return cs_eat_char(&s, '<') && cs_eat_dec(&s, &v) && cs_eat_char(&s, '>') ? s : line;
}

/* Whether *S begins with the lines of the landmark; goes behind them. */
static bool eat_mark(struct cs_str *s, struct cs_str mark)
{
	struct cs_str t = *s;

	while (mark.n)
		if (t.n == 0 ||
		    !cs_str_eq(without_level(next_line(&mark)), without_level(next_line(&t))))
			return false;
	*s = t;
	return true;
}

/* Where TEXT goes on behind the landmark; 0 when it doesn't hold it. */
static size_t find_end_of(struct cs_str mark, struct cs_str text)
{
	struct cs_str rest = text;

	for (; mark.n > 20 && rest.n; next_line(&rest))
		if (eat_mark(&rest, mark))
			return text.n - rest.n;
	return 0;
}

static void join_dump(const struct cs_pstore_parts *all, size_t from, size_t to,
		      struct cs_strbuf *dump)
{
	cs_strbuf_clear(dump);
	for (size_t i = from; i < to; i++) {
		cs_strbuf_add(dump, all->v.v[i].text);
		if (dump->n && dump->p[dump->n - 1] != '\n')
			cs_strbuf_add_char(dump, '\n');
	}
}

void cs_pstore_lay_out(struct cs_pstore_parts *all, struct cs_input *in, struct cs_strbuf *out)
{
	struct cs_strbuf dump;
	size_t from = 0, to, skip;

	cs_strbuf_init(&dump);
	for (; from < all->v.n; from = to) {
		to = from;
		while (to < all->v.n && all->v.v[to].dump == all->v.v[from].dump)
			to++;
		note_gaps(all, from, to, in);
		join_dump(all, from, to, &dump);
		skip = out->n ? find_end_of(last_lines(cs_strbuf_str(out)), cs_strbuf_str(&dump))
			      : 0;
		if (!skip)
			cs_strbuf_addf(out, RECORD "%s --\n", all->v.v[from].why);
		cs_strbuf_add(out, cs_str_tail(cs_strbuf_str(&dump), skip));
	}
	cs_strbuf_release(&dump);
}

static void read_tree(struct cs_pstore_parts *all, const struct cs_tree *t, struct cs_input *in)
{
	size_t consoles = 0;

	for (size_t i = 0; i < t->count; i++)
		if (is_dump_name(t->files[i].name))
			(void)take_file(all, &t->files[i], in);
	if (all->v.n)
		cs_pstore_find_dumps(all);
	for (size_t i = 0; i < t->count; i++) {
		if (!is_console_name(t->files[i].name))
			continue;
		consoles++;
		if (!take_file(all, &t->files[i], in))
			continue;
		all->v.v[all->v.n - 1].dump = all->dumps + consoles;
	}
	if (all->v.n)
		qsort(all->v.v, all->v.n, sizeof(*all->v.v), by_dump);
}

enum cs_status cs_pstore_open_tree(struct cs_input **out, const struct cs_tree *t, const char *name,
				   struct cs_error *err)
{
	static const struct cs_input_ops none = {0};
	struct cs_pstore_parts all = {0};
	struct cs_strbuf text;
	struct cs_input *scratch;
	size_t mine = 0, known = 0;

	(void)err;
	for (size_t i = 0; i < t->count; i++) {
		const char *file = t->files[i].name;

		mine += is_dump_name(file) || is_console_name(file);
		known += is_companion_name(file);
	}
	if (mine == 0 || mine + known < t->count)
		return CS_NOT_MINE;
	scratch = cs_input_new(&none, name, "pstore");
	cs_strbuf_init(&text);
	read_tree(&all, t, scratch);
	cs_pstore_lay_out(&all, scratch, &text);
	for (size_t i = 0; i < all.v.n; i++)
		free(all.v.v[i].buf);
	CS_VEC_FREE(&all.v);
	*out = cs_input_from_text(text.p, text.n, name, "pstore");
	cs_input_pass_remarks(*out, scratch);
	cs_input_close(scratch);
	return CS_OK;
}
