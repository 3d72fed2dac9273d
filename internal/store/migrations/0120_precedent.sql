-- +goose Up
-- Which model was asked, under which edition, what it proposed by which rules, and what
-- was decided: the same for very many decisions, so it stands here once.
CREATE TABLE precedent_kind (
  id       INTEGER PRIMARY KEY,
  service  TEXT NOT NULL,
  digest   TEXT NOT NULL,      -- of the pack that declares the model
  model    TEXT NOT NULL,
  verb     TEXT NOT NULL,      -- decide or propose
  outcome  TEXT NOT NULL,      -- what was decided
  proposed TEXT NOT NULL,      -- what the model proposed; empty where it answers a plain value
  rules    TEXT NOT NULL,      -- that counted: table and number, one a line
  answered INTEGER NOT NULL,   -- 0 where the model had no answer
  UNIQUE (service, digest, model, verb, outcome, proposed, rules, answered)
);

-- Every decision that a model was asked about. leaf, number and seq say which entry of
-- the log commits to its receipt; the rest is what rules can be tried on, made from the
-- acts and held to them by verify.
CREATE TABLE precedent (
  leaf    INTEGER PRIMARY KEY, -- index of the receipt's entry in the log
  number  TEXT NOT NULL,
  seq     INTEGER NOT NULL,    -- of the act
  service TEXT NOT NULL,
  kind    INTEGER NOT NULL,    -- 0 when the record of the case was erased
  at      BIGINT NOT NULL,     -- when the model was asked, microseconds since 1970, UTC
  stands  INTEGER NOT NULL,    -- 1 for the last decision of its case
  answer  TEXT NOT NULL,       -- as FEEL writes it, where no outcome is proposed
  amount  BIGINT NOT NULL,     -- what the declared rules pay, in minor units
  paid    INTEGER NOT NULL,    -- 1 where amount says something
  told    BLOB NOT NULL        -- what a rule could have asked then
);
CREATE UNIQUE INDEX precedent_act ON precedent (number, seq);
CREATE INDEX precedent_service ON precedent (service, leaf);
CREATE INDEX precedent_time ON precedent (service, at);

-- +goose Down
SELECT 1;
