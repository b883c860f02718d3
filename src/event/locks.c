/* Who holds and wants which lock: print_lock(), lockdep_print_held_locks(), print_circular_bug()
 * and print_deadlock_bug() in kernel/locking/lockdep.c (Linux 2.6.18 to 6.x). */
#include "base/limits.h"
#include "event/complete.h"
#include "event/grammar.h"

struct reading {
	struct cs_event *ev;
	struct cs_str task; /* whose locks are listed */
	bool single;        /* the next lock line alone is TASK's, and it is */
	bool wanted;
	bool listing; /* " #0: …" lines of TASK follow */
};

/* "ffff888106a71958 (&q->lock){+.+.}-{4:4}, at: f+0x1/0x2", before 4.19 without the address and
 * with one in brackets before the function */
static bool read_lock(struct cs_event *ev, struct cs_str s, struct cs_lock *lock,
		      struct cs_frame *taken)
{
	ptrdiff_t open = cs_str_find_char(s, '('), close = cs_str_find(s, "){");
	struct cs_str at = cs_str_after(s, " at: ");
	uint64_t address;

	if (open < 0 || close <= open)
		return false;
	lock->name = cs_str_head(cs_str_tail(s, (size_t)open + 1), (size_t)(close - open) - 1);
	if (at.p && cs_eat(&at, "[<") && cs_eat_hex(&at, &address))
		cs_eat(&at, ">] ");
	if (at.p && cs_grammar_symbol(&at, taken))
		lock->function = cs_event_function_name(ev, taken->symbol);
	return true;
}

/* A lock is listed from when a task begins to ask for it, with the place that the lock function
 * will return to (6.1 lock_acquire()): is that on the trace of TASK, it still waits there. */
static bool is_still_asked_for(const struct cs_event *ev, struct cs_str task,
			       const struct cs_frame *taken)
{
	const struct cs_stack *s = cs_event_crash_stack(ev);
	ptrdiff_t slash = -1;
	uint64_t pid;

	for (size_t i = 0; i < task.n; i++)
		if (task.p[i] == '/')
			slash = (ptrdiff_t)i;
	if (!s || !taken->has_offset || slash < 0 ||
	    !cs_str_to_dec(cs_str_tail(task, (size_t)slash + 1), &pid) || (long)pid != ev->pid)
		return false;
	for (size_t i = 0; i < s->frame_count; i++)
		if (s->frames[i].has_offset && s->frames[i].reliable &&
		    s->frames[i].offset == taken->offset &&
		    cs_str_eq(s->frames[i].symbol, taken->symbol))
			return true;
	return false;
}

static bool is_known(const struct cs_event *ev, const struct cs_lock *l)
{
	for (size_t i = 0; i < ev->lock_count; i++)
		if (ev->locks[i].wanted == l->wanted && cs_str_eq(ev->locks[i].name, l->name) &&
		    cs_str_eq(ev->locks[i].task, l->task) &&
		    cs_str_eq(ev->locks[i].function, l->function))
			return true;
	return false;
}

static void take(struct reading *r, struct cs_str text)
{
	struct cs_event *ev = r->ev;
	struct cs_lock lock = {.task = r->task};
	struct cs_frame taken = {0};

	if (ev->lock_count < CS_LIMIT_LOCKS && read_lock(ev, text, &lock, &taken)) {
		lock.wanted = r->single ? r->wanted : is_still_asked_for(ev, r->task, &taken);
		if (!is_known(ev, &lock))
			*CS_ARENA_PUSH(&ev->arena, ev->locks, ev->lock_count) = lock;
	}
	r->single = false;
}

/* Lines that say whose locks come next. */
static bool read_heading(struct reading *r, struct cs_str text)
{
	struct cs_pat_hit hit;

	if (cs_pat_match("^%* is trying to acquire lock:", text, &hit)) {
		r->task = hit.cap[0];
		r->single = r->wanted = true;
	} else if (r->task.n && cs_str_has(text, "already holding lock:")) {
		r->single = true;
		r->wanted = false;
	} else if (cs_pat_match("^%d lock held by %*:", text, &hit) ||
		   cs_pat_match("^%d locks held by %*:", text, &hit)) {
		r->task = hit.cap[1];
		r->single = false;
		r->listing = true;
		return true;
	} else {
		return false;
	}
	r->listing = false;
	return true;
}

static bool may_tell(struct cs_line *line)
{
	enum cs_line_class c = cs_grammar_class_of(line);

	return c == CS_LINE_OTHER || c == CS_LINE_DETAIL;
}

void cs_event_read_locks(struct cs_event *ev)
{
	struct reading r = {.ev = ev};

	for (size_t i = 0; i < ev->line_count; i++) {
		struct cs_str text = cs_str_trim(ev->lines[i].text);

		if (ev->lines[i].foreign || text.n == 0 || !may_tell(&ev->lines[i]))
			continue;
		if (read_heading(&r, text))
			continue;
		if (r.single || (r.listing && text.p[0] == '#'))
			take(&r, text);
		else
			r.listing = false;
	}
}
