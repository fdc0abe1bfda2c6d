-- What outside authorities say of evidence: each row belongs to the event of the same version, which holds the digest of the
-- token. The manifest that was stamped is a text, because names of files stand in it (ADR 27).
CREATE TABLE time_stamp (
    evidence  UUID   NOT NULL,
    version   BIGINT NOT NULL CHECK (version > 1),
    owner     UUID   NOT NULL,
    manifest  UUID   NOT NULL,
    covers    BIGINT NOT NULL CHECK (covers BETWEEN 1 AND version - 1),
    stamped   BYTEA  NOT NULL CHECK (length(stamped) = 32),
    token     BYTEA  NOT NULL,
    chain     TEXT   NOT NULL,
    policy    TEXT   NOT NULL,
    serial    TEXT   NOT NULL,
    authority TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    ends      BIGINT NOT NULL,
    PRIMARY KEY (evidence, version)
);

CREATE TRIGGER time_stamp_is_never_updated BEFORE UPDATE ON time_stamp
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a time stamp is never updated');
CREATE TRIGGER time_stamp_is_never_deleted BEFORE DELETE OR TRUNCATE ON time_stamp
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a time stamp is never deleted');

-- When the certificate behind the newest stamp of all its files ends: microseconds since 1970, UTC; 0 = there is no such stamp.
ALTER TABLE evidence ADD COLUMN stamp_ends BIGINT NOT NULL DEFAULT 0;
CREATE INDEX evidence_stamp_ends ON evidence (stamp_ends, stream) WHERE discarded_on IS NULL;

-- Whoever erases the name of a file finds the manifests that have it.
CREATE INDEX evidence_file_name ON evidence_file (name);
