#include "report/text_event.h"

#include "arch/arch.h"
#include "report/words.h"

void cs_text_label(struct cs_pen *p, const char *label)
{
	if (p->column)
		cs_pen_newline(p);
	cs_pen_to(p, 2);
	if (*label) {
		cs_pen_ink(p, CS_INK_DIM);
		cs_pen_put(p, cs_str_from(label));
		cs_pen_ink(p, CS_INK_PLAIN);
	}
	cs_pen_to(p, CS_TEXT_MARGIN);
	p->indent = CS_TEXT_MARGIN;
}

enum cs_ink cs_text_severity_ink(enum cs_severity s)
{
	if (s >= CS_ERROR)
		return CS_INK_RED;
	return s == CS_WARNING ? CS_INK_YELLOW : CS_INK_CYAN;
}

/* ---- what ---- */

static void fault_words(struct cs_pen *p, const struct cs_event *ev)
{
	const struct cs_fault *f = &ev->fault;
	const char *word;

	if (!f->known || ev->iommu)
		return;
	if (f->access)
		cs_pen_wrapf(p, ": %s",
			     f->access == CS_ACCESS_EXECUTE ? "jump to"
			     : f->access == CS_ACCESS_WRITE ? "write"
							    : "read");
	else if (f->has_size || f->has_address)
		cs_pen_put(p, CS_STR(":"));
	if (f->has_size)
		cs_pen_wrapf(p, " of %llu byte%s", (unsigned long long)f->size,
			     f->size == 1 ? "" : "s");
	if (!f->has_address)
		return;
	cs_pen_wrapf(p, "%s address %#llx", f->access == CS_ACCESS_EXECUTE ? "" : " at",
		     (unsigned long long)f->address);
	word = cs_event_address_word(ev, f->address);
	if (word)
		cs_pen_wrapf(p, " (%s)", word);
}

/* What tells whose access it was, where the lines of the log don't. */
static void how_to_name(struct cs_pen *p, const struct cs_iommu *u)
{
	if (!u->has_stream && !u->has_bank)
		return;
	cs_text_label(p, "");
	if (u->has_stream)
		cs_pen_wrap(p, CS_STR("its name: the board's device tree (--dtb) has the devices "
				      "of streams"));
	else
		cs_pen_wrapf(
			p,
			"its name: the driver's \"Looks like\" and SID= lines, or a register dump "
			"beside the log (CBFRSYNRA%llu, SMRn and S2CRn) and the device tree "
			"(--dtb)",
			(unsigned long long)u->bank);
}

static void iommu_words(struct cs_pen *p, const struct cs_iommu *u)
{
	cs_text_label(p, "device");
	cs_pen_put(p, u->client.n ? u->client : CS_STR("not told"));
	if (u->has_stream)
		cs_pen_wrapf(p, ", stream %#llx", (unsigned long long)u->stream_id);
	if (u->has_substream)
		cs_pen_wrapf(p, ", substream %#llx", (unsigned long long)u->substream_id);
	if (u->has_bank)
		cs_pen_wrapf(p, ", context bank %llu", (unsigned long long)u->bank);
	if (u->unit.n)
		cs_pen_wrapf(p, ", behind " CS_STR_FMT, CS_STR_ARG(u->unit));
	if (!u->client.n)
		how_to_name(p, u);
	cs_text_label(p, "access");
	cs_pen_put(p, cs_str_from(u->access ? cs_access_name(u->access)
					    : "not told whether read or write"));
	if (u->has_iova)
		cs_pen_wrapf(p, " of IOVA %#llx", (unsigned long long)u->iova);
	if (u->stage >= 0)
		cs_pen_wrapf(p, ", stage %d", u->stage);
	if (u->level >= 0)
		cs_pen_wrapf(p, ", walk ended at level %d", u->level);
	if (u->stalled == 1)
		cs_pen_wrap(p, CS_STR(", transaction stalled"));
	if (u->repeats)
		cs_pen_wrapf(p, ", and %llu more like it", (unsigned long long)u->repeats);
}

/* GERROR and the like: of the unit's queues, not of a device's access. */
static bool is_units_own(const struct cs_iommu *u)
{
	return u && !u->has_stream && !u->has_bank && !u->has_iova && !u->access && !u->client.n;
}

static void what(struct cs_pen *p, const struct cs_event *ev)
{
	cs_text_label(p, "what");
	if (is_units_own(ev->iommu))
		cs_pen_wrapf(p, "the IOMMU reports an error of its own%s" CS_STR_FMT,
			     ev->iommu->unit.n ? ": " : "", CS_STR_ARG(ev->iommu->unit));
	else
		cs_pen_wrap(p, cs_str_from(cs_kind_words(ev->kind)));
	fault_words(p, ev);
	if (ev->iommu && !is_units_own(ev->iommu))
		iommu_words(p, ev->iommu);
	if (ev->corrupted.n) {
		cs_text_label(p, "trust");
		cs_pen_wrapf(p, "the report can't be trusted: " CS_STR_FMT,
			     CS_STR_ARG(ev->corrupted));
	}
}

/* ---- where ---- */

void cs_text_place(struct cs_pen *p, const struct cs_place *at)
{
	if (at->file.n == 0)
		return;
	cs_pen_ink(p, CS_INK_BOLD);
	cs_pen_put(p, at->file);
	if (at->line > 0)
		cs_pen_putf(p, ":%d", at->line);
	cs_pen_ink(p, CS_INK_PLAIN);
}

void cs_text_symbol(struct cs_pen *p, const struct cs_frame *f)
{
	if (f->symbol.n)
		cs_pen_put(p, f->symbol);
	else
		cs_pen_putf(p, "%#llx", (unsigned long long)f->address);
	if (f->has_offset)
		cs_pen_putf(p, "+%#llx", (unsigned long long)f->offset);
	if (f->has_size)
		cs_pen_putf(p, "/%#llx", (unsigned long long)f->size);
	if (f->module.n)
		cs_pen_putf(p, " [" CS_STR_FMT "]", CS_STR_ARG(f->module));
}

static void guilty(struct cs_pen *p, const struct cs_event *ev)
{
	if (!ev->guilty) {
		cs_pen_put(p, ev->function.n ? ev->function : CS_STR("no function is told"));
		return;
	}
	cs_text_symbol(p, ev->guilty);
	if (ev->guilty->place_count == 0)
		return;
	cs_pen_put(p, CS_STR("  "));
	cs_text_place(p, &ev->guilty->places[0]);
	if (ev->guilty->place_count > 1)
		cs_pen_wrapf(p, " (in " CS_STR_FMT ", inlined)",
			     CS_STR_ARG(ev->guilty->places[0].function));
}

static void taint(struct cs_pen *p, struct cs_str letters)
{
	bool any = false;

	for (size_t i = 0; i < letters.n; i++) {
		const char *word = cs_taint_word(letters.p[i]);

		if (!word)
			continue;
		cs_pen_wrapf(p, "%s%c: %s", any ? "; " : ", tainted ", letters.p[i], word);
		any = true;
	}
}

static void circumstances(struct cs_pen *p, const struct cs_event *ev)
{
	char lines[CS_WORDS_LINES];

	cs_pen_newline(p);
	cs_pen_to(p, CS_TEXT_MARGIN);
	cs_words_lines(ev, lines);
	cs_pen_wrap(p, cs_str_from(lines));
	if (ev->boot > 1)
		cs_pen_wrapf(p, " (boot %u)", ev->boot);
	if (ev->lines[ev->header].has_time)
		cs_pen_wrapf(p, ", %.6f s after boot", ev->lines[ev->header].time);
	if (ev->cpu >= 0)
		cs_pen_wrapf(p, ", CPU %d", ev->cpu);
	if (ev->comm.n)
		cs_pen_wrapf(p, ", task " CS_STR_FMT, CS_STR_ARG(ev->comm));
	if (ev->pid >= 0)
		cs_pen_wrapf(p, " (pid %ld)", ev->pid);
	if (ev->context)
		cs_pen_wrapf(p, ", %s context", ev->context);
	taint(p, ev->taint);
	if (ev->test.n)
		cs_pen_wrapf(p, ", while the test " CS_STR_FMT " ran", CS_STR_ARG(ev->test));
}

static void where(struct cs_pen *p, const struct cs_event *ev)
{
	cs_text_label(p, "where");
	if (is_units_own(ev->iommu))
		cs_pen_wrap(p, CS_STR("in the unit: its queues, its tables, its driver"));
	else if (ev->iommu)
		cs_pen_wrap(p, CS_STR("in the device's DMA; the CPU's code is not to be blamed "
				      "from this line alone"));
	else
		guilty(p, ev);
	circumstances(p, ev);
}

/* ---- why, and what next ---- */

/* FULL: cause and remedy, too; of further guesses only what would tell them apart. */
static void finding(struct cs_pen *p, const struct cs_finding *f, bool full)
{
	cs_text_label(p, full ? "why" : "or else");
	cs_pen_ink(p, CS_INK_BOLD);
	cs_pen_wrap(p, f->title);
	cs_pen_ink(p, CS_INK_PLAIN);
	cs_pen_wrapf(p, " (%s; rule " CS_STR_FMT ")", cs_confidence_name(f->confidence),
		     CS_STR_ARG(f->rule));
	if (full) {
		cs_pen_newline(p);
		cs_pen_to(p, CS_TEXT_MARGIN);
		cs_pen_wrap(p, f->cause);
	}
	if (full && f->fix.n) {
		cs_text_label(p, "next");
		cs_pen_wrap(p, f->fix);
	}
	if (f->decide.n) {
		cs_text_label(p, "decide");
		cs_pen_wrap(p, f->decide);
	}
}

static void why(struct cs_pen *p, const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->finding_count; i++)
		finding(p, &ev->findings[i], i == 0 || ev->findings[i].confidence > CS_POSSIBLE);
	if (ev->finding_count)
		return;
	cs_text_label(p, "why");
	cs_pen_wrap(p, CS_STR("no rule knows this one; what is known stands here and below"));
}

/* The first finding is another input's fault: where this CPU was says little then. */
static bool another_leads(const struct cs_event *ev)
{
	return !ev->iommu && ev->together && cs_str_eq(ev->findings[0].rule, ev->together->rule);
}

void cs_text_event_answer(struct cs_pen *p, const struct cs_event *ev)
{
	bool first = another_leads(ev);

	what(p, ev);
	if (first)
		why(p, ev);
	where(p, ev);
	if (!first)
		why(p, ev);
}
