-- The record: streams and their events. Times are microseconds since 1970 in UTC, dates `2026-11-20` in Japan.

CREATE TABLE stream (
    id          BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind        TEXT    NOT NULL,
    owner       BLOB    NOT NULL CHECK (length(owner) = 16),
    version     INTEGER NOT NULL CHECK (version >= 0),
    recorded_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX stream_owner ON stream (owner, kind, id);

CREATE TABLE event (
    position     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    stream       BLOB    NOT NULL REFERENCES stream (id),
    owner        BLOB    NOT NULL CHECK (length(owner) = 16),
    version      INTEGER NOT NULL CHECK (version >= 1),
    kind         TEXT    NOT NULL,
    recorded_at  INTEGER NOT NULL,
    effective_on TEXT,
    by_person    BLOB    CHECK (length(by_person) = 16),
    acting_for   BLOB    CHECK (length(acting_for) = 16),
    bytes        BLOB    NOT NULL,
    UNIQUE (stream, version)
) STRICT;

CREATE INDEX event_owner ON event (owner, position);

-- Who besides the owner may read a stream: by law or contract, or by a sharing that can be revoked.
CREATE TABLE party (
    stream       BLOB NOT NULL REFERENCES stream (id),
    organisation BLOB NOT NULL CHECK (length(organisation) = 16),
    part         TEXT NOT NULL,
    basis        TEXT NOT NULL,
    from_date    TEXT NOT NULL,
    until_date   TEXT,
    PRIMARY KEY (stream, organisation, part, from_date)
) STRICT, WITHOUT ROWID;

CREATE INDEX party_organisation ON party (organisation, stream);

-- What may exist once: a corporate number, a certificate number.
CREATE TABLE reservation (
    kind   TEXT NOT NULL,
    key    TEXT NOT NULL,
    stream BLOB NOT NULL REFERENCES stream (id),
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

-- Texts that events name by their digest. An erased text leaves its row, with the reason.
CREATE TABLE text (
    id        BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    owner     BLOB NOT NULL CHECK (length(owner) = 16),
    salt      BLOB CHECK (length(salt) = 32),
    body      TEXT,
    erased_on TEXT,
    basis     TEXT,
    CHECK ((body IS NULL) = (erased_on IS NOT NULL)),
    CHECK ((salt IS NULL) = (body IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX text_owner ON text (owner);

-- The answer to a command whose key was seen, so that a repeated request does nothing twice.
CREATE TABLE idempotency (
    person  BLOB    NOT NULL CHECK (length(person) = 16),
    key     TEXT    NOT NULL,
    request BLOB    NOT NULL CHECK (length(request) = 32),
    receipt TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_at ON idempotency (at);

CREATE TRIGGER event_is_never_updated BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never updated');
END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'an event is never deleted');
END;

CREATE TRIGGER event_follows_its_head BEFORE INSERT ON event
WHEN NEW.version > 1 AND NOT EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version - 1)
BEGIN
    SELECT RAISE(ABORT, 'the versions of a stream have no gap');
END;

CREATE TRIGGER stream_is_never_deleted BEFORE DELETE ON stream
BEGIN
    SELECT RAISE(ABORT, 'a stream is never deleted');
END;

CREATE TRIGGER stream_only_grows BEFORE UPDATE ON stream
WHEN NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.owner <> OLD.owner
    OR NEW.version < OLD.version OR NEW.recorded_at < OLD.recorded_at
BEGIN
    SELECT RAISE(ABORT, 'a stream only grows');
END;

-- REPLACE deletes without the triggers above: what is there is not inserted again.
CREATE TRIGGER event_is_never_replaced BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE position = NEW.position OR (stream = NEW.stream AND version = NEW.version))
BEGIN
    SELECT RAISE(ABORT, 'an event is never replaced');
END;

CREATE TRIGGER stream_is_never_replaced BEFORE INSERT ON stream
WHEN EXISTS (
    SELECT 1 FROM stream
    WHERE id = NEW.id AND (version > 0 OR kind <> NEW.kind OR owner <> NEW.owner)
)
BEGIN
    SELECT RAISE(IGNORE);
END;
