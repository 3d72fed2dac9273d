-- +goose Up
-- Every look at personal data: who, in which office, at whose, in which case, for what.
CREATE TABLE look (
  id      INTEGER PRIMARY KEY,
  subject TEXT NOT NULL,    -- whose data
  by_id   TEXT NOT NULL,
  by_name TEXT NOT NULL,
  office  TEXT NOT NULL,
  number  TEXT NOT NULL,    -- of the case; empty without one
  purpose TEXT NOT NULL,
  fields  TEXT NOT NULL,    -- comma-separated
  at      BIGINT NOT NULL
);
CREATE INDEX look_subject ON look (subject, at);

INSERT INTO store_append_only (table_name) VALUES ('look');

-- +goose Down
SELECT 1;
