-- +goose Up
-- What is asked for, approved and taken out of registers in bulk, as it stands.
CREATE TABLE data_export (
  id       INTEGER PRIMARY KEY,
  register TEXT NOT NULL,
  office   TEXT NOT NULL,   -- of who asked
  by_id    TEXT NOT NULL,
  state    TEXT NOT NULL,
  body     BLOB NOT NULL    -- JSON of the whole
);
CREATE INDEX data_export_by ON data_export (by_id, id);
CREATE INDEX data_export_office ON data_export (office, id);
CREATE INDEX data_export_register ON data_export (register, id);

-- Each deed about one, to which the log commits; a refused one too.
CREATE TABLE data_export_act (
  leaf BIGINT PRIMARY KEY,
  salt BLOB NOT NULL,
  body BLOB NOT NULL
);
INSERT INTO store_append_only (table_name) VALUES ('data_export_act');

-- A look in bulk names the export and who approved it.
ALTER TABLE look ADD COLUMN export BIGINT NOT NULL DEFAULT 0;
ALTER TABLE look ADD COLUMN second TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
