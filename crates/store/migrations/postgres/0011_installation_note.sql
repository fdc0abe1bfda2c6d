-- What is noted of the installation itself, once and for ever: that its data is invented. Times are microseconds since
-- 1970 in UTC.

CREATE TABLE installation_note (
    name TEXT   NOT NULL PRIMARY KEY,
    at   BIGINT NOT NULL
);

CREATE TRIGGER installation_note_is_never_updated BEFORE UPDATE ON installation_note
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a note on the installation is never updated');
CREATE TRIGGER installation_note_is_never_deleted BEFORE DELETE OR TRUNCATE ON installation_note
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('a note on the installation is never deleted');
