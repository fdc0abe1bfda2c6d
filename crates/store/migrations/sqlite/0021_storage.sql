-- What came for an organisation and is named by no evidence yet: whole files by the name of their object (part -1), and the parts
-- of files that come in parts. It counts against what an organisation may have in the vault, and goes when it is named, or at night.
CREATE TABLE waiting_file (
    owner   BLOB    NOT NULL CHECK (length(owner) = 16),
    file    TEXT    NOT NULL,
    part    INTEGER NOT NULL,
    bytes   INTEGER NOT NULL CHECK (bytes >= 0),
    came_at INTEGER NOT NULL,
    PRIMARY KEY (owner, file, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX waiting_file_came_at ON waiting_file (came_at);

-- How long the files of an organisation are together is read from here alone.
CREATE INDEX evidence_standing ON evidence (owner, bytes, files, discarded_on) WHERE discarded_on IS NULL;

-- What the last nightly round through the vault came to, and when a later one failed. One row at most.
CREATE TABLE vault_round (
    one           INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    done_at       INTEGER,
    failed_at     INTEGER,
    objects       INTEGER NOT NULL,
    bytes         INTEGER NOT NULL,
    missing       INTEGER NOT NULL,
    unnamed       INTEGER NOT NULL,
    unnamed_bytes INTEGER NOT NULL,
    parts         INTEGER NOT NULL,
    part_bytes    INTEGER NOT NULL,
    discarded     INTEGER NOT NULL,
    removed       INTEGER NOT NULL,
    unfinished    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
