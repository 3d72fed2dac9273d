-- +goose Up

-- Signed heads are a chain: each knows the size of the one before, so that a lost one is
-- missed, and the newest is known apart from them.
DROP TRIGGER IF EXISTS log_head_no_UPDATE;
ALTER TABLE log_head ADD COLUMN prev BIGINT NOT NULL DEFAULT -1; -- size of the head signed before; -1 for the first
UPDATE log_head SET prev = coalesce((SELECT max(h.size) FROM log_head h WHERE h.size < log_head.size), -1);

CREATE TABLE log_head_last (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    size BIGINT NOT NULL
);
INSERT INTO log_head_last (one, size) SELECT 1, max(size) FROM log_head HAVING max(size) IS NOT NULL;

-- The files of a case are asked for with every page of it.
CREATE INDEX file_case ON file (casefile, added);
CREATE INDEX submission_number ON submission (number);

-- +goose Down
SELECT 1;
