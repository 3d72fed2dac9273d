-- +goose Up

-- Who may act for whom: a person for a person, people for a firm. Both sides agreed.
CREATE TABLE representation (
    id        TEXT PRIMARY KEY,
    principal TEXT NOT NULL,   -- for whom
    agent     TEXT NOT NULL,   -- who acts; empty until somebody accepts
    role      TEXT NOT NULL,   -- delegate for a person; owner, agent or finance for a firm
    services  TEXT NOT NULL,   -- words with blanks between; empty means all
    licences  INTEGER NOT NULL,
    code      BLOB NOT NULL,   -- digest of what accepts it; empty once accepted
    made_by   TEXT NOT NULL,
    made      BIGINT NOT NULL,
    until     BIGINT NOT NULL, -- 0 without end
    accepted  BIGINT NOT NULL, -- 0 before
    ended     BIGINT NOT NULL, -- 0 while it holds
    ended_by  TEXT NOT NULL
);
CREATE INDEX representation_agent ON representation (agent);
CREATE INDEX representation_principal ON representation (principal);

-- +goose Down
SELECT 1;
