-- +goose Up
-- What an office owes somebody a word about, and what it said.
CREATE TABLE reply (
  id       INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,    -- nudge, late or rating
  number   TEXT NOT NULL,    -- of the case
  seq      INTEGER NOT NULL, -- of the act it is about; of a delay, how many acts there were
  service  TEXT NOT NULL,
  office   TEXT NOT NULL,
  person   TEXT NOT NULL,    -- who is told
  stars    INTEGER NOT NULL, -- of a rating, else 0
  words    TEXT NOT NULL,    -- what the person said with it
  opened   BIGINT NOT NULL,
  due      BIGINT NOT NULL,
  answer   TEXT NOT NULL,    -- empty until answered
  until    BIGINT NOT NULL,  -- the new date of a delay, else 0
  by_whom  TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  answered BIGINT NOT NULL,  -- 0 until then
  UNIQUE (number, kind, seq)
);
CREATE INDEX reply_office ON reply (office, answered, due);

-- +goose Down
SELECT 1;
