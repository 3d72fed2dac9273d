-- +goose Up

-- The four lists 四张清单. What was changed, by whom, when and why: one row for each
-- use of one of the six verbs.
CREATE TABLE catalogue_change (
  id        BIGINT PRIMARY KEY,   -- from 1, in the order recorded
  verb      TEXT NOT NULL,
  list      TEXT NOT NULL,
  by_id     TEXT NOT NULL,
  at        BIGINT NOT NULL,      -- recorded, microseconds since 1970, UTC
  effective BIGINT NOT NULL,
  why       TEXT NOT NULL,
  basis     BLOB NOT NULL         -- JSON array of citations
);

-- Every version of every entry, whole.
CREATE TABLE catalogue_version (
  list    TEXT NOT NULL,
  code    TEXT NOT NULL,
  version INTEGER NOT NULL,       -- from 1, without gaps
  change  BIGINT NOT NULL REFERENCES catalogue_change (id),
  from_at BIGINT NOT NULL,        -- in effect from here until the next version is
  body    BLOB NOT NULL,          -- the entry as JSON
  PRIMARY KEY (list, code, version)
);
CREATE INDEX catalogue_version_change ON catalogue_version (change);

-- Which entry became which, by a split or a merge.
CREATE TABLE catalogue_link (
  list   TEXT NOT NULL,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  change BIGINT NOT NULL REFERENCES catalogue_change (id),
  PRIMARY KEY (list, source, target, change)
);
CREATE INDEX catalogue_link_target ON catalogue_link (list, target, source, change);
CREATE INDEX catalogue_link_change ON catalogue_link (change);

INSERT INTO store_append_only (table_name) VALUES ('catalogue_change'), ('catalogue_version'), ('catalogue_link');

-- The last version of each entry, spread out so that a list is one query. It can be
-- thrown away and made again from the versions; a test does. The filters stand in each index,
-- so that only the rows of the page itself are read from the table.
CREATE TABLE catalogue_entry (
  list    TEXT NOT NULL,
  code    TEXT NOT NULL,
  version INTEGER NOT NULL,
  state   TEXT NOT NULL,
  agency  TEXT NOT NULL,
  area    TEXT NOT NULL,
  type    TEXT NOT NULL,
  service TEXT NOT NULL,
  name    TEXT NOT NULL,          -- in Chinese, or whatever there is
  name_en TEXT NOT NULL,          -- in English; empty where there is none
  from_at BIGINT NOT NULL,
  body    BLOB NOT NULL,
  PRIMARY KEY (list, code)
);
CREATE INDEX catalogue_entry_list ON catalogue_entry (list, code, state, type, area, agency, name, name_en);
CREATE INDEX catalogue_entry_code ON catalogue_entry (code, list, state, type, area, agency, name, name_en);
CREATE INDEX catalogue_entry_agency ON catalogue_entry (agency, code, list, state, type, area, name, name_en);
CREATE INDEX catalogue_entry_area ON catalogue_entry (area, code, list, state, type, agency, name, name_en);
CREATE INDEX catalogue_entry_rare ON catalogue_entry (state, code, list) WHERE state <> 'in-force';
CREATE INDEX catalogue_entry_count ON catalogue_entry (list, state);
CREATE INDEX catalogue_entry_service ON catalogue_entry (service) WHERE service <> '';

-- From the article of a law to the entries, not cancelled, that rest on it.
CREATE TABLE catalogue_basis (
  law     TEXT NOT NULL,
  article TEXT NOT NULL,
  list    TEXT NOT NULL,
  code    TEXT NOT NULL,
  PRIMARY KEY (law, article, list, code)
);
CREATE INDEX catalogue_basis_entry ON catalogue_basis (list, code);

-- +goose Down
SELECT 1;
