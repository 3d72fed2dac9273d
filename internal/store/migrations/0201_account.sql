-- +goose Up

-- How somebody who is known here proves that it is them.
CREATE TABLE account (
    person    TEXT PRIMARY KEY,
    login     TEXT NOT NULL,      -- the name they type, in lower case; empty without a password
    password  TEXT NOT NULL,      -- argon2id; empty without one
    proofed   INTEGER NOT NULL,   -- how sure the office is who it is: 1 low, 2 substantial, 3 high
    code_key  BLOB NOT NULL,      -- of one-time codes, encrypted under the site's key; empty without
    code_step BIGINT NOT NULL,    -- the last period whose code was used
    handle    BLOB NOT NULL,      -- by which passkeys know the account; tells nothing about the person
    changed   BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_login ON account (login) WHERE login <> '';
CREATE UNIQUE INDEX account_handle ON account (handle);

CREATE TABLE recovery_code (
    person TEXT NOT NULL,
    code   BLOB NOT NULL,   -- digest; gone when used
    PRIMARY KEY (person, code)
);

-- A letter of the office with which somebody makes their account.
CREATE TABLE invitation (
    code    BLOB PRIMARY KEY,  -- digest
    person  TEXT NOT NULL,
    proofed INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL    -- 0 while nobody has
);
CREATE INDEX invitation_person ON invitation (person, made);

-- Devices that somebody has signed in with: they are not slowed by what others guess.
CREATE TABLE known_device (
    secret BLOB NOT NULL,      -- digest
    person TEXT NOT NULL,
    since  BIGINT NOT NULL,
    used   BIGINT NOT NULL,
    PRIMARY KEY (secret, person)
);
CREATE INDEX known_device_person ON known_device (person);

-- Failures under a key, which is a mark of account, network or device.
CREATE TABLE failed_attempt (
    key      BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last     BIGINT NOT NULL
);
CREATE INDEX failed_attempt_last ON failed_attempt (last);

-- A way in of several steps between two of them. Taken once.
CREATE TABLE ceremony (
    id      BLOB PRIMARY KEY,  -- digest of what the browser holds
    kind    TEXT NOT NULL,
    body    BLOB NOT NULL,
    tries   INTEGER NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX ceremony_expires ON ceremony (expires);

CREATE TABLE passkey (
    id     BLOB PRIMARY KEY,
    person TEXT NOT NULL,
    name   TEXT NOT NULL,
    body   BLOB NOT NULL,      -- the credential as JSON: public key, counter, flags
    added  BIGINT NOT NULL,
    used   BIGINT NOT NULL     -- 0 before the first time
);
CREATE INDEX passkey_person ON passkey (person, added);

-- Who somebody is at a provider of identities.
CREATE TABLE identity_link (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    person  TEXT NOT NULL,
    mark    BLOB NOT NULL,     -- of the identity number the provider told, under the site's key; empty without
    linked  BIGINT NOT NULL,
    used    BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE INDEX identity_link_person ON identity_link (person);
CREATE INDEX identity_link_mark ON identity_link (mark) WHERE length(mark) > 0;

-- What a program may do in somebody's name.
CREATE TABLE access_token (
    secret  BLOB PRIMARY KEY,  -- digest
    id      TEXT NOT NULL,
    person  TEXT NOT NULL,
    name    TEXT NOT NULL,
    scopes  TEXT NOT NULL,
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL,   -- 0 before the first time; kept to the hour
    revoked BIGINT NOT NULL    -- 0 while it is good
);
CREATE INDEX access_token_person ON access_token (person, made);

-- +goose Down
SELECT 1;
