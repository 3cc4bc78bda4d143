-- The inbox, version 3: events that were read from a file.
-- Needs 1 % of the file

-- 1: nobody knows when the event came. received_at is then when it was imported: its age counts from there, and it is found there.
ALTER TABLE event ADD COLUMN received_unknown INTEGER NOT NULL DEFAULT 0;
