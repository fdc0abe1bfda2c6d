-- The record: streams and their events. Times are microseconds since 1970 in UTC, dates `2026-11-20` in Japan.

CREATE TABLE stream (
    id          UUID   NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL,
    owner       UUID   NOT NULL,
    version     BIGINT NOT NULL CHECK (version >= 0),
    recorded_at BIGINT NOT NULL
);

CREATE INDEX stream_owner ON stream (owner, kind, id);

CREATE TABLE event (
    position     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream       UUID   NOT NULL REFERENCES stream (id),
    owner        UUID   NOT NULL,
    version      BIGINT NOT NULL CHECK (version >= 1),
    kind         TEXT   NOT NULL,
    recorded_at  BIGINT NOT NULL,
    effective_on TEXT,
    by_person    UUID,
    acting_for   UUID,
    bytes        BYTEA  NOT NULL,
    UNIQUE (stream, version)
);

CREATE INDEX event_owner ON event (owner, position);

-- Who besides the owner may read a stream: by law or contract, or by a sharing that can be revoked.
CREATE TABLE party (
    stream       UUID NOT NULL REFERENCES stream (id),
    organisation UUID NOT NULL,
    part         TEXT NOT NULL,
    basis        TEXT NOT NULL,
    from_date    TEXT NOT NULL,
    until_date   TEXT,
    PRIMARY KEY (stream, organisation, part, from_date)
);

CREATE INDEX party_organisation ON party (organisation, stream);

-- What may exist once: a corporate number, a certificate number.
CREATE TABLE reservation (
    kind   TEXT NOT NULL,
    key    TEXT NOT NULL,
    stream UUID NOT NULL REFERENCES stream (id),
    PRIMARY KEY (kind, key)
);

-- Texts that events name by their digest. An erased text leaves its row, with the reason.
CREATE TABLE text (
    id        UUID NOT NULL PRIMARY KEY,
    owner     UUID NOT NULL,
    salt      BYTEA CHECK (length(salt) = 32),
    body      TEXT,
    erased_on TEXT,
    basis     TEXT,
    CHECK ((body IS NULL) = (erased_on IS NOT NULL)),
    CHECK ((salt IS NULL) = (body IS NULL))
);

CREATE INDEX text_owner ON text (owner);

-- The answer to a command whose key was seen, so that a repeated request does nothing twice.
CREATE TABLE idempotency (
    person  UUID   NOT NULL,
    key     TEXT   NOT NULL,
    request BYTEA  NOT NULL CHECK (length(request) = 32),
    receipt TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (person, key)
);

CREATE INDEX idempotency_at ON idempotency (at);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE TRIGGER event_is_never_updated BEFORE UPDATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('an event is never updated');
CREATE TRIGGER event_is_never_deleted BEFORE DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('an event is never deleted');
CREATE TRIGGER stream_is_never_deleted BEFORE DELETE OR TRUNCATE ON stream
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a stream is never deleted');

CREATE TRIGGER stream_only_grows BEFORE UPDATE ON stream
    FOR EACH ROW
    WHEN (NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.owner <> OLD.owner
        OR NEW.version < OLD.version OR NEW.recorded_at < OLD.recorded_at)
    EXECUTE FUNCTION refuse('a stream only grows');

CREATE FUNCTION event_follows_its_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version > 1
        AND NOT EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version - 1) THEN
        RAISE EXCEPTION 'the versions of a stream have no gap';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER event_follows_its_head BEFORE INSERT ON event
    FOR EACH ROW EXECUTE FUNCTION event_follows_its_head();
