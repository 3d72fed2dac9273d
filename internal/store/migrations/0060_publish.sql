-- +goose Up

-- The keys that signed the log, by the entry that announced each: whoever walks
-- the log meets a change of key where it happened.
CREATE TABLE log_key (
    leaf BIGINT PRIMARY KEY,
    vkey TEXT NOT NULL      -- verifier key in a note's form
);

-- What witnesses signed under heads that were given out.
CREATE TABLE log_cosignature (
    size    BIGINT NOT NULL, -- of the head
    witness TEXT NOT NULL,   -- its name
    line    TEXT NOT NULL,   -- the signature line, byte for byte
    kept    BIGINT NOT NULL, -- microseconds since 1970, UTC
    PRIMARY KEY (size, witness)
);
CREATE INDEX log_cosignature_witness ON log_cosignature (witness, size);

INSERT INTO store_append_only (table_name) VALUES ('log_key'), ('log_cosignature');

-- +goose Down
SELECT 1;
