-- An invitation may make a new way in for somebody who is a member already. 1 = it takes every earlier way in away when it
-- is used.

ALTER TABLE invitation ADD COLUMN renews BIGINT NOT NULL DEFAULT 0 CHECK (renews IN (0, 1));
