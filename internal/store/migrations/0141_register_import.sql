-- +goose Up
-- Files read into a register. How far one has come is written with the rows it brought,
-- so that an import that was killed goes on where it was.
CREATE TABLE register_import (
  source    INTEGER PRIMARY KEY REFERENCES register_source (id),
  book      INTEGER NOT NULL,
  state     TEXT NOT NULL,     -- running, finished, abandoned
  from_day  INTEGER NOT NULL,  -- from when rows hold that name no day
  size      BIGINT NOT NULL,   -- bytes of the file
  at_byte   BIGINT NOT NULL,   -- read up to here
  rows      BIGINT NOT NULL,   -- without the header
  added     BIGINT NOT NULL,
  changed   BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  rejected  BIGINT NOT NULL,
  started   BIGINT NOT NULL,
  moved     BIGINT NOT NULL    -- when it last came further
);
CREATE INDEX register_import_book ON register_import (book, source);

-- Every reason for which a row was not taken. The value itself is not repeated.
CREATE TABLE register_reject (
  source INTEGER NOT NULL,
  row    INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  field  TEXT NOT NULL,
  reason TEXT NOT NULL,   -- text key
  args   TEXT NOT NULL,   -- JSON object
  PRIMARY KEY (source, row, n)
) WITHOUT ROWID;

-- +goose Down
SELECT 1;
