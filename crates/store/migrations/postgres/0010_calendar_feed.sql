-- The secret address under which a calendar program reads the deadlines a person may see in one organisation. The
-- secret stands here only as its SHA-256; at most one is in use for each person and organisation.

CREATE TABLE calendar_feed (
    token        BYTEA  NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    person       UUID   NOT NULL REFERENCES person (id),
    organisation UUID   NOT NULL,
    created_at   BIGINT NOT NULL,
    ended_at     BIGINT
);

CREATE INDEX calendar_feed_person ON calendar_feed (person, organisation);
CREATE UNIQUE INDEX calendar_feed_in_use ON calendar_feed (person, organisation) WHERE ended_at IS NULL;
