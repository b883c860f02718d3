#include "analyze/dump_hang.h"

/* A chain of waiters isn't a hang at once: on a busy machine somebody always waits. */
#define CHAIN_SECONDS 10
/* Without a lock that explains it: sysctl_hung_task_timeout_secs, CONFIG_DEFAULT_HUNG_TASK_TIMEOUT
 */
#define LONE_SECONDS 120
/* Of a CPU that switches no more: twice watchdog_thresh (6.1 kernel/watchdog.c
 * get_softlockup_thresh()). */
#define STUCK_SECONDS 20

static const struct cs_dump_state *state_of(const struct cs_dump_hang *h)
{
	return h->dump ? h->dump->state : NULL;
}

/* ---- what the log says itself ---- */

/* The chain that T is in: a ring rather than one that leads into it. */
static const struct cs_dump_wait *wait_of(const struct cs_dump_state *s,
					  const struct cs_dump_task *t)
{
	for (size_t i = 0; i < s->wait_count; i++)
		if (cs_dump_wait_has(&s->waits[i], t))
			return &s->waits[i];
	return NULL;
}

static const struct cs_dump_task *last_of(const struct cs_dump_wait *w)
{
	return w->tasks[w->task_count - 1];
}

/* All chains that end where W does are told with it. */
static void mark_told(struct cs_dump_hang *h, const struct cs_dump_wait *w)
{
	const struct cs_dump_state *s = state_of(h);

	for (size_t i = 0; i < s->wait_count; i++)
		if (&s->waits[i] == w || cs_dump_wait_has(w, last_of(&s->waits[i])))
			h->told[i] = true;
}

static void remember(struct cs_dump_hang *h, const struct cs_dump_task *t)
{
	if (h->seen_count < sizeof(h->seen) / sizeof(*h->seen))
		h->seen[h->seen_count++] = t;
}

/* "lab_ab/55" */
static const struct cs_dump_task *task_of(const struct cs_dump_hang *h, struct cs_str name)
{
	uint64_t pid;

	for (ptrdiff_t slash; (slash = cs_str_find_char(name, '/')) >= 0;)
		name = cs_str_tail(name, (size_t)slash + 1);
	return cs_str_to_dec(name, &pid) ? cs_dump_find_task(h->dump, (long)pid) : NULL;
}

/* Lockdep numbers classes of one name, and their levels: "&q->lock#2/1". */
static bool is_class(struct cs_str printed, struct cs_str name)
{
	if (!name.n || printed.n < name.n || !cs_str_eq(cs_str_head(printed, name.n), name))
		return false;
	return printed.n == name.n || printed.p[name.n] == '#' || printed.p[name.n] == '/';
}

/* Lockdep lists a lock from when a task begins to ask for it (6.1 kernel/locking/lockdep.c
 * lock_acquire()). Of several of one name a task has asked for the last one last. */
static void mark_awaited(const struct cs_dump_hang *h, struct cs_event *ev)
{
	for (size_t i = 0; i < ev->lock_count; i++) {
		const struct cs_dump_task *t = task_of(h, ev->locks[i].task);
		struct cs_lock *last = NULL;

		for (size_t k = i; t && k < ev->lock_count; k++)
			if (cs_str_eq(ev->locks[k].task, ev->locks[i].task) &&
			    is_class(ev->locks[k].name, t->lock_name))
				last = &ev->locks[k];
		if (last)
			last->wanted = true;
	}
}

void cs_dump_hang_meet(struct cs_dump_hang *h, struct cs_event *ev)
{
	const struct cs_dump_state *s = state_of(h);
	const struct cs_dump_task *t;
	const struct cs_dump_wait *w;

	if (!s)
		return;
	mark_awaited(h, ev);
	h->crashed |= ev->severity == CS_FATAL && !ev->suppressed && ev->echo_of < 0;
	h->lockup_seen |= ev->kind == CS_KIND_SOFT_LOCKUP || ev->kind == CS_KIND_HARD_LOCKUP ||
			  ev->kind == CS_KIND_RCU_STALL;
	if (ev->kind != CS_KIND_HUNG_TASK && ev->kind != CS_KIND_SOFT_LOCKUP)
		return;
	t = cs_dump_find_task(h->dump, ev->pid);
	if (!t)
		return;
	remember(h, t);
	w = wait_of(s, t);
	if (!w)
		return;
	mark_told(h, w);
	if (t->holder)
		cs_dump_hang_drop_guesses(ev);
	cs_dump_hang_explain(ev, h->dump, w);
}

/* ---- events that the log doesn't have ---- */

/* A title is never made of a frame with a "?": of a stack that is guessed as a whole, better than
 * none is the guess. */
static struct cs_str line_of(struct cs_event *ev, const struct cs_frame *f, bool guessed)
{
	if (!f->symbol.n)
		return cs_arena_strf(&ev->arena, " 0x%llx", (unsigned long long)f->address);
	return cs_arena_strf(&ev->arena, " %s" CS_STR_FMT "+0x%llx/0x%llx%s" CS_STR_FMT "%s",
			     f->reliable || guessed ? "" : "? ", CS_STR_ARG(f->symbol),
			     (unsigned long long)f->offset, (unsigned long long)f->size,
			     f->module.n ? " [" : "", CS_STR_ARG(f->module),
			     f->module.n ? "]" : "");
}

/* The report that the kernel's watchdogs would have made (6.1 kernel/hung_task.c
 * check_hung_task(), kernel/watchdog.c watchdog_timer_fn()). */
static struct cs_str header(struct cs_event *ev, const struct cs_dump_task *t, double seconds)
{
	if (t->on_cpu && seconds > 0)
		return cs_arena_strf(
			&ev->arena, "watchdog: BUG: soft lockup - CPU#%d stuck for %.0fs! [%s:%ld]",
			t->cpu, seconds, t->comm, t->pid);
	if (t->on_cpu)
		return cs_arena_strf(&ev->arena,
				     "watchdog: BUG: soft lockup - CPU#%d stuck! [%s:%ld]", t->cpu,
				     t->comm, t->pid);
	return cs_arena_strf(&ev->arena, "INFO: task %s:%ld blocked for more than %.0f seconds.",
			     t->comm, t->pid, seconds > 0 ? seconds : 0);
}

static void add_report(struct cs_event *ev, const struct cs_dump *d, const struct cs_dump_task *t,
		       const struct cs_dump_place *at)
{
	double now = (double)d->state->now / 1e9;

	cs_dump_report_line(ev, at, now, header(ev, t, cs_dump_task_seconds(d, t)));
	cs_dump_report_line(ev, at, now, CS_STR("Call trace:"));
	for (size_t i = 0; t->trace && i < t->trace->frame_count; i++)
		cs_dump_report_line(ev, at, now, line_of(ev, &t->trace->frames[i], t->pcs_guessed));
}

static struct cs_str keep(struct cs_event *ev, struct cs_str s)
{
	return s.n ? cs_arena_str(&ev->arena, s) : (struct cs_str){0};
}

/* The stack of one more task, copied: events outlive the dump. */
static void add_stack(struct cs_event *ev, const struct cs_dump_task *t)
{
	struct cs_stack *s;

	if (!t->trace || !t->trace->frame_count)
		return;
	s = CS_ARENA_PUSH(&ev->arena, ev->stacks, ev->stack_count);
	*s = (struct cs_stack){.role = CS_STACK_TASK,
			       .cpu = t->on_cpu ? t->cpu : -1,
			       .comm = keep(ev, cs_str_from(t->comm)),
			       .pid = t->pid,
			       .waits_for = keep(ev, t->waits_for)};
	s->frame_count = t->trace->frame_count;
	s->frames = cs_arena_alloc(&ev->arena, s->frame_count * sizeof(*s->frames));
	for (size_t i = 0; i < s->frame_count; i++) {
		struct cs_frame *f = &s->frames[i];

		*f = t->trace->frames[i];
		f->symbol = keep(ev, f->symbol);
		f->function = keep(ev, f->function);
		f->module = keep(ev, f->module);
		f->build_id = keep(ev, f->build_id);
		f->places = NULL;
		f->place_count = 0;
		f->note = (struct cs_str){0};
	}
}

static void mark_guessed(struct cs_event *ev)
{
	for (size_t i = 0; i < ev->stack_count; i++)
		for (size_t k = 0; k < ev->stacks[i].frame_count; k++)
			ev->stacks[i].frames[k].reliable = false;
	ev->corrupted = CS_STR("nobody saved the registers of this CPU, its stack is a guess");
}

static struct cs_event *make_event(struct cs_dump_hang *h, const struct cs_dump_task *t,
				   const struct cs_dump_place *at)
{
	struct cs_event *ev = cs_event_new();

	add_report(ev, h->dump, t, at);
	ev->stamped = ev->by_caller = true;
	ev->comm = cs_arena_str(&ev->arena, cs_str_from(t->comm));
	ev->pid = t->pid;
	ev->cpu = t->on_cpu ? t->cpu : -1;
	if (!cs_dump_report_complete(ev, at)) {
		cs_event_free(ev);
		return NULL;
	}
	cs_event_note(ev, "the log doesn't tell of this: it was found in the dump");
	if (t->pcs_guessed)
		mark_guessed(ev);
	return ev;
}

static bool is_hang(const struct cs_dump_hang *h, const struct cs_dump_wait *w)
{
	double seconds = cs_dump_task_seconds(h->dump, w->tasks[0]);

	if (w->ring)
		return true;
	if (seconds < 0 && w->tasks[0]->on_cpu && last_of(w)->on_cpu)
		return false; /* both run: any lock is waited for at times */
	return !h->crashed && (seconds < 0 || seconds >= CHAIN_SECONDS);
}

/* The task that has waited longest for no lock that we know, longer than khungtaskd allows. */
static const struct cs_dump_task *longest_alone(const struct cs_dump_hang *h)
{
	const struct cs_dump_state *s = state_of(h);
	const struct cs_dump_task *longest = NULL;
	double most = LONE_SECONDS;

	for (size_t i = 0; i < s->blocked_count; i++) {
		double seconds = cs_dump_task_seconds(h->dump, s->blocked[i]);

		if (!s->blocked[i]->holder && seconds >= most) {
			longest = s->blocked[i];
			most = seconds;
		}
	}
	return longest;
}

/* A task that hasn't left its CPU for longer than the soft-lockup watchdog allows, and that is
 * in the kernel: of one that is in user space, only a guessed stack would tell otherwise. */
static bool is_stuck(const struct cs_dump_hang *h, const struct cs_dump_task *t)
{
	return t && !t->idle && !t->holder && t->pc_count && (!t->pcs_guessed || t->kthread) &&
	       cs_dump_task_seconds(h->dump, t) >= STUCK_SECONDS;
}

/* Of those that are stuck, one that asks for a spinlock: it shows what the machine stands for. */
static const struct cs_dump_task *longest_stuck(const struct cs_dump_hang *h)
{
	const struct cs_dump_state *s = state_of(h);
	const struct cs_dump_task *longest = NULL;

	for (size_t i = 0; i < s->cpu_count; i++) {
		const struct cs_dump_task *t = s->cpus[i].current;

		if (!is_stuck(h, t) || (longest && longest->spins > t->spins))
			continue;
		if (!longest || t->spins > longest->spins || t->arrived < longest->arrived)
			longest = t;
	}
	return longest;
}

static struct cs_event *make_stuck(struct cs_dump_hang *h, const struct cs_dump_task *t,
				   const struct cs_dump_place *at)
{
	const struct cs_dump_state *s = state_of(h);
	struct cs_event *ev = make_event(h, t, at);

	if (!ev)
		return NULL;
	if (t->waits_for.n)
		cs_event_note(ev,
			      "%s waits for " CS_STR_FMT
			      ", and this kernel doesn't keep who holds it",
			      t->comm, CS_STR_ARG(t->waits_for));
	for (size_t i = 0; i < s->cpu_count; i++)
		if (s->cpus[i].current != t && is_stuck(h, s->cpus[i].current))
			add_stack(ev, s->cpus[i].current);
	return ev;
}

static struct cs_event *next_alone(struct cs_dump_hang *h, const struct cs_dump_place *at)
{
	const struct cs_dump_task *t = NULL;

	if (h->crashed || h->lone_told)
		return NULL;
	h->lone_told = true;
	if (!h->lockup_seen)
		t = longest_stuck(h);
	if (t)
		return make_stuck(h, t, at);
	if (!h->seen_count)
		t = longest_alone(h);
	return t ? make_event(h, t, at) : NULL;
}

struct cs_event *cs_dump_hang_next(struct cs_dump_hang *h, const struct cs_dump_place *at)
{
	const struct cs_dump_state *s = state_of(h);

	while (s && h->next < s->wait_count) {
		const struct cs_dump_wait *w = &s->waits[h->next++];
		struct cs_event *ev;

		if (h->told[h->next - 1] || !is_hang(h, w))
			continue;
		ev = make_event(h, w->tasks[0], at);
		for (size_t i = 1; ev && i < w->task_count; i++)
			add_stack(ev, w->tasks[i]);
		if (ev)
			return ev;
	}
	return s ? next_alone(h, at) : NULL;
}
