/* Any bytes as the kernel's memory that holds its message buffer: the ring at its front, the
 * records and the plain characters at places that VMCOREINFO tells, and records found by their
 * looks. The first byte says which; bit 7 leaves out every fourth page. */
#include <stdint.h>
#include <string.h>

#include "dump/klog.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define VA 0xffff800008000000ull
#define PAGE 4096u

struct memory {
	const uint8_t *p;
	size_t n;
	bool holes;
};

static size_t read_memory(void *state, uint64_t pa, void *buf, size_t n)
{
	const struct memory *m = state;
	size_t left;

	if (pa >= m->n || (m->holes && pa / PAGE % 4 == 3))
		return 0;
	left = m->n - (size_t)pa;
	if (m->holes && left > PAGE - pa % PAGE)
		left = PAGE - (size_t)(pa % PAGE);
	n = n < left ? n : left;
	memcpy(buf, m->p + pa, n);
	return n;
}

static bool next_memory(void *state, uint64_t from, struct cs_dump_image_range *r)
{
	const struct memory *m = state;

	*r = (struct cs_dump_image_range){from, m->n};
	return from < m->n;
}

static void close_memory(void *state)
{
	(void)state;
}

static const struct cs_dump_image_ops ops = {
	.read = read_memory, .next = next_memory, .close = close_memory};

static bool drop(void *ctx, const struct cs_klog_record *r)
{
	size_t *sum = ctx;

	for (size_t i = 0; i < r->text.n; i++) /* all of it must be there */
		*sum += (unsigned char)r->text.p[i];
	return true;
}

static const char old_info[] = "SYMBOL(log_buf)=ffff800008000000\n"
			       "SYMBOL(log_buf_len)=ffff800008000008\n"
			       "SYMBOL(log_first_idx)=ffff80000800000c\n"
			       "SYMBOL(log_next_idx)=ffff800008000010\n"
			       "SYMBOL(log_end)=ffff80000800000c\n"
			       "SYMBOL(logged_chars)=ffff800008000010\n"
			       "SIZE(printk_log)=20\n"
			       "OFFSET(printk_log.caller_id)=16\n";

static void read_as(unsigned form, struct memory m)
{
	struct cs_dump_image im = {.ops = &ops, .state = &m};
	struct cs_kernel k = {.found = true};
	struct cs_klog_stats stats = {0};
	size_t sum = 0;
	struct cs_klog_sink sink = {drop, NULL, &sum};
	struct cs_vm vm = {.im = &im,
			   .arch = CS_DUMP_ARCH_ARM64,
			   .root = CS_VM_NO_ROOT,
			   .va_bits = 48,
			   .page_shift = 12,
			   .image_begin = VA,
			   .image_offset = VA};

	vm.image_end = VA + m.n;
	if (form == 1 || form == 2)
		k.info.text = (struct cs_str){old_info, sizeof(old_info) - 1};
	if (form == 0)
		(void)!cs_klog_read_prb(&k, &vm, VA, &sink, &stats);
	else if (form == 1)
		(void)!cs_klog_read_printk_log(&k, &vm, &sink, &stats);
	else if (form == 2)
		(void)!cs_klog_read_flat(&k, &vm, &sink, &stats);
	else
		(void)!cs_klog_find_old(&im, &sink, &stats);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	read_as(data[0] & 3, (struct memory){data + 1, size - 1, data[0] & 0x80});
	return 0;
}
