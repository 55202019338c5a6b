"""The tables of the knowledge base, and the statements that change them."""

from collections.abc import Iterator

from agentassist.knowledge import snapshot, text
from agentassist.knowledge.article_rows import COLUMNS
from agentassist.knowledge.indexed import COLUMNS as INDEXED

# Raise it when tables change, other than by new ones. An index of another layout or snapshot can't
# be read: it is emptied and filled from the articles. One of other rules goes on answering until a
# new one is complete.
LAYOUT = 4
VERSION = f"{LAYOUT}.{text.RULES}.{snapshot.FORMAT}"

TABLES = """
CREATE TABLE IF NOT EXISTS kb_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kb_article (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, product TEXT NOT NULL,
    path TEXT NOT NULL, tags TEXT NOT NULL, sections TEXT NOT NULL, body TEXT NOT NULL,
    language TEXT NOT NULL, audience TEXT NOT NULL, owner TEXT NOT NULL,
    version INTEGER NOT NULL, updated TEXT, valid_until TEXT);
CREATE INDEX IF NOT EXISTS kb_article_updated ON kb_article (updated) WHERE updated IS NOT NULL;
"""
INSERT = (
    f"INSERT INTO kb_article ({COLUMNS})"  # noqa: S608
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING row"
)
OF_OLDER_LAYOUTS = ("kb_title", "kb_word")


def of_edition(name: str) -> Iterator[str]:
    """The statements that make the tables of one edition of the index: see `edition`."""
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS kb_text{name}"
        f" USING fts5({', '.join(INDEXED)}, content='', tokenize='ascii')"
    )
    yield from snapshot.tables(name)


def readable(version: str | None) -> bool:
    """Whether an index of this version can answer, if by other rules of cutting and folding."""
    layout, _, rest = (version or "").partition(".")
    return (layout, rest.partition(".")[2]) == (str(LAYOUT), snapshot.FORMAT)
