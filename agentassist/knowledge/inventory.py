"""What is in a knowledge base, all of it, without a search."""

from collections.abc import Iterator

from agentassist.domain.knowledge import Article
from agentassist.knowledge import tables
from agentassist.knowledge.article_rows import COLUMNS, article_of
from agentassist.knowledge.database import Connection

_AT_ONCE = 200


def all_articles(connection: Connection) -> Iterator[Article]:
    """In order of arrival; what changes meanwhile may be in it or not."""
    reached = -1
    sql = (
        f"SELECT {COLUMNS}, row FROM kb_article WHERE row > ?"  # noqa: S608
        f" ORDER BY row LIMIT {_AT_ONCE}"
    )
    while found := connection.execute(sql, (reached,)).fetchall():
        reached = found[-1][-1]
        yield from (article_of(values) for *values, _ in found)


def index_state(connection: Connection) -> str:
    """`complete`, or how many articles are still to be indexed by the rules of this version."""
    found = connection.execute("SELECT value FROM kb_meta WHERE key = 'reached'").fetchone()
    if found is None:
        return f"complete, layout {tables.VERSION}"
    left = connection.execute(
        "SELECT count(*) FROM kb_article WHERE row > ?", (int(found[0]),)
    ).fetchone()[0]
    return f"{left} articles still to be indexed, layout {tables.VERSION}"
