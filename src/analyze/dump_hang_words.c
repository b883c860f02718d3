/* A deadlock, or a chain of waiting tasks, as a finding. */
#include <string.h>

#include "analyze/dump_hang.h"
#include "base/strbuf.h"

static struct cs_str made(struct cs_event *ev, struct cs_strbuf *b)
{
	struct cs_str s = cs_arena_str(&ev->arena, cs_strbuf_str(b));

	cs_strbuf_release(b);
	return s;
}

static void add_count(struct cs_strbuf *b, size_t n)
{
	static const char *const words[] = {"no", "one", "two", "three", "four", "five"};

	if (n < sizeof(words) / sizeof(*words))
		cs_strbuf_add_c(b, words[n]);
	else
		cs_strbuf_addf(b, "%zu", n);
}

static const char *kind_of(const struct cs_dump_task *t)
{
	return t->lock_kind ? t->lock_kind : "lock";
}

/* "mutexes" when all are of one kind, else "locks". */
static const char *kinds_of(const struct cs_dump_wait *w)
{
	static const char *const plurals[][2] = {{"mutex", "mutexes"},
						 {"rwsem", "rwsems"},
						 {"spinlock", "spinlocks"},
						 {"rt_mutex", "rt_mutexes"}};

	for (size_t i = 1; i < w->task_count; i++)
		if (strcmp(kind_of(w->tasks[i]), kind_of(w->tasks[0])) != 0)
			return "locks";
	for (size_t i = 0; i < sizeof(plurals) / sizeof(*plurals); i++)
		if (strcmp(plurals[i][0], kind_of(w->tasks[0])) == 0)
			return plurals[i][1];
	return "locks";
}

static bool are_kthreads(const struct cs_dump_wait *w)
{
	for (size_t i = 0; i < w->task_count; i++)
		if (!w->tasks[i]->kthread)
			return false;
	return true;
}

/* ---- rings ---- */

static struct cs_str ring_title(struct cs_event *ev, const struct cs_dump_wait *w)
{
	struct cs_strbuf b;

	if (w->task_count == 1)
		return cs_arena_strf(&ev->arena, "%s waits for a %s that it holds itself",
				     w->tasks[0]->comm, kind_of(w->tasks[0]));
	cs_strbuf_init(&b);
	add_count(&b, w->task_count);
	cs_strbuf_addf(&b, " %s took ", are_kthreads(w) ? "kernel threads" : "tasks");
	add_count(&b, w->task_count);
	cs_strbuf_addf(&b, " %s in %s", kinds_of(w),
		       w->task_count == 2 ? "opposite order" : "a circle");
	return made(ev, &b);
}

static struct cs_str ring_cause(struct cs_event *ev, const struct cs_dump_wait *w)
{
	struct cs_strbuf b;

	cs_strbuf_init(&b);
	for (size_t i = 0; i < w->task_count; i++)
		cs_strbuf_addf(&b, "%s%s (%ld) waits for " CS_STR_FMT, i ? "; " : "",
			       w->tasks[i]->comm, w->tasks[i]->pid,
			       CS_STR_ARG(w->tasks[i]->waits_for));
	cs_strbuf_add_c(&b, ". None of them can ever go on.");
	return made(ev, &b);
}

static void explain_ring(struct cs_event *ev, const struct cs_dump_wait *w, struct cs_finding *f)
{
	f->rule = CS_STR("dump/deadlock");
	f->title = ring_title(ev, w);
	f->cause = ring_cause(ev, w);
	f->fix = w->task_count == 1
			 ? CS_STR("the function that waits is called with the lock held: take it "
				  "once, or use a variant that expects it to be held")
			 : CS_STR("take the locks in the same order everywhere; the stacks show "
				  "where each task stands with one lock and asks for the next");
	f->confidence = CS_CERTAIN;
}

/* ---- chains ---- */

static const char *doing(const struct cs_dump_task *t)
{
	if (t->on_cpu)
		return "which is running";
	return cs_dump_task_is_blocked(t) ? "which is blocked itself" : "";
}

static void explain_chain(struct cs_event *ev, const struct cs_dump *d,
			  const struct cs_dump_wait *w, struct cs_finding *f)
{
	const struct cs_dump_task *first = w->tasks[0], *last = w->tasks[w->task_count - 1];
	const struct cs_dump_task *before = w->tasks[w->task_count - (w->task_count > 1 ? 2 : 1)];
	double held = cs_dump_task_seconds(d, last);
	const char *how = doing(last);
	struct cs_strbuf b;

	f->rule = CS_STR("dump/lock-holder");
	f->title = cs_arena_strf(&ev->arena, "%s waits for a %s that %s holds%s%s", before->comm,
				 kind_of(before), last->comm, *how ? ", " : " while it sleeps",
				 how);
	cs_strbuf_init(&b);
	cs_strbuf_add(&b, w->words);
	if (held > 0 && !last->on_cpu)
		cs_strbuf_addf(&b, ". %s last ran %.1f s before the dump", last->comm, held);
	if (first != before)
		cs_strbuf_addf(&b, ". %s waits at the end of this chain", first->comm);
	f->cause = made(ev, &b);
	f->fix = last->on_cpu ? CS_STR("see what the holder is busy with: its stack is shown")
			      : CS_STR("see what the holder sleeps for: its stack is shown. Either "
				       "nobody wakes it, or what would wake it needs the lock");
	f->confidence = last->on_cpu ? CS_POSSIBLE : CS_LIKELY;
}

/* ---- the finding ---- */

static void add_evidence(struct cs_event *ev, struct cs_finding *f, const struct cs_dump_wait *w)
{
	const struct cs_line *l = &ev->lines[ev->header];

	for (size_t i = 0; i < w->task_count && f->evidence_count < CS_LIMIT_EVIDENCE; i++) {
		const struct cs_dump_task *t = w->tasks[i];

		if (!t->waits_for.n)
			continue;
		*CS_ARENA_PUSH(&ev->arena, f->evidence, f->evidence_count) = (struct cs_evidence){
			l->number, l->offset, l->end,
			cs_arena_strf(&ev->arena, "%s (%ld) waits for " CS_STR_FMT, t->comm, t->pid,
				      CS_STR_ARG(t->waits_for)),
			CS_STR("read in the dump, in the task and in the lock")};
	}
}

void cs_dump_hang_drop_guesses(struct cs_event *ev)
{
	size_t n = 0;

	for (size_t i = 0; i < ev->finding_count; i++)
		if (!ev->findings[i].settled_by_owner)
			ev->findings[n++] = ev->findings[i];
	ev->finding_count = n;
}

void cs_dump_hang_explain(struct cs_event *ev, const struct cs_dump *d,
			  const struct cs_dump_wait *w)
{
	struct cs_finding f = {.version = 1, .severity = ev->severity};

	if (w->ring)
		explain_ring(ev, w, &f);
	else
		explain_chain(ev, d, w, &f);
	add_evidence(ev, &f, w);
	cs_event_put_finding_first(ev, &f); /* the rules guess from the log */
}
