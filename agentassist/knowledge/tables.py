"""The tables of the knowledge base, and the statements that change them."""

from agentassist.knowledge import snapshot, text
from agentassist.knowledge.article_rows import COLUMNS
from agentassist.knowledge.indexed import COLUMNS as INDEXED

# Raise it when tables change. An index of another version is filled anew from the articles.
LAYOUT = 4
VERSION = f"{LAYOUT}.{text.RULES}.{snapshot.FORMAT}"

TABLES = f"""
CREATE TABLE IF NOT EXISTS kb_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kb_article (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, product TEXT NOT NULL,
    path TEXT NOT NULL, tags TEXT NOT NULL, sections TEXT NOT NULL, body TEXT NOT NULL,
    language TEXT NOT NULL, audience TEXT NOT NULL, owner TEXT NOT NULL,
    version INTEGER NOT NULL, updated TEXT, valid_until TEXT);
CREATE INDEX IF NOT EXISTS kb_article_updated ON kb_article (updated) WHERE updated IS NOT NULL;
{snapshot.TABLES}
"""
FULL_TEXT = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS kb_text
USING fts5({", ".join(INDEXED)}, content='', tokenize='ascii')
"""
INSERT = (
    f"INSERT INTO kb_article ({COLUMNS})"  # noqa: S608
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING row"
)
INSERT_TEXT = f"INSERT INTO kb_text (rowid, {', '.join(INDEXED)}) VALUES (?,?,?,?,?,?)"  # noqa: S608
DELETE_TEXT = (
    f"INSERT INTO kb_text (kb_text, rowid, {', '.join(INDEXED)})"  # noqa: S608
    " VALUES ('delete',?,?,?,?,?,?)"
)
OF_OLDER_LAYOUTS = ("kb_title", "kb_word")
