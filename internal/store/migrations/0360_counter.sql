-- +goose Up
-- Where people come in person. One that is closed keeps its row: times were reserved there.
CREATE TABLE counter (
  id         TEXT PRIMARY KEY,
  at         INTEGER NOT NULL,  -- its turn in the list
  name_zh    TEXT NOT NULL,
  name_en    TEXT NOT NULL,
  address_zh TEXT NOT NULL,
  address_en TEXT NOT NULL,
  hours_zh   TEXT NOT NULL,
  hours_en   TEXT NOT NULL,
  point      TEXT NOT NULL,     -- latitude,longitude in degrees, CGCS2000
  offices    TEXT NOT NULL,     -- ids, one a line; the first keeps the counter
  closed     INTEGER NOT NULL   -- 1 since it is no longer in the list
);
-- Where people live, by its middle.
CREATE TABLE place (
  area    TEXT PRIMARY KEY,
  at      INTEGER NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  point   TEXT NOT NULL
);
ALTER TABLE appointment ADD COLUMN counter TEXT NOT NULL DEFAULT '';
CREATE INDEX appointment_counter ON appointment (counter, begins);

-- +goose Down
SELECT 1;
