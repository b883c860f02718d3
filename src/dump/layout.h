/* Where the members that are read stand in this kernel's structures; names that changed are
 * tried in turn. */
#ifndef CS_DUMP_LAYOUT_H
#define CS_DUMP_LAYOUT_H

#include "dump/symbols.h"

enum cs_layout_member {
	CS_L_TASK_TASKS,
	CS_L_TASK_PID,
	CS_L_TASK_TGID,
	CS_L_TASK_COMM,
	CS_L_TASK_STATE,
	CS_L_TASK_EXIT_STATE,
	CS_L_TASK_STACK,
	CS_L_TASK_SIGNAL,
	CS_L_TASK_THREAD_NODE,
	CS_L_TASK_THREAD_GROUP,
	CS_L_TASK_CPU,
	CS_L_TASK_ON_CPU,
	CS_L_TASK_X86_SP,
	CS_L_TASK_ARM64_FP,
	CS_L_TASK_ARM64_SP,
	CS_L_TASK_ARM64_PC,
	CS_L_TASK_FLAGS,
	CS_L_TASK_EXEC_START,
	CS_L_TASK_PI_BLOCKED_ON,
	CS_L_TASK_LOCKDEP_DEPTH,
	CS_L_TASK_HELD_LOCKS,
	CS_L_SIGNAL_THREAD_HEAD,
	CS_L_RQ_CURR,
	CS_L_RQ_IDLE,
	CS_L_RQ_CLOCK,
	CS_L_LIST_NEXT,
	CS_L_INACTIVE_BP,
	CS_L_INACTIVE_IP,
	CS_L_REGS_IP,
	CS_L_REGS_SP,
	CS_L_REGS_BP,
	CS_L_REGS_ARM64_PC,
	CS_L_REGS_ARM64_SP,
	CS_L_REGS_ARM64_STACKFRAME,
	CS_L_MODULE_LIST,
	CS_L_MODULE_NAME,
	CS_L_MODULE_BASE,
	CS_L_MODULE_SIZE,
	CS_L_MODULE_INIT_BASE,
	CS_L_MODULE_INIT_SIZE,
	CS_L_MODULE_SECT_ATTRS,
	CS_L_MODULE_BUILD_ID,
	CS_L_MODULE_KALLSYMS,
	CS_L_KALLSYMS_SYMTAB,
	CS_L_KALLSYMS_COUNT,
	CS_L_KALLSYMS_STRTAB,
	CS_L_MODULE_ORCS,
	CS_L_MODULE_ORC_IP,
	CS_L_MODULE_ORC,
	CS_L_SECT_ATTRS_COUNT,
	CS_L_SECT_ATTRS_ATTRS,
	CS_L_SECT_ATTR_NAME,
	CS_L_SECT_ATTR_ADDRESS,
	CS_L_ORC_END,
	CS_L_MUTEX_OWNER,
	CS_L_MUTEX_NAME,
	CS_L_MUTEX_WAITERS,
	CS_L_MUTEX_WAITER_LIST,
	CS_L_MUTEX_WAITER_TASK,
	CS_L_RWSEM_OWNER,
	CS_L_RWSEM_NAME,
	CS_L_RWSEM_WAITERS,
	CS_L_RWSEM_WAITER_LIST,
	CS_L_RWSEM_WAITER_TASK,
	CS_L_SWAIT_LIST,
	CS_L_SWAIT_TASK,
	CS_L_COMPLETION_WAITERS,
	CS_L_RT_WAITER_LOCK,
	CS_L_RT_OWNER,
	CS_L_RT_NAME,
	CS_L_PERCPU_RWSEM_WAITERS,
	CS_L_PERCPU_RWSEM_NAME,
	CS_L_WAIT_ENTRY_LIST,
	CS_L_WAIT_ENTRY_TASK,
	CS_L_SEMAPHORE_WAITERS,
	CS_L_SEMAPHORE_WAITER_LIST,
	CS_L_SEMAPHORE_WAITER_TASK,
	CS_L_SPIN_MAGIC,
	CS_L_SPIN_OWNER,
	CS_L_SPIN_MAP,
	CS_L_HELD_INSTANCE,
	CS_L_HELD_IP,
	CS_L_LOCK_MAP_NAME,
	CS_L_COUNT,
};

struct cs_layout {
	struct cs_dump_member at[CS_L_COUNT];
	bool has[CS_L_COUNT];
	uint64_t inactive_bytes;  /* sizeof(struct inactive_task_frame), x86 */
	uint64_t regs_bytes;      /* sizeof(struct pt_regs) */
	uint64_t sect_attr_bytes; /* sizeof(struct module_sect_attr) */
	uint64_t task_bytes;
	uint64_t held_bytes; /* sizeof(struct held_lock), with lockdep */
};

void cs_layout_learn(struct cs_layout *l, const struct cs_dump_symbols *s);
/* Whether all that listing tasks takes is there. */
bool cs_layout_has_tasks(const struct cs_layout *l);

#endif
