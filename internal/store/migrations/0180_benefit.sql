-- +goose Up
-- A run of a policy: whom the rules named over a whole register, and what became of each.
CREATE TABLE benefit_run (
  id       INTEGER PRIMARY KEY,
  policy   TEXT NOT NULL,
  digest   TEXT NOT NULL,     -- of the policy as it was tried
  office   TEXT NOT NULL,
  day      TEXT NOT NULL,     -- to which ages are counted
  recorded BIGINT NOT NULL,   -- the register is read as it was known then
  count    BIGINT NOT NULL,   -- people who are due something
  total    BIGINT NOT NULL,   -- what they are due together, in minor units
  list     TEXT NOT NULL,     -- digest of who is due what: approving computes it again
  ends     BIGINT NOT NULL    -- of the time to object; 0 until it is approved
);
CREATE TABLE benefit_claim (
  run     BIGINT NOT NULL,
  subject TEXT NOT NULL,      -- key of the register
  amount  BIGINT NOT NULL,    -- minor units
  state   TEXT NOT NULL,
  account TEXT NOT NULL,
  words   TEXT NOT NULL,      -- the latest words about it: an objection, a reason
  drawn   INTEGER NOT NULL,   -- 1 where it is looked at after the payment
  PRIMARY KEY (run, subject)
);
CREATE INDEX benefit_claim_subject ON benefit_claim (subject);
CREATE INDEX benefit_claim_state ON benefit_claim (run, state, subject);
-- Each deed, on a run or on one claim of it. It is the evidence: the log commits to it.
CREATE TABLE benefit_deed (
  id      INTEGER PRIMARY KEY,
  run     BIGINT NOT NULL,
  subject TEXT NOT NULL,      -- empty for the run itself
  deed    TEXT NOT NULL,
  by_id   TEXT NOT NULL,
  at      BIGINT NOT NULL,
  leaf    BIGINT NOT NULL,
  salt    BLOB NOT NULL,
  body    BLOB NOT NULL
);
CREATE INDEX benefit_deed_run ON benefit_deed (run, subject, id);
INSERT INTO store_append_only (table_name) VALUES ('benefit_deed');
-- Who is left out of a policy, and why.
CREATE TABLE benefit_exclusion (
  policy  TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason  TEXT NOT NULL,
  by_id   TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (policy, subject)
);

-- +goose Down
SELECT 1;
