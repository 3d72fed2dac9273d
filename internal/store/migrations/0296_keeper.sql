-- +goose Up
-- What the three keepers did, as the log commits to it.
CREATE TABLE keeper_deed (
  leaf BIGINT PRIMARY KEY,
  at   BIGINT NOT NULL,
  salt BLOB NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX keeper_deed_at ON keeper_deed (at);
INSERT INTO store_append_only (table_name) VALUES ('keeper_deed');

-- A session whose holder locked the screen goes on after a proof of who they are.
ALTER TABLE session ADD COLUMN locked BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
