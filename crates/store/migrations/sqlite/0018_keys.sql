-- Which keys the installation has had, never a key: by its mark each can be told from another. Exactly one of a name is in
-- use; `earlier` still opens (or, of a log, proves) what was done with it; `destroyed` and `lost` are gone.
CREATE TABLE installation_key (
    name       TEXT    NOT NULL CHECK (name IN ('master', 'vault', 'log')),
    number     INTEGER NOT NULL CHECK (number BETWEEN 1 AND 255),
    mark       TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('in_use', 'earlier', 'destroyed', 'lost')),
    made_at    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    safe_at    INTEGER,
    safe_by    BLOB    CHECK (length(safe_by) = 16),
    PRIMARY KEY (name, number),
    CHECK ((safe_at IS NULL) = (safe_by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX installation_key_in_use ON installation_key (name) WHERE state = 'in_use';

-- Of an organisation whose key was lost with `keys/vault` there is another one from then on: the newest encrypts, each of them
-- opens what was encrypted for it.
ALTER TABLE vault_key RENAME TO vault_key_before;

CREATE TABLE vault_key (
    owner        BLOB    NOT NULL CHECK (length(owner) = 16),
    made_at      INTEGER NOT NULL,
    recipient    TEXT    NOT NULL,
    identity     BLOB,
    destroyed_at INTEGER,
    PRIMARY KEY (owner, made_at),
    CHECK ((identity IS NULL) = (destroyed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO vault_key (owner, made_at, recipient, identity, destroyed_at)
    SELECT owner, made_at, recipient, identity, destroyed_at FROM vault_key_before;

DROP TABLE vault_key_before;
