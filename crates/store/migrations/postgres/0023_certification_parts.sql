-- In what a stream of a certification stands, and who has a part in a case: the team of its audit, who advised, who proposes and
-- decides. Auditors and advisers see the cases in which they have one.
ALTER TABLE certification ADD COLUMN within UUID;

CREATE INDEX certification_within ON certification (within, kind);
CREATE INDEX certification_state ON certification (owner, kind, state);
CREATE INDEX certification_party ON certification (party, kind, touched_at, stream);
CREATE INDEX certification_day ON certification (kind, day, stream);

CREATE TABLE certification_part (
    stream   UUID NOT NULL,
    person   UUID NOT NULL,
    function TEXT NOT NULL,
    in_case  UUID NOT NULL,
    owner    UUID NOT NULL,
    PRIMARY KEY (stream, person, function)
);

CREATE INDEX certification_part_person ON certification_part (owner, person, in_case);
CREATE INDEX certification_part_case ON certification_part (owner, in_case);
