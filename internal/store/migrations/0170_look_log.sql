-- +goose Up
-- A look says on which article it rests, in which service, and through whom it was
-- made; the log commits to body by a salted hash. Looks from before have leaf -1.
ALTER TABLE look ADD COLUMN reader  TEXT NOT NULL DEFAULT 'person';
ALTER TABLE look ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE look ADD COLUMN law     TEXT NOT NULL DEFAULT '';
ALTER TABLE look ADD COLUMN article TEXT NOT NULL DEFAULT '';
ALTER TABLE look ADD COLUMN refused TEXT NOT NULL DEFAULT ''; -- text key of why nothing was served
ALTER TABLE look ADD COLUMN leaf    BIGINT NOT NULL DEFAULT -1;
ALTER TABLE look ADD COLUMN salt    BLOB NOT NULL DEFAULT x'';
ALTER TABLE look ADD COLUMN body    BLOB NOT NULL DEFAULT x'';
CREATE INDEX look_leaf ON look (leaf) WHERE leaf >= 0;

-- +goose Down
SELECT 1;
