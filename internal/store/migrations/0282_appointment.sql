-- +goose Up
-- A time at a counter that somebody keeps free for themselves.
CREATE TABLE appointment (
  id      TEXT PRIMARY KEY,
  person  TEXT NOT NULL,
  office  TEXT NOT NULL,
  begins  BIGINT NOT NULL,
  about   TEXT NOT NULL,    -- a service, or empty
  made    BIGINT NOT NULL,
  dropped BIGINT NOT NULL   -- 0 while it stands
);
CREATE INDEX appointment_office ON appointment (office, begins);
CREATE INDEX appointment_person ON appointment (person, begins);

-- +goose Down
SELECT 1;
