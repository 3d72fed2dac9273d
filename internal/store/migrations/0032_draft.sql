-- +goose Up
CREATE TABLE draft (
  person  TEXT NOT NULL,
  service TEXT NOT NULL,
  digest  TEXT NOT NULL,     -- of the form it was begun with
  answers BLOB NOT NULL,     -- JSON object
  page    TEXT NOT NULL,
  submission TEXT NOT NULL,  -- the id its submission will carry: twice sent is once done
  began   BIGINT NOT NULL,
  saved   BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (person, service)
);
CREATE INDEX draft_expires ON draft (expires);
CREATE TABLE file (
  id     TEXT PRIMARY KEY,
  owner  TEXT NOT NULL,
  casefile TEXT NOT NULL,    -- empty while it belongs to a draft
  name   TEXT NOT NULL,
  kind   TEXT NOT NULL,      -- media type found in the content, not the one claimed
  size   INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  added  BIGINT NOT NULL,
  body   BLOB NOT NULL
);
CREATE INDEX file_owner ON file (owner, added);

-- +goose Down
SELECT 1;
