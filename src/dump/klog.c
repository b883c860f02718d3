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

/* The buffer of records replaced the plain one in 3.5, and the ring replaced it in 5.10. */
static bool may_have_records(const struct cs_kernel *k)
{
	struct cs_str s = cs_str_from(k->release);
	uint64_t major, minor;

	if (!cs_eat_dec(&s, &major) || !cs_eat_char(&s, '.') || !cs_eat_dec(&s, &minor))
		return true;
	return major < 5 || (major == 5 && minor < 10);
}

enum cs_status cs_klog_read(const struct cs_kernel *k, struct cs_vm *vm,
			    const struct cs_klog_where *where, const struct cs_klog_sink *sink,
			    struct cs_klog_stats *stats)
{
	uint64_t prb = find_prb(k, vm, where);
	enum cs_status rc;

	*stats = (struct cs_klog_stats){0};
	if (prb)
		return cs_klog_read_prb(k, vm, prb, sink, stats);
	if (cs_vmcoreinfo_symbol(&k->info, "log_first_idx", &prb))
		rc = cs_klog_read_printk_log(k, vm, sink, stats);
	else
		rc = cs_klog_read_flat(k, vm, sink, stats);
	if (rc == CS_OK || !may_have_records(k))
		return rc;
	return cs_klog_find_old(vm->im, sink, stats);
}
