-- What came for an organisation and is named by no evidence yet: whole files by the name of their object (part -1), and the parts
-- of files that come in parts. It counts against what an organisation may have in the vault, and goes when it is named, or at night.
CREATE TABLE waiting_file (
    owner   UUID   NOT NULL,
    file    TEXT    NOT NULL,
    part    BIGINT  NOT NULL,
    bytes   BIGINT  NOT NULL CHECK (bytes >= 0),
    came_at BIGINT  NOT NULL,
    PRIMARY KEY (owner, file, part)
);

CREATE INDEX waiting_file_came_at ON waiting_file (came_at);

-- How long the files of an organisation are together is read from here alone.
CREATE INDEX evidence_standing ON evidence (owner, bytes, files, discarded_on) WHERE discarded_on IS NULL;

-- What the last nightly round through the vault came to, and when a later one failed. One row at most.
CREATE TABLE vault_round (
    one           BIGINT  NOT NULL PRIMARY KEY CHECK (one = 1),
    done_at       BIGINT ,
    failed_at     BIGINT ,
    objects       BIGINT  NOT NULL,
    bytes         BIGINT  NOT NULL,
    missing       BIGINT  NOT NULL,
    unnamed       BIGINT  NOT NULL,
    unnamed_bytes BIGINT  NOT NULL,
    parts         BIGINT  NOT NULL,
    part_bytes    BIGINT  NOT NULL,
    discarded     BIGINT  NOT NULL,
    removed       BIGINT  NOT NULL,
    unfinished    BIGINT  NOT NULL
);
