-- +goose Up
-- Holders are told before their licence ends: those that end soon are found by their end.
CREATE INDEX licence_by_end ON licence (expires, number) WHERE state = 'valid' AND expires > 0;

-- +goose Down
SELECT 1;
