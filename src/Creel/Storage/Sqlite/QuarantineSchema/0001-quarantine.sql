-- The quarantine, version 1. Applied once, in a transaction; never edited after a release: what changes comes in a new script.
-- Times are microseconds since 1970-01-01 UTC. The numbers of extent stand in src/Creel/Inbox/RefusedRequest.cs.

-- What lists read.
CREATE TABLE refused (
    seq            INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: a page's cursor outlives the rows before it
    id             BLOB    NOT NULL,        -- UUIDv7, 16 bytes, big-endian; the id of the event, if it becomes one
    first_at       INTEGER NOT NULL,
    last_at        INTEGER NOT NULL,
    count          INTEGER NOT NULL,
    source         TEXT,
    reason         TEXT    NOT NULL,
    next_step      TEXT,
    status         INTEGER NOT NULL,
    remote_address TEXT    NOT NULL,
    address_group  TEXT    NOT NULL,        -- the address, or the /64 of an IPv6 one: what is limited
    method         TEXT    NOT NULL,
    path           TEXT    NOT NULL,
    size           INTEGER NOT NULL,        -- bytes of the body as kept
    extent         INTEGER NOT NULL,
    redacted       TEXT,                    -- paths, separated by spaces
    event_id       BLOB,                    -- the event that an operator made of it
    accepted_at    INTEGER
) STRICT;

CREATE UNIQUE INDEX refused_id ON refused (id);
CREATE INDEX refused_source ON refused (source, seq);
CREATE INDEX refused_address ON refused (address_group, seq);
CREATE INDEX refused_reason ON refused (reason, seq);

-- The bulky part.
CREATE TABLE content (
    seq     INTEGER PRIMARY KEY,
    tls     TEXT,
    query   TEXT NOT NULL,
    headers BLOB NOT NULL,                  -- lines "Name: value", LF, Latin-1
    body    BLOB NOT NULL                   -- as sent, still encoded
) STRICT;

CREATE TRIGGER refused_gone AFTER DELETE ON refused BEGIN
    DELETE FROM content WHERE seq = OLD.seq;
END;
