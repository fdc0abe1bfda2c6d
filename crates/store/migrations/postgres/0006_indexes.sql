-- What is looked for otherwise than by its key.

CREATE INDEX ceremony_person ON ceremony (person);
CREATE INDEX job_ended_at ON job (ended_at);
CREATE INDEX pin_organisation ON pin (organisation);
CREATE INDEX session_organisation ON session (organisation, way);
