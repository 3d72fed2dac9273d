-- +goose Up
-- What the rules of quality found in a batch: a file (import:…) or, once a day, all
-- that a register holds (day:…).
CREATE TABLE register_tally (
  book     INTEGER NOT NULL,
  batch    TEXT NOT NULL,
  rule     TEXT NOT NULL,
  checked  BIGINT NOT NULL,
  broken   BIGINT NOT NULL,
  examples TEXT NOT NULL,   -- JSON: the first records that broke it
  at       BIGINT NOT NULL,
  PRIMARY KEY (book, batch, rule)
);

-- Tickets to the office that owns a register: one for each rule and batch.
CREATE TABLE register_ticket (
  id       INTEGER PRIMARY KEY,
  book     INTEGER NOT NULL,
  rule     TEXT NOT NULL,
  batch    TEXT NOT NULL,
  checked  BIGINT NOT NULL,
  broken   BIGINT NOT NULL,
  examples TEXT NOT NULL,
  opened   BIGINT NOT NULL,
  due      BIGINT NOT NULL,
  answer   TEXT NOT NULL,   -- empty while it is open
  words    TEXT NOT NULL,
  by_id    TEXT NOT NULL,
  answered BIGINT NOT NULL,
  UNIQUE (book, rule, batch)
);

-- +goose Down
SELECT 1;
