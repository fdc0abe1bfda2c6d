-- The backups that were taken: when, and what came into them. A row is written once the backup is whole; who keeps it, and where,
-- is not known here. `files_missing` is NULL where the files of the vault were not copied beside it; `keys_from`, when the oldest
-- of the copies of their keys was taken, where those were not kept.
CREATE TABLE backup_taken (
    taken_at      BIGINT NOT NULL PRIMARY KEY,
    sha256        TEXT   NOT NULL CHECK (length(sha256) = 64),
    events        BIGINT NOT NULL,
    files         BIGINT NOT NULL,
    files_missing BIGINT,
    vault_keys    BIGINT NOT NULL,
    keys_from     BIGINT,
    CHECK (files_missing IS NULL OR files_missing BETWEEN 0 AND files)
);
