/* GPUs: jobs that don't end, and faults of their own address translation. Sources, Linux 6.1:
 * amdgpu_job_timedout(); gmc_v9_0_process_interrupt() and gmc_v8_0_vm_decode_fault() of amdgpu, as
 * radeon's cik_vm_decode_fault(); gf100_fifo_fault() of nouveau; panfrost_mmu_irq_handler_thread();
 * lima_mmu.c; v3d_irq.c; NVIDIA's nvgpu of L4T (fb_mmu_fault_gv11b_fusa.c, fifo_gk20a.c) and its
 * list of Xid errors. */
#include "base/words.h"
#include "event/format.h"

#define GPU .from = CS_FROM_NONE, .kind = CS_KIND_GPU_HANG
#define ONE GPU, .flags = CS_FMT_LONE

static const char *const hang[] = {
	"GPU HANG",    "*ERROR* ring ", "GPU reset",     "GPU recovery",
	"hang",        "gpu fault",     "Resetting ",    "Process information:",
	":  Process ", " ring reset",   "device wedged", NULL};
static const char *const amd_fault[] = {"in page starting at address",
					"  at page ",
					"  at address ",
					":  Process ",
					"PROTECTION_FAULT",
					"Faulty UTCL2",
					"MORE_FAULTS:",
					"WALKER_ERROR:",
					"PERMISSION_FAULTS:",
					"MAPPING_ERROR:",
					" RW: 0x",
					"VM fault (",
					NULL};
static const char *const nvgpu[] = {"[MMU FAULT]", " mmu fault",
				    "page fault error:", "nvgpu_get_pte", NULL};
static const char *const mali[] = {"Reason: ",        "raw fault status", "decoded fault status",
				   "exception type ", "access type ",     "source id ",
				   "ASID ",           "fault status 0x",  NULL};

/* ---- what the lines tell besides ---- */

/* "0x17_00592000" is 0x1700592000. */
static bool read_address(struct cs_str s, uint64_t *out)
{
	uint64_t low;

	if (!cs_eat_hex(&s, out))
		return false;
	if (cs_eat_char(&s, '_') && cs_eat_hex(&s, &low))
		*out = *out << 32 | low;
	return true;
}

static const struct {
	const char *pattern;
	unsigned capture;
	unsigned shift; /* page numbers */
} addresses[] = {
	{"in page starting at address %w", 0, 0},
	{"  at page 0x%x from", 0, 0},
	{"  at address 0x%x from", 0, 0},
	{"VM fault (%*) at page %d,", 1, 12},
	{"[MMU FAULT]%*fault addr: %w", 1, 0},
	{"mmu fault on engine%* addr %w", 1, 0},
	{" faulted @ %w", 0, 0},
	{"Page fault in AS%d at VA %w", 1, 0},
	{"mmu page fault at %w", 0, 0},
	{"MMU error from client %* at %w", 1, 0},
	{"fifo: fault %w [%*] at %w", 2, 0},
	{"fifo: %w fault at %w", 1, 0},
};

static void tell_address(struct cs_fault *f, struct cs_str text)
{
	struct cs_pat_hit h;
	uint64_t v;

	for (size_t i = 0; !f->has_address && i < sizeof(addresses) / sizeof(*addresses); i++) {
		if (!cs_pat_match(addresses[i].pattern, text, &h))
			continue;
		if (addresses[i].shift ? !cs_str_to_dec(h.cap[addresses[i].capture], &v)
				       : !read_address(h.cap[addresses[i].capture], &v))
			continue;
		f->address = v << addresses[i].shift;
		f->has_address = f->known = true;
	}
}

static void tell_access(struct cs_fault *f, struct cs_str text)
{
	static const struct {
		const char *words;
		enum cs_access access;
	} rows[] = {
		{"RW: 0x1", CS_ACCESS_WRITE},
		{"RW: 0x0", CS_ACCESS_READ},
		{"access type: virt rea", CS_ACCESS_READ},
		{"access type: virt wri", CS_ACCESS_WRITE},
		{"ACCESS_TYPE_VIRT_READ", CS_ACCESS_READ},
		{"ACCESS_TYPE_VIRT_WRITE", CS_ACCESS_WRITE},
		{"ACCESS_TYPE_READ", CS_ACCESS_READ},
		{"ACCESS_TYPE_WRITE", CS_ACCESS_WRITE},
		{", read from '", CS_ACCESS_READ},
		{", write from '", CS_ACCESS_WRITE},
		{", read from ", CS_ACCESS_READ},
		{", write from ", CS_ACCESS_WRITE},
		{"access type 0x1: EXECUTE", CS_ACCESS_EXECUTE},
		{"access type 0x2: READ", CS_ACCESS_READ},
		{"access type 0x3: WRITE", CS_ACCESS_WRITE},
		{"[READ] at ", CS_ACCESS_READ},
		{"[WRITE] at ", CS_ACCESS_WRITE},
		{"fifo: read fault", CS_ACCESS_READ},
		{"fifo: write fault", CS_ACCESS_WRITE},
	};

	for (size_t i = 0; f->access == CS_ACCESS_NONE && i < sizeof(rows) / sizeof(*rows); i++)
		if (cs_str_has(text, rows[i].words)) {
			f->access = rows[i].access;
			f->known = true;
		}
}

/* Bits of the status register that all generations since GFX9 share (gc_9_0_sh_mask.h). */
static void tell_status(struct cs_fault *f, struct cs_words *w, struct cs_str text)
{
	struct cs_pat_hit h;
	uint64_t v;

	if (!cs_pat_match("VM_L2_PROTECTION_FAULT_STATUS:0x%x", text, &h) ||
	    !cs_str_to_hex(h.cap[0], &v) || !v)
		return;
	if (cs_field(v, 3, 1))
		cs_words_add(w, "WALKER_ERROR=%llu: the walk of the GPU's page tables failed",
			     (unsigned long long)cs_field(v, 3, 1));
	if (cs_field(v, 7, 4))
		cs_words_add(w, "PERMISSION_FAULTS=%#llx: the entry does not allow the access",
			     (unsigned long long)cs_field(v, 7, 4));
	if (cs_field(v, 8, 8))
		cs_words_add(w, "MAPPING_ERROR=1: the mapping itself is bad");
	if (f->access == CS_ACCESS_NONE)
		f->access = cs_field(v, 18, 18) ? CS_ACCESS_WRITE : CS_ACCESS_READ;
	f->known = true;
}

/* Whose work it was: "for process NAME pid N thread …" */
static void tell_process(struct cs_event *ev, struct cs_str text)
{
	static const char *const patterns[] = {"information: process %* pid %d",
					       " for process %* pid %d", ":  Process %* pid %d"};
	struct cs_pat_hit h;
	uint64_t pid;

	for (size_t i = 0; !ev->comm.n && i < sizeof(patterns) / sizeof(*patterns); i++)
		if (cs_pat_match(patterns[i], text, &h) && cs_str_trim(h.cap[0]).n &&
		    cs_str_to_dec(h.cap[1], &pid) && pid) {
			ev->comm = cs_str_trim(h.cap[0]);
			ev->pid = (long)pid;
		}
}

static void tell(struct cs_event *ev)
{
	struct cs_words w = {&ev->arena, ev->fault.meaning, ev->fault.meaning_count};

	for (size_t i = ev->header; i < ev->line_count; i++) {
		struct cs_str text = ev->lines[i].text;

		tell_address(&ev->fault, text);
		tell_access(&ev->fault, text);
		tell_status(&ev->fault, &w, text);
		tell_process(ev, text);
	}
	ev->fault.meaning = w.v;
	ev->fault.meaning_count = w.n;
}

/* ---- NVIDIA's numbers ---- */

static const struct {
	unsigned number;
	const char *words;
} xids[] = {
	{8, "GPU stopped processing"},
	{13, "graphics engine exception"},
	{31, "MMU fault"},
	{32, "invalid push buffer"},
	{38, "driver firmware error"},
	{43, "GPU stopped processing"},
	{44, "graphics engine fault"},
	{45, "preemptive cleanup"},
	{48, "double bit ECC error"},
	{54, "auxiliary power is not connected"},
	{56, "display engine error"},
	{61, "internal micro-controller breakpoint"},
	{62, "internal micro-controller halt"},
	{63, "ECC page retirement or row remapping"},
	{64, "ECC page retirement or row remapping failed"},
	{68, "video processor exception"},
	{69, "graphics engine class error"},
	{74, "NVLink error"},
	{79, "GPU has fallen off the bus"},
	{92, "many single bit ECC errors"},
	{94, "contained ECC error"},
	{95, "uncontained ECC error"},
	{109, "context switch timeout"},
	{119, "GSP RPC timeout"},
	{120, "GSP error"},
};

static void tell_xid(struct cs_event *ev)
{
	struct cs_words w = {.arena = &ev->arena};
	struct cs_pat_hit h;
	uint64_t number;

	tell(ev);
	if (!cs_pat_match("NVRM: Xid (%*): %d,", ev->lines[ev->header].text, &h) ||
	    !cs_str_to_dec(h.cap[1], &number))
		return;
	for (size_t i = 0; i < sizeof(xids) / sizeof(*xids); i++)
		if (xids[i].number == number) {
			cs_words_add(&w, "NVRM: Xid: %s", xids[i].words);
			ev->title = w.v[0];
		}
}

#define HANG GPU, .more = hang, .tell = tell
#define AMD_FAULT GPU, .more = amd_fault, .tell = tell
#define NVGPU GPU, .more = nvgpu, .tell = tell
#define MALI GPU, .more = mali, .tell = tell
#define NOUVEAU HANG, .anchor = "nouveau "

static const struct cs_format rows[] = {
	/* i915_gpu_error.c; radeon_ring_test_lockup(); guc_exec_queue_timedout_job() of xe */
	{HANG, .anchor = "GPU HANG: ecode", .head = "GPU HANG: ecode %*, in %w",
	 .title = "i915: GPU hang", .flags = CS_FMT_EACH},
	{HANG, .anchor = "GPU HANG", .head = "GPU HANG", .title = "i915: GPU hang",
	 .flags = CS_FMT_EACH},
	/* intel_gt_set_wedged_on_init() callers: the GPU is given up */
	{ONE, .anchor = "declaring it wedged", .head = "nitialize GPU, declaring it wedged",
	 .title = "i915: GPU could not be started"},
	{HANG, .anchor = "timeout, ", .head = "*ERROR* ring %w timeout",
	 .title = "amdgpu: ring {1} timeout"},
	{HANG, .anchor = "timeout, ", .head = "amdgpu%*: ring %w timeout",
	 .title = "amdgpu: ring {2} timeout"},
	/* amdgpu's MES (mes_v11_0_submit_pkt_and_poll_completion(), remove_queue_mes()), its video
	 * engines (vcn_v2_5_start()); vmw_fallback_wait() of vmwgfx */
	{ONE, .anchor = "MES ",
	 .head = "amdgpu%*MES failed to respond to msg=", .title = "amdgpu: MES does not respond"},
	{ONE, .anchor = "MES ", .head = "MES might be in unrecoverable state",
	 .title = "amdgpu: MES does not respond"},
	{ONE, .anchor = "not responding, giving up!!!", .head = "not responding, giving up!!!",
	 .title = "amdgpu: video engine does not respond"},
	{ONE, .anchor = "SVGA device lockup", .head = "vmw%*SVGA device lockup",
	 .title = "vmwgfx: device lockup"},
	{HANG, .anchor = "GPU lockup", .head = "GPU lockup", .title = "radeon: GPU lockup"},
	{HANG, .anchor = "Timedout job: ", .head = "Timedout job: ", .title = "xe: job timed out"},
	{AMD_FAULT, .anchor = "page fault (src_id:", .head = "page fault (src_id:",
	 .title = "amdgpu: GPU page fault"},
	{AMD_FAULT, .anchor = "GPU fault detected: ", .head = "^%w %w GPU fault detected: %d",
	 .title = "{1}: GPU page fault"},
	{NOUVEAU, .head = "nouveau %*: fifo:%*SCHED_ERROR", .title = "nouveau: scheduler error"},
	{NOUVEAU, .head = "nouveau %*: fifo:%*engine fault", .title = "nouveau: engine fault"},
	{NOUVEAU, .head = "nouveau %*: fifo: fault %x [%w at", .title = "nouveau: GPU page fault"},
	{NOUVEAU, .head = "nouveau %*: fifo: read fault at", .title = "nouveau: GPU page fault"},
	{NOUVEAU, .head = "nouveau %*: fifo: write fault at", .title = "nouveau: GPU page fault"},
	{NOUVEAU, .head = "nouveau %*: fifo: DMA_PUSHER - ", .title = "nouveau: command error"},
	{NOUVEAU, .head = "nouveau %*: gr: DATA_ERROR ", .title = "nouveau: data error"},
	/* r535_gsp_msg_rc_triggered(), 6.7 and later: the GPU's own firmware says so */
	{NOUVEAU, .head = "nouveau %*: gsp: rc engn:%x chid:%d type:%d ",
	 .title = "nouveau: channel error"},
	{NOUVEAU, .head = "nouveau %*: gr: TRAP", .title = "nouveau: trap"},
	{ONE, .anchor = "NVRM: Xid", .head = "NVRM: Xid (%*): %d,", .title = "NVRM: Xid {2}",
	 .tell = tell_xid},
	{ONE, .anchor = "NVRM: GPU at ", .head = "NVRM: GPU at %w has fallen off the bus",
	 .title = "NVRM: GPU has fallen off the bus"},
	/* the probe's words for it, on three lines, without an Xid */
	{ONE, .anchor = "NVRM: fallen off the bus", .head = "NVRM: fallen off the bus",
	 .title = "NVRM: GPU has fallen off the bus"},
	{NVGPU, .anchor = "[MMU FAULT] mmu engine id:", .title = "nvgpu: GPU page fault: {3}",
	 .head = "nvgpu: %*[MMU FAULT] mmu engine id:%*fault type: %*,"},
	{NVGPU, .anchor = "mmu fault on engine ", .title = "nvgpu: GPU page fault",
	 .head = "mmu fault on engine %d"},
	/* hangcheck_handler() in msm_gpu.c, etnaviv_sched_timedout_job(), panfrost_job_timedout(),
	 * lima_sched_timedout_job(), v3d_gpu_reset_for_timeout(), vc4_reset() */
	{HANG, .anchor = "hangcheck detected gpu lockup", .head = "hangcheck detected gpu lockup",
	 .title = "GPU hang: lockup detected"},
	{HANG, .anchor = "recover hung GPU", .head = "recover hung GPU",
	 .title = "etnaviv: GPU hang"},
	{HANG, .anchor = "gpu sched timeout", .head = "gpu sched timeout",
	 .title = "panfrost: GPU hang"},
	{HANG, .anchor = "lima ", .head = "lima %*job timeout", .title = "lima: GPU hang"},
	{HANG, .anchor = "Resetting GPU for hang", .head = "Resetting GPU for hang",
	 .title = "v3d: GPU hang"},
	{HANG, .anchor = "vc4-drm ", .head = "Resetting GPU.", .title = "vc4: GPU hang"},
	/* guc_handle_engine_failure(); xe_device_declare_wedged() (6.10); panthor (6.10) */
	{HANG, .anchor = "Engine reset failed on", .head = "GUC: Engine reset failed on",
	 .title = "i915: engine reset failed"},
	{HANG, .anchor = "declared device ", .head = "Xe has declared device %w as wedged",
	 .title = "xe: device wedged"},
	{HANG, .anchor = "panthor ", .head = "panthor %*job timeout", .title = "panthor: GPU hang"},
	/* Arm's kbase prints panfrost's words; both with the driver's name in front */
	{MALI, .anchor = "nhandled Page fault in AS", .title = "{1}: GPU page fault",
	 .head = "^%w %w Unhandled Page fault in AS%d at VA"},
	{MALI, .anchor = "mmu page fault at ", .head = "lima %*mmu page fault at",
	 .title = "lima: GPU page fault"},
	{MALI, .anchor = "MMU error from client", .head = "v3d %*MMU error from client",
	 .title = "v3d: GPU page fault"},
	{MALI, .anchor = "MMU fault status 0x", .head = "etnaviv%*MMU fault status 0x",
	 .title = "etnaviv: GPU page fault"},
};

const struct cs_format_table cs_formats_gpu = {rows, sizeof(rows) / sizeof(*rows)};
