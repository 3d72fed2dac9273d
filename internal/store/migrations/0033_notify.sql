-- +goose Up
-- One row for each change of state and person: the inbox, and the outbox of
-- other channels in one. The key makes a second message about one act impossible.
CREATE TABLE message (
  person TEXT NOT NULL,
  number TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  verb   TEXT NOT NULL,
  at     BIGINT NOT NULL,
  seen   BIGINT NOT NULL,   -- 0 while unread
  sent   BIGINT NOT NULL,   -- 0 while no other channel has carried it
  PRIMARY KEY (person, number, seq)
);
CREATE INDEX message_inbox ON message (person, at);
CREATE INDEX message_unsent ON message (at) WHERE sent = 0;

-- +goose Down
SELECT 1;
