/* A device's fault that stands in registers only, at the report of a CPU. */
#include "unit/test.h"

#include <stdio.h>
#include <string.h>

#include "analyze/unsaid.h"
#include "base/limits.h"
#include "base/strbuf.h"
#include "iommu/iommu.h"

static const char stalled_bank[] = "SMMU_CB14_FSR: 0x40000402\nSMMU_CB14_FAR: 0x00000000a2a2a040\n"
				   "SMMU_CB14_FSYNR0: 0x00000013\nSMMU_CBFRSYNRA14: 0x000003c0\n";

struct world {
	struct cs_smmu_dump *dump;
	struct cs_told *told;
	struct cs_unsaid *unsaid;
};

static struct world world(const char *registers)
{
	struct cs_smmu_options none;
	struct world w = {.told = cs_told_new(), .unsaid = cs_unsaid_new(NULL)};

	cs_smmu_options_init(&none);
	w.dump = cs_smmu_dump_read(cs_str_from(registers), &none);
	cs_unsaid_add(w.unsaid, "regs.txt", w.dump);
	return w;
}

static void end(struct world *w)
{
	cs_unsaid_free(w->unsaid);
	cs_told_free(w->told);
	cs_smmu_dump_free(w->dump);
}

static struct cs_event *report(enum cs_kind kind, const char *header)
{
	struct cs_event *ev = cs_event_new();
	struct cs_line *l = CS_ARENA_PUSH(&ev->arena, ev->lines, ev->line_count);

	l->number = 4;
	l->text = cs_str_from(header);
	ev->kind = kind;
	ev->severity = CS_FATAL;
	ev->echo_of = -1;
	return ev;
}

static void add_frame(struct cs_event *ev, const char *function)
{
	struct cs_stack *s = CS_ARENA_PUSH(&ev->arena, ev->stacks, ev->stack_count);
	struct cs_frame *f = CS_ARENA_PUSH(&ev->arena, s->frames, s->frame_count);

	s->role = CS_STACK_CRASH;
	f->function = cs_str_from(function);
}

static void add_finding(struct cs_event *ev, enum cs_confidence confidence)
{
	struct cs_finding *f = CS_ARENA_PUSH(&ev->arena, ev->findings, ev->finding_count);

	f->rule = CS_STR("a.rule");
	f->confidence = confidence;
}

/* How many findings EV has; what the first one is called is in TITLE. */
static size_t told_of(struct world *w, struct cs_event *ev, enum cs_confidence *confidence)
{
	size_t n;

	cs_unsaid_tell(w->unsaid, w->told, ev);
	n = ev->finding_count;
	*confidence = ev->together ? ev->together->confidence : CS_CERTAIN;
	if (ev->together) {
		assert_str(ev->together->rule, "iommu/cpu-stack-is-a-bystander");
		assert_int_equal(ev->together->evidence[0].line, 4);
	}
	cs_event_free(ev);
	return n;
}

static void a_panic_is_told_of_the_fault(void **state)
{
	struct world w = world(stalled_bank);
	struct cs_event *ev = report(CS_KIND_PANIC, "Kernel panic - not syncing: hung");

	(void)state;
	add_finding(ev, CS_LIKELY);
	add_finding(ev, CS_POSSIBLE);
	cs_unsaid_tell(w.unsaid, w.told, ev);
	assert_int_equal(ev->finding_count, 3);
	assert_ptr_equal(ev->together->title.p, ev->findings[1].title.p);
	assert_str(ev->together->title,
		   "the IOMMU refused a write of 0xa2a2a040 by stream 0x3c0 (regs.txt, line 1); "
		   "this CPU's stack may have nothing to do with it");
	assert_true(ev->together->decide.n > 0);
	assert_true(cs_str_has(ev->together->cause, "is stalled"));
	cs_event_free(ev);
	end(&w);
}

static void what_names_the_iommu_is_likelier(void **state)
{
	struct world w = world(stalled_bank);
	struct cs_event *ev = report(CS_KIND_BUG, "kernel BUG at drivers/iommu/a.c:1716!");
	enum cs_confidence c;

	(void)state;
	assert_int_equal(told_of(&w, ev, &c), 1);
	assert_int_equal(c, CS_LIKELY);
	ev = report(CS_KIND_BUG, "kernel BUG at a.c:1716!");
	add_frame(ev, "arm_smmu_context_fault");
	assert_int_equal(told_of(&w, ev, &c), 1);
	assert_int_equal(c, CS_LIKELY);
	ev = report(CS_KIND_BUG, "kernel BUG at a.c:1716!");
	add_frame(ev, "snd_pcm_stream_lock_irq");
	assert_int_equal(told_of(&w, ev, &c), 1);
	assert_int_equal(c, CS_POSSIBLE);
	end(&w);
}

static void others_are_left_alone(void **state)
{
	struct world w = world(stalled_bank);
	struct cs_event *ev = report(CS_KIND_PANIC, "Kernel panic - not syncing: Fatal exception");
	enum cs_confidence c;

	(void)state;
	ev->echo_of = 0;
	assert_int_equal(told_of(&w, ev, &c), 0);
	assert_int_equal(told_of(&w, report(CS_KIND_WARNING, "WARNING: a.c:1"), &c), 0);
	assert_int_equal(told_of(&w, report(CS_KIND_LOCKDEP, "circular"), &c), 0);
	ev = report(CS_KIND_PANIC, "Kernel panic - not syncing: no init");
	ev->suppressed = true;
	assert_int_equal(told_of(&w, ev, &c), 0);
	end(&w);
}

static void what_a_log_told_is_not_unsaid(void **state)
{
	struct world w = world(stalled_bank);
	const struct cs_told_by log_input = {CS_TELLER_LOG, "dmesg.txt", NULL};
	struct cs_event *fault = report(CS_KIND_IOMMU_FAULT, "Unhandled context fault");
	struct cs_iommu *u = cs_iommu_new(fault, "smmu-v2");
	enum cs_confidence c;

	(void)state;
	u->has_bank = true;
	u->bank = 14;
	cs_iommu_set_iova(u, 0xa2a2a000);
	cs_iommu_add_fault(u, "translation");
	assert_int_equal(told_of(&w, report(CS_KIND_PANIC, "before it"), &c), 1);
	assert_int_equal(cs_told_before(w.told, &log_input, fault).n, 0);
	cs_event_free(fault);
	assert_int_equal(told_of(&w, report(CS_KIND_PANIC, "behind it"), &c), 0);
	end(&w);
}

/* Errors of the unit itself, and registers that can't be true, say nothing of a device. */
static void no_devices_fault_is_told(void **state)
{
	static const char *const dumps[] = {
		"# SMMUv3\nSMMU_CR0: 0xd\nSMMU_GERROR: 0x1\nSMMU_GERRORN: 0x0\n",
		"SMMU_CB14_FSR: 0x0\nSMMU_CB14_FAR: 0x00000000a2a2a040\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(dumps) / sizeof(*dumps); i++) {
		struct world w = world(dumps[i]);
		enum cs_confidence c;

		assert_int_equal(told_of(&w, report(CS_KIND_PANIC, "panic"), &c), 0);
		end(&w);
	}
}

static void many_are_bounded(void **state)
{
	struct cs_strbuf text;
	struct world w;
	struct cs_event *ev = report(CS_KIND_PANIC, "panic");
	char more[32];

	(void)state;
	cs_strbuf_init(&text);
	cs_strbuf_add_c(&text, "# SMMUv3 event queue\n");
	for (unsigned i = 0; i < CS_LIMIT_UNSAID + 9; i++)
		cs_strbuf_addf(&text,
			       "EVTQ entry %u: 0000000800000010 0000020000000000 %016x %016x\n", i,
			       i << 12, 0);
	cs_strbuf_add_char(&text, '\0');
	w = world(text.p);
	cs_unsaid_tell(w.unsaid, w.told, ev);
	assert_int_equal(w.dump->record_count, CS_LIMIT_UNSAID + 9);
	snprintf(more, sizeof(more), ", with %u more", CS_LIMIT_UNSAID - 1);
	assert_true(cs_str_has(ev->together->cause, more));
	cs_event_free(ev);
	end(&w);
	cs_strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_panic_is_told_of_the_fault),
		cmocka_unit_test(what_names_the_iommu_is_likelier),
		cmocka_unit_test(others_are_left_alone),
		cmocka_unit_test(what_a_log_told_is_not_unsaid),
		cmocka_unit_test(no_devices_fault_is_told),
		cmocka_unit_test(many_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
