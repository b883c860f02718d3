/* What a batch has done so far, in a file of its own, so that an interrupted run can go on. A
 * record for each input: which file it was, what the sinks were told, and what the report wrote.
 * A run that goes on tells its sinks the same again and writes the same again, and so ends like
 * one that was never interrupted.
 *
 * A record is its length, the digest of its bytes, and they: one that was being written when the
 * run was killed is no record. Numbers are 8 bytes, little endian; texts have their length in
 * front and a NUL behind them. */
#ifndef CS_BATCH_JOURNAL_H
#define CS_BATCH_JOURNAL_H

#include "report/history.h"
#include "report/sink.h"

struct cs_journal;

struct cs_journal_how {
	const char *path;
	struct cs_str key; /* what makes two runs the same one; any bytes */
	bool resume;       /* read what is there, else begin anew */
};

/* CS_ERR_IO: the file can't be made. CS_LIMIT: another process that lives has this journal. */
enum cs_status cs_journal_open(struct cs_journal **out, const struct cs_journal_how *how,
			       struct cs_error *err) CS_MUST_CHECK;
/* Names this run, and stays the same when it goes on. */
const char *cs_journal_name(const struct cs_journal *j);
/* What the store knows of the event at hand: read while recording, set while replaying. */
void cs_journal_watch(struct cs_journal *j, struct cs_history *history);

/* Who gets what was recorded. */
struct cs_journal_replay {
	const struct cs_sink *sinks;
	size_t sink_count;
	/* called behind the last call to the sinks for an input */
	void (*wrote)(void *ctx, struct cs_str output);
	void *ctx;
};

/* Replays the records of inputs that are PATHS, one by one from the first, and the same files as
 * they were. Returns how many; what lies behind them in the journal is cut off. */
size_t cs_journal_play(struct cs_journal *j, char *const *paths, size_t count,
		       const struct cs_journal_replay *to);
/* Collects what the sinks are told of the input at hand; to stand behind the others. */
struct cs_sink cs_journal_sink(struct cs_journal *j);
/* All of the input at PATH was told, and the report wrote OUTPUT. The first failure to write, or
 * more output than CS_LIMIT_JOURNAL_OUTPUT, ends the journal, not the run: what it has so far
 * stays good. */
void cs_journal_ended(struct cs_journal *j, const char *path, struct cs_str output);
/* Why nothing more is recorded, or NULL. */
const struct cs_error *cs_journal_error(const struct cs_journal *j);
/* FINISHED: there is nothing to go on with, the file is removed. */
void cs_journal_close(struct cs_journal *j, bool finished);

#endif
