-- Every time executives were asked to confirm a check, as its events say it. Checks that stand there were never asked for.

ALTER TABLE kept_check ADD COLUMN askings TEXT NOT NULL DEFAULT '[]';
