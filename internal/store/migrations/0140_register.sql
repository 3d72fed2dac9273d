-- +goose Up
-- Registers by their declared ids. A number stands for each in every record.
CREATE TABLE register_book (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- The fields a record's bytes hold, in order: one line "id type" for each. A declaration
-- that changes makes a new layout; what was written keeps the old one.
CREATE TABLE register_layout (
  id     INTEGER PRIMARY KEY,
  book   INTEGER NOT NULL REFERENCES register_book (id),
  fields TEXT NOT NULL,
  UNIQUE (book, fields)
);

-- Where versions come from: a file, a call, a correction.
CREATE TABLE register_source (
  id     INTEGER PRIMARY KEY,
  book   INTEGER NOT NULL REFERENCES register_book (id),
  kind   TEXT NOT NULL,
  name   TEXT NOT NULL,
  digest TEXT NOT NULL,     -- SHA-256 of the file; empty without one
  by_id  TEXT NOT NULL,
  at     BIGINT NOT NULL
);

-- What a register says of a subject from a day on, as it was known from a moment on.
-- Kept in the order of subjects, so that ten million are read from end to end in one pass.
-- No foreign keys: they would cost a look-up for each of ten million rows.
CREATE TABLE register_version (
  book     INTEGER NOT NULL,
  subject  TEXT NOT NULL,
  seq      INTEGER NOT NULL,
  from_day INTEGER NOT NULL,  -- days since 1970-01-01
  recorded BIGINT NOT NULL,
  source   INTEGER NOT NULL,
  row      INTEGER NOT NULL,  -- of the source, from 1; 0 without rows
  layout   INTEGER NOT NULL,  -- 0: the subject is not in the register from that day
  body     BLOB NOT NULL,
  PRIMARY KEY (book, subject, seq)
) WITHOUT ROWID;
INSERT INTO store_append_only (table_name) VALUES ('register_version');

-- Subjects by the fields that are declared as lookup. Whether the value still holds
-- the version says.
CREATE TABLE register_link (
  book    INTEGER NOT NULL,
  field   TEXT NOT NULL,
  value   TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (book, field, value, subject)
) WITHOUT ROWID;

-- +goose Down
SELECT 1;
