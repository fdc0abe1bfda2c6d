-- The private log: every event is a salted leaf of one tree, in the order in which it was sealed (ADR 20).

-- Events that are recorded and not yet sealed. Whoever writes an event leaves its place here, by whatever way.
CREATE TABLE unsealed (
    position INTEGER NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO unsealed (position) SELECT position FROM event;

CREATE TABLE leaf (
    number   INTEGER NOT NULL PRIMARY KEY CHECK (number >= 0),
    position INTEGER NOT NULL UNIQUE REFERENCES event (position),
    salt     BLOB    NOT NULL CHECK (length(salt) = 16)
) STRICT;

CREATE TABLE tile (
    level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    number INTEGER NOT NULL CHECK (number >= 0),
    hashes BLOB    NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
) STRICT;

CREATE TABLE checkpoint (
    size      INTEGER NOT NULL PRIMARY KEY CHECK (size > 0),
    note      TEXT    NOT NULL,
    sealed_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER event_waits_to_be_sealed AFTER INSERT ON event
BEGIN
    INSERT INTO unsealed (position) VALUES (NEW.position);
END;

CREATE TRIGGER leaf_is_never_updated BEFORE UPDATE ON leaf
BEGIN
    SELECT RAISE(ABORT, 'a leaf is never updated');
END;

CREATE TRIGGER leaf_is_never_deleted BEFORE DELETE ON leaf
BEGIN
    SELECT RAISE(ABORT, 'a leaf is never deleted');
END;

CREATE TRIGGER leaf_is_never_replaced BEFORE INSERT ON leaf
WHEN EXISTS (SELECT 1 FROM leaf WHERE number = NEW.number OR position = NEW.position)
BEGIN
    SELECT RAISE(ABORT, 'a leaf is never replaced');
END;

CREATE TRIGGER checkpoint_is_never_updated BEFORE UPDATE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'a checkpoint is never updated');
END;

CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN
    SELECT RAISE(ABORT, 'a checkpoint is never deleted');
END;

CREATE TRIGGER checkpoint_is_never_replaced BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE size >= NEW.size)
BEGIN
    SELECT RAISE(ABORT, 'the log only grows');
END;

CREATE TRIGGER tile_is_never_deleted BEFORE DELETE ON tile
BEGIN
    SELECT RAISE(ABORT, 'a tile is never deleted');
END;

CREATE TRIGGER tile_only_grows BEFORE UPDATE ON tile
WHEN NEW.level <> OLD.level OR NEW.number <> OLD.number OR length(NEW.hashes) < length(OLD.hashes)
    OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
BEGIN
    SELECT RAISE(ABORT, 'a tile only grows');
END;
