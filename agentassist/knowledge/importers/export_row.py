"""An article as a help desk exports it: fields as texts, its text as HTML."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

JsonObject = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """`left_out`: why it is no article for agents, such as a draft; "" when it is one."""

    fields: Mapping[str, str]
    html: str = ""
    left_out: str = ""


@dataclass(slots=True)
class Names:
    """What stands beside the articles: names of folders, categories, people by kind and id."""

    known: dict[tuple[str, str], JsonObject] = field(default_factory=dict)

    def add(self, kind: str, rows: Iterator[JsonObject]) -> None:
        for row in rows:
            if identifier := text_of(row.get("id")):
                self.known[kind, identifier] = row

    def find(self, kind: str, identifier: object) -> JsonObject:
        return self.known.get((kind, text_of(identifier)), {})


@dataclass(frozen=True, slots=True)
class ExportShape:
    """How one help desk writes its articles.

    `rows` are the articles of a parsed file, `learn` takes what stands beside them, `read` makes a
    row of one of them. `marks` are keys that an article of this desk has, and of no other's.
    """

    name: str
    marks: tuple[str, ...]
    rows: Callable[[object], Iterator[JsonObject]]
    learn: Callable[[object, str, Names], None]
    read: Callable[[JsonObject, Names], ExportRow]


def text_of(value: object) -> str:
    """A text or number as text; everything else is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def objects(value: object) -> Iterator[JsonObject]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def inner(value: object, *keys: str) -> object:
    """What stands under these keys, one in another; None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def language_of(value: object) -> str:
    """`en` of `en-us`."""
    return text_of(value).replace("_", "-").partition("-")[0].lower()[:8]


def joined(value: object) -> str:
    """A list of texts with commas between them."""
    return ",".join(text_of(one) for one in value) if isinstance(value, list) else ""
