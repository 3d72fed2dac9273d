-- +goose Up
-- What an official finds a case by: names, numbers, addresses, how they are said. It
-- follows from the acts and can be made anew. The index holds no text of its own.
CREATE TABLE case_find_key (
  id     INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE case_find USING fts5 (office, written, spoken, initials, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='4');

-- +goose Down
SELECT 1;
