-- +goose Up
-- What one office may read of another's data, made by the decision on a request.
CREATE TABLE entitlement (
  number   TEXT PRIMARY KEY,  -- of the request
  dataset  TEXT NOT NULL,
  holder   TEXT NOT NULL,
  office   TEXT NOT NULL,
  service  TEXT NOT NULL,
  register TEXT NOT NULL,     -- empty where the data lies elsewhere
  fields   TEXT NOT NULL,     -- with commas between
  purpose  TEXT NOT NULL,
  until    TEXT NOT NULL,     -- last day, YYYY-MM-DD
  made     BIGINT NOT NULL,
  cut      BIGINT NOT NULL,   -- 0 while it is good
  cut_by   TEXT NOT NULL,
  why      TEXT NOT NULL
);
CREATE INDEX entitlement_reader ON entitlement (office, register, service, cut);

-- A look is found by the person it was at, whom a system names by number.
CREATE INDEX person_identity ON person (identity);

-- +goose Down
SELECT 1;
