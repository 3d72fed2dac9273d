-- +goose Up
-- Grants that were made by requests stood in a table of their own, out of the log. They
-- are grants as the others are (docs/adr/0025). Those from before have no entry in the
-- log until the next deed: old says so.
ALTER TABLE data_grant ADD COLUMN request TEXT NOT NULL DEFAULT '';  -- number of the request that was decided
ALTER TABLE data_grant ADD COLUMN dataset TEXT NOT NULL DEFAULT '';
ALTER TABLE data_grant ADD COLUMN holder  TEXT NOT NULL DEFAULT '';  -- the office that granted it
ALTER TABLE data_grant ADD COLUMN reader  TEXT NOT NULL DEFAULT '';  -- the one office that may read
ALTER TABLE data_grant ADD COLUMN words   TEXT NOT NULL DEFAULT '';  -- the purpose as it was asked for
ALTER TABLE data_grant ADD COLUMN old     INTEGER NOT NULL DEFAULT 0;
INSERT INTO data_grant (register, declared, request, dataset, holder, service, office, reader, purpose, words, fields, law, article, from_day, until, made, made_by, cut, cut_by, why, old)
  SELECT register, '', number, dataset, holder, service, '', office, 'prove', purpose, fields, '', '', strftime('%Y-%m-%d', made / 1000000, 'unixepoch'), until, made, '', cut, cut_by, why, 1
  FROM entitlement ORDER BY made, number;
DROP TABLE entitlement;
CREATE INDEX data_grant_request ON data_grant (request) WHERE request <> '';

-- A look says under which grant of which register it was done, so that its owner sees it.
ALTER TABLE look ADD COLUMN register   TEXT NOT NULL DEFAULT '';
ALTER TABLE look ADD COLUMN data_grant BIGINT NOT NULL DEFAULT 0;
CREATE INDEX look_register ON look (register, data_grant, at) WHERE register <> '';

-- A look at many people at once, and at each the case they are shown with. Where whole
-- is 1 it was at everybody in the register.
ALTER TABLE look ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
CREATE INDEX look_whole ON look (register, at) WHERE whole = 1;
CREATE TABLE look_of (
  look    BIGINT NOT NULL,
  place   INTEGER NOT NULL,
  subject TEXT NOT NULL,
  number  TEXT NOT NULL,
  PRIMARY KEY (look, place)
);
CREATE INDEX look_of_subject ON look_of (subject, look);
INSERT INTO store_append_only (table_name) VALUES ('look_of');

-- +goose Down
SELECT 1;
