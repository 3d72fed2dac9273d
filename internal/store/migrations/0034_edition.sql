-- +goose Up
-- Every version of a pack that any case was received under, whole.
CREATE TABLE edition (
  digest  TEXT PRIMARY KEY,
  service TEXT NOT NULL,
  kept    BIGINT NOT NULL,
  files   BLOB NOT NULL
);
CREATE INDEX edition_service ON edition (service, kept);

-- Proposals and approvals; the last approved one of a service is in force.
CREATE TABLE activation (
  service  TEXT NOT NULL,
  seq      INTEGER NOT NULL,
  digest   TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed BIGINT NOT NULL,
  approved_by TEXT NOT NULL,   -- empty while nobody has
  approved BIGINT NOT NULL,
  PRIMARY KEY (service, seq),
  CHECK (approved_by = '' OR approved_by <> proposed_by)
);

-- What the log commits to of each activation, word for word.
CREATE TABLE activation_record (
  leaf BIGINT PRIMARY KEY,
  salt BLOB NOT NULL,
  body BLOB NOT NULL
);
INSERT INTO store_append_only (table_name) VALUES ('activation_record');

-- +goose Down
SELECT 1;
