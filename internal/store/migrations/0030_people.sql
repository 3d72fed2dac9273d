-- +goose Up
CREATE TABLE office (
  id      TEXT PRIMARY KEY,
  kind    TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  area    TEXT NOT NULL,   -- administrative division, GB/T 2260
  letters TEXT NOT NULL,   -- of its case numbers
  parent  TEXT NOT NULL
);
CREATE UNIQUE INDEX office_letters ON office (letters);
CREATE TABLE person (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,  -- person, firm, official
  name_zh  TEXT NOT NULL,
  name_en  TEXT NOT NULL,
  identity TEXT NOT NULL,  -- identity number or credit code; empty where none is held
  note_zh  TEXT NOT NULL,
  note_en  TEXT NOT NULL,
  sample   INTEGER NOT NULL
);
CREATE TABLE post (
  person TEXT NOT NULL,
  office TEXT NOT NULL,
  role   TEXT NOT NULL,
  PRIMARY KEY (person, office, role)
);
CREATE INDEX post_office ON post (office, role);

-- Only a digest of the secret is kept: who reads the database cannot sign in with it.
CREATE TABLE session (
  secret  BLOB PRIMARY KEY,  -- SHA-256
  person  TEXT NOT NULL,
  kind    TEXT NOT NULL,     -- page or api
  began   BIGINT NOT NULL,
  used    BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person);

-- +goose Down
SELECT 1;
