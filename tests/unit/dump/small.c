#include "unit/dump/small.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TASKS_AT (SMALL_VA + 0x2000)
#define TASK_BYTES 0x100u

static unsigned char *at(struct small *s, uint64_t va, size_t n)
{
	if (va < SMALL_VA || va - SMALL_VA + n > SMALL_BYTES)
		abort();
	return s->ram + (va - SMALL_VA);
}

void small_put(struct small *s, uint64_t va, uint64_t word)
{
	memcpy(at(s, va, 8), &word, 8);
}

static uint64_t get(struct small *s, uint64_t va)
{
	uint64_t word;

	memcpy(&word, at(s, va, 8), 8);
	return word;
}

/* ---- the image ---- */

static size_t read_small(void *state, uint64_t pa, void *buf, size_t n)
{
	const struct small *s = state;
	size_t have = 0;

	for (uint64_t at = pa; have < n && at < SMALL_BYTES && !s->lost[at / 4096]; at++)
		((unsigned char *)buf)[have++] = s->ram[at];
	return have;
}

static bool next_small(void *state, uint64_t from, struct cs_dump_image_range *r)
{
	(void)state;
	*r = (struct cs_dump_image_range){from, SMALL_BYTES};
	return from < SMALL_BYTES;
}

static void close_small(void *state)
{
	(void)state;
}

static const struct cs_dump_image_ops ops = {
	.read = read_small, .next = next_small, .close = close_small};

/* ---- symbols and types ---- */

static bool address(void *ctx, const char *name, uint64_t *link)
{
	const struct small *s = ctx;

	for (size_t i = 0; i < s->symbol_count; i++) {
		if (strcmp(s->symbols[i].name, name) != 0)
			continue;
		*link = s->symbols[i].va;
		return true;
	}
	return false;
}

static bool function(void *ctx, uint64_t link, struct cs_dump_function *f)
{
	const struct small *s = ctx;

	for (size_t i = 0; i < s->symbol_count; i++) {
		if (link < s->symbols[i].va || link - s->symbols[i].va >= s->symbols[i].size)
			continue;
		snprintf(f->name, sizeof(f->name), "%s", s->symbols[i].name);
		f->start = s->symbols[i].va;
		f->size = s->symbols[i].size;
		return true;
	}
	return false;
}

static bool size(void *ctx, const char *type, uint64_t *bytes)
{
	(void)ctx;
	*bytes = strcmp(type, "pt_regs") == 0               ? 304
		 : strcmp(type, "inactive_task_frame") == 0 ? 56
		 : strcmp(type, "held_lock") == 0           ? 16
		 : strcmp(type, "arm_smmu_cb") == 0         ? 40
							    : 0;
	return *bytes != 0;
}

static bool member(void *ctx, const char *type, const char *path, struct cs_dump_member *m)
{
	static const struct {
		const char *type, *path;
		uint64_t offset, size;
	} rows[] = {
		{"task_struct", "tasks", T_TASKS, 16},
		{"task_struct", "pid", T_PID, 4},
		{"task_struct", "tgid", T_TGID, 4},
		{"task_struct", "comm", T_COMM, 16},
		{"task_struct", "__state", T_STATE, 4},
		{"task_struct", "stack", T_STACK, 8},
		{"task_struct", "thread.cpu_context.fp", T_FP, 8},
		{"task_struct", "thread.cpu_context.sp", T_SP, 8},
		{"task_struct", "thread.cpu_context.pc", T_PC, 8},
		{"task_struct", "thread.sp", T_SP, 8},
		{"task_struct", "cpu", T_CPU, 4},
		{"task_struct", "flags", T_FLAGS, 4},
		{"task_struct", "se.exec_start", T_EXEC_START, 8},
		{"task_struct", "sched_info.last_arrival", T_ARRIVED, 8},
		{"task_struct", "pi_blocked_on", T_PI_BLOCKED_ON, 8},
		{"task_struct", "lockdep_depth", T_DEPTH, 4},
		{"task_struct", "held_locks", T_HELD, 64},
		{"held_lock", "instance", 0, 8},
		{"held_lock", "acquire_ip", 8, 8},
		{"lockdep_map", "name", 0, 8},
		{"rt_mutex_waiter", "lock", 8, 8},
		{"rt_mutex_base", "owner", 0, 8},
		{"rw_semaphore", "owner", 0, 8},
		{"rw_semaphore", "wait_list", 16, 16},
		{"rwsem_waiter", "list", 0, 16},
		{"rwsem_waiter", "task", 16, 8},
		{"raw_spinlock", "magic", 4, 4},
		{"raw_spinlock", "owner", 8, 8},
		{"raw_spinlock", "dep_map", 16, 8},
		{"kset", "list", 0, 16},
		{"device", "kobj.entry", 0, 16},
		{"device", "kobj.name", 16, 8},
		{"device", "driver_data", 24, 8},
		{"device", "fwnode", 32, 8},
		{"device", "driver", 40, 8},
		{"device", "iommu", 48, 8},
		{"device_driver", "name", 0, 8},
		{"device_driver", "owner", 8, 8},
		{"dev_iommu", "fwspec", 0, 8},
		{"iommu_fwspec", "iommu_fwnode", 0, 8},
		{"iommu_fwspec", "num_ids", 8, 4},
		{"iommu_fwspec", "ids", 12, 0},
		{"arm_smmu_strtab_cfg", "strtab_dma", 8, 8},
		{"arm_smmu_strtab_cfg", "strtab_base", 24, 8},
		{"arm_smmu_strtab_cfg", "strtab_base_cfg", 32, 4},
		{"arm_smmu_strtab_cfg", "linear.table", 0, 8},
		{"arm_smmu_strtab_cfg", "linear.ste_dma", 8, 8},
		{"arm_smmu_strtab_cfg", "linear.num_ents", 16, 4},
		{"arm_smmu_strtab_cfg", "l2.l1tab", 0, 8},
		{"arm_smmu_strtab_cfg", "l2.l1_dma", 16, 8},
		{"arm_smmu_strtab_cfg", "l2.num_l1_ents", 24, 4},
		{"arm_smmu_queue", "llq.prod", 0, 4},
		{"arm_smmu_queue", "llq.cons", 4, 4},
		{"arm_smmu_queue", "llq.max_n_shift", 64, 4},
		{"arm_smmu_queue", "base", 80, 8},
		{"arm_smmu_queue", "base_dma", 88, 8},
		{"arm_smmu_queue", "q_base", 96, 8},
		{"arm_smmu_queue", "ent_dwords", 104, 8},
		{"arm_smmu_device", "cbs", 64, 8},
		{"arm_smmu_cb", "ttbr", 0, 16},
		{"arm_smmu_cb", "tcr", 16, 8},
		{"rq", "curr", 0, 8},
		{"rq", "clock", 16, 8},
		{"rq", "idle", 8, 8},
		{"inactive_task_frame", "bp", 40, 8},
		{"inactive_task_frame", "ret_addr", 48, 8},
		{"mutex", "owner", 0, 8},
		{"mutex", "wait_list", 16, 16},
		{"mutex", "first_waiter", 16, 8},
		{"mutex_waiter", "list", 0, 16},
		{"mutex_waiter", "task", 16, 8},
	};
	static const struct {
		const char *path;
		uint64_t arm64, x86;
	} regs[] = {{"pc", 256, 0},
		    {"sp", 248, 152},
		    {"stackframe", 288, 0},
		    {"ip", 0, 128},
		    {"bp", 0, 32}};
	const struct small *s = ctx;
	bool arm64 = s->dump->vm.arch == CS_DUMP_ARCH_ARM64;

	if (strcmp(path, s->first_waiters ? "wait_list" : "first_waiter") == 0 ||
	    (s->new_tables && strncmp(path, "strtab_", 7) == 0))
		return false;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(rows[i].type, type) != 0 || strcmp(rows[i].path, path) != 0)
			continue;
		*m = (struct cs_dump_member){rows[i].offset, rows[i].size, 0};
		return true;
	}
	for (size_t i = 0; strcmp(type, "pt_regs") == 0 && i < sizeof(regs) / sizeof(*regs); i++) {
		if (strcmp(regs[i].path, path) != 0 || !(arm64 ? regs[i].arm64 : regs[i].x86))
			continue;
		*m = (struct cs_dump_member){arm64 ? regs[i].arm64 : regs[i].x86, 8, 0};
		return true;
	}
	*m = (struct cs_dump_member){4, 4, s->orc_end_bit};
	return strcmp(type, "orc_entry") == 0 && strcmp(path, "end") == 0;
}

/* ---- the machine ---- */

void small_symbol(struct small *s, const char *name, uint64_t va, uint64_t bytes)
{
	s->symbols[s->symbol_count++] = (struct small_symbol){name, va, bytes};
}

static void open_dump(struct small *s, enum cs_dump_arch arch)
{
	struct cs_dump *d = cs_calloc(1, sizeof(*d));

	s->dump = d;
	d->image.ops = &ops;
	d->image.state = s;
	d->vm = (struct cs_vm){.im = &d->image,
			       .arch = arch,
			       .root = CS_VM_NO_ROOT,
			       .va_bits = 48,
			       .page_shift = 12,
			       .image_begin = SMALL_VA,
			       .image_end = SMALL_VA + SMALL_BYTES,
			       .image_offset = SMALL_VA};
	snprintf(d->kernel.release, sizeof(d->kernel.release), "6.1.0");
	s->ask = (struct cs_dump_symbols){s, address, size, member, function, NULL, NULL};
}

static void write_task(struct small *s, uint64_t task, long pid, const char *comm, uint64_t state,
		       uint64_t stack)
{
	small_put(s, task + T_PID, (uint64_t)pid | (uint64_t)pid << 32);
	memcpy(at(s, task + T_COMM, 16), comm, strlen(comm) + 1);
	small_put(s, task + T_STATE, state);
	small_put(s, task + T_STACK, stack);
}

struct small *small_new(enum cs_dump_arch arch)
{
	struct small *s = cs_calloc(1, sizeof(*s));
	static const char banner[] = "Linux version 6.1.0 (a@b) #1\n";

	open_dump(s, arch);
	s->orc_end_bit = 10;
	memcpy(at(s, SMALL_VA + 0x100, sizeof(banner)), banner, sizeof(banner));
	small_symbol(s, "linux_banner", SMALL_VA + 0x100, 0);
	small_symbol(s, "_text", SMALL_VA, 0);
	small_symbol(s, "_stext", SMALL_VA + 0x10000, 0);
	small_symbol(s, "_etext", SMALL_VA + 0x20000, 0);
	small_symbol(s, "init_task", SMALL_INIT_TASK, 0);
	write_task(s, SMALL_INIT_TASK, 0, "swapper/0", 0, SMALL_VA + 0x3c000);
	small_put(s, SMALL_INIT_TASK, SMALL_INIT_TASK);
	small_put(s, SMALL_INIT_TASK + 8, SMALL_INIT_TASK);
	/* one CPU, whose run queue runs the idle task */
	small_symbol(s, "__per_cpu_offset", SMALL_VA + 0x200, 0);
	small_symbol(s, "runqueues", SMALL_VA + 0x300, 0);
	small_symbol(s, "nr_cpu_ids", SMALL_VA + 0x208, 0);
	small_symbol(s, "__cpu_present_mask", SMALL_VA + 0x210, 0);
	small_symbol(s, "__cpu_online_mask", SMALL_VA + 0x210, 0);
	small_symbol(s, "panic_cpu", SMALL_VA + 0x218, 0);
	small_put(s, SMALL_VA + 0x208, 1);
	small_put(s, SMALL_VA + 0x210, 1);
	small_put(s, SMALL_VA + 0x218, ~0ull);
	small_put(s, SMALL_VA + 0x300, SMALL_INIT_TASK);
	small_put(s, SMALL_VA + 0x308, SMALL_INIT_TASK);
	return s;
}

uint64_t small_task(struct small *s, long pid, const char *comm, uint64_t state, uint64_t stack)
{
	uint64_t task = TASKS_AT, last = get(s, SMALL_INIT_TASK + 8);

	while (get(s, task + T_PID))
		task += TASK_BYTES;
	write_task(s, task, pid, comm, state, stack);
	small_put(s, task, SMALL_INIT_TASK);
	small_put(s, task + 8, last);
	small_put(s, last, task);
	small_put(s, SMALL_INIT_TASK + 8, task);
	return task;
}

void small_free(struct small *s)
{
	cs_dump_close(s->dump);
	free(s);
}
