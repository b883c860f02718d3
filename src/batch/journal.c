#include "batch/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "batch/message.h"

#define MAGIC "crashscan.journal/1\n"
#define FRAME (8 + CS_DIGEST_HEX) /* in front of each record: length and digest */

struct cs_journal {
	char *path;
	int fd;
	uint64_t size; /* of what is whole */
	char name[CS_DIGEST_HEX + 1];
	struct cs_history *history;
	struct cs_strbuf messages; /* of the input at hand */
	struct cs_error error;
	bool failed;
};

static bool fail(struct cs_journal *j, const char *what)
{
	j->failed = true;
	cs_error_set(&j->error, CS_ERR_IO, j->path, "%s: %s", what, strerror(errno));
	return false;
}

/* ---- records ---- */

static bool append(struct cs_journal *j, struct cs_str payload)
{
	char digest[CS_DIGEST_HEX + 1];
	struct cs_strbuf record;
	bool ok;

	cs_digest_of(payload, digest);
	cs_strbuf_init(&record);
	cs_message_add_u64(&record, payload.n);
	cs_strbuf_add(&record, (struct cs_str){digest, CS_DIGEST_HEX});
	cs_strbuf_add(&record, payload);
	ok = cs_write_at(j->fd, cs_strbuf_str(&record), j->size);
	if (ok)
		j->size += record.n;
	cs_strbuf_release(&record);
	return ok || fail(j, "cannot write");
}

/* The record at AT into *BUF (to be freed). False: there is none that is whole. */
static bool read_record(const struct cs_journal *j, uint64_t at, char **buf, struct cs_str *payload)
{
	char frame[FRAME], digest[CS_DIGEST_HEX + 1];
	struct cs_str s = {frame, FRAME};
	struct stat st;
	uint64_t n;

	*buf = NULL;
	if (cs_read_at(j->fd, frame, FRAME, at) != FRAME || !cs_message_take_u64(&s, &n) ||
	    fstat(j->fd, &st) != 0 || n > (uint64_t)st.st_size - at - FRAME)
		return false;
	*buf = cs_alloc(n + 1);
	*payload = (struct cs_str){*buf, n};
	if (cs_read_at(j->fd, *buf, n, at + FRAME) != n)
		return false;
	cs_digest_of(*payload, digest);
	return memcmp(digest, s.p, CS_DIGEST_HEX) == 0;
}

/* ---- which file an input was ---- */

/* Changes with the file: empty for one that isn't there. */
static void add_identity(struct cs_strbuf *b, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		cs_strbuf_addf(b, "%llu:%llu:%lld:%lld.%09ld", (unsigned long long)st.st_dev,
			       (unsigned long long)st.st_ino, (long long)st.st_size,
			       (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static bool is_same_file(const char *path, struct cs_str was_path, struct cs_str was)
{
	struct cs_strbuf now;
	bool same;

	cs_strbuf_init(&now);
	add_identity(&now, path);
	same = cs_str_eq(cs_str_from(path), was_path) && cs_str_eq(cs_strbuf_str(&now), was);
	cs_strbuf_release(&now);
	return same;
}

/* ---- open and close ---- */

static void make_name(struct cs_journal *j)
{
	char bytes[16] = {0};

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		memcpy(bytes, &j, sizeof(j));
	cs_digest_of((struct cs_str){bytes, sizeof(bytes)}, j->name);
}

/* The first record: whose journal this is. */
static bool read_head(struct cs_journal *j, struct cs_str key)
{
	struct cs_str payload, magic, was, name;
	char *buf;
	bool mine = read_record(j, 0, &buf, &payload) && cs_message_take_str(&payload, &magic) &&
		    cs_str_is(magic, MAGIC) && cs_message_take_str(&payload, &was) &&
		    cs_str_eq(was, key) && cs_message_take_str(&payload, &name) &&
		    name.n == CS_DIGEST_HEX;

	if (mine) {
		memcpy(j->name, name.p, CS_DIGEST_HEX);
		j->size = FRAME + (uint64_t)(payload.p + payload.n - buf);
	}
	free(buf);
	return mine;
}

static bool write_head(struct cs_journal *j, struct cs_str key)
{
	struct cs_strbuf payload;
	bool ok;

	make_name(j);
	cs_strbuf_init(&payload);
	cs_message_add_str(&payload, CS_STR(MAGIC));
	cs_message_add_str(&payload, key);
	cs_message_add_str(&payload, cs_str_from(j->name));
	ok = (ftruncate(j->fd, 0) == 0 || fail(j, "cannot write")) &&
	     append(j, cs_strbuf_str(&payload));
	cs_strbuf_release(&payload);
	return ok;
}

static enum cs_status open_file(struct cs_journal *j, const struct cs_journal_how *how,
				struct cs_error *err)
{
	j->fd = open(how->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (j->fd < 0)
		return cs_error_set(err, CS_ERR_IO, how->path, "cannot open: %s", strerror(errno));
	if (flock(j->fd, LOCK_EX | LOCK_NB) != 0)
		return cs_error_set(err, CS_LIMIT, how->path, "the same run is going on already");
	if (how->resume && read_head(j, how->key))
		return CS_OK;
	if (write_head(j, how->key))
		return CS_OK;
	*err = j->error;
	return CS_ERR_IO;
}

static void release(struct cs_journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	cs_strbuf_release(&j->messages);
	free(j->path);
	free(j);
}

enum cs_status cs_journal_open(struct cs_journal **out, const struct cs_journal_how *how,
			       struct cs_error *err)
{
	struct cs_journal *j = cs_calloc(1, sizeof(*j));
	enum cs_status rc;

	j->path = strdup(how->path);
	if (!j->path)
		cs_die_oom(strlen(how->path));
	cs_strbuf_init(&j->messages);
	rc = open_file(j, how, err);
	if (rc == CS_OK)
		*out = j;
	else
		release(j);
	return rc;
}

const char *cs_journal_name(const struct cs_journal *j)
{
	return j->name;
}

void cs_journal_watch(struct cs_journal *j, struct cs_history *history)
{
	j->history = history;
}

const struct cs_error *cs_journal_error(const struct cs_journal *j)
{
	return j->failed ? &j->error : NULL;
}

void cs_journal_close(struct cs_journal *j, bool finished)
{
	if (!j)
		return;
	if (finished)
		unlink(j->path);
	release(j);
}

/* ---- recording ---- */

static void on_begin(void *ctx, const struct cs_input_info *info)
{
	struct cs_journal *j = ctx;

	cs_message_add(&j->messages, CS_CALL_BEGIN, info, NULL, NULL);
}

static void on_event(void *ctx, const struct cs_input_info *info, const struct cs_event *ev)
{
	struct cs_journal *j = ctx;

	cs_message_add(&j->messages, CS_CALL_EVENT, info, ev, j->history);
}

static void on_end(void *ctx, const struct cs_input_info *info)
{
	struct cs_journal *j = ctx;

	cs_message_add(&j->messages, CS_CALL_END, info, NULL, NULL);
}

struct cs_sink cs_journal_sink(struct cs_journal *j)
{
	return (struct cs_sink){on_begin, on_event, on_end, j};
}

void cs_journal_ended(struct cs_journal *j, const char *path, struct cs_str output)
{
	struct cs_strbuf payload, identity;

	if (output.n > CS_LIMIT_JOURNAL_OUTPUT && !j->failed) {
		errno = EFBIG;
		fail(j, "the report of one input is too large to be kept");
	}
	cs_strbuf_init(&payload);
	cs_strbuf_init(&identity);
	add_identity(&identity, path);
	cs_message_add_str(&payload, cs_str_from(path));
	cs_message_add_str(&payload, cs_strbuf_str(&identity));
	cs_message_add_str(&payload, cs_strbuf_str(&j->messages));
	cs_message_add_str(&payload, output);
	if (!j->failed)
		append(j, cs_strbuf_str(&payload));
	cs_strbuf_clear(&j->messages);
	cs_strbuf_release(&identity);
	cs_strbuf_release(&payload);
}

/* ---- replaying ---- */

static void hand_on(const struct cs_journal *j, const struct cs_journal_replay *to,
		    const struct cs_message *m)
{
	if (j->history)
		*j->history = m->history;
	for (size_t i = 0; i < to->sink_count; i++) {
		const struct cs_sink *s = &to->sinks[i];

		if (m->call == CS_CALL_BEGIN && s->begin_input)
			s->begin_input(s->ctx, &m->info);
		else if (m->call == CS_CALL_EVENT && s->event)
			s->event(s->ctx, &m->info, &m->event);
		else if (m->call == CS_CALL_END && s->end_input)
			s->end_input(s->ctx, &m->info);
	}
}

/* Whether all of it can be read: half an input is told to nobody. */
static bool is_whole(struct cs_str messages)
{
	struct cs_message m;

	while (messages.n)
		if (!cs_message_take(&messages, &m))
			return false;
	return true;
}

static bool play_one(const struct cs_journal *j, struct cs_str payload, const char *path,
		     const struct cs_journal_replay *to)
{
	struct cs_str was_path, identity, messages, output;
	struct cs_message m;

	if (!cs_message_take_str(&payload, &was_path) ||
	    !cs_message_take_str(&payload, &identity) ||
	    !cs_message_take_str(&payload, &messages) || !cs_message_take_str(&payload, &output) ||
	    !is_same_file(path, was_path, identity) || !is_whole(messages))
		return false;
	while (messages.n && cs_message_take(&messages, &m)) {
		m.info.error = m.info.error ? &m.error : NULL;
		hand_on(j, to, &m);
	}
	to->wrote(to->ctx, output);
	return true;
}

size_t cs_journal_play(struct cs_journal *j, char *const *paths, size_t count,
		       const struct cs_journal_replay *to)
{
	size_t done = 0;
	bool more = true;

	while (more && done < count) {
		struct cs_str payload;
		char *buf;

		more = read_record(j, j->size, &buf, &payload) &&
		       play_one(j, payload, paths[done], to);
		if (more) {
			j->size += FRAME + payload.n;
			done++;
		}
		free(buf);
	}
	if (ftruncate(j->fd, (off_t)j->size) != 0)
		fail(j, "cannot write");
	return done;
}
