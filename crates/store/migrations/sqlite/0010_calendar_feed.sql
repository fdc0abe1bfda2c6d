-- The secret address under which a calendar program reads the deadlines a person may see in one organisation. The
-- secret stands here only as its SHA-256; at most one is in use for each person and organisation.

CREATE TABLE calendar_feed (
    token        BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    person       BLOB    NOT NULL REFERENCES person (id),
    organisation BLOB    NOT NULL CHECK (length(organisation) = 16),
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX calendar_feed_person ON calendar_feed (person, organisation);
CREATE UNIQUE INDEX calendar_feed_in_use ON calendar_feed (person, organisation) WHERE ended_at IS NULL;
