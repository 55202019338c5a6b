"""Contacts by the beginnings of words in name, company and e-mail."""

from collections.abc import Sequence

from agentassist.storage.engine import Connection
from agentassist.storage.folding import index_words, words

WORDS = 8  # of a query; further ones narrow nothing
READY = 3  # letters of a beginning whose contacts the index holds ready, in order
SAMPLE = 120  # contacts with these that are looked at one by one
ENOUGH = 30  # found among them, nobody needs the rest: another letter is typed faster


def with_words(connection: Connection, text: str, limit: int) -> list[int]:
    """Contacts whose name, company or e-mail has a word starting with each word of `text`.

    `limit` of them at most, and where there are very many some ENOUGH.

    The index gathers all contacts of a longer beginning before it gives the first: with half a
    million of `mail` that is felt. Such beginnings are common, so a few contacts that begin alike
    have enough among them. The longest word tells most: with it whole, few are left to look at.
    """
    typed = words(text)[:WORDS]
    if not typed:
        return []
    short = [word[:READY] for word in typed]
    longest = max(typed, key=len)
    telling = [word if word == longest else word[:READY] for word in typed]
    for query in (short, telling):
        if query == typed:
            break
        near = _matching(connection, query, SAMPLE)
        found = _fitting(connection, near, typed)
        if len(near) < SAMPLE or len(found) >= ENOUGH:
            return found[:limit]
    return _matching(connection, typed, limit)


def _matching(connection: Connection, beginnings: Sequence[str], limit: int) -> list[int]:
    query = " AND ".join(f'"{word}"*' for word in beginnings)
    rows = connection.execute(
        "SELECT rowid FROM contact_words WHERE contact_words MATCH ? LIMIT ?", (query, limit)
    )
    return [row[0] for row in rows]


def _fitting(connection: Connection, rows: Sequence[int], typed: Sequence[str]) -> list[int]:
    marks = ",".join("?" * len(rows))
    said: dict[int, str] = {
        row: f"{name} {company or ''}"
        for row, name, company in connection.execute(
            f"SELECT id, name, company FROM contacts WHERE id IN ({marks})",  # noqa: S608
            rows,
        )
    }
    for row, address in connection.execute(
        f"SELECT contact, value FROM contact_keys WHERE contact IN ({marks})"  # noqa: S608
        " AND kind = 'email'",
        rows,
    ):
        said[row] += f" {address}"
    return [row for row in rows if _fits(said[row], typed)]


def _fits(text: str, typed: Sequence[str]) -> bool:
    found = words(index_words(text))
    return all(any(word.startswith(start) for word in found) for start in typed)
