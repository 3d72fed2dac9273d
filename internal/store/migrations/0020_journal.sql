-- +goose Up
-- Acts are the evidence: they are added and read, never changed. The database
-- guards it too, because a rule that only the program keeps is kept until it errs.
CREATE TABLE act (
  number  TEXT NOT NULL,          -- of the case; begins with the agency's letters
  seq     INTEGER NOT NULL,       -- from 1, without gaps
  verb    TEXT NOT NULL,
  by_id   TEXT NOT NULL,
  at      BIGINT NOT NULL,        -- microseconds since 1970, UTC
  leaf    BIGINT NOT NULL,        -- index of its leaf in the log
  salt    BLOB NOT NULL,          -- what the leaf's commitment was salted with
  body    BLOB NOT NULL,          -- the act as canonical JSON: the bytes the leaf commits to
  PRIMARY KEY (number, seq)
);
CREATE UNIQUE INDEX act_leaf ON act (leaf);

-- What was folded from the acts, so that a list is one query. It can be thrown
-- away and made again from the acts; a test does.
CREATE TABLE casefile (
  number      TEXT PRIMARY KEY,
  service     TEXT NOT NULL,
  area_of_duty TEXT NOT NULL,     -- the pack's area: public-services, market-supervision …
  version     TEXT NOT NULL,
  digest      TEXT NOT NULL,      -- of the pack it is pinned to
  shape       TEXT NOT NULL,
  applicant   TEXT NOT NULL,      -- person id; empty for inquiries and tasks
  subject     TEXT NOT NULL,      -- the name shown in lists
  office      TEXT NOT NULL,
  area        TEXT NOT NULL,      -- administrative division of the office
  parent      TEXT NOT NULL,
  branch      TEXT NOT NULL,
  stage       TEXT NOT NULL,
  turn        TEXT NOT NULL,      -- whose move
  outcome     TEXT NOT NULL,
  handler     TEXT NOT NULL,
  acts        INTEGER NOT NULL,
  received    BIGINT NOT NULL,
  ended       BIGINT NOT NULL,    -- 0 while something is owed
  decided     BIGINT NOT NULL,    -- 0 while undecided
  due         BIGINT NOT NULL,    -- the binding promise; far future where none binds
  warn        BIGINT NOT NULL,    -- from when it counts as soon
  law_due     BIGINT NOT NULL,    -- what the law says for the same clock
  paused      INTEGER NOT NULL,
  provisional INTEGER NOT NULL,   -- the due day rests on a year whose holidays are not published
  promised    BIGINT NOT NULL,    -- end of the main clock's promise
  in_time     INTEGER NOT NULL,   -- 1 kept, 0 broken, -1 not known yet
  gaps        INTEGER NOT NULL,   -- open corrections
  silence     BIGINT NOT NULL,    -- when the kernel must look again by itself; 0 never
  visits      INTEGER NOT NULL,
  stars       INTEGER NOT NULL
);
CREATE INDEX casefile_office ON casefile (office, ended, paused, due, number);
CREATE INDEX casefile_applicant ON casefile (applicant, received, number);
CREATE INDEX casefile_silence ON casefile (silence) WHERE silence > 0;
CREATE INDEX casefile_parent ON casefile (parent) WHERE parent <> '';
CREATE INDEX casefile_figures ON casefile (area_of_duty, area, office, ended, in_time, due);

-- The next serial of each agency and year.
CREATE TABLE serial (
  name TEXT PRIMARY KEY,
  next INTEGER NOT NULL
);

-- What was answered to a submission, so that sending it twice is doing it once.
CREATE TABLE submission (
  by_id   TEXT NOT NULL,
  id      TEXT NOT NULL,
  number  TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  at      BIGINT NOT NULL,
  request BLOB NOT NULL,          -- digest of what was asked: the same id for something else is an error
  PRIMARY KEY (by_id, id)
);

INSERT INTO store_append_only (table_name) VALUES ('act');

-- +goose Down
SELECT 1;
