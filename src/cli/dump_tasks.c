/* crashscan dump tasks|stack: what takes the kernel's symbols. */
#include "cli/dump_tasks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/dump_input.h"
#include "report/summary.h"

/* Names come out of a hostile dump: nothing of them may drive a terminal. */
static void print_clean(const char *s)
{
	for (; *s; s++)
		putchar((unsigned char)*s >= 32 && *s != 127 ? *s : '?');
}

static void print_place(const struct cs_place *p)
{
	if (p->file.n)
		printf("  " CS_STR_FMT ":%d", CS_STR_ARG(p->file), p->line);
}

static void print_frame(const struct cs_frame *f)
{
	for (size_t i = 0; i + 1 < f->place_count; i++) {
		printf("    " CS_STR_FMT " (inlined)", CS_STR_ARG(f->places[i].function));
		print_place(&f->places[i]);
		putchar('\n');
	}
	printf("  %c ", f->reliable ? ' ' : '?');
	if (f->symbol.n)
		printf(CS_STR_FMT "+0x%llx/0x%llx", CS_STR_ARG(f->symbol),
		       (unsigned long long)f->offset, (unsigned long long)f->size);
	else
		printf("0x%llx", (unsigned long long)f->address);
	if (f->module.n)
		printf(" [" CS_STR_FMT "]", CS_STR_ARG(f->module));
	if (f->place_count)
		print_place(&f->places[f->place_count - 1]);
	putchar('\n');
}

static void print_stack(const struct cs_dump_task *t)
{
	if (!t->trace || t->trace->frame_count == 0)
		printf("    no stack: %s\n", t->on_cpu ? "it was running, and nobody saved its "
							 "registers"
						       : "it can't be read");
	for (size_t i = 0; t->trace && i < t->trace->frame_count; i++)
		print_frame(&t->trace->frames[i]);
}

static void print_head(const struct cs_dump_task *t)
{
	printf("%7ld %7ld %-2s %3d  ", t->pid, t->tgid, cs_dump_task_state(t), t->cpu);
	print_clean(t->comm);
	if (t->waits_for.n)
		printf("  waits for " CS_STR_FMT, CS_STR_ARG(t->waits_for));
	putchar('\n');
}

static int no_state(const struct cs_dump *d, const char *path)
{
	for (size_t i = 0; i < d->note_count; i++)
		fprintf(stderr, "crashscan: %s: %s\n", path, d->notes[i]);
	return CS_EXIT_ERROR;
}

int cs_dump_print_tasks(struct cs_dump *d, struct cs_sym *sym, const char *path)
{
	const struct cs_dump_state *s;

	if (!cs_dump_input_open_state(d, sym))
		return no_state(d, path);
	s = d->state;
	printf("    PID    TGID ST CPU  COMM\n");
	for (size_t i = 0; i < s->task_count; i++)
		print_head(s->tasks[i]);
	for (size_t i = 0; i < s->wait_count; i++)
		printf(CS_STR_FMT "\n", CS_STR_ARG(s->waits[i].words));
	return CS_EXIT_CLEAN;
}

/* "cpu1", or a pid. */
static struct cs_dump_task *find(const struct cs_dump *d, const char *who)
{
	struct cs_str s = cs_str_from(who);
	bool cpu = cs_eat(&s, "cpu");
	uint64_t n;

	if (!cs_str_to_dec(s, &n) || n > INT32_MAX)
		return NULL;
	if (!cpu)
		return cs_dump_find_task(d, (long)n);
	for (size_t i = 0; i < d->state->cpu_count; i++)
		if (d->state->cpus[i].cpu == (int)n)
			return d->state->cpus[i].current;
	return NULL;
}

int cs_dump_print_stack(struct cs_dump *d, struct cs_sym *sym, const char *path, const char *who)
{
	struct cs_dump_task *t;

	if (!cs_dump_input_open_state(d, sym))
		return no_state(d, path);
	t = find(d, who);
	if (!t) {
		fprintf(stderr, "crashscan: %s: no task %s; 'crashscan dump tasks' lists them\n",
			path, who);
		return CS_EXIT_ERROR;
	}
	cs_dump_input_place(d, sym, t);
	print_head(t);
	print_stack(t);
	return CS_EXIT_CLEAN;
}
