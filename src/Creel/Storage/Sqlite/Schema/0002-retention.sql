-- The inbox, version 2: what deleting old events needs.
-- Needs 5 % of the file

-- The repeats of an event go with it.
CREATE INDEX repeat_seq ON repeat (seq);

-- Sender keys whose event was deleted within their window: a sender that repeats itself still gets the same answer and id.
CREATE TABLE deleted_key (
    seq        INTEGER PRIMARY KEY,
    source     TEXT    NOT NULL,
    key        TEXT    NOT NULL,
    id         BLOB    NOT NULL,
    body_hash  BLOB    NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- How far each rule has come, so that it never looks again at what it let stand. A rule is named by the sources it is for.
CREATE TABLE retention_progress (
    rule       TEXT    PRIMARY KEY,
    deleted_to INTEGER NOT NULL,        -- place up to which nothing is left for the rule to delete
    counted_to INTEGER NOT NULL,        -- place up to which its bytes are counted
    bytes      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
