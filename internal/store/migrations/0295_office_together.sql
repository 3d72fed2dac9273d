-- +goose Up
-- What an official has typed into the form of an act and not sent yet.
CREATE TABLE act_draft (
  person TEXT NOT NULL,
  number TEXT NOT NULL,
  act    TEXT NOT NULL,     -- the verb, and the step behind a slash
  form   BLOB NOT NULL,     -- as a browser sends it
  saved  BIGINT NOT NULL,
  PRIMARY KEY (person, number, act)
);
CREATE INDEX act_draft_case ON act_draft (number);

-- Who stands in for whom, from when until when, in which services.
CREATE TABLE absence (
  id       TEXT PRIMARY KEY,
  person   TEXT NOT NULL,   -- who is away
  deputy   TEXT NOT NULL,
  services TEXT NOT NULL,   -- with blanks between; empty for all
  starts   BIGINT NOT NULL,
  ends     BIGINT NOT NULL, -- the first moment at which it no longer holds
  made     BIGINT NOT NULL,
  ended    BIGINT NOT NULL  -- before its time; 0 while nobody ended it
);
CREATE INDEX absence_deputy ON absence (deputy, ends);
CREATE INDEX absence_person ON absence (person, ends);

-- What officials are told beside the acts of their cases. A second notice of one kind
-- about one time limit to one person cannot be.
CREATE TABLE notice (
  id     INTEGER PRIMARY KEY,
  person TEXT NOT NULL,
  number TEXT NOT NULL,
  kind   TEXT NOT NULL,     -- soon, late or mention
  about  BIGINT NOT NULL,   -- the due time, or the number of the act
  made   BIGINT NOT NULL,
  shown  BIGINT NOT NULL,   -- from when it is shown: not at night
  seen   BIGINT NOT NULL,
  reason TEXT NOT NULL,     -- what its reader says to it
  UNIQUE (person, number, kind, about)
);
CREATE INDEX notice_case ON notice (number, kind, about);
CREATE INDEX notice_person ON notice (person, shown);

CREATE INDEX look_number ON look (number, at) WHERE number <> '';
CREATE INDEX casefile_warn ON casefile (warn) WHERE ended = 0 AND paused = 0;
CREATE INDEX casefile_handler ON casefile (handler, ended) WHERE handler <> '';

-- +goose Down
SELECT 1;
