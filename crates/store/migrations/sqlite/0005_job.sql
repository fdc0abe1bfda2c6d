-- Work that follows a command: kept with it, done after it by one worker at a time. `payload` holds ids and words;
-- `sealed` is encrypted and goes when the job is done. Times are microseconds since 1970 in UTC.

CREATE TABLE job (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind         TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    payload      TEXT    NOT NULL,
    sealed       BLOB,
    state        TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    tries        INTEGER NOT NULL CHECK (tries >= 0),
    made_at      INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    worker       BLOB    CHECK (length(worker) = 16),
    leased_until INTEGER,
    ended_at     INTEGER,
    fault        TEXT,
    UNIQUE (kind, key),
    CHECK ((state = 'running') = (worker IS NOT NULL)),
    CHECK ((state = 'running') = (leased_until IS NOT NULL)),
    CHECK ((state IN ('done', 'dead')) = (ended_at IS NOT NULL)),
    CHECK (state <> 'done' OR sealed IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_due ON job (state, due_at, id);
