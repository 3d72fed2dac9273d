-- +goose Up
-- What was decided about a claim stands beside what the person said of it; and an order
-- that was written can be fetched again, should it be lost on its way.
ALTER TABLE benefit_claim ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE TABLE benefit_order (
  run BIGINT NOT NULL,
  number INTEGER NOT NULL,
  file BLOB NOT NULL,
  PRIMARY KEY (run, number)
);
