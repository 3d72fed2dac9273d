-- +goose Up
-- 0 for a case whose applicant asks that a person look again at what rules had a part
-- in: it stands first in worklists. 1 for every other.
ALTER TABLE casefile ADD COLUMN ahead INTEGER NOT NULL DEFAULT 1;
DROP INDEX casefile_office;
CREATE INDEX casefile_office ON casefile (office, ended, ahead, paused, due, number);

-- +goose Down
SELECT 1;
