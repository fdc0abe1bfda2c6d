-- The backups that were taken: when, and what came into them. A row is written once the backup is whole; who keeps it, and where,
-- is not known here. `files_missing` is NULL where the files of the vault were not copied beside it; `keys_from`, when the oldest
-- of the copies of their keys was taken, where those were not kept.
CREATE TABLE backup_taken (
    taken_at      INTEGER NOT NULL PRIMARY KEY,
    sha256        TEXT    NOT NULL CHECK (length(sha256) = 64),
    events        INTEGER NOT NULL,
    files         INTEGER NOT NULL,
    files_missing INTEGER,
    vault_keys    INTEGER NOT NULL,
    keys_from     INTEGER,
    CHECK (files_missing IS NULL OR files_missing BETWEEN 0 AND files)
) STRICT;
