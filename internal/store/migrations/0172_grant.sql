-- +goose Up
-- What the owner of a register lets be read: which fields, by whom, for what, from a
-- day to a day, until it is cut.
CREATE TABLE data_grant (
  id       INTEGER PRIMARY KEY,
  register TEXT NOT NULL,
  declared TEXT NOT NULL,     -- id in the register's grants.yaml; empty for one made by hand
  service  TEXT NOT NULL,     -- the reader, or every service of a kind of office:
  office   TEXT NOT NULL,
  purpose  TEXT NOT NULL,
  fields   TEXT NOT NULL,     -- comma-separated
  law      TEXT NOT NULL,
  article  TEXT NOT NULL,
  from_day TEXT NOT NULL,
  until    TEXT NOT NULL,     -- the last day; empty without an end
  made     BIGINT NOT NULL,
  made_by  TEXT NOT NULL,
  cut      BIGINT NOT NULL,   -- 0 while it stands
  cut_by   TEXT NOT NULL,
  why      TEXT NOT NULL
);
CREATE INDEX data_grant_register ON data_grant (register, purpose, cut);

-- Each deed about a grant, to which the log commits.
CREATE TABLE data_grant_act (
  leaf BIGINT PRIMARY KEY,
  salt BLOB NOT NULL,
  body BLOB NOT NULL
);
INSERT INTO store_append_only (table_name) VALUES ('data_grant_act');

-- +goose Down
SELECT 1;
