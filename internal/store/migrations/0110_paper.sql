-- +goose Up
-- Papers that people keep in the wallet beside their licences.
CREATE TABLE paper (
  id      TEXT PRIMARY KEY,
  owner   TEXT NOT NULL,
  title   TEXT NOT NULL,
  level   TEXT NOT NULL,     -- b: checked against the original, c: uploaded, d: self-made
  name    TEXT NOT NULL,     -- of the file; empty without one
  kind    TEXT NOT NULL,     -- media type found in the content
  size    INTEGER NOT NULL,
  sha256  BLOB NOT NULL,     -- of the file, or of the words
  words   TEXT NOT NULL,     -- what a self-made one says
  mark    TEXT NOT NULL UNIQUE, -- what the holder tells at the counter
  added   BIGINT NOT NULL,
  office  TEXT NOT NULL,     -- where it was checked; empty before
  clerk   TEXT NOT NULL,
  checked BIGINT NOT NULL,
  body    BLOB NOT NULL
);
CREATE INDEX paper_owner ON paper (owner, added);

-- Who found a paper to match its original, as the log commits to it. It outlives the
-- paper, and does not name its owner.
CREATE TABLE paper_check (
  leaf  BIGINT PRIMARY KEY,
  paper TEXT NOT NULL,
  salt  BLOB NOT NULL,
  body  BLOB NOT NULL
);
INSERT INTO store_append_only (table_name) VALUES ('paper_check');

-- +goose Down
SELECT 1;
