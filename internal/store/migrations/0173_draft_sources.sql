-- +goose Up
-- Where the answers of a draft come from that were fetched and not typed.
ALTER TABLE draft ADD COLUMN sources BLOB NOT NULL DEFAULT x'7b7d'; -- JSON object

-- +goose Down
SELECT 1;
