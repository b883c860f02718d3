/* The kernel's message buffer in a dump, in each of its three forms:
 *	prb         5.10 on   kernel/printk/printk_ringbuffer.h
 *	printk_log  3.5-5.9   kernel/printk/printk.c, struct printk_log (struct log to 3.10)
 *	a flat ring of characters before
 * Records come out oldest first. Damage costs the records that it hits, and is counted. */
#ifndef CS_DUMP_KLOG_H
#define CS_DUMP_KLOG_H

#include "dump/kernel.h"

struct cs_klog_record {
	uint64_t seq;
	uint64_t nsec;   /* since boot */
	uint32_t caller; /* task, or CPU with the top bit set */
	bool has_caller;
	bool has_time;       /* false: a line of the flat ring, which holds its own stamp */
	unsigned char level; /* 0-7 */
	struct cs_str text;  /* may hold line ends; valid during the call only */
};

/* Return false to stop. */
typedef bool cs_klog_fn(void *ctx, const struct cs_klog_record *r);

struct cs_klog_sink {
	cs_klog_fn *record;
	/* So many records in a row can't be read here; may be NULL. */
	void (*gap)(void *ctx, uint64_t records);
	void *ctx;
};

struct cs_klog_stats {
	const char *form; /* "prb", "printk_log", "flat" or NULL: none was found */
	uint64_t records;
	uint64_t lost; /* records that can't be read */
	bool salvaged; /* the ring's ends are damaged; records were sorted by number */
};

/* Addresses of what the log needs, for kernels whose VMCOREINFO doesn't tell: 0 unknown. */
struct cs_klog_where {
	uint64_t prb; /* of struct printk_ringbuffer itself */
};

/* CS_NOT_FOUND: no log. */
enum cs_status cs_klog_read(const struct cs_kernel *k, struct cs_vm *vm,
			    const struct cs_klog_where *where, const struct cs_klog_sink *sink,
			    struct cs_klog_stats *stats);

/* Private to klog*.c. */
/* Address of the ring in a kernel that tells no symbols, or 0. */
uint64_t cs_klog_find_prb(const struct cs_kernel *k, struct cs_vm *vm);
enum cs_status cs_klog_read_prb(const struct cs_kernel *k, struct cs_vm *vm, uint64_t prb,
				const struct cs_klog_sink *sink, struct cs_klog_stats *stats);
enum cs_status cs_klog_read_printk_log(const struct cs_kernel *k, struct cs_vm *vm,
				       const struct cs_klog_sink *sink,
				       struct cs_klog_stats *stats);
/* The same, found in RAM by their looks. */
enum cs_status cs_klog_find_old(struct cs_dump_image *im, const struct cs_klog_sink *sink,
				struct cs_klog_stats *stats);
/* Where VMCOREINFO says that log_buf is (to 5.9), and the value of an unsigned int. */
bool cs_klog_buffer(const struct cs_kernel *k, struct cs_vm *vm, uint64_t *buf, uint64_t *size);
bool cs_klog_number(const struct cs_kernel *k, struct cs_vm *vm, const char *symbol,
		    uint64_t *value);
enum cs_status cs_klog_read_flat(const struct cs_kernel *k, struct cs_vm *vm,
				 const struct cs_klog_sink *sink, struct cs_klog_stats *stats);

#endif
