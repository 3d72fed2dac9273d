-- +goose Up
-- Systems of other agencies that use the exchange.
CREATE TABLE client (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  office  TEXT NOT NULL,
  scopes  TEXT NOT NULL,      -- with spaces between
  rate    INTEGER NOT NULL,   -- requests a minute
  secret  BLOB NOT NULL,      -- SHA-256 of 256 random bits
  made    BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  revoked BIGINT NOT NULL,    -- 0 while it is good
  revoked_by TEXT NOT NULL
);

CREATE TABLE client_token (
  token   BLOB PRIMARY KEY,   -- SHA-256
  client  TEXT NOT NULL,
  scopes  TEXT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX client_token_client ON client_token (client, expires);

-- What was answered to a write, so that the same request again is the same write.
CREATE TABLE client_answer (
  client  TEXT NOT NULL,
  key     TEXT NOT NULL,
  request BLOB NOT NULL,      -- SHA-256
  body    BLOB NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (client, key)
);

CREATE TABLE client_refusal (
  id        INTEGER PRIMARY KEY,
  client    TEXT NOT NULL,
  operation TEXT NOT NULL,
  register  TEXT NOT NULL,
  subject   TEXT NOT NULL,
  number    TEXT NOT NULL,
  reason    TEXT NOT NULL,    -- text key
  at        BIGINT NOT NULL
);
CREATE INDEX client_refusal_at ON client_refusal (at);
INSERT INTO store_append_only (table_name) VALUES ('client_refusal');

-- +goose Down
SELECT 1;
