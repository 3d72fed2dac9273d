-- +goose Up
-- Files on their way: each piece as it came, until the last one is here.
CREATE TABLE upload (
  id     TEXT PRIMARY KEY,
  owner  TEXT NOT NULL,
  name   TEXT NOT NULL,
  size   INTEGER NOT NULL,  -- of the whole
  began  BIGINT NOT NULL
);
CREATE INDEX upload_began ON upload (began);
CREATE TABLE upload_piece (
  upload TEXT NOT NULL,
  at     INTEGER NOT NULL,  -- where it begins in the whole
  body   BLOB NOT NULL,
  PRIMARY KEY (upload, at)
);
-- What a virus scanner said of a file: clean, unchecked (it did not answer), or nothing
-- where none is asked.
ALTER TABLE file ADD COLUMN scanned TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
