-- The key of each organisation's files. What is encrypted with the master key of the vault is `identity`; a key that was
-- destroyed leaves its row, and nothing that was encrypted for it is ever read again.
CREATE TABLE vault_key (
    owner        UUID   NOT NULL PRIMARY KEY,
    recipient    TEXT   NOT NULL,
    identity     BYTEA,
    made_at      BIGINT NOT NULL,
    destroyed_at BIGINT,
    CHECK ((identity IS NULL) = (destroyed_at IS NOT NULL))
);

-- Read models: evidence, and its files while they are there.
CREATE TABLE evidence (
    stream       UUID   NOT NULL PRIMARY KEY,
    owner        UUID   NOT NULL,
    title        UUID   NOT NULL,
    class        TEXT   NOT NULL,
    from_date    TEXT   NOT NULL,
    until_date   TEXT,
    keep_until   TEXT,
    kept_by      UUID   NOT NULL,
    kept_at      BIGINT NOT NULL,
    files        BIGINT NOT NULL,
    bytes        BIGINT NOT NULL,
    discarded_on TEXT,
    reason       TEXT,
    version      BIGINT NOT NULL
);

CREATE INDEX evidence_owner ON evidence (owner, kept_at, stream);
CREATE INDEX evidence_keep_until ON evidence (keep_until, stream) WHERE discarded_on IS NULL AND keep_until IS NOT NULL;

CREATE TABLE evidence_file (
    evidence     UUID   NOT NULL,
    place        BIGINT NOT NULL,
    owner        UUID   NOT NULL,
    name         UUID   NOT NULL,
    kind         TEXT   NOT NULL,
    bytes        BIGINT NOT NULL,
    sha256       BYTEA  NOT NULL,
    object       BYTEA  NOT NULL,
    added_by     UUID   NOT NULL,
    added_in     BIGINT NOT NULL,
    there        BIGINT NOT NULL,
    PRIMARY KEY (evidence, place)
);

CREATE INDEX evidence_file_object ON evidence_file (object);
CREATE INDEX evidence_file_sha256 ON evidence_file (owner, sha256);
