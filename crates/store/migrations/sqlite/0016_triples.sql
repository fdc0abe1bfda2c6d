-- Names are found by three letters in a row, too: of a million names few share three.

WITH RECURSIVE place (first) AS (SELECT 1 UNION ALL SELECT first + 1 FROM place WHERE first < 238)
INSERT OR IGNORE INTO organisation_gram (gram, folded, organisation)
SELECT substr(o.folded, place.first, 3), o.folded, o.id
FROM organisation o JOIN place ON place.first <= length(o.folded) - 2;
