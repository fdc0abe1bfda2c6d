-- Read models: functions of the events, made again by `mamori rebuild`.

CREATE TABLE organisation (
    id         UUID   NOT NULL PRIMARY KEY,
    kinds      TEXT   NOT NULL,
    number     TEXT,
    name       UUID   NOT NULL,
    folded     TEXT   COLLATE "C" NOT NULL,
    reading    UUID,
    address    UUID,
    prefecture TEXT,
    industry   TEXT,
    capital    BIGINT,
    employees  BIGINT,
    size       TEXT,
    since      BIGINT NOT NULL
);

CREATE INDEX organisation_number ON organisation (number);
CREATE INDEX organisation_folded ON organisation (folded, id);

-- The letters and pairs of letters of each folded name, in the order of the names.
CREATE TABLE organisation_gram (
    gram         TEXT COLLATE "C" NOT NULL,
    folded       TEXT COLLATE "C" NOT NULL,
    organisation UUID NOT NULL,
    PRIMARY KEY (gram, folded, organisation)
);

-- `roles` is a list of [role, first day, last day or null]; of an invited person those that are offered.
CREATE TABLE member (
    organisation UUID NOT NULL,
    person       UUID NOT NULL,
    version      BIGINT NOT NULL,
    standing     TEXT NOT NULL,
    roles        TEXT NOT NULL,
    support_from  TEXT,
    support_until TEXT,
    expires_at   BIGINT,
    left_on      TEXT,
    PRIMARY KEY (organisation, person)
);

CREATE INDEX member_person ON member (person, organisation);

-- A check an organisation keeps, and the sections of its answers.
CREATE TABLE kept_check (
    stream      UUID NOT NULL PRIMARY KEY,
    owner       UUID NOT NULL,
    pack        TEXT NOT NULL,
    edition     TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    origin      TEXT NOT NULL,
    reported_on TEXT,
    begun_at    BIGINT NOT NULL,
    closed_on   TEXT,
    sections    TEXT NOT NULL,
    sign_offs   TEXT NOT NULL,
    version     BIGINT NOT NULL
);

CREATE INDEX kept_check_owner ON kept_check (owner, begun_at, stream);

-- `given` is a list of [item, answer or null, note or null, person, on behalf, version].
CREATE TABLE check_section (
    stream     UUID NOT NULL PRIMARY KEY,
    owner      UUID NOT NULL,
    kept_check UUID NOT NULL,
    section    TEXT NOT NULL,
    given      TEXT NOT NULL,
    answered   BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);

CREATE INDEX check_section_check ON check_section (kept_check, owner, section);
