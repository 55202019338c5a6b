-- Records of other sources are kept as contacts of their own: offline they are the last good copy.
CREATE TABLE source_records (
    source     TEXT NOT NULL,
    id         TEXT NOT NULL,               -- as the source calls it
    contact    INTEGER NOT NULL UNIQUE REFERENCES contacts (id) ON DELETE CASCADE,
    updated_at INTEGER,                     -- the source's own last change
    birth      TEXT,                        -- for linking, never shown
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (source, id)
) WITHOUT ROWID;

-- What an agent picked for a number: a hint, which expires and opens nobody by itself.
CREATE TABLE pick_hints (
    number      TEXT NOT NULL,              -- E.164
    contact_key TEXT NOT NULL,
    agent       TEXT NOT NULL,
    picked_at   INTEGER NOT NULL,
    PRIMARY KEY (number, contact_key, agent)
) WITHOUT ROWID;

-- Notes on their way to a source of record.
CREATE TABLE outbox (
    key         TEXT NOT NULL PRIMARY KEY,  -- makes a second try harmless
    source      TEXT NOT NULL,
    record      TEXT NOT NULL,
    contact_key TEXT,
    body        TEXT NOT NULL,
    made_at     INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    error       TEXT
) WITHOUT ROWID;

-- Who was erased, as keyed hashes of their keys: a sync does not bring them back.
CREATE TABLE tombstones (
    hash      BLOB NOT NULL PRIMARY KEY,
    erased_at INTEGER NOT NULL
) WITHOUT ROWID;
