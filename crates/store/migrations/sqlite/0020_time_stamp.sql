-- What outside authorities say of evidence: each row belongs to the event of the same version, which holds the digest of the
-- token. The manifest that was stamped is a text, because names of files stand in it (ADR 27).
CREATE TABLE time_stamp (
    evidence  BLOB    NOT NULL CHECK (length(evidence) = 16),
    version   INTEGER NOT NULL CHECK (version > 1),
    owner     BLOB    NOT NULL CHECK (length(owner) = 16),
    manifest  BLOB    NOT NULL CHECK (length(manifest) = 16),
    covers    INTEGER NOT NULL CHECK (covers BETWEEN 1 AND version - 1),
    stamped   BLOB    NOT NULL CHECK (length(stamped) = 32),
    token     BLOB    NOT NULL,
    chain     TEXT    NOT NULL,
    policy    TEXT    NOT NULL,
    serial    TEXT    NOT NULL,
    authority TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    ends      INTEGER NOT NULL,
    PRIMARY KEY (evidence, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER time_stamp_is_never_updated BEFORE UPDATE ON time_stamp
BEGIN
    SELECT RAISE(ABORT, 'a time stamp is never updated');
END;

CREATE TRIGGER time_stamp_is_never_deleted BEFORE DELETE ON time_stamp
BEGIN
    SELECT RAISE(ABORT, 'a time stamp is never deleted');
END;

CREATE TRIGGER time_stamp_is_never_replaced BEFORE INSERT ON time_stamp
WHEN EXISTS (SELECT 1 FROM time_stamp WHERE evidence = NEW.evidence AND version = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'a time stamp is never replaced');
END;

-- When the certificate behind the newest stamp of all its files ends: microseconds since 1970, UTC; 0 = there is no such stamp.
ALTER TABLE evidence ADD COLUMN stamp_ends INTEGER NOT NULL DEFAULT 0;
CREATE INDEX evidence_stamp_ends ON evidence (stamp_ends, stream) WHERE discarded_on IS NULL;

-- Whoever erases the name of a file finds the manifests that have it.
CREATE INDEX evidence_file_name ON evidence_file (name);
