-- Times are microseconds since 1970 in UTC, durations microseconds.
-- `key` columns hold the identifier the rest of the program knows; the integer `id` keeps indices small.

CREATE TABLE contacts (
    id             INTEGER PRIMARY KEY,
    key            TEXT NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    kind           TEXT NOT NULL,
    company        TEXT,
    city           TEXT,
    language       TEXT,
    customer_since TEXT,                    -- ISO date
    vip            INTEGER NOT NULL,
    recognition    TEXT
);

-- What a contact can be found by. `value` is normalised: E.164, folded e-mail, account.
-- `tail` is the value backwards, so that "ends with 4821" is an index range.
CREATE TABLE contact_keys (
    kind     TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'account')),
    value    TEXT NOT NULL,
    contact  INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    shown    TEXT NOT NULL,                 -- as it was given
    position INTEGER NOT NULL,
    tail     TEXT NOT NULL,
    PRIMARY KEY (kind, value, contact)
) WITHOUT ROWID;
CREATE INDEX contact_keys_of ON contact_keys (contact, kind, position);
CREATE INDEX contact_keys_tail ON contact_keys (kind, tail);

-- Folded words of name, company and e-mail; the rowid is contacts.id.
CREATE VIRTUAL TABLE contact_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
    tokenize = 'unicode61'
);

CREATE TABLE wrap_ups (
    key         TEXT NOT NULL PRIMARY KEY,
    call_id     TEXT NOT NULL,
    agent       TEXT NOT NULL,
    contact_key TEXT,
    reason      TEXT NOT NULL,
    disposition TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    body        TEXT NOT NULL               -- the whole wrap-up as JSON
);
CREATE INDEX wrap_ups_of ON wrap_ups (contact_key, started_at DESC);

CREATE TABLE wrap_up_drafts (
    call_id    TEXT NOT NULL PRIMARY KEY,
    key        TEXT NOT NULL,
    agent      TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    body       TEXT NOT NULL
);
CREATE INDEX wrap_up_drafts_of ON wrap_up_drafts (agent, started_at);

CREATE TABLE interactions (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,
    contact       INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    channel       TEXT NOT NULL,
    at            INTEGER NOT NULL,
    title         TEXT NOT NULL,
    detail        TEXT NOT NULL,
    topic         TEXT,
    status        TEXT NOT NULL,
    duration      INTEGER,
    mood_start    TEXT,
    mood_end      TEXT,
    agent         TEXT,
    reference     TEXT,
    reference_key TEXT,                     -- folded, for looking up an order or a ticket
    source        TEXT NOT NULL,
    apologies     INTEGER NOT NULL,
    article_ids   TEXT,                     -- JSON array, NULL for none
    wrap_up       TEXT REFERENCES wrap_ups (key) ON DELETE CASCADE
);
CREATE INDEX interactions_of ON interactions (contact, at DESC, id DESC);
CREATE INDEX interactions_reference ON interactions (reference_key)
    WHERE reference_key IS NOT NULL;
CREATE UNIQUE INDEX interactions_wrap_up ON interactions (wrap_up) WHERE wrap_up IS NOT NULL;

CREATE TABLE promises (
    id      INTEGER PRIMARY KEY,
    key     TEXT NOT NULL UNIQUE,
    contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    what    TEXT NOT NULL,
    due     INTEGER NOT NULL,
    owner   TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    status  TEXT NOT NULL
);
CREATE INDEX promises_of ON promises (contact, status, due);

CREATE TABLE audit (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    action      TEXT NOT NULL,
    agent       TEXT NOT NULL,
    call_id     TEXT,
    contact_key TEXT,
    detail      TEXT NOT NULL
);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- 'The caller had to repeat': a defect of ours, counted.
CREATE TABLE repeats (
    id          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    call_id     TEXT NOT NULL,
    agent       TEXT NOT NULL,
    contact_key TEXT,
    kind        TEXT NOT NULL               -- what was asked again, '' if not said
);
CREATE INDEX repeats_of_call ON repeats (call_id);

-- Credentials of connectors: only here, encrypted with everything else.
CREATE TABLE sealed_values (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
