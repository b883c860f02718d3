/* Who holds and wants which lock, and which lock a stack is about: print_lock(),
 * lockdep_print_held_locks(), print_circular_bug() and its kin in kernel/locking/lockdep.c (Linux
 * 2.6.18 to 6.x), spin_dump() in kernel/locking/spinlock_debug.c. */
#include "base/limits.h"
#include "event/complete.h"
#include "event/grammar.h"

enum asks {
	ASKS_NOTHING,
	ASKS_HELD, /* the next line is a lock that TASK holds */
	ASKS_WANTED,
	ASKS_TAKEN,  /* it holds it, or is about to: its trace tells */
	ASKS_LACKED, /* the next line is the bare name of one that it should hold */
};

struct reading {
	struct cs_event *ev;
	struct cs_str task; /* whose locks are listed */
	enum asks asks;
	bool listing; /* " #0: …" lines of TASK follow */
};

/* The class's name in "ffff888106a71958 (&q->lock){+.+.}-{4:4}, at: …", " (&q->lock){+.+.}"; the
 * address may be hidden, "(____ptrval____) (&q->lock){…}". An rt_mutex is "[ffff888106a71958]
 * {&q->lock}": printk_lock() in kernel/locking/rtmutex-debug.c, up to 5.14. */
static bool class_name(struct cs_str s, struct cs_str *name)
{
	ptrdiff_t hidden = cs_str_find(s, "ptrval____) ");
	ptrdiff_t open, close;
	struct cs_pat_hit hit;

	if (cs_pat_match("^[%x] {%*}", cs_str_trim(s), &hit)) {
		*name = hit.cap[1];
		return true;
	}
	if (hidden > 0)
		s = cs_str_tail(s, (size_t)hidden + 12);
	open = cs_str_find_char(s, '(');
	close = cs_str_find(s, "){");
	if (open < 0 || close <= open)
		return false;
	*name = cs_str_head(cs_str_tail(s, (size_t)open + 1), (size_t)(close - open) - 1);
	return true;
}

/* Before 4.19 there is no address of the lock, and one in brackets before the function. */
static bool read_lock(struct cs_event *ev, struct cs_str s, struct cs_lock *lock,
		      struct cs_frame *taken)
{
	struct cs_str at = cs_str_after(s, " at: ");
	uint64_t address;

	if (!class_name(s, &lock->name))
		return false;
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
		if (ev->locks[i].wanted == l->wanted && ev->locks[i].lacked == l->lacked &&
		    cs_str_eq(ev->locks[i].name, l->name) &&
		    cs_str_eq(ev->locks[i].task, l->task) &&
		    cs_str_eq(ev->locks[i].function, l->function))
			return true;
	return false;
}

static void add(struct reading *r, const struct cs_lock *lock)
{
	struct cs_event *ev = r->ev;

	if (ev->lock_count < CS_LIMIT_LOCKS && !is_known(ev, lock))
		*CS_ARENA_PUSH(&ev->arena, ev->locks, ev->lock_count) = *lock;
}

/* The line of a lock, that was asked for or stands in a list. */
static void take(struct reading *r, struct cs_str text)
{
	struct cs_lock lock = {.task = r->task};
	struct cs_frame taken = {0};

	if (r->asks == ASKS_LACKED) {
		lock.name = text;
		lock.lacked = true;
		add(r, &lock);
	} else if (read_lock(r->ev, text, &lock, &taken)) {
		lock.wanted = r->asks == ASKS_WANTED;
		if (r->asks == ASKS_NOTHING || r->asks == ASKS_TAKEN)
			lock.wanted = is_still_asked_for(r->ev, r->task, &taken);
		add(r, &lock);
	}
	r->asks = ASKS_NOTHING;
}

/* "test/42 is trying to release lock (&file->mut) at:", the place on the next line */
static bool read_lacked(struct reading *r, struct cs_str text)
{
	struct cs_lock lock = {.lacked = true};
	struct cs_str rest;

	if (!cs_str_ends(text, ") at:"))
		return false;
	rest = cs_str_after(text, " is trying to release lock (");
	if (!rest.p)
		rest = cs_str_after(text, " is trying to contend lock (");
	if (!rest.p)
		return false;
	lock.task = cs_str_until(text, " is trying to ");
	lock.name = cs_str_head(rest, rest.n - 5);
	r->task = lock.task;
	add(r, &lock);
	return true;
}

/* " lock: foo_lock+0x0/0x40, .magic: dead4ead, .owner: test/42, .owner_cpu: 1", below "BUG:
 * spinlock recursion on CPU#1, test/43" */
static bool read_spinlock(struct reading *r, struct cs_str text)
{
	struct cs_str head = r->ev->lines[r->ev->header].text;
	struct cs_lock lock = {0};
	struct cs_pat_hit hit;

	if (!cs_pat_match("^lock: %*, .magic: %x, .owner: %*, .owner_cpu: ", text, &hit))
		return false;
	lock.name = cs_str_until(cs_str_trim(hit.cap[0]), "+0x0");
	lock.task = hit.cap[2];
	if (!cs_str_starts(lock.task, "<none>"))
		add(r, &lock);
	lock.task = cs_str_trim(cs_str_after(cs_str_after(head, " on CPU#"), ", "));
	lock.wanted = cs_str_has(head, "recursion") || cs_str_has(head, "lockup suspected");
	lock.lacked = cs_str_has(head, "already unlocked") || cs_str_has(head, "wrong owner");
	if (lock.task.n && (lock.wanted || lock.lacked))
		add(r, &lock);
	return true;
}

static const struct {
	const char *words;
	enum asks asks;
	bool names; /* the task stands in front of them */
} headings[] = {
	{" is trying to acquire lock:", ASKS_WANTED, true},
	{" is trying to acquire:", ASKS_WANTED, true},
	{" is trying to lock:", ASKS_WANTED, true},
	{" just changed the state of lock:", ASKS_TAKEN, true},
	{" takes:", ASKS_TAKEN, true},
	{", with a lock still held there!", ASKS_HELD, true},
	{"already holding lock:", ASKS_HELD, false},
	{"already holding:", ASKS_HELD, false},
	{"but this task is not holding:", ASKS_LACKED, false},
	/* debug_rt_mutex_print_deadlock(), up to 5.14: "1) …", "2) …" */
	{" is trying to acquire this lock:", ASKS_WANTED, true},
	{" is blocked on this lock:", ASKS_WANTED, true},
};

/* "test/42 [HC0[0]:SC0[2]:HE0:SE0] is trying to acquire:", "test/42 is freeing memory A-B, …" */
static struct cs_str task_before(struct cs_str text, const char *words)
{
	struct cs_str task = cs_str_until(text, words);

	task = cs_str_until(cs_str_until(task, " [HC"), " is freeing memory ");
	if (task.n > 3 && task.p[1] == ')' && task.p[2] == ' ')
		task = cs_str_tail(task, 3);
	return cs_str_trim(task);
}

/* Lines that say whose locks come next. */
static bool read_heading(struct reading *r, struct cs_str text)
{
	struct cs_pat_hit hit;

	if (cs_pat_match("^%d lock held by %*:$", text, &hit) ||
	    cs_pat_match("^%d locks held by %*:$", text, &hit)) {
		r->task = hit.cap[1];
		r->asks = ASKS_NOTHING;
		r->listing = true;
		return true;
	}
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++) {
		if (!cs_str_ends(text, headings[i].words) || (!headings[i].names && !r->task.n))
			continue;
		if (headings[i].names)
			r->task = task_before(text, headings[i].words);
		r->asks = headings[i].asks;
		r->listing = false;
		return true;
	}
	return false;
}

static bool may_tell(struct cs_line *line)
{
	enum cs_line_class c = cs_grammar_class_of(line);

	return c == CS_LINE_OTHER || c == CS_LINE_DETAIL;
}

static void read_line(struct reading *r, struct cs_str text)
{
	if (read_heading(r, text) || read_lacked(r, text) || read_spinlock(r, text))
		return;
	if (r->asks != ASKS_NOTHING || (r->listing && text.p[0] == '#'))
		take(r, text);
	else
		r->listing = false;
}

/* What lockdep says of the lock at the head of a chain's stack. */
static struct cs_str state_in(struct cs_str head)
{
	static const struct {
		const char *before, *behind;
	} words[] = {
		{"-> ", " ("},
		{"... which became ", " at:"},
		{"{", "} state was registered at:"},
		{"... ", " at:"},
		{"", " at:"},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct cs_str s = head;

		if (cs_eat(&s, words[i].before) && cs_str_has(s, words[i].behind))
			return cs_str_until(s, words[i].behind);
	}
	return (struct cs_str){NULL, 0};
}

/* The stack's lock is named in its head, or in the next line above that names one. */
static void name_chain(const struct cs_event *ev, struct cs_stack *s)
{
	s->lock_state = state_in(cs_str_trim(ev->lines[s->line_index].text));
	for (size_t i = s->line_index + 1; i-- > ev->header;)
		if (!ev->lines[i].foreign && class_name(ev->lines[i].text, &s->lock))
			return;
}

void cs_event_read_locks(struct cs_event *ev)
{
	struct reading r = {.ev = ev};

	for (size_t i = 0; i < ev->line_count; i++) {
		struct cs_str text = cs_str_trim(ev->lines[i].text);

		/* the bare name of a lock looks like nothing */
		if (ev->lines[i].foreign && r.asks != ASKS_LACKED)
			continue;
		if (text.n && may_tell(&ev->lines[i]))
			read_line(&r, text);
	}
	for (size_t i = 0; i < ev->stack_count; i++)
		if (ev->stacks[i].role == CS_STACK_LOCK_CHAIN)
			name_chain(ev, &ev->stacks[i]);
}
