-- +goose Up
-- Mandates that came on signed paper, as they stand, each with the scan of its paper.
CREATE TABLE mandate (
  id     INTEGER PRIMARY KEY,
  office TEXT NOT NULL,
  state  TEXT NOT NULL,
  acting TEXT NOT NULL,   -- the representation that came of it; empty before
  body   BLOB NOT NULL,   -- JSON of the whole
  scan   BLOB NOT NULL
);
CREATE INDEX mandate_office ON mandate (office, id);
CREATE INDEX mandate_acting ON mandate (acting);

-- Each deed about one, to which the log commits.
CREATE TABLE mandate_act (
  leaf BIGINT PRIMARY KEY,
  salt BLOB NOT NULL,
  body BLOB NOT NULL
);
INSERT INTO store_append_only (table_name) VALUES ('mandate_act');

-- A right to act that came of signed paper names it.
ALTER TABLE representation ADD COLUMN mandate TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
