/* The kinds of report and their default severities (docs/kinds.md). */
#ifndef CS_EVENT_KIND_H
#define CS_EVENT_KIND_H

#include "base/str.h"

enum cs_severity { CS_INFO, CS_NOTICE, CS_WARNING, CS_ERROR, CS_FATAL };

/* X(constant, name, default severity, in words) */
#define CS_KINDS(X)                                                                                \
	X(OOPS, "oops", FATAL, "the CPU faulted in kernel code")                                   \
	X(BUG, "bug", FATAL, "a BUG() check in the kernel failed")                                 \
	X(WARNING, "warning", WARNING, "a WARN() check in the kernel failed")                      \
	X(PANIC, "panic", FATAL, "the kernel stopped itself")                                      \
	X(KASAN, "kasan", FATAL, "KASAN caught a bad memory access")                               \
	X(KMSAN, "kmsan", ERROR, "KMSAN caught a use of uninitialized memory")                     \
	X(KCSAN, "kcsan", WARNING, "KCSAN caught a data race")                                     \
	X(KFENCE, "kfence", FATAL, "KFENCE caught a bad memory access")                            \
	X(UBSAN, "ubsan", ERROR, "UBSAN caught undefined behaviour")                               \
	X(LOCKDEP, "lockdep", ERROR, "lockdep caught a locking mistake")                           \
	X(ATOMIC_SLEEP, "atomic-sleep", ERROR, "code slept where it must not")                     \
	X(RCU_STALL, "rcu-stall", ERROR, "a CPU or task held up RCU")                              \
	X(SOFT_LOCKUP, "soft-lockup", ERROR, "a CPU ran kernel code without scheduling")           \
	X(HARD_LOCKUP, "hard-lockup", FATAL, "a CPU took no interrupts")                           \
	X(WORKQUEUE_LOCKUP, "workqueue-lockup", ERROR, "a workqueue pool made no progress")        \
	X(HUNG_TASK, "hung-task", ERROR, "a task stayed blocked")                                  \
	X(REFCOUNT, "refcount", ERROR, "a reference count went wrong")                             \
	X(MEMORY_LEAK, "memory-leak", WARNING, "memory was lost")                                  \
	X(PAGE_STATE, "page-state", FATAL, "a page is in an impossible state")                     \
	X(SLAB_CORRUPTION, "slab-corruption", FATAL, "slab memory was overwritten")                \
	X(LIST_CORRUPTION, "list-corruption", FATAL, "a linked list is corrupt")                   \
	X(USERCOPY, "usercopy", FATAL, "a copy to or from user space left its object")             \
	X(FORTIFY, "fortify", FATAL, "a string or memory function left its buffer")                \
	X(OBJECT_DEBUG, "object-debug", ERROR, "an object is used out of its life")                \
	X(LOCK_DEBUG, "lock-debug", ERROR, "a lock is in an impossible state")                     \
	X(FS_INCONSISTENCY, "fs-inconsistency", ERROR, "a file system is inconsistent")            \
	X(STACK_OVERFLOW, "stack-overflow", FATAL, "a kernel stack ran over")                      \
	X(STACK_PROTECTOR, "stack-protector", FATAL, "a stack frame was overwritten")              \
	X(OOM, "oom", NOTICE, "memory ran out")                                                    \
	X(DMA_API, "dma-api", ERROR, "a driver misused the DMA API")                               \
	X(SWIOTLB, "swiotlb", ERROR, "bounce buffers ran out")                                     \
	X(IOMMU_FAULT, "iommu-fault", ERROR, "a device's memory access was refused")               \
	X(NETDEV_WATCHDOG, "netdev-watchdog", ERROR, "a network queue stopped sending")            \
	X(TX_HANG, "tx-hang", ERROR, "a network adapter stopped sending")                          \
	X(GPU_HANG, "gpu-hang", ERROR, "the GPU hung")                                             \
	X(MACHINE_CHECK, "machine-check", ERROR, "the hardware reported an error")                 \
	X(SERROR, "serror", FATAL, "an asynchronous error reached the CPU")                        \
	X(EXTERNAL_ABORT, "external-abort", FATAL, "the bus refused a CPU access")                 \
	X(WATCHDOG_BITE, "watchdog-bite", FATAL, "the hardware watchdog fired")                    \
	X(UNREGISTER_NETDEVICE, "unregister-netdevice", ERROR, "a network device is still held")   \
	X(RUST_PANIC, "rust-panic", FATAL, "Rust code panicked")                                   \
	X(FIRMWARE_CRASH, "firmware-crash", ERROR, "a co-processor's firmware crashed")            \
	X(USERSPACE, "userspace", NOTICE, "a program failed, not the kernel")                      \
	X(REBOOT, "reboot", ERROR, "the machine restarted unexpectedly")                           \
	X(UNKNOWN_CRASH, "unknown-crash", NOTICE, "looks like a crash, not understood")

enum cs_kind {
#define CS_KIND_ENUM(id, name, sev, words) CS_KIND_##id,
	CS_KINDS(CS_KIND_ENUM)
#undef CS_KIND_ENUM
		CS_KIND_COUNT
};

const char *cs_kind_name(enum cs_kind k);
const char *cs_kind_words(enum cs_kind k);
enum cs_severity cs_kind_severity(enum cs_kind k);
bool cs_kind_from_name(struct cs_str name, enum cs_kind *out);
const char *cs_severity_name(enum cs_severity s);
bool cs_severity_from_name(struct cs_str name, enum cs_severity *out);

#endif
