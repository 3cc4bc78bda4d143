-- The inbox, version 1. Applied once, in a transaction; never edited after a release: what changes comes in a new script.
-- Times are microseconds since 1970-01-01 UTC. Numbers for words (verdict, body_reading) stand in src/Creel/Inbox/Verdict.cs.

-- What lists, feeds and queries read: narrow, so that looking through a million events does not drag their bodies along.
CREATE TABLE event (
    seq             INTEGER PRIMARY KEY,    -- place in commit order
    id              BLOB    NOT NULL,       -- UUIDv7, 16 bytes, big-endian
    received_at     INTEGER NOT NULL,
    source          TEXT    NOT NULL,
    sender          TEXT    NOT NULL,
    verdict         INTEGER NOT NULL,
    method          TEXT    NOT NULL,
    path            TEXT    NOT NULL,
    remote_address  TEXT    NOT NULL,
    size            INTEGER NOT NULL,       -- bytes of the body as kept
    body_reading    INTEGER NOT NULL,
    body_hash       BLOB    NOT NULL,       -- first 16 bytes of its SHA-256
    sender_key      TEXT,
    key_reused      INTEGER NOT NULL,
    repeats         INTEGER NOT NULL DEFAULT 0,
    repeat_of       BLOB,                   -- id of an earlier look-alike
    redacted        TEXT,                   -- paths, separated by spaces
    items           INTEGER NOT NULL,       -- 1: the facts below are those of its one item
    type            TEXT,
    title           TEXT,
    level           INTEGER,
    severity_raw    TEXT,
    status          TEXT,
    status_raw      TEXT,
    subject         TEXT,
    correlation     TEXT,
    occurred_at     INTEGER,
    occurred_at_raw TEXT,
    link            TEXT,
    test            INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX event_id ON event (id);

-- The bulky part of an event.
CREATE TABLE content (
    seq     INTEGER PRIMARY KEY,
    tls     TEXT,
    query   TEXT NOT NULL,
    headers BLOB NOT NULL,                  -- lines "Name: value", LF, Latin-1
    body    BLOB NOT NULL                   -- as sent, still encoded
) STRICT;

-- The items of events that have more than one.
CREATE TABLE batch_item (
    seq             INTEGER NOT NULL,
    item            INTEGER NOT NULL,
    type            TEXT,
    title           TEXT,
    level           INTEGER,
    severity_raw    TEXT,
    status          TEXT,
    status_raw      TEXT,
    subject         TEXT,
    correlation     TEXT,
    occurred_at     INTEGER,
    occurred_at_raw TEXT,
    link            TEXT,
    test            INTEGER NOT NULL,
    PRIMARY KEY (seq, item)
) STRICT, WITHOUT ROWID;

-- The items of every event; item 0 always exists. A query matches an event when one item satisfies all its fact terms.
CREATE VIEW item AS
    SELECT seq, 0 AS item, type, title, level, severity_raw, status, status_raw, subject, correlation, occurred_at, occurred_at_raw, link, test
    FROM event WHERE items = 1
    UNION ALL
    SELECT * FROM batch_item;

-- When a kept event was sent again.
CREATE TABLE repeat (
    id          INTEGER PRIMARY KEY,
    seq         INTEGER NOT NULL,           -- the event that was kept
    received_at INTEGER NOT NULL
) STRICT;

-- The sender keys of the window, so that it can be rebuilt at a start without reading all history.
CREATE TABLE sender_key (
    seq        INTEGER PRIMARY KEY,
    source     TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Written to learn whether a failing disk has recovered.
CREATE TABLE probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at INTEGER NOT NULL
) STRICT;
