-- +goose Up
-- Every trial of changed rules on past decisions: reading them is recorded.
CREATE TABLE replay (
  id        INTEGER PRIMARY KEY,
  by_id     TEXT NOT NULL,
  at        BIGINT NOT NULL,
  service   TEXT NOT NULL,
  digest    TEXT NOT NULL,     -- of the version that was tried
  since     BIGINT NOT NULL,
  purpose   TEXT NOT NULL,
  decisions INTEGER NOT NULL,  -- that were read
  body      BLOB NOT NULL      -- what came out, as JSON
);
CREATE INDEX replay_service ON replay (service, id);
INSERT INTO store_append_only (table_name) VALUES ('replay');

-- +goose Down
SELECT 1;
