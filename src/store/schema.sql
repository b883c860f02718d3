-- The case database, version 1. A case is a bug; a sighting is one time it was seen. All times
-- are Unix seconds (UTC). docs/cases.md teaches this from the user's side.

CREATE TABLE cases (
	id          INTEGER PRIMARY KEY,
	kind        TEXT NOT NULL,
	severity    INTEGER NOT NULL,           -- enum cs_severity; of the last sighting
	title       TEXT NOT NULL,
	function    TEXT,
	module      TEXT,
	file        TEXT,                       -- innermost place, when symbols told it
	line        INTEGER,
	status      TEXT NOT NULL DEFAULT 'untriaged' CHECK (status IN
	            ('untriaged', 'discussed', 'proposed', 'fixed', 'returned', 'ignored')),
	owner       TEXT,
	link        TEXT,
	fixed_in    TEXT,                       -- the first kernel that has the fix
	merged_into INTEGER REFERENCES cases,   -- an empty shell, kept so that its number works
	sightings   INTEGER NOT NULL DEFAULT 0,
	first_seen  INTEGER NOT NULL,
	last_seen   INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_by_last ON cases (last_seen DESC);
CREATE INDEX cases_by_count ON cases (sightings DESC);
CREATE INDEX cases_by_title ON cases (title, kind);
CREATE INDEX cases_by_function ON cases (function);

-- Which case a signature belongs to. What a person decided (pinned) outlives a new version of
-- the signature: a signature of another version is adopted by kind and title.
CREATE TABLE signatures (
	signature TEXT PRIMARY KEY,
	case_id   INTEGER NOT NULL REFERENCES cases,
	home_id   INTEGER NOT NULL REFERENCES cases, -- the case it had before a merge
	kind      TEXT NOT NULL,
	title     TEXT NOT NULL,
	key       TEXT NOT NULL,                -- what was hashed, a part a line
	pinned    TEXT CHECK (pinned IN ('merge', 'split'))
) STRICT;
CREATE INDEX signatures_by_case ON signatures (case_id);
CREATE INDEX signatures_by_title ON signatures (kind, title);

-- A run of `crashscan batch`, for "not seen for N runs" and baselines.
CREATE TABLE runs (
	id       INTEGER PRIMARY KEY,
	started  INTEGER NOT NULL,
	finished INTEGER,
	inputs   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE run_cases (
	run_id  INTEGER NOT NULL REFERENCES runs,
	case_id INTEGER NOT NULL REFERENCES cases,
	events  INTEGER NOT NULL,
	PRIMARY KEY (run_id, case_id)
) STRICT, WITHOUT ROWID;

-- A file or stream that had something in it.
CREATE TABLE inputs (
	id        INTEGER PRIMARY KEY,
	path      TEXT NOT NULL,
	format    TEXT,
	transport TEXT,
	digest    TEXT,                         -- of all its bytes; null while it is being read
	bytes     INTEGER,
	lines     INTEGER,
	complete  INTEGER,
	filed_at  INTEGER NOT NULL,
	filed_on  TEXT                          -- the machine that ran crashscan
) STRICT;

CREATE TABLE sightings (
	id         INTEGER PRIMARY KEY,
	case_id    INTEGER NOT NULL REFERENCES cases,
	signature  TEXT NOT NULL REFERENCES signatures,
	input_id   INTEGER NOT NULL REFERENCES inputs,
	identity   TEXT NOT NULL UNIQUE,        -- the same report, read again, has the same
	seen_at    INTEGER NOT NULL,
	uptime     REAL,                        -- seconds since boot
	title      TEXT NOT NULL,
	severity   INTEGER NOT NULL,
	host       TEXT,                        -- the machine that crashed, when told
	release    TEXT,
	arch       TEXT,
	hardware   TEXT,
	build_id   TEXT,
	taint      TEXT,
	comm       TEXT,
	file       TEXT,
	line       INTEGER,
	first_line INTEGER NOT NULL,
	last_line  INTEGER NOT NULL,
	boot       INTEGER NOT NULL,
	corrupted  TEXT,
	repeats    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sightings_by_case ON sightings (case_id, seen_at DESC);
CREATE INDEX sightings_by_signature ON sightings (signature);
CREATE INDEX sightings_by_release ON sightings (release);

-- The whole report of a sighting: kept for the first and the latest of each case, so that a bug
-- seen ten thousand times doesn't fill the disk. The sightings themselves all stay.
CREATE TABLE reports (
	sighting_id INTEGER PRIMARY KEY REFERENCES sightings,
	title       TEXT NOT NULL,
	functions   TEXT NOT NULL,              -- of all stacks
	places      TEXT NOT NULL,              -- files and modules
	registers   TEXT NOT NULL,              -- values, as the log prints them
	excerpt     TEXT NOT NULL,              -- the report's lines
	event       TEXT NOT NULL               -- the event, as the contract's JSON
) STRICT;

-- Kept in step with reports by the store itself: the schema has no triggers, so that those of a
-- stranger's file need not be trusted.
CREATE VIRTUAL TABLE search USING fts5 (
	title, functions, places, registers, excerpt,
	content = 'reports', content_rowid = 'sighting_id',
	tokenize = "unicode61 tokenchars '_'"
);
-- What rules said of a case: the last version of each.
CREATE TABLE findings (
	case_id    INTEGER NOT NULL REFERENCES cases,
	rule       TEXT NOT NULL,
	version    INTEGER NOT NULL,
	title      TEXT NOT NULL,
	confidence TEXT NOT NULL,
	hits       INTEGER NOT NULL,
	PRIMARY KEY (case_id, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX findings_by_rule ON findings (rule);

-- Who did what to a case, and why.
CREATE TABLE journal (
	id      INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases,
	at      INTEGER NOT NULL,
	who     TEXT NOT NULL,
	what    TEXT NOT NULL,                  -- note, status, merge, split, returned, import
	text    TEXT
) STRICT;
CREATE INDEX journal_by_case ON journal (case_id, id);
