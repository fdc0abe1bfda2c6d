-- The key of each organisation's files. What is encrypted with the master key of the vault is `identity`; a key that was
-- destroyed leaves its row, and nothing that was encrypted for it is ever read again.
CREATE TABLE vault_key (
    owner        BLOB    NOT NULL PRIMARY KEY CHECK (length(owner) = 16),
    recipient    TEXT    NOT NULL,
    identity     BLOB,
    made_at      INTEGER NOT NULL,
    destroyed_at INTEGER,
    CHECK ((identity IS NULL) = (destroyed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Read models: evidence, and its files while they are there.
CREATE TABLE evidence (
    stream       BLOB    NOT NULL PRIMARY KEY,
    owner        BLOB    NOT NULL,
    title        BLOB    NOT NULL,
    class        TEXT    NOT NULL,
    from_date    TEXT    NOT NULL,
    until_date   TEXT,
    keep_until   TEXT,
    kept_by      BLOB    NOT NULL,
    kept_at      INTEGER NOT NULL,
    files        INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    discarded_on TEXT,
    reason       TEXT,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX evidence_owner ON evidence (owner, kept_at, stream);
CREATE INDEX evidence_keep_until ON evidence (keep_until, stream) WHERE discarded_on IS NULL AND keep_until IS NOT NULL;

CREATE TABLE evidence_file (
    evidence  BLOB    NOT NULL,
    place     INTEGER NOT NULL,
    owner     BLOB    NOT NULL,
    name      BLOB    NOT NULL,
    kind      TEXT    NOT NULL,
    bytes     INTEGER NOT NULL,
    sha256    BLOB    NOT NULL,
    object    BLOB    NOT NULL,
    added_by  BLOB    NOT NULL,
    added_in  INTEGER NOT NULL,
    there     INTEGER NOT NULL,
    PRIMARY KEY (evidence, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX evidence_file_object ON evidence_file (object);
CREATE INDEX evidence_file_sha256 ON evidence_file (owner, sha256);
