-- +goose Up
-- What people ask an office about their data: why somebody looked, or that a register
-- is wrong. Each has a clock and an answer.
CREATE TABLE matter (
  id       INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,     -- question, correction
  person   TEXT NOT NULL,
  office   TEXT NOT NULL,     -- that answers
  number   TEXT NOT NULL,     -- of the case; empty without one
  look     INTEGER NOT NULL,  -- of a question; 0 without one
  field    TEXT NOT NULL,     -- register.field of a correction; empty without one
  words    TEXT NOT NULL,
  opened   BIGINT NOT NULL,
  due      BIGINT NOT NULL,
  answered BIGINT NOT NULL,   -- 0 while it is open
  by_id    TEXT NOT NULL,
  outcome  TEXT NOT NULL,     -- of a correction: changed, unchanged; of a question: explained, unfounded
  answer   TEXT NOT NULL
);
CREATE INDEX matter_office ON matter (office, answered, due);
CREATE INDEX matter_person ON matter (person, opened);

-- +goose Down
SELECT 1;
