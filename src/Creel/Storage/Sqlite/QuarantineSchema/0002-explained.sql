-- The quarantine, version 2: what was found out about signatures that were not taken.

ALTER TABLE refused ADD COLUMN cause TEXT;                  -- one word, such as clock; NULL: none was found, or looked for
ALTER TABLE content ADD COLUMN tried TEXT;                  -- what was tried, a line each
