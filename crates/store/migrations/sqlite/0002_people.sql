-- People, how they show who they are, and who looked at what. Times are microseconds since 1970 in UTC, dates
-- `2026-11-20` in Japan. A secret stands here only as its SHA-256 or encrypted.

-- Erased: the row stays, so that the record still names somebody, and nothing personal with it.
CREATE TABLE person (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name         TEXT,
    reading      TEXT,
    email        TEXT,
    email_folded TEXT    UNIQUE,
    language     TEXT    NOT NULL CHECK (language IN ('ja', 'en')),
    created_at   INTEGER NOT NULL,
    erased_on    TEXT,
    CHECK ((name IS NULL) = (erased_on IS NOT NULL)),
    CHECK (erased_on IS NULL OR (reading IS NULL AND email IS NULL)),
    CHECK ((email IS NULL) = (email_folded IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE password (
    person     BLOB    NOT NULL PRIMARY KEY REFERENCES person (id),
    phc        TEXT    NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The secret is encrypted. The last step taken only grows: a code is never taken twice.
CREATE TABLE totp (
    person       BLOB    NOT NULL PRIMARY KEY REFERENCES person (id),
    secret       BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    confirmed_at INTEGER,
    last_step    INTEGER,
    CHECK ((confirmed_at IS NULL) = (last_step IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE passkey (
    credential BLOB    NOT NULL PRIMARY KEY CHECK (length(credential) BETWEEN 1 AND 1023),
    person     BLOB    NOT NULL REFERENCES person (id),
    body       TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_person ON passkey (person, created_at);

CREATE TABLE recovery_code (
    person     BLOB    NOT NULL REFERENCES person (id),
    code       BLOB    NOT NULL CHECK (length(code) = 32),
    created_at INTEGER NOT NULL,
    used_at    INTEGER,
    PRIMARY KEY (person, code)
) STRICT, WITHOUT ROWID;

-- A device that several people share, set up by an organisation. It alone takes the PINs of that organisation.
CREATE TABLE terminal (
    token        BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    organisation BLOB    NOT NULL CHECK (length(organisation) = 16),
    name         TEXT    NOT NULL,
    made_by      BLOB    NOT NULL REFERENCES person (id),
    created_at   INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX terminal_organisation ON terminal (organisation, created_at);

-- The hash of a PIN is encrypted as well: a PIN is short enough to be guessed from its hash.
CREATE TABLE pin (
    person       BLOB    NOT NULL REFERENCES person (id),
    organisation BLOB    NOT NULL CHECK (length(organisation) = 16),
    sealed       BLOB    NOT NULL,
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (person, organisation)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    secret        BLOB    NOT NULL PRIMARY KEY CHECK (length(secret) = 32),
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    person        BLOB    NOT NULL REFERENCES person (id),
    organisation  BLOB    CHECK (length(organisation) = 16),
    way           TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    seen_at       INTEGER NOT NULL,
    idle          INTEGER NOT NULL CHECK (idle > 0),
    expires_at    INTEGER NOT NULL,
    stepped_up_at INTEGER,
    device        TEXT    NOT NULL,
    ended_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX session_person ON session (person, created_at);
CREATE INDEX session_expires_at ON session (expires_at);

-- What waits for the next step of a sign-in: taken once, or gone with its time.
CREATE TABLE ceremony (
    secret     BLOB    NOT NULL PRIMARY KEY CHECK (length(secret) = 32),
    kind       TEXT    NOT NULL,
    person     BLOB    CHECK (length(person) = 16),
    state      TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ceremony_expires_at ON ceremony (expires_at);

CREATE TABLE attempt (
    key          TEXT    NOT NULL PRIMARY KEY,
    window_start INTEGER NOT NULL,
    count        INTEGER NOT NULL CHECK (count >= 0),
    last_at      INTEGER NOT NULL,
    before_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX attempt_last_at ON attempt (last_at);

CREATE TABLE invitation (
    token        BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    organisation BLOB    NOT NULL CHECK (length(organisation) = 16),
    person       BLOB    REFERENCES person (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('mail', 'paper')),
    made_by      BLOB    NOT NULL REFERENCES person (id),
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX invitation_organisation ON invitation (organisation, created_at);

CREATE TABLE api_token (
    token        BLOB    NOT NULL PRIMARY KEY CHECK (length(token) = 32),
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    person       BLOB    NOT NULL REFERENCES person (id),
    organisation BLOB    NOT NULL CHECK (length(organisation) = 16),
    name         TEXT    NOT NULL,
    grants       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    revoked_at   INTEGER,
    used_at      INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_token_person ON api_token (person, created_at);

-- Who looked at what, and who was refused. Nobody edits it.
CREATE TABLE access_trail (
    position     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at           INTEGER NOT NULL,
    person       BLOB    CHECK (length(person) = 16),
    organisation BLOB    CHECK (length(organisation) = 16),
    action       TEXT    NOT NULL,
    resource     TEXT    NOT NULL,
    stream       BLOB    CHECK (length(stream) = 16),
    outcome      TEXT    NOT NULL CHECK (outcome IN ('allowed', 'refused')),
    policies     TEXT    NOT NULL,
    request      BLOB    NOT NULL CHECK (length(request) = 16)
) STRICT;

CREATE INDEX access_trail_stream ON access_trail (stream, position);
CREATE INDEX access_trail_person ON access_trail (person, position);

CREATE TRIGGER access_trail_is_never_updated BEFORE UPDATE ON access_trail
BEGIN
    SELECT RAISE(ABORT, 'the access trail is never updated');
END;

CREATE TRIGGER access_trail_is_never_deleted BEFORE DELETE ON access_trail
BEGIN
    SELECT RAISE(ABORT, 'the access trail is never deleted');
END;

-- REPLACE deletes without the triggers above: what is there is not inserted again.
CREATE TRIGGER access_trail_is_never_replaced BEFORE INSERT ON access_trail
WHEN EXISTS (SELECT 1 FROM access_trail WHERE position = NEW.position)
BEGIN
    SELECT RAISE(ABORT, 'the access trail is never replaced');
END;
