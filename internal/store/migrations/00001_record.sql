-- The record: one row an entry, and where each record stands.
-- Times are microseconds since 1970 UTC; JSON is text that only Go reads.

-- +goose Up
CREATE TABLE chain (
    chain TEXT   NOT NULL PRIMARY KEY,
    seq   BIGINT NOT NULL,
    hash  TEXT   NOT NULL
);

CREATE TABLE entry (
    chain     TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    micros    BIGINT NOT NULL,
    actor     TEXT   NOT NULL,
    command   TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    body      TEXT   NOT NULL, -- empty when the entry was redacted
    body_hash TEXT   NOT NULL,
    prev      TEXT   NOT NULL,
    hash      TEXT   NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE INDEX entry_command ON entry (chain, command);

-- What lists show of an assessment: written with its entries, rebuildable
-- from them.
CREATE TABLE summary (
    chain             TEXT   NOT NULL PRIMARY KEY,
    slug              TEXT   NOT NULL,
    place             TEXT   NOT NULL,
    country           TEXT   NOT NULL,
    level             TEXT   NOT NULL,
    framework         TEXT   NOT NULL,
    framework_version TEXT   NOT NULL,
    round             BIGINT NOT NULL,
    date              TEXT   NOT NULL,
    year              BIGINT NOT NULL,
    state             TEXT   NOT NULL,
    languages         TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    data              TEXT   NOT NULL,
    demonstration     BIGINT NOT NULL,
    head_seq          BIGINT NOT NULL,
    head_hash         TEXT   NOT NULL,
    updated           BIGINT NOT NULL,
    sort_name         TEXT   NOT NULL, -- folded, for ordering by name
    search            TEXT   NOT NULL  -- folded, for finding by text
);
CREATE UNIQUE INDEX summary_slug ON summary (slug) WHERE slug <> '';
CREATE INDEX summary_updated ON summary (updated, chain);
CREATE INDEX summary_name ON summary (sort_name, chain);

CREATE TABLE member (
    chain   TEXT   NOT NULL,
    person  TEXT   NOT NULL,
    role    TEXT   NOT NULL,
    domains TEXT   NOT NULL,
    due     BIGINT NOT NULL,
    PRIMARY KEY (chain, person, role)
);
CREATE INDEX member_person ON member (person);

CREATE TABLE duty (
    chain  TEXT   NOT NULL,
    person TEXT   NOT NULL,
    kind   TEXT   NOT NULL,
    item   TEXT   NOT NULL,
    since  BIGINT NOT NULL,
    due    BIGINT NOT NULL,
    text   TEXT   NOT NULL,
    PRIMARY KEY (chain, person, kind, item)
);
CREATE INDEX duty_person ON duty (person);

-- Editions are inserted once and never updated; a withdrawal stands beside.
CREATE TABLE edition (
    slug          TEXT   NOT NULL,
    number        BIGINT NOT NULL,
    chain         TEXT   NOT NULL,
    hash          TEXT   NOT NULL,
    published     BIGINT NOT NULL,
    country       TEXT   NOT NULL,
    level         TEXT   NOT NULL,
    year          BIGINT NOT NULL,
    framework     TEXT   NOT NULL,
    languages     TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    place         TEXT   NOT NULL,
    date          TEXT   NOT NULL,
    demonstration BIGINT NOT NULL,
    developed     BIGINT NOT NULL,
    potential     BIGINT NOT NULL,
    changes       TEXT   NOT NULL,
    search        TEXT   NOT NULL,
    body          BYTEA  NOT NULL,
    PRIMARY KEY (slug, number)
);
CREATE INDEX edition_published ON edition (published, slug);

CREATE TABLE withdrawal (
    slug      TEXT   NOT NULL,
    number    BIGINT NOT NULL,
    notice    TEXT   NOT NULL,
    withdrawn BIGINT NOT NULL,
    PRIMARY KEY (slug, number)
);

-- Frameworks and other documents, by the hash of their bytes.
CREATE TABLE document (
    hash    TEXT   NOT NULL PRIMARY KEY,
    kind    TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    version TEXT   NOT NULL,
    body    BYTEA  NOT NULL,
    created BIGINT NOT NULL,
    UNIQUE (kind, name, version)
);

-- What someone is typing, before it becomes an entry.
CREATE TABLE draft (
    person  TEXT   NOT NULL,
    chain   TEXT   NOT NULL,
    item    TEXT   NOT NULL,
    field   TEXT   NOT NULL,
    text    TEXT   NOT NULL,
    base    BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    PRIMARY KEY (person, chain, item, field)
);

CREATE TABLE presence (
    chain  TEXT   NOT NULL,
    person TEXT   NOT NULL,
    item   TEXT   NOT NULL,
    seen   BIGINT NOT NULL,
    PRIMARY KEY (chain, person)
);

-- +goose Down
DROP TABLE presence;
DROP TABLE draft;
DROP TABLE document;
DROP TABLE withdrawal;
DROP TABLE edition;
DROP TABLE duty;
DROP TABLE member;
DROP TABLE summary;
DROP TABLE entry;
DROP TABLE chain;
