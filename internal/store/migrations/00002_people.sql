-- People and how they come in; background work; preserved sources; settings.

-- +goose Up
CREATE TABLE person (
    id          TEXT   NOT NULL PRIMARY KEY,
    login       TEXT   NOT NULL,
    login_key   TEXT   NOT NULL, -- folded, so that a name is taken in any case
    name        TEXT   NOT NULL,
    email       TEXT   NOT NULL,
    language    TEXT   NOT NULL,
    admin       BIGINT NOT NULL,
    coordinator BIGINT NOT NULL,
    disabled    BIGINT NOT NULL,
    password    TEXT   NOT NULL,
    totp        BYTEA  NOT NULL,
    passkeys    BYTEA  NOT NULL,
    created     BIGINT NOT NULL,
    seen        BIGINT NOT NULL,
    digest      BIGINT NOT NULL,
    erased      BIGINT NOT NULL,
    search      TEXT   NOT NULL
);
CREATE UNIQUE INDEX person_login ON person (login_key) WHERE login_key <> '';

CREATE TABLE session (
    hash    TEXT   NOT NULL PRIMARY KEY,
    person  TEXT   NOT NULL,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    device  TEXT   NOT NULL
);
CREATE INDEX session_person ON session (person);

CREATE TABLE invitation (
    hash    TEXT   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    chain   TEXT   NOT NULL,
    role    TEXT   NOT NULL,
    domains TEXT   NOT NULL,
    email   TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    made_by TEXT   NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT NOT NULL,
    data    TEXT   NOT NULL
);
CREATE INDEX invitation_chain ON invitation (chain);

CREATE TABLE attempt (
    id        TEXT   NOT NULL PRIMARY KEY,
    key_hash  TEXT   NOT NULL, -- of what was tried: it may be any length
    attempted BIGINT NOT NULL
);
CREATE INDEX attempt_key ON attempt (key_hash, attempted);

-- A preserved copy of a cited source. Addresses are keyed by their hash, since
-- an index has a longest key and an address has none.
CREATE TABLE preserved (
    hash     TEXT   NOT NULL,
    url_hash TEXT   NOT NULL,
    url      TEXT   NOT NULL,
    fetched  BIGINT NOT NULL,
    type     TEXT   NOT NULL,
    charset  TEXT   NOT NULL,
    size     BIGINT NOT NULL,
    title    TEXT   NOT NULL,
    text     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    search   TEXT   NOT NULL,
    PRIMARY KEY (hash, url_hash)
);
CREATE INDEX preserved_url ON preserved (url_hash, fetched);

CREATE TABLE link_check (
    url_hash TEXT   NOT NULL PRIMARY KEY,
    url      TEXT   NOT NULL,
    checked  BIGINT NOT NULL,
    status   BIGINT NOT NULL,
    note     TEXT   NOT NULL
);

CREATE TABLE job (
    id       TEXT   NOT NULL PRIMARY KEY, -- new with every lease
    kind     TEXT   NOT NULL,
    job_key  TEXT   NOT NULL,
    payload  BYTEA  NOT NULL,
    run      BIGINT NOT NULL, -- not before
    attempts BIGINT NOT NULL,
    created  BIGINT NOT NULL,
    leased   BIGINT NOT NULL, -- until; 0 when nobody works on it
    again    BIGINT NOT NULL, -- asked for once more while it was worked on
    dead     BIGINT NOT NULL, -- when it was given up; 0 while it lives
    error    TEXT   NOT NULL,
    UNIQUE (kind, job_key)
);
CREATE INDEX job_run ON job (dead, run);

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- +goose Down
DROP TABLE setting;
DROP TABLE job;
DROP TABLE link_check;
DROP TABLE preserved;
DROP TABLE attempt;
DROP TABLE invitation;
DROP TABLE session;
DROP TABLE person;
