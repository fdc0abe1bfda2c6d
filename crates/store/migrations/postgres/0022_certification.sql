-- Read model: the streams of accreditations, applications, certification cases and all that is in them, so that lists find them.
-- What stands in a stream is read from its few events. `party` is the client of a case, the body of an accreditation; `day`
-- is the one its list goes by, `label` what tells it from the others of its kind.
CREATE TABLE certification (
    stream     UUID NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    owner      UUID NOT NULL,
    party      UUID,
    state      TEXT NOT NULL,
    day        TEXT,
    label      TEXT,
    begun_at   BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);

CREATE INDEX certification_owner ON certification (owner, kind, touched_at, stream);
CREATE INDEX certification_accreditation ON certification (party, label, stream) WHERE kind = 'accreditation'::text;
