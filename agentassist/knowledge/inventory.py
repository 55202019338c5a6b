"""What is in a knowledge base, all of it, without a search."""

from collections.abc import Iterator

from agentassist.domain.knowledge import Article
from agentassist.knowledge.article_rows import COLUMNS, article_of
from agentassist.knowledge.database import Connection
from agentassist.knowledge.edition import Meta

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
    meta = Meta(connection)
    name = meta.get("next")
    name = meta.get("edition") or "" if name is None else name
    reached = meta.get(f"reached{name}")
    if reached is None:
        return f"complete, layout {meta.get(f'version{name}')}"
    left = connection.execute(
        "SELECT count(*) FROM kb_article WHERE row > ?", (int(reached),)
    ).fetchone()[0]
    return f"{left} articles still to be indexed, layout {meta.get(f'version{name}')}"
