-- +goose Up

-- The resource ledger: what a government runs, who owns it and what rests on what.
CREATE TABLE resource (
    id       TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,
    name_zh  TEXT NOT NULL,
    name_en  TEXT NOT NULL,
    duty_zh  TEXT NOT NULL,
    duty_en  TEXT NOT NULL,
    owner    TEXT NOT NULL,   -- office id
    business TEXT NOT NULL,   -- the core business it serves
    level    TEXT NOT NULL,
    grade    INTEGER NOT NULL,
    users    TEXT NOT NULL,   -- comma-separated, in order
    state    TEXT NOT NULL
);
CREATE INDEX resource_list ON resource (kind, id);
CREATE INDEX resource_owner ON resource (owner, id);

CREATE TABLE resource_need (
    id   TEXT NOT NULL,
    need TEXT NOT NULL,       -- the resource it rests on
    PRIMARY KEY (id, need)
);
CREATE INDEX resource_need_back ON resource_need (need, id);

-- What was done to a resource, by whom and why; only ever added to.
CREATE TABLE resource_deed (
    resource TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    verb     TEXT NOT NULL,
    by_id    TEXT NOT NULL,
    by_name  TEXT NOT NULL,
    at       BIGINT NOT NULL,
    reason   TEXT NOT NULL,
    PRIMARY KEY (resource, seq)
);

-- What an owner was told of the retirement of something theirs rests on, and what they
-- answered.
CREATE TABLE resource_warning (
    resource  TEXT NOT NULL,  -- that is to be retired
    dependent TEXT NOT NULL,
    owner     TEXT NOT NULL,  -- office of the dependent
    told      BIGINT NOT NULL,
    answer    TEXT NOT NULL,  -- empty while there is none
    by_id     TEXT NOT NULL,
    answered  BIGINT NOT NULL,
    PRIMARY KEY (resource, dependent)
);
CREATE INDEX resource_warning_owner ON resource_warning (owner, answered);

CREATE TABLE resource_request (
    id       INTEGER PRIMARY KEY,
    resource TEXT NOT NULL,
    owner    TEXT NOT NULL,
    office   TEXT NOT NULL,   -- that asks
    by_id    TEXT NOT NULL,
    purpose  TEXT NOT NULL,
    asked    BIGINT NOT NULL,
    due      BIGINT NOT NULL, -- 0 where no time was declared
    granted  INTEGER NOT NULL, -- -1 while unanswered, 0 refused, 1 granted
    reason   TEXT NOT NULL,
    answered BIGINT NOT NULL,
    answerer TEXT NOT NULL
);
CREATE INDEX resource_request_owner ON resource_request (owner, granted, due, id);
CREATE INDEX resource_request_office ON resource_request (office, id);

CREATE TABLE resource_rule (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    answer_within TEXT NOT NULL
);

INSERT INTO store_append_only (table_name) VALUES ('resource_deed');

-- +goose Down
SELECT 1;
