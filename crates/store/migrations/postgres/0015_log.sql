-- The private log: every event is a salted leaf of one tree, in the order in which it was sealed (ADR 20).

-- Events that are recorded and not yet sealed. Whoever writes an event leaves its place here, by whatever way.
CREATE TABLE unsealed (
    position BIGINT NOT NULL PRIMARY KEY
);

INSERT INTO unsealed (position) SELECT position FROM event;

CREATE TABLE leaf (
    number   BIGINT NOT NULL PRIMARY KEY CHECK (number >= 0),
    position BIGINT NOT NULL UNIQUE REFERENCES event (position),
    salt     BYTEA  NOT NULL CHECK (length(salt) = 16)
);

CREATE TABLE tile (
    level  BIGINT NOT NULL CHECK (level BETWEEN 0 AND 7),
    number BIGINT NOT NULL CHECK (number >= 0),
    hashes BYTEA  NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
);

CREATE TABLE checkpoint (
    size      BIGINT NOT NULL PRIMARY KEY CHECK (size > 0),
    note      TEXT   NOT NULL,
    sealed_at BIGINT NOT NULL
);

CREATE FUNCTION event_waits_to_be_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unsealed (position) VALUES (NEW.position);
    RETURN NULL;
END $$;

CREATE TRIGGER event_waits_to_be_sealed AFTER INSERT ON event
    FOR EACH ROW EXECUTE FUNCTION event_waits_to_be_sealed();

CREATE TRIGGER leaf_is_never_updated BEFORE UPDATE ON leaf
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a leaf is never updated');
CREATE TRIGGER leaf_is_never_deleted BEFORE DELETE OR TRUNCATE ON leaf
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a leaf is never deleted');
CREATE TRIGGER checkpoint_is_never_updated BEFORE UPDATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a checkpoint is never updated');
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE OR TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a checkpoint is never deleted');
CREATE TRIGGER tile_is_never_deleted BEFORE DELETE OR TRUNCATE ON tile
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a tile is never deleted');

CREATE FUNCTION checkpoint_is_never_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM checkpoint WHERE size >= NEW.size) THEN
        RAISE EXCEPTION 'the log only grows';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER checkpoint_is_never_replaced BEFORE INSERT ON checkpoint
    FOR EACH ROW EXECUTE FUNCTION checkpoint_is_never_replaced();

CREATE TRIGGER tile_only_grows BEFORE UPDATE ON tile
    FOR EACH ROW
    WHEN (NEW.level <> OLD.level OR NEW.number <> OLD.number OR length(NEW.hashes) < length(OLD.hashes)
        OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes)
    EXECUTE FUNCTION refuse('a tile only grows');
