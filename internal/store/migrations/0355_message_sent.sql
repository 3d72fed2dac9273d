-- +goose Up
-- Whether a letter left is in the outbox, by channel: a message itself is only read or not.
DROP INDEX message_unsent;
ALTER TABLE message DROP COLUMN sent;

-- +goose Down
SELECT 1;
