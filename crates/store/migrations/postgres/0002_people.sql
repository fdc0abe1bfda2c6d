-- People, how they show who they are, and who looked at what. Times are microseconds since 1970 in UTC, dates
-- `2026-11-20` in Japan. A secret stands here only as its SHA-256 or encrypted.

-- Erased: the row stays, so that the record still names somebody, and nothing personal with it.
CREATE TABLE person (
    id           UUID   NOT NULL PRIMARY KEY,
    name         TEXT,
    reading      TEXT,
    email        TEXT,
    email_folded TEXT   UNIQUE,
    language     TEXT   NOT NULL CHECK (language IN ('ja', 'en')),
    created_at   BIGINT NOT NULL,
    erased_on    TEXT,
    CHECK ((name IS NULL) = (erased_on IS NOT NULL)),
    CHECK (erased_on IS NULL OR (reading IS NULL AND email IS NULL)),
    CHECK ((email IS NULL) = (email_folded IS NULL))
);

CREATE TABLE password (
    person     UUID   NOT NULL PRIMARY KEY REFERENCES person (id),
    phc        TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
);

-- The secret is encrypted. The last step taken only grows: a code is never taken twice.
CREATE TABLE totp (
    person       UUID   NOT NULL PRIMARY KEY REFERENCES person (id),
    secret       BYTEA  NOT NULL,
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT,
    last_step    BIGINT,
    CHECK ((confirmed_at IS NULL) = (last_step IS NULL))
);

CREATE TABLE passkey (
    credential BYTEA  NOT NULL PRIMARY KEY CHECK (length(credential) BETWEEN 1 AND 1023),
    person     UUID   NOT NULL REFERENCES person (id),
    body       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE INDEX passkey_person ON passkey (person, created_at);

CREATE TABLE recovery_code (
    person     UUID   NOT NULL REFERENCES person (id),
    code       BYTEA  NOT NULL CHECK (length(code) = 32),
    created_at BIGINT NOT NULL,
    used_at    BIGINT,
    PRIMARY KEY (person, code)
);

-- A device that several people share, set up by an organisation. It alone takes the PINs of that organisation.
CREATE TABLE terminal (
    token        BYTEA  NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    id           UUID   NOT NULL UNIQUE,
    organisation UUID   NOT NULL,
    name         TEXT   NOT NULL,
    made_by      UUID   NOT NULL REFERENCES person (id),
    created_at   BIGINT NOT NULL,
    ended_at     BIGINT
);

CREATE INDEX terminal_organisation ON terminal (organisation, created_at);

-- The hash of a PIN is encrypted as well: a PIN is short enough to be guessed from its hash.
CREATE TABLE pin (
    person       UUID   NOT NULL REFERENCES person (id),
    organisation UUID   NOT NULL,
    sealed       BYTEA  NOT NULL,
    changed_at   BIGINT NOT NULL,
    PRIMARY KEY (person, organisation)
);

CREATE TABLE session (
    secret        BYTEA  NOT NULL PRIMARY KEY CHECK (length(secret) = 32),
    id            UUID   NOT NULL UNIQUE,
    person        UUID   NOT NULL REFERENCES person (id),
    organisation  UUID,
    way           TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    seen_at       BIGINT NOT NULL,
    idle          BIGINT NOT NULL CHECK (idle > 0),
    expires_at    BIGINT NOT NULL,
    stepped_up_at BIGINT,
    device        TEXT   NOT NULL,
    ended_at      BIGINT
);

CREATE INDEX session_person ON session (person, created_at);
CREATE INDEX session_expires_at ON session (expires_at);

-- What waits for the next step of a sign-in: taken once, or gone with its time.
CREATE TABLE ceremony (
    secret     BYTEA  NOT NULL PRIMARY KEY CHECK (length(secret) = 32),
    kind       TEXT   NOT NULL,
    person     UUID,
    state      TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX ceremony_expires_at ON ceremony (expires_at);

CREATE TABLE attempt (
    key          TEXT   NOT NULL PRIMARY KEY,
    window_start BIGINT NOT NULL,
    count        BIGINT NOT NULL CHECK (count >= 0),
    last_at      BIGINT NOT NULL,
    before_at    BIGINT
);

CREATE INDEX attempt_last_at ON attempt (last_at);

CREATE TABLE invitation (
    token        BYTEA  NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    organisation UUID   NOT NULL,
    person       UUID   REFERENCES person (id),
    kind         TEXT   NOT NULL CHECK (kind IN ('mail', 'paper')),
    made_by      UUID   NOT NULL REFERENCES person (id),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT
);

CREATE INDEX invitation_organisation ON invitation (organisation, created_at);

CREATE TABLE api_token (
    token        BYTEA  NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    id           UUID   NOT NULL UNIQUE,
    person       UUID   NOT NULL REFERENCES person (id),
    organisation UUID   NOT NULL,
    name         TEXT   NOT NULL,
    grants       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    revoked_at   BIGINT,
    used_at      BIGINT
);

CREATE INDEX api_token_person ON api_token (person, created_at);

-- Who looked at what, and who was refused. Nobody edits it.
CREATE TABLE access_trail (
    position     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at           BIGINT NOT NULL,
    person       UUID,
    organisation UUID,
    action       TEXT   NOT NULL,
    resource     TEXT   NOT NULL,
    stream       UUID,
    outcome      TEXT   NOT NULL CHECK (outcome IN ('allowed', 'refused')),
    policies     TEXT   NOT NULL,
    request      UUID   NOT NULL
);

CREATE INDEX access_trail_stream ON access_trail (stream, position);
CREATE INDEX access_trail_person ON access_trail (person, position);

CREATE TRIGGER access_trail_is_never_updated BEFORE UPDATE ON access_trail
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the access trail is never updated');
CREATE TRIGGER access_trail_is_never_deleted BEFORE DELETE OR TRUNCATE ON access_trail
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the access trail is never deleted');
