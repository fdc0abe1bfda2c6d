-- What is noted of the installation itself, once and for ever: that its data is invented. Times are microseconds since
-- 1970 in UTC.

CREATE TABLE installation_note (
    name TEXT    NOT NULL PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER installation_note_is_never_updated BEFORE UPDATE ON installation_note
BEGIN
    SELECT RAISE(ABORT, 'a note on the installation is never updated');
END;

CREATE TRIGGER installation_note_is_never_deleted BEFORE DELETE ON installation_note
BEGIN
    SELECT RAISE(ABORT, 'a note on the installation is never deleted');
END;

-- REPLACE deletes without the triggers above: what is there is not inserted again.
CREATE TRIGGER installation_note_is_never_replaced BEFORE INSERT ON installation_note
WHEN EXISTS (SELECT 1 FROM installation_note WHERE name = NEW.name)
BEGIN
    SELECT RAISE(ABORT, 'a note on the installation is never replaced');
END;
