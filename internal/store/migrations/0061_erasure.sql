-- +goose Up

-- What may be changed after all in a table that is only added to: a condition on the
-- OLD and the NEW row of an update. Nothing else is let through, and no deletion.
ALTER TABLE store_append_only ADD COLUMN unless_update TEXT NOT NULL DEFAULT '';

-- Records that were erased by two people on a ground in law. What is left of a
-- record is its number and this row, to which the log commits.
CREATE TABLE erasure (
    number      TEXT PRIMARY KEY,
    ground      TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed    BIGINT NOT NULL,
    approved_by TEXT NOT NULL,    -- empty while nobody has
    approved    BIGINT NOT NULL,
    leaf        BIGINT NOT NULL,  -- of the entry that says so; -1 before
    salt        BLOB NOT NULL,
    body        BLOB NOT NULL,    -- the bytes the entry commits to
    CHECK (approved_by = '' OR approved_by <> proposed_by)
);

UPDATE store_append_only SET unless_update = 'length(NEW.body) = 0 AND length(NEW.salt) = 0 AND NEW.by_id = '''' AND NEW.verb = '''' AND NEW.at = 0 AND NEW.number = OLD.number AND NEW.seq = OLD.seq AND NEW.leaf = OLD.leaf AND EXISTS (SELECT 1 FROM erasure e WHERE e.number = OLD.number AND e.approved_by <> '''')'
WHERE table_name = 'act';
DROP TRIGGER IF EXISTS act_no_UPDATE;

-- +goose Down
SELECT 1;
