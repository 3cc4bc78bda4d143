-- How far handlers have come, version 1. Applied once, in a transaction; never edited after a release: what changes comes in a new script.
-- Times are microseconds since 1970-01-01 UTC.

CREATE TABLE handler (
    name     TEXT    PRIMARY KEY,
    position INTEGER NOT NULL               -- seq: up to here each event is handled, or stands in owed
) STRICT, WITHOUT ROWID;

CREATE TABLE owed (
    handler   TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    id        BLOB    NOT NULL,             -- the event's, 16 bytes, big-endian
    attempts  INTEGER NOT NULL,             -- that failed
    due_at    INTEGER,                      -- when it is tried again; NULL: parked
    failed_at INTEGER NOT NULL,
    error     TEXT    NOT NULL,
    PRIMARY KEY (handler, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX owed_due ON owed (handler, due_at, seq);
