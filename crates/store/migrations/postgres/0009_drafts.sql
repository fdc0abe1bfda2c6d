-- What somebody typed into a check and has not saved yet. Only that person reads it; it goes when it is saved, or after
-- a time. Beside the record: it is changed and deleted.
CREATE TABLE draft (
    person     UUID   NOT NULL,
    kept_check UUID   NOT NULL,
    item       TEXT   NOT NULL,
    base       BIGINT NOT NULL,
    bytes      BYTEA  NOT NULL,
    touched_at BIGINT NOT NULL,
    PRIMARY KEY (person, kept_check, item)
);

CREATE INDEX draft_touched ON draft (touched_at);
