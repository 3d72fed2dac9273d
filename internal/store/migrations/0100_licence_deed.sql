-- +goose Up
-- A licence as it now stands follows from its deeds; both are held to the log.
ALTER TABLE licence ADD COLUMN seq     INTEGER NOT NULL DEFAULT 0;   -- deeds so far
ALTER TABLE licence ADD COLUMN version INTEGER NOT NULL DEFAULT 1;   -- 1 is what was issued
ALTER TABLE licence ADD COLUMN state   TEXT NOT NULL DEFAULT 'valid';
ALTER TABLE licence ADD COLUMN place   BIGINT NOT NULL DEFAULT -1;   -- on the status lists; -1 on none
ALTER TABLE licence ADD COLUMN secret  TEXT NOT NULL DEFAULT '';     -- makes the salts of hidden claims, in hexadecimal
ALTER TABLE licence ADD COLUMN bound   TEXT NOT NULL DEFAULT '';     -- the holder's public key, as a JSON Web Key
ALTER TABLE licence ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;    -- last yearly check; 0 is none yet
CREATE INDEX licence_place ON licence (place) WHERE state <> 'valid';
CREATE INDEX licence_office ON licence (office, issued);

-- What was done to each licence, word for word, as the log commits to it, with the
-- licence as it stood then: every version stays readable.
CREATE TABLE licence_deed (
  number TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  leaf   BIGINT NOT NULL UNIQUE,
  salt   BLOB NOT NULL,
  body   BLOB NOT NULL,
  PRIMARY KEY (number, seq)
);
INSERT INTO store_append_only (table_name) VALUES ('licence_deed');

-- +goose Down
SELECT 1;
