#include "dump/klog.h"

/* The symbol prb is a pointer to the ring. */
static uint64_t find_prb(const struct cs_kernel *k, struct cs_vm *vm,
			 const struct cs_klog_where *where)
{
	uint64_t at, prb;

	if (where->prb)
		return where->prb;
	if (cs_vmcoreinfo_symbol(&k->info, "prb", &at) && cs_vm_u64(vm, at, &prb))
		return prb;
	return k->info.text.n ? 0 : cs_klog_find_prb(k, vm);
}

enum cs_status cs_klog_read(const struct cs_kernel *k, struct cs_vm *vm,
			    const struct cs_klog_where *where, const struct cs_klog_sink *sink,
			    struct cs_klog_stats *stats)
{
	uint64_t prb = find_prb(k, vm, where);

	*stats = (struct cs_klog_stats){0};
	if (prb)
		return cs_klog_read_prb(k, vm, prb, sink, stats);
	if (cs_vmcoreinfo_symbol(&k->info, "log_first_idx", &prb))
		return cs_klog_read_printk_log(k, vm, sink, stats);
	return cs_klog_read_flat(k, vm, sink, stats);
}
