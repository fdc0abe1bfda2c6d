-- What a row of a check shows is one text: a list asks for a hundred of them, and a driver costs by the value.

ALTER TABLE kept_check ADD COLUMN shown TEXT NOT NULL DEFAULT '';

UPDATE kept_check SET shown = '{"edition":[' || to_json(pack) || ',' || to_json(edition) || ',' || to_json(sha256)
    || '],"origin":' || to_json(origin)
    || ',"reported_on":' || coalesce(to_json(reported_on)::text, 'null')
    || ',"closed_on":' || coalesce(to_json(closed_on)::text, 'null')
    || ',"sections":' || sections || ',"sign_offs":' || sign_offs || ',"askings":' || askings || '}';

ALTER TABLE kept_check
    DROP COLUMN pack,
    DROP COLUMN edition,
    DROP COLUMN sha256,
    DROP COLUMN origin,
    DROP COLUMN reported_on,
    DROP COLUMN closed_on,
    DROP COLUMN sections,
    DROP COLUMN sign_offs,
    DROP COLUMN askings;

-- Whether what is kept of a list still stands is told by these two alone.
DROP INDEX kept_check_owner;
CREATE INDEX kept_check_owner ON kept_check (owner, begun_at, stream, version);
DROP INDEX check_section_check;
CREATE INDEX check_section_check ON check_section (kept_check, owner, section, version);
