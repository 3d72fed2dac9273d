-- +goose Up
-- The catalogue of public data: each record as last edited and as published.
CREATE TABLE dataset (
  id       TEXT PRIMARY KEY,
  code     TEXT NOT NULL UNIQUE,
  provider TEXT NOT NULL,     -- office
  state    TEXT NOT NULL,
  seq      INTEGER NOT NULL,  -- acts so far
  words    TEXT NOT NULL,     -- what a search looks in
  share    TEXT NOT NULL,
  open     TEXT NOT NULL,
  hand     TEXT NOT NULL,     -- who changed it last
  asked    TEXT NOT NULL,     -- who asked for what is pending
  record   BLOB NOT NULL,
  public   BLOB               -- NULL where it is not published
);
CREATE INDEX dataset_provider ON dataset (provider, code);

-- What was done to each, word for word, as the log commits to it.
CREATE TABLE dataset_act (
  dataset TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  leaf    BIGINT NOT NULL UNIQUE,
  salt    BLOB NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (dataset, seq)
);
INSERT INTO store_append_only (table_name) VALUES ('dataset_act');

-- +goose Down
SELECT 1;
