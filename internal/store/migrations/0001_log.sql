-- +goose Up

-- The time of the last commit: one row, so that time never runs back, not even over a restart.
CREATE TABLE store_clock (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    micro BIGINT NOT NULL -- microseconds since 1970, UTC
);
INSERT INTO store_clock (one, micro) VALUES (1, 0);

-- The tables that are only ever added to. A migration that makes such a table
-- names it here; the engine then refuses to change or delete its rows, each
-- engine in its own way. Who breaks in can undo that; the proofs remain.
CREATE TABLE store_append_only (
    table_name TEXT PRIMARY KEY
);
INSERT INTO store_append_only (table_name) VALUES ('log_leaf'), ('log_hash'), ('log_head');

-- The log: one row for each entry, by its place in the tree from 0. leaf holds
-- the canonical bytes of merkle.Entry and no personal data.
CREATE TABLE log_leaf (
    idx  INTEGER PRIMARY KEY CHECK (idx >= 0),
    leaf BLOB NOT NULL
);

-- The hashes that entry idx completes: its own (level 0), then each node whose
-- last entry it is, 32 bytes each, lowest first. Kept apart from the leaf so
-- that a changed leaf row is betrayed by a row nobody had a reason to touch.
CREATE TABLE log_hash (
    idx    INTEGER PRIMARY KEY CHECK (idx >= 0),
    hashes BLOB NOT NULL
);

-- Signed tree heads (checkpoints) as they were given out.
CREATE TABLE log_head (
    size   INTEGER PRIMARY KEY CHECK (size >= 0),
    signed BIGINT NOT NULL, -- microseconds since 1970, UTC
    note   TEXT NOT NULL    -- C2SP signed checkpoint, byte for byte
);
