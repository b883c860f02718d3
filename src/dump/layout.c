#include "dump/layout.h"

#include <stddef.h>

struct row {
	enum cs_layout_member id;
	const char *type, *path;
};

/* Several rows of one member: the first that the kernel has. */
static const struct row rows[] = {
	{CS_L_TASK_TASKS, "task_struct", "tasks"},
	{CS_L_TASK_PID, "task_struct", "pid"},
	{CS_L_TASK_TGID, "task_struct", "tgid"},
	{CS_L_TASK_COMM, "task_struct", "comm"},
	{CS_L_TASK_STATE, "task_struct", "__state"}, /* since 5.14 */
	{CS_L_TASK_STATE, "task_struct", "state"},
	{CS_L_TASK_EXIT_STATE, "task_struct", "exit_state"},
	{CS_L_TASK_STACK, "task_struct", "stack"},
	{CS_L_TASK_SIGNAL, "task_struct", "signal"},
	{CS_L_TASK_THREAD_NODE, "task_struct", "thread_node"},
	{CS_L_TASK_THREAD_GROUP, "task_struct", "thread_group"}, /* to 6.6 */
	{CS_L_TASK_CPU, "task_struct", "thread_info.cpu"},       /* since 5.16 or 4.9 */
	{CS_L_TASK_CPU, "task_struct", "cpu"},
	{CS_L_TASK_ON_CPU, "task_struct", "on_cpu"},
	{CS_L_TASK_X86_SP, "task_struct", "thread.sp"},
	{CS_L_TASK_ARM64_FP, "task_struct", "thread.cpu_context.fp"},
	{CS_L_TASK_ARM64_SP, "task_struct", "thread.cpu_context.sp"},
	{CS_L_TASK_ARM64_PC, "task_struct", "thread.cpu_context.pc"},
	{CS_L_TASK_FLAGS, "task_struct", "flags"},
	{CS_L_TASK_EXEC_START, "task_struct", "se.exec_start"},
	{CS_L_TASK_ARRIVED, "task_struct", "sched_info.last_arrival"}, /* with SCHED_INFO */
	{CS_L_TASK_PI_BLOCKED_ON, "task_struct", "pi_blocked_on"},
	{CS_L_TASK_LOCKDEP_DEPTH, "task_struct", "lockdep_depth"},
	{CS_L_TASK_HELD_LOCKS, "task_struct", "held_locks"},
	{CS_L_SIGNAL_THREAD_HEAD, "signal_struct", "thread_head"},
	{CS_L_RQ_CURR, "rq", "curr"},
	{CS_L_RQ_IDLE, "rq", "idle"},
	{CS_L_RQ_CLOCK, "rq", "clock"},
	{CS_L_LIST_NEXT, "list_head", "next"},
	{CS_L_INACTIVE_BP, "inactive_task_frame", "bp"},
	{CS_L_INACTIVE_IP, "inactive_task_frame", "ret_addr"},
	{CS_L_REGS_IP, "pt_regs", "ip"},
	{CS_L_REGS_SP, "pt_regs", "sp"},
	{CS_L_REGS_BP, "pt_regs", "bp"},
	{CS_L_REGS_ARM64_PC, "pt_regs", "pc"},
	{CS_L_REGS_ARM64_SP, "pt_regs", "sp"},
	{CS_L_REGS_ARM64_STACKFRAME, "pt_regs", "stackframe"},
	{CS_L_MODULE_LIST, "module", "list"},
	{CS_L_MODULE_NAME, "module", "name"},
	{CS_L_MODULE_BASE, "module", "mem[0].base"}, /* MOD_TEXT, since 6.4 */
	{CS_L_MODULE_BASE, "module", "core_layout.base"},
	{CS_L_MODULE_BASE, "module", "module_core"}, /* to 4.4 */
	{CS_L_MODULE_SIZE, "module", "mem[0].size"},
	{CS_L_MODULE_SIZE, "module", "core_layout.size"},
	{CS_L_MODULE_SIZE, "module", "core_size"},
	{CS_L_MODULE_INIT_BASE, "module", "mem[4].base"}, /* MOD_INIT_TEXT */
	{CS_L_MODULE_INIT_BASE, "module", "init_layout.base"},
	{CS_L_MODULE_INIT_BASE, "module", "module_init"},
	{CS_L_MODULE_INIT_SIZE, "module", "mem[4].size"},
	{CS_L_MODULE_INIT_SIZE, "module", "init_layout.size"},
	{CS_L_MODULE_INIT_SIZE, "module", "init_size"},
	{CS_L_MODULE_SECT_ATTRS, "module", "sect_attrs"},
	{CS_L_MODULE_BUILD_ID, "module", "build_id"},
	{CS_L_MODULE_KALLSYMS, "module", "kallsyms"}, /* since 4.5 */
	{CS_L_KALLSYMS_SYMTAB, "mod_kallsyms", "symtab"},
	{CS_L_KALLSYMS_COUNT, "mod_kallsyms", "num_symtab"},
	{CS_L_KALLSYMS_STRTAB, "mod_kallsyms", "strtab"},
	{CS_L_MODULE_ORCS, "module", "arch.num_orcs"},
	{CS_L_MODULE_ORC_IP, "module", "arch.orc_unwind_ip"},
	{CS_L_MODULE_ORC, "module", "arch.orc_unwind"},
	{CS_L_SECT_ATTRS_COUNT, "module_sect_attrs", "nsections"},
	{CS_L_SECT_ATTRS_LIST, "module_sect_attrs", "grp.bin_attrs"},
	{CS_L_SECT_ATTRS_ATTRS, "module_sect_attrs", "attrs"},
	{CS_L_SECT_ATTR_NAME, "module_sect_attr", "battr.attr.name"},
	{CS_L_SECT_ATTR_NAME, "module_sect_attr", "name"},
	{CS_L_SECT_ATTR_NAME, "bin_attribute", "attr.name"}, /* since 6.14 */
	{CS_L_SECT_ATTR_ADDRESS, "module_sect_attr", "address"},
	{CS_L_SECT_ATTR_ADDRESS, "bin_attribute", "private"},
	{CS_L_ORC_END, "orc_entry", "end"},
	{CS_L_MUTEX_OWNER, "mutex", "owner"},
	{CS_L_MUTEX_NAME, "mutex", "dep_map.name"},
	{CS_L_MUTEX_WAITERS, "mutex", "wait_list"},
	{CS_L_MUTEX_FIRST, "mutex", "first_waiter"}, /* in its place since some 6.13+ */
	{CS_L_MUTEX_WAITER_LIST, "mutex_waiter", "list"},
	{CS_L_MUTEX_WAITER_TASK, "mutex_waiter", "task"},
	{CS_L_RWSEM_OWNER, "rw_semaphore", "owner"},
	{CS_L_RWSEM_NAME, "rw_semaphore", "dep_map.name"},
	{CS_L_RWSEM_WAITERS, "rw_semaphore", "wait_list"},
	{CS_L_RWSEM_FIRST, "rw_semaphore", "first_waiter"}, /* in its place since some 6.13+ */
	{CS_L_RWSEM_WAITER_LIST, "rwsem_waiter", "list"},
	{CS_L_RWSEM_WAITER_TASK, "rwsem_waiter", "task"},
	{CS_L_SWAIT_LIST, "swait_queue", "task_list"},
	{CS_L_SWAIT_TASK, "swait_queue", "task"},
	{CS_L_COMPLETION_WAITERS, "completion", "wait.task_list"},
	{CS_L_RT_WAITER_LOCK, "rt_mutex_waiter", "lock"},
	{CS_L_RT_OWNER, "rt_mutex_base", "owner"},
	{CS_L_RT_OWNER, "rt_mutex", "owner"}, /* to 5.14 */
	{CS_L_RT_NAME, "rt_mutex", "dep_map.name"},
	{CS_L_PERCPU_RWSEM_WAITERS, "percpu_rw_semaphore", "waiters.head"}, /* since 5.6 */
	{CS_L_PERCPU_RWSEM_NAME, "percpu_rw_semaphore", "dep_map.name"},
	{CS_L_WAIT_ENTRY_LIST, "wait_queue_entry", "entry"}, /* since 4.13 */
	{CS_L_WAIT_ENTRY_TASK, "wait_queue_entry", "private"},
	{CS_L_SEMAPHORE_WAITERS, "semaphore", "wait_list"},
	{CS_L_SEMAPHORE_FIRST, "semaphore", "first_waiter"}, /* in its place since some 6.13+ */
	{CS_L_SEMAPHORE_WAITER_LIST, "semaphore_waiter", "list"},
	{CS_L_SEMAPHORE_WAITER_TASK, "semaphore_waiter", "task"},
	{CS_L_SPIN_MAGIC, "raw_spinlock", "magic"}, /* with DEBUG_SPINLOCK */
	{CS_L_SPIN_OWNER, "raw_spinlock", "owner"},
	{CS_L_SPIN_MAP, "raw_spinlock", "dep_map"},
	{CS_L_HELD_INSTANCE, "held_lock", "instance"},
	{CS_L_HELD_IP, "held_lock", "acquire_ip"},
	{CS_L_LOCK_MAP_NAME, "lockdep_map", "name"},
};

void cs_layout_learn(struct cs_layout *l, const struct cs_dump_symbols *s)
{
	*l = (struct cs_layout){0};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *r = &rows[i];

		if (!l->has[r->id])
			l->has[r->id] = s->member(s->ctx, r->type, r->path, &l->at[r->id]);
	}
	s->size(s->ctx, "inactive_task_frame", &l->inactive_bytes);
	s->size(s->ctx, "pt_regs", &l->regs_bytes);
	if (!s->size(s->ctx, "module_sect_attr", &l->sect_attr_bytes))
		s->size(s->ctx, "bin_attribute", &l->sect_attr_bytes);
	s->size(s->ctx, "task_struct", &l->task_bytes);
	s->size(s->ctx, "held_lock", &l->held_bytes);
}

bool cs_layout_has_tasks(const struct cs_layout *l)
{
	return l->has[CS_L_TASK_TASKS] && l->has[CS_L_TASK_PID] && l->has[CS_L_TASK_COMM] &&
	       l->has[CS_L_TASK_STATE] && l->has[CS_L_TASK_STACK];
}
