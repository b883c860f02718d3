#include "iommu/dtb_check.h"

#include <libfdt.h>
#include <string.h>

#include "base/bytes.h"

#define TREE_VERSION 16u /* dtc's since 2005 */

struct block {
	const unsigned char *p; /* what is left of the structure block */
	size_t n;
};

static bool eat_word(struct block *b, uint32_t *v)
{
	if (b->n < 4)
		return false;
	*v = cs_be32(b->p);
	b->p += 4;
	b->n -= 4;
	return true;
}

/* N bytes and what fills their last word. */
static bool skip(struct block *b, size_t n)
{
	size_t padded = n > b->n ? n : (n + 3) & ~(size_t)3;

	if (padded > b->n)
		return false;
	b->p += padded;
	b->n -= padded;
	return true;
}

static bool skip_name(struct block *b)
{
	const void *end = memchr(b->p, 0, b->n);

	return end && skip(b, (size_t)((const unsigned char *)end - b->p) + 1);
}

/* fdt_next_tag() adds the length of a property to its place in an int: one of 4 GB less a few bytes
 * leads back to where it was, for ever. */
static bool is_bounded(const unsigned char *bytes, size_t n)
{
	size_t at = fdt_off_dt_struct(bytes);
	struct block b = {bytes + (at < n ? at : n), at < n ? n - at : 0};
	uint32_t tag, length, name;

	while (eat_word(&b, &tag))
		switch (tag) {
		case FDT_BEGIN_NODE:
			if (!skip_name(&b))
				return false;
			break;
		case FDT_PROP:
			if (!eat_word(&b, &length) || !eat_word(&b, &name) || !skip(&b, length))
				return false;
			break;
		case FDT_END_NODE:
		case FDT_NOP:
			break;
		default: /* the end, or what libfdt refuses */
			return true;
		}
	return false;
}

static const char *damage(const void *bytes, size_t n)
{
	int rc = is_bounded(bytes, n) ? fdt_check_full(bytes, n) : -FDT_ERR_TRUNCATED;

	return rc ? fdt_strerror(rc) : NULL;
}

bool cs_dtb_check(const char *path, const void *bytes, size_t n, struct cs_error *err)
{
	const char *why;

	if (n < sizeof(struct fdt_header) || fdt_magic(bytes) != FDT_MAGIC) {
		cs_error_set(err, CS_ERR_FORMAT, path, "not a flattened device tree (.dtb)");
		return false;
	}
	/* whole names stand in trees since version 16; fdt_check_full() takes the root's name
	 * without asking whether an older one has it */
	if (fdt_version(bytes) < TREE_VERSION) {
		cs_error_set(err, CS_ERR_FORMAT, path,
			     "device tree of version %u: read from version %u on",
			     (unsigned)fdt_version(bytes), TREE_VERSION);
		return false;
	}
	why = damage(bytes, n);
	if (why)
		cs_error_set(err, CS_ERR_FORMAT, path, "device tree is damaged: %s", why);
	return !why;
}
