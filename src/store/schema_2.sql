-- Version 2: a run can be found again and gone on with, and says what was new in it.
ALTER TABLE runs ADD COLUMN name TEXT;        -- of its journal; finished is null until its end
ALTER TABLE run_cases ADD COLUMN fresh INTEGER NOT NULL DEFAULT 0; -- never seen before that run
ALTER TABLE inputs ADD COLUMN run_id INTEGER REFERENCES runs;
ALTER TABLE inputs ADD COLUMN place INTEGER;  -- its number in that run
CREATE UNIQUE INDEX runs_by_name ON runs (name);
CREATE INDEX run_cases_by_case ON run_cases (case_id, run_id);
CREATE INDEX inputs_by_run ON inputs (run_id, place);
