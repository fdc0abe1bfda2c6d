-- Which keys the installation has had, never a key: by its mark each can be told from another. Exactly one of a name is in
-- use; `earlier` still opens (or, of a log, proves) what was done with it; `destroyed` and `lost` are gone.
CREATE TABLE installation_key (
    name       TEXT   NOT NULL CHECK (name IN ('master', 'vault', 'log')),
    number     BIGINT NOT NULL CHECK (number BETWEEN 1 AND 255),
    mark       TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('in_use', 'earlier', 'destroyed', 'lost')),
    made_at    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    safe_at    BIGINT,
    safe_by    UUID,
    PRIMARY KEY (name, number),
    CHECK ((safe_at IS NULL) = (safe_by IS NULL))
);

CREATE UNIQUE INDEX installation_key_in_use ON installation_key (name) WHERE state = 'in_use'::text;

-- Of an organisation whose key was lost with `keys/vault` there is another one from then on: the newest encrypts, each of them
-- opens what was encrypted for it.
ALTER TABLE vault_key DROP CONSTRAINT vault_key_pkey;
ALTER TABLE vault_key ADD PRIMARY KEY (owner, made_at);
