"""Which column of a CSV file is which field of an article."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.toml_text import LARGEST, line_of, line_of_error, parsed, reason_of_error
from agentassist.history.files.mapping import Column
from agentassist.history.files.text_file import ENCODINGS, unusable

# Headings that mean a field, folded: see `history.files.mapping.folded`.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "artikelid", "artikelnummer", "articlenumber", "key", "number", "nr"),
    "title": ("title", "titel", "subject", "question", "frage", "betreff", "headline", "name"),
    "body": (
        *("body", "text", "content", "answer", "description", "article", "html", "bodyhtml"),
        *("inhalt", "antwort", "beschreibung", "solution", "loesung", "losung"),
    ),
    "say": ("say", "sagen", "whattosay"),
    "do": ("do", "tun", "whattodo", "steps", "schritte"),
    "send": ("send", "senden", "whattosend"),
    "internal": ("internal", "intern", "internalnotes", "internalnote", "interna"),
    "product": ("product", "produkt", "category", "kategorie"),
    "path": ("path", "pfad", "section", "folder", "ordner", "location"),
    "tags": (
        "tags",
        "labels",
        "labelnames",
        "keywords",
        "stichworte",
        "schlagworte",
        "stichworter",
    ),
    "language": ("language", "lang", "locale", "sprache"),
    "audience": ("audience", "visibility", "zielgruppe", "sichtbarkeit"),
    "owner": ("owner", "author", "autor", "verantwortlich", "verfasser"),
    "version": ("version", "revision"),
    "updated": ("updated", "updatedat", "modified", "lastmodified", "geandert", "geaendert"),
    "valid_until": ("validuntil", "expires", "expiry", "gultigbis", "gueltigbis", "expirydate"),
}
FORMAT = 1


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    columns: Mapping[str, Column] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None


def read_column_mapping(path: Path) -> ColumnMapping:
    """AgentAssistError("import.bad_mapping", file, line, key, problem), "usage.unusable_file"."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise unusable(path, error) from error
    if len(raw) > LARGEST:
        raise _wrong(path, 0, "", "too large")
    try:
        text = raw.decode("utf-8-sig")
        return _mapping(path, text, parsed(text))
    except UnicodeDecodeError:
        raise _wrong(path, 0, "", "not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, line_of_error(error, text), "", reason_of_error(error)) from None


def _wrong(path: Path, line: int, key: str, problem: str) -> AgentAssistError:
    return AgentAssistError(
        "import.bad_mapping", file=str(path), line=line, key=key, problem=problem
    )


def _mapping(path: Path, text: str, tables: Mapping[str, object]) -> ColumnMapping:
    def wrong(key: str, problem: str) -> AgentAssistError:
        header = isinstance(tables.get(key), dict)
        return _wrong(path, line_of(text, key, header=header) or 0, key, problem)

    for key in tables:
        if key not in ("format", "encoding", "delimiter", "article"):
            raise wrong(key, "unknown; known are format, encoding, delimiter, article")
    if tables.get("format") != FORMAT:
        raise wrong("format", f"must be {FORMAT}")
    encoding, delimiter = tables.get("encoding"), tables.get("delimiter")
    if encoding is not None and encoding not in ENCODINGS:
        raise wrong("encoding", f"must be one of {', '.join(ENCODINGS)}")
    if delimiter is not None and (not isinstance(delimiter, str) or len(delimiter) != 1):
        raise wrong("delimiter", "must be one sign")
    said = tables.get("article", {})
    if not isinstance(said, dict):
        raise wrong("article", "must be a table")
    columns: dict[str, Column] = {}
    for name, value in said.items():
        if name not in HEADINGS:
            raise wrong(f"article.{name}", f"unknown; known are {', '.join(HEADINGS)}")
        match value:
            case str() if value:
                columns[name] = Column((value,))
            case list() if value and all(isinstance(one, str) and one for one in value):
                columns[name] = Column(tuple(value))
            case {"value": str(fixed)} if len(value) == 1:
                columns[name] = Column(value=fixed)
            case _:
                problem = 'must be a column, a list of columns, or { value = "..." }'
                raise wrong(f"article.{name}", problem)
    return ColumnMapping(columns, str(encoding) if encoding else None, delimiter)
