-- +goose Up
-- What a person set for themselves. Nobody else reads it and no case depends on it.
CREATE TABLE setting (
  person TEXT NOT NULL,
  kind   TEXT NOT NULL,     -- view, keys, notice …
  name   TEXT NOT NULL,
  value  TEXT NOT NULL,
  PRIMARY KEY (person, kind, name)
);

-- +goose Down
SELECT 1;
