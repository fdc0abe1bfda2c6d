-- Read models: functions of the events, made again by `mamori rebuild`.

CREATE TABLE organisation (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kinds      TEXT    NOT NULL,
    number     TEXT,
    name       BLOB    NOT NULL,
    folded     TEXT    NOT NULL,
    reading    BLOB,
    address    BLOB,
    prefecture TEXT,
    industry   TEXT,
    capital    INTEGER,
    employees  INTEGER,
    size       TEXT,
    since      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX organisation_number ON organisation (number);
CREATE INDEX organisation_folded ON organisation (folded, id);

-- The letters and pairs of letters of each folded name, in the order of the names.
CREATE TABLE organisation_gram (
    gram         TEXT NOT NULL,
    folded       TEXT NOT NULL,
    organisation BLOB NOT NULL,
    PRIMARY KEY (gram, folded, organisation)
) STRICT, WITHOUT ROWID;

-- `roles` is a list of [role, first day, last day or null]; of an invited person those that are offered.
CREATE TABLE member (
    organisation BLOB NOT NULL,
    person       BLOB NOT NULL,
    version      INTEGER NOT NULL,
    standing     TEXT NOT NULL,
    roles        TEXT NOT NULL,
    support_from  TEXT,
    support_until TEXT,
    expires_at   INTEGER,
    left_on      TEXT,
    PRIMARY KEY (organisation, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_person ON member (person, organisation);

-- A check an organisation keeps, and the sections of its answers.
CREATE TABLE kept_check (
    stream      BLOB NOT NULL PRIMARY KEY,
    owner       BLOB NOT NULL,
    pack        TEXT NOT NULL,
    edition     TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    origin      TEXT NOT NULL,
    reported_on TEXT,
    begun_at    INTEGER NOT NULL,
    closed_on   TEXT,
    sections    TEXT NOT NULL,
    sign_offs   TEXT NOT NULL,
    version     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_check_owner ON kept_check (owner, begun_at, stream);

-- `given` is a list of [item, answer or null, note or null, person, on behalf, version].
CREATE TABLE check_section (
    stream     BLOB NOT NULL PRIMARY KEY,
    owner      BLOB NOT NULL,
    kept_check BLOB NOT NULL,
    section    TEXT NOT NULL,
    given      TEXT NOT NULL,
    answered   INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    touched_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX check_section_check ON check_section (kept_check, owner, section);
