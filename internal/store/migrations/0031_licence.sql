-- +goose Up
CREATE TABLE licence (
  number  TEXT PRIMARY KEY,
  kind    TEXT NOT NULL,
  service TEXT NOT NULL,
  digest  TEXT NOT NULL,     -- of the pack whose words and fields it carries
  casefile TEXT NOT NULL,
  office  TEXT NOT NULL,
  holder  TEXT NOT NULL,
  name    TEXT NOT NULL,     -- the holder's name as issued
  issued  BIGINT NOT NULL,
  expires BIGINT NOT NULL,   -- 0 without end
  fields  BLOB NOT NULL,     -- JSON object, as issued
  mark    TEXT NOT NULL      -- unguessable part of the address of its public check
);
CREATE INDEX licence_holder ON licence (holder, issued);
CREATE INDEX licence_case ON licence (casefile);
CREATE UNIQUE INDEX licence_mark ON licence (mark);

-- +goose Down
SELECT 1;
