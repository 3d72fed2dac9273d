-- +goose Up
-- Where a person wants to be told beside the inbox. An address is used once a code sent
-- to it has come back.
CREATE TABLE message_address (
  person    TEXT NOT NULL,
  channel   TEXT NOT NULL,   -- mail or text
  address   TEXT NOT NULL,
  mark      BLOB NOT NULL,   -- fingerprint of the code that waits; empty when none does
  sent_at   BIGINT NOT NULL, -- when that code was sent
  first_at  BIGINT NOT NULL, -- the first code of a day, and how many since
  codes     INTEGER NOT NULL,
  wrong     INTEGER NOT NULL,
  confirmed BIGINT NOT NULL, -- 0 until the code came back
  dead      TEXT NOT NULL,   -- why nothing reaches it; empty while something does
  PRIMARY KEY (person, channel)
);

-- What a person chose of it: quiet hours, and topics they do not want to hear of.
CREATE TABLE message_choice (
  person TEXT NOT NULL PRIMARY KEY,
  from_h INTEGER NOT NULL,
  until_h INTEGER NOT NULL,
  muted  TEXT NOT NULL
);

-- One row for each message and channel, written in the transaction of the act.
CREATE TABLE outbox (
  id      TEXT NOT NULL PRIMARY KEY, -- stable: the other side drops a second one by it
  person  TEXT NOT NULL,
  number  TEXT NOT NULL,
  seq     INTEGER NOT NULL,
  verb    TEXT NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  made    BIGINT NOT NULL,
  next    BIGINT NOT NULL,  -- when to try again
  tries   INTEGER NOT NULL,
  state   TEXT NOT NULL,    -- waits, sent, failed
  reason  TEXT NOT NULL
);
CREATE INDEX outbox_next ON outbox (next) WHERE state = 'waits';
CREATE INDEX outbox_failed ON outbox (made) WHERE state = 'failed';
CREATE INDEX outbox_case ON outbox (number);

-- +goose Down
SELECT 1;
