-- Records of sources that are one customer. A link is undone, never deleted or rewritten (an erase
-- deletes); the two records stand in order, so that a pair has one spelling.
CREATE TABLE links (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    one_source   TEXT NOT NULL,
    one_id       TEXT NOT NULL,
    other_source TEXT NOT NULL,
    other_id     TEXT NOT NULL,
    method       TEXT NOT NULL CHECK (method IN ('rule', 'agent')),
    made_by      TEXT NOT NULL,
    made_at      INTEGER NOT NULL,
    evidence     TEXT NOT NULL,             -- JSON array of reasons
    undone_by    TEXT,
    undone_at    INTEGER,
    undone_why   TEXT,
    CHECK ((one_source, one_id) < (other_source, other_id)),
    CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE UNIQUE INDEX links_standing ON links (one_source, one_id, other_source, other_id)
    WHERE undone_at IS NULL;
CREATE INDEX links_one ON links (one_source, one_id, id);
CREATE INDEX links_other ON links (other_source, other_id, id);
CREATE TRIGGER links_are_not_rewritten BEFORE UPDATE ON links
    WHEN OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL
        OR (NEW.id, NEW.one_source, NEW.one_id, NEW.other_source, NEW.other_id, NEW.method,
            NEW.made_by, NEW.made_at, NEW.evidence)
        IS NOT (OLD.id, OLD.one_source, OLD.one_id, OLD.other_source, OLD.other_id, OLD.method,
            OLD.made_by, OLD.made_at, OLD.evidence)
    BEGIN SELECT RAISE(ABORT, 'links are undone, not rewritten'); END;
