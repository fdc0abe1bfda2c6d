-- What a row of a check shows is one text: a list asks for a hundred of them, and a driver costs by the value.

ALTER TABLE kept_check ADD COLUMN shown TEXT NOT NULL DEFAULT '';

UPDATE kept_check SET shown = json_object(
    'edition', json_array(pack, edition, sha256),
    'origin', origin,
    'reported_on', reported_on,
    'closed_on', closed_on,
    'sections', json(sections),
    'sign_offs', json(sign_offs),
    'askings', json(askings)
);

ALTER TABLE kept_check DROP COLUMN pack;
ALTER TABLE kept_check DROP COLUMN edition;
ALTER TABLE kept_check DROP COLUMN sha256;
ALTER TABLE kept_check DROP COLUMN origin;
ALTER TABLE kept_check DROP COLUMN reported_on;
ALTER TABLE kept_check DROP COLUMN closed_on;
ALTER TABLE kept_check DROP COLUMN sections;
ALTER TABLE kept_check DROP COLUMN sign_offs;
ALTER TABLE kept_check DROP COLUMN askings;

-- Whether what is kept of a list still stands is told by these two alone.
DROP INDEX kept_check_owner;
CREATE INDEX kept_check_owner ON kept_check (owner, begun_at, stream, version);
DROP INDEX check_section_check;
CREATE INDEX check_section_check ON check_section (kept_check, owner, section, version);
