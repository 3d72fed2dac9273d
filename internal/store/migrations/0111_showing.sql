-- +goose Up
-- Codes that holders made to show a licence: each lives a minute and is checked once.
CREATE TABLE showing (
  id      TEXT PRIMARY KEY,
  licence TEXT NOT NULL,
  holder  TEXT NOT NULL,
  casefile TEXT NOT NULL,
  fields  TEXT NOT NULL,     -- comma-separated, as shown
  made    BIGINT NOT NULL,
  checked BIGINT NOT NULL    -- 0 while nobody has, with the network
);
CREATE INDEX showing_made ON showing (made);

-- +goose Down
SELECT 1;
