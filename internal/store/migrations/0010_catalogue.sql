-- +goose Up
-- The four lists. Every version of an entry is kept; what is in force is the last
-- one. Changes are added, never edited.
CREATE TABLE list_version (
  agency  TEXT NOT NULL,
  list    TEXT NOT NULL,     -- powers, duties, negative, funds
  code    TEXT NOT NULL,
  version INTEGER NOT NULL,  -- from 1
  verb    TEXT NOT NULL,     -- add, change, split, merge, suspend, cancel
  state   TEXT NOT NULL,     -- in-force, suspended, cancelled
  name    TEXT NOT NULL,
  at      BIGINT NOT NULL,
  by_id   TEXT NOT NULL,
  body    BLOB NOT NULL,     -- the entry and the change as JSON
  PRIMARY KEY (list, code, version)
);
CREATE TABLE list_entry (
  list    TEXT NOT NULL,
  code    TEXT NOT NULL,
  version INTEGER NOT NULL,
  state   TEXT NOT NULL,
  agency  TEXT NOT NULL,
  area    TEXT NOT NULL,
  type    TEXT NOT NULL,
  name    TEXT NOT NULL,
  service TEXT NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (list, code)
);
CREATE INDEX list_entry_agency ON list_entry (list, agency, code);
CREATE INDEX list_entry_service ON list_entry (service) WHERE service <> '';

-- From an article of a law to the entries that rest on it.
CREATE TABLE list_basis (
  law     TEXT NOT NULL,
  article TEXT NOT NULL,
  list    TEXT NOT NULL,
  code    TEXT NOT NULL,
  PRIMARY KEY (law, article, list, code)
);
INSERT INTO store_append_only (table_name) VALUES ('list_version');

-- +goose Down
SELECT 1;
