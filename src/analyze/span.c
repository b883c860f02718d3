/* A report whose lines bear the time since boot is known by its own words: microseconds, pids and
 * addresses make it one of its kind, whatever transport brought it and however the log was cut.
 * Without times its place in the input counts too, and how the input begins. */
#include "analyze/span.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/strbuf.h"

void cs_spans_init(struct cs_spans *s)
{
	s->head_n = s->seen_n = s->seen_cap = 0;
	s->seen = NULL;
	for (size_t i = 0; i < CS_SPAN_BUCKETS; i++)
		s->buckets[i] = -1;
}

void cs_spans_release(struct cs_spans *s)
{
	free(s->seen);
}

void cs_spans_feed(struct cs_spans *s, struct cs_str bytes)
{
	size_t room = sizeof(s->head) - s->head_n;
	size_t n = bytes.n < room ? bytes.n : room;

	if (n)
		memcpy(s->head + s->head_n, bytes.p, n);
	s->head_n += n;
}

/* "12.345678 ", with as many digits as printk gives. */
static void add_time(struct cs_strbuf *b, double time)
{
	char text[32];
	uint64_t us = time > 0 && time < 1e12 ? (uint64_t)(time * 1e6 + 0.5) : 0;
	size_t at = sizeof(text);

	text[--at] = ' ';
	for (int digit = 0; us || digit <= 6; digit++) {
		if (digit == 6)
			text[--at] = '.';
		text[--at] = (char)('0' + us % 10);
		us /= 10;
	}
	cs_strbuf_add(b, (struct cs_str){text + at, sizeof(text) - at});
}

static void add_lines(struct cs_strbuf *b, const struct cs_event *ev)
{
	for (size_t i = 0; i < ev->line_count; i++) {
		const struct cs_line *l = &ev->lines[i];

		if (l->foreign)
			continue;
		if (l->has_time)
			add_time(b, l->time);
		cs_strbuf_add(b, l->text);
		cs_strbuf_add_char(b, '\n');
	}
}

static void add_place(struct cs_strbuf *b, const struct cs_spans *s, const struct cs_event *ev)
{
	uint64_t at = ev->line_count ? ev->lines[0].offset : 0;

	cs_strbuf_addf(b, "at %llu\n", (unsigned long long)at);
	cs_strbuf_add(b, (struct cs_str){s->head, at < s->head_n ? (size_t)at : s->head_n});
}

/* By its first three hex digits. */
static size_t bucket_of(const char *digest)
{
	char head[] = {digest[0], digest[1], digest[2], '\0'};

	return strtoul(head, NULL, 16) % CS_SPAN_BUCKETS;
}

/* How many earlier events of this input have the digest; remembers it. */
static size_t count_equal(struct cs_spans *s, const char *digest)
{
	int *bucket = &s->buckets[bucket_of(digest)];
	struct cs_seen_span *mine;
	size_t equal = 0;

	for (int i = *bucket; i >= 0; i = s->seen[i].next)
		equal += strcmp(s->seen[i].digest, digest) == 0;
	s->seen = cs_vec_grow(s->seen, &s->seen_n, &s->seen_cap, sizeof(*s->seen));
	mine = &s->seen[s->seen_n - 1];
	memcpy(mine->digest, digest, sizeof(mine->digest));
	mine->next = *bucket;
	*bucket = (int)s->seen_n - 1;
	return equal;
}

void cs_spans_mark(struct cs_spans *s, struct cs_event *ev)
{
	bool timed = ev->line_count && ev->lines[ev->header].has_time;
	char digest[CS_DIGEST_HEX + 1];
	struct cs_strbuf b;
	size_t equal;

	cs_strbuf_init(&b);
	add_lines(&b, ev);
	if (!timed)
		add_place(&b, s, ev);
	cs_digest_of(cs_strbuf_str(&b), digest);
	cs_strbuf_release(&b);
	equal = count_equal(s, digest);
	if (equal)
		snprintf(ev->span_digest, sizeof(ev->span_digest), "%s.%zu", digest, equal);
	else
		snprintf(ev->span_digest, sizeof(ev->span_digest), "%s", digest);
}
