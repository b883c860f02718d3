#include "base/bytes.h"
#include "dump/klog_old.h"

#define ALIGN 4u /* LOG_ALIGN, 8 on some machines */
#define PADDING 8u

bool cs_old_layout(struct cs_old_layout *l, const struct cs_vmcoreinfo *v)
{
	bool new = cs_vmcoreinfo_size(v, "printk_log", 0) != 0;
	uint64_t header = cs_vmcoreinfo_size(v, new ? "printk_log" : "log", 16);
	uint64_t nsec = cs_vmcoreinfo_offset(v, new ? "printk_log.ts_nsec" : "log.ts_nsec", 0);
	uint64_t len = cs_vmcoreinfo_offset(v, new ? "printk_log.len" : "log.len", 8);
	uint64_t text = cs_vmcoreinfo_offset(v, new ? "printk_log.text_len" : "log.text_len", 10);
	uint64_t caller = cs_vmcoreinfo_offset(v, "printk_log.caller_id", CS_OLD_HEADER_MAX);

	if (header > CS_OLD_HEADER_MAX || nsec > header || nsec + 8 > header || len > header ||
	    len + 2 > header || text > header || text + 6 > header)
		return false;
	*l = (struct cs_old_layout){header, nsec, len, text, caller, false};
	l->has_caller = caller < header && caller + 4 <= header;
	return true;
}

/* Whether all N bytes at AT could be read. */
static bool is_there(const struct cs_old_piece *m, size_t at, size_t n)
{
	if (at > m->n || n > m->n - at)
		return false;
	for (size_t grain = at >> CS_OLD_GRAIN_BITS;
	     m->lost && n && grain <= (at + n - 1) >> CS_OLD_GRAIN_BITS; grain++)
		if (m->lost[grain])
			return false;
	return true;
}

bool cs_old_record(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at,
		   struct cs_klog_record *r, size_t *len)
{
	const unsigned char *h = m->p + at;
	size_t text, dict, used;

	if (!is_there(m, at, l->header))
		return false;
	*len = cs_le16(h + l->o_len);
	text = cs_le16(h + l->o_text_len);
	dict = cs_le16(h + l->o_text_len + 2);
	used = l->header + text + dict;
	if (*len % ALIGN || *len < used || *len - used >= PADDING || !is_there(m, at, *len))
		return false;
	*r = (struct cs_klog_record){.nsec = cs_le64(h + l->o_nsec),
				     .has_time = true,
				     .has_caller = l->has_caller,
				     .level = h[l->o_text_len + 5] >> 5};
	if (l->has_caller)
		r->caller = cs_le32(h + l->o_caller);
	r->text = (struct cs_str){(const char *)h + l->header, text};
	return true;
}

bool cs_old_is_end(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at)
{
	return m->n - at < l->header ||
	       (is_there(m, at, l->header) && cs_le16(m->p + at + l->o_len) == 0);
}

static bool is_printable(struct cs_str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if ((c < 32 && c != '\n' && c != '\t') || c == 127)
			return false;
	}
	return text.n > 0;
}

bool cs_old_looks_right(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at)
{
	struct cs_klog_record r;
	size_t len, next;

	if (!cs_old_record(l, m, at, &r, &len) || !is_printable(r.text))
		return false;
	next = at + len;
	if (next + l->header > m->n || !is_there(m, next, l->header))
		return true;
	if (cs_le16(m->p + next + l->o_len) == 0) /* it goes on at the front, or not yet */
		return true;
	return cs_old_record(l, m, next, &r, &len) && (is_printable(r.text) || r.text.n == 0);
}

size_t cs_old_next(const struct cs_old_layout *l, const struct cs_old_piece *m, size_t at,
		   size_t end)
{
	for (at = (at + ALIGN - 1) & ~(size_t)(ALIGN - 1); at < end; at += ALIGN)
		if (cs_old_looks_right(l, m, at))
			return at;
	return end;
}
