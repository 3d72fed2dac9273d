-- +goose Up

-- A session says how sure it was who signed in and when that was last proved. It
-- stays for some days after its end, so that what was typed into it can go on.
ALTER TABLE session ADD COLUMN id      TEXT NOT NULL DEFAULT '';   -- its name for the owner; not the secret
ALTER TABLE session ADD COLUMN level   INTEGER NOT NULL DEFAULT 1; -- 1 low, 2 substantial, 3 high
ALTER TABLE session ADD COLUMN proved  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN ended   BIGINT NOT NULL DEFAULT 0;  -- by its owner or the office; 0 while nobody has
ALTER TABLE session ADD COLUMN way     TEXT NOT NULL DEFAULT '';   -- how they signed in
ALTER TABLE session ADD COLUMN device  TEXT NOT NULL DEFAULT '';   -- as the browser calls itself
ALTER TABLE session ADD COLUMN network TEXT NOT NULL DEFAULT '';   -- where they signed in from, the last part left out
ALTER TABLE session ADD COLUMN acting  TEXT NOT NULL DEFAULT '';   -- for whom; empty for oneself
CREATE INDEX session_used ON session (used);

-- A form that was sent when its session had ended, or before the person had proved
-- who they are once more. Only the session's secret, which nobody keeps here, opens it.
CREATE TABLE kept_form (
    session BLOB PRIMARY KEY,  -- digest of the secret
    body    BLOB NOT NULL,     -- AES-256-GCM
    kept    BIGINT NOT NULL
);
CREATE INDEX kept_form_kept ON kept_form (kept);

-- +goose Down
SELECT 1;
