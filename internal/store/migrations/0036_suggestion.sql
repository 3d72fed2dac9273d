-- +goose Up
-- What people told us without being asked who they are: words searched in vain,
-- complaints and suggestions.
CREATE TABLE suggestion (
  id    INTEGER PRIMARY KEY,
  kind  TEXT NOT NULL,    -- search or feedback
  words TEXT NOT NULL,
  at    BIGINT NOT NULL
);
CREATE INDEX suggestion_at ON suggestion (kind, at);

-- +goose Down
SELECT 1;
