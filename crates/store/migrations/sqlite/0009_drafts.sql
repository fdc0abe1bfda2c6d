-- What somebody typed into a check and has not saved yet. Only that person reads it; it goes when it is saved, or after
-- a time. Beside the record: it is changed and deleted.
CREATE TABLE draft (
    person     BLOB    NOT NULL CHECK (length(person) = 16),
    kept_check BLOB    NOT NULL CHECK (length(kept_check) = 16),
    item       TEXT    NOT NULL,
    base       INTEGER NOT NULL,
    bytes      BLOB    NOT NULL,
    touched_at INTEGER NOT NULL,
    PRIMARY KEY (person, kept_check, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_touched ON draft (touched_at);
