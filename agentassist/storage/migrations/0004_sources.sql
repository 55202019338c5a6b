-- Records of other sources are kept as contacts of their own: offline they are the last good copy.
CREATE TABLE source_records (
    source     TEXT NOT NULL,
    id         TEXT NOT NULL,               -- as the source calls it
    contact    INTEGER NOT NULL UNIQUE REFERENCES contacts (id) ON DELETE CASCADE,
    updated_at INTEGER,                     -- the source's own last change
    birth      TEXT,                        -- for linking, never shown
    fetched_at INTEGER NOT NULL,
    history_at INTEGER,                     -- when its interactions were fetched
    imported   INTEGER NOT NULL DEFAULT 0,  -- from a file: no copy of what can be asked for again
    PRIMARY KEY (source, id)
) WITHOUT ROWID;

-- What the timeline is arranged by. NULL: the source did not say.
ALTER TABLE interactions ADD COLUMN direction TEXT;
ALTER TABLE interactions ADD COLUMN thread TEXT;
ALTER TABLE interactions ADD COLUMN parent TEXT;
ALTER TABLE interactions ADD COLUMN unanswered INTEGER;
ALTER TABLE interactions ADD COLUMN answered_at INTEGER;
ALTER TABLE interactions ADD COLUMN discretion TEXT;
ALTER TABLE interactions ADD COLUMN due INTEGER;        -- when a case should be done
ALTER TABLE interactions ADD COLUMN done_at INTEGER;    -- and when it was

-- Addresses as they are compared for linking, where that is not how they are looked up.
CREATE TABLE link_keys (
    value   TEXT NOT NULL,
    contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (value, contact)
) WITHOUT ROWID;
CREATE INDEX link_keys_of ON link_keys (contact);
INSERT OR IGNORE INTO link_keys
    SELECT substr(value, 1, instr(value, '+') - 1) || substr(value, instr(value, '@')), contact
    FROM contact_keys
    WHERE kind = 'email' AND instr(value, '+') > 1 AND instr(value, '+') < instr(value, '@');

-- When a contact was last known to call by a key: a number that nobody used for long may be
-- somebody else's by now.
CREATE TABLE key_uses (
    contact     INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    value       TEXT NOT NULL,
    used_at     INTEGER NOT NULL,
    verified_at INTEGER,                    -- and was verified then
    PRIMARY KEY (contact, kind, value)
) WITHOUT ROWID;

-- What an agent picked for a number: a hint, which expires and opens nobody by itself.
CREATE TABLE pick_hints (
    number      TEXT NOT NULL,              -- E.164
    contact_key TEXT NOT NULL,
    agent       TEXT NOT NULL,
    picked_at   INTEGER NOT NULL,
    PRIMARY KEY (number, contact_key, agent)
) WITHOUT ROWID;

-- Notes on their way to a source of record; those that are there, without their text.
CREATE TABLE outbox (
    key         TEXT NOT NULL PRIMARY KEY,  -- makes a second try harmless
    wrap_up     TEXT NOT NULL,
    number      INTEGER NOT NULL,           -- 0, then corrections of it
    source      TEXT NOT NULL,
    record      TEXT NOT NULL,              -- the customer, as the source calls them
    interaction TEXT,                       -- the ticket it is put to; NULL: to the customer
    contact_key TEXT,
    body        TEXT NOT NULL,
    digest      TEXT NOT NULL,              -- of what it says, to tell whether that has changed
    made_at     INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    tries       INTEGER NOT NULL,           -- counted before each: it may be there already
    error       TEXT,
    sent_at     INTEGER
) WITHOUT ROWID;
CREATE INDEX outbox_of ON outbox (wrap_up, source, number);

-- Who was erased, as keyed hashes of their keys: a sync does not bring them back.
CREATE TABLE tombstones (
    hash      BLOB NOT NULL PRIMARY KEY,
    erased_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Files that were imported, and what stood there before each row, so that one is taken back exactly.
CREATE TABLE imports (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    file         TEXT NOT NULL,             -- its name, without the folder
    source       TEXT NOT NULL,
    digest       BLOB NOT NULL,             -- of the file and of how it is read
    started_at   INTEGER NOT NULL,
    finished_at  INTEGER,                   -- NULL: broken off, goes on behind `position`
    undone_at    INTEGER,
    position     INTEGER NOT NULL,          -- rows of the file that are done
    rejected     INTEGER NOT NULL,
    contacts     INTEGER NOT NULL,
    interactions INTEGER NOT NULL,
    promises     INTEGER NOT NULL
);
CREATE TABLE imported_rows (
    import INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    kind   TEXT NOT NULL CHECK (kind IN ('contacts', 'interactions', 'promises')),
    row    INTEGER NOT NULL,                -- its id in that table
    mark   INTEGER NOT NULL,                -- checksum of the row as the import left it
    before TEXT,                            -- the row before, as JSON; NULL: there was none
    PRIMARY KEY (import, kind, row)
) WITHOUT ROWID;

-- The audit stays append-only but for two things: whom a line was about goes with an erasure, and
-- the line itself a year later at the earliest.
DROP TRIGGER audit_is_not_changed;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    WHEN NEW.contact_key IS NOT 'erased' OR NEW.detail != ''
        OR (NEW.id, NEW.at, NEW.action, NEW.agent, NEW.call_id)
        IS NOT (OLD.id, OLD.at, OLD.action, OLD.agent, OLD.call_id)
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
DROP TRIGGER audit_is_not_deleted;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
    WHEN OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - 365 * 86400) * 1000000
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE INDEX audit_of ON audit (contact_key) WHERE contact_key IS NOT NULL;

-- What may be said of a fact, and what the customer agreed to. NULL: the source did not say.
ALTER TABLE promises ADD COLUMN discretion TEXT;
ALTER TABLE contacts ADD COLUMN consents TEXT;    -- JSON array
ALTER TABLE contacts ADD COLUMN discretion TEXT;  -- JSON array of [field, mark]
