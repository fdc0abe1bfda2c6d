-- Names are found by three letters in a row, too: of a million names few share three.

INSERT INTO organisation_gram (gram, folded, organisation)
SELECT substr(o.folded, place.first, 3), o.folded, o.id
FROM organisation o JOIN generate_series(1, 238) AS place (first) ON place.first <= char_length(o.folded) - 2
ON CONFLICT DO NOTHING;
