-- +goose Up
-- Questions that another version of the service asks otherwise than the draft was begun
-- with, until they are answered again; and the case that the draft will take the place of.
ALTER TABLE draft ADD COLUMN changed TEXT NOT NULL DEFAULT '';  -- ids with blanks between
ALTER TABLE draft ADD COLUMN replaces TEXT NOT NULL DEFAULT ''; -- number of a case

-- +goose Down
SELECT 1;
