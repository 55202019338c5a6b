"""A mapping's file, read within limits, checked and compiled.

What is wrong is one AgentAssistError with file, line and key; nothing in it is ignored.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.source import KeyKind
from agentassist.domain.toml_text import line_of_error, parsed, reason_of_error
from agentassist.history.rest import format as written
from agentassist.history.rest.field_reading import (
    ARTICLE,
    CONSENT,
    CONTACT,
    INTERACTION,
    FieldReader,
    compiled_date,
    word_table,
)
from agentassist.history.rest.key_forms import FORMS
from agentassist.history.rest.login_reading import auth_spec, base_spec, headers_spec, rates_spec
from agentassist.history.rest.placeholder import Part
from agentassist.history.rest.problem import MappingProblemError, line_at
from agentassist.history.rest.request_reading import RequestReader
from agentassist.history.rest.spec import (
    CUSTOMER,
    ArticlesSpec,
    AskedSpec,
    FindSpec,
    InteractionsSpec,
    MappingSpec,
    NoteSpec,
)

LARGEST = 256 * 1024  # bytes
KEY_FIELDS: Mapping[KeyKind, str] = {
    KeyKind.PHONE: "phones",
    KeyKind.EMAIL: "emails",
    KeyKind.ACCOUNT: "accounts",
    KeyKind.ORDER: "orders",
}
_LIMIT = frozenset({"limit"})
_PATH = re.compile(r" - at `\$\.?(.*)`$")


def read_mapping(file: Path) -> MappingSpec:
    """AgentAssistError mapping.unreadable, mapping.not_toml or mapping.wrong with file and line."""
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        text = content.decode("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        why = "not_utf8" if isinstance(problem, UnicodeDecodeError) else "no_file"
        raise AgentAssistError("mapping.unreadable", file=str(file), problem=why) from None
    if len(content) > LARGEST:
        raise AgentAssistError("mapping.unreadable", file=str(file), problem="too_large")
    return mapping_of(text, file)


def mapping_of(text: str, file: Path) -> MappingSpec:
    """As `read_mapping`, of a text that is (or will be) in `file`."""
    try:
        raw = msgspec.convert(parsed(text), written.MappingFile)
        return _Compiler(raw, file).spec()
    except tomllib.TOMLDecodeError as problem:
        raise AgentAssistError(
            "mapping.not_toml",
            file=str(file),
            line=line_of_error(problem, text),
            reason=reason_of_error(problem),
        ) from None
    except msgspec.ValidationError as problem:
        key, wrong, detail = _of_shape(str(problem))
    except MappingProblemError as problem:
        key, wrong, detail = problem.key, problem.problem, problem.detail
    raise AgentAssistError(
        "mapping.wrong",
        file=str(file),
        line=line_at(text, key),
        key=key or "mapping",
        problem=wrong,
        detail=detail,
    )


def _of_shape(message: str) -> tuple[str, str, str]:
    """`Object contains unknown field `x` - at `$.find`` -> find.x, unknown_key."""
    found = _PATH.search(message)
    key = (found[1] if found else "").replace("[...]", "")
    said = message[: found.start()] if found else message
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", said):
        return f"{key}.{unknown[1]}".lstrip("."), "unknown_key", unknown[1]
    if missing := re.fullmatch(r"Object missing required field `(.*)`", said):
        return key, "missing", missing[1]
    return key, "wrong_value", said.replace("`", "'")[:200]


class _Compiler:
    def __init__(self, raw: written.MappingFile, file: Path) -> None:
        self._raw = raw
        self._file = file
        self._fields = FieldReader(raw.dates)
        self._requests = RequestReader(raw.paging, self._fields)

    def spec(self) -> MappingSpec:
        raw, connection = self._raw, self._raw.connection
        settings: set[str] = set()
        spec = MappingSpec(
            file=self._file,
            title=raw.title,
            system=raw.system,
            tried=raw.tried or "",
            about=raw.about,
            base=base_spec(connection.base, settings),
            headers=headers_spec(connection.headers, settings),
            deadline=timedelta(milliseconds=connection.deadline_ms),
            lag=timedelta(seconds=connection.lag_s),
            rates=rates_spec(connection.rate),
            auth=auth_spec(raw.auth, settings),
            find=self._find(raw.find) if raw.find else None,
            interactions=self._interactions(),
            articles=self._articles(raw.articles) if raw.articles else None,
            notes={name: self._note(name, note) for name, note in raw.note.items()},
            words={name: word_table(name, words) for name, words in raw.words.items()},
            canary={
                name: value
                for name in ("phone", "email", "account", "order", "id")
                if (value := getattr(raw.canary, name))
            },
            bare_international=raw.numbers.without_plus == "international",
            settings=frozenset(settings | self._requests.settings),
        )
        if spec.find is None and spec.articles is None:
            raise MappingProblemError("", "nothing_to_ask")
        self._check_notes(spec)
        return spec

    def _find(self, raw: written.Find) -> FindSpec:
        fields = self._fields.fields(raw.fields, "find.fields", CONTACT, ["id"])
        variants = {
            KeyKind.PHONE: self._variants(raw.phone, KeyKind.PHONE),
            KeyKind.EMAIL: self._variants(raw.email, KeyKind.EMAIL),
            KeyKind.ACCOUNT: self._variants(raw.account, KeyKind.ACCOUNT),
            KeyKind.ORDER: self._variants(raw.order, KeyKind.ORDER),
        }
        if not any(variants.values()):
            raise MappingProblemError("find", "nothing_to_ask")
        for kind, asked in variants.items():
            for one in asked:
                known = fields.keys() | (one.then[-1].outer.keys() if one.then else ())
                if KEY_FIELDS[kind] not in known:  # then nothing of it could be believed
                    raise MappingProblemError("find.fields", "missing", KEY_FIELDS[kind])
        consents = self._fields.fields(
            {str(name): path for name, path in raw.consents.items()}, "find.consents", CONSENT
        )
        return FindSpec(fields, consents, variants)

    def _variants(self, raw: list[written.Asked], kind: KeyKind) -> tuple[AskedSpec, ...]:
        found = []
        for number, variant in enumerate(raw):
            where = f"find.{kind}[{number}]"
            asked = self._requests.asked(variant, where, "find", FORMS[kind] | _LIMIT)
            _uses(asked, FORMS[kind], where)
            found.append(asked)
        return tuple(found)

    def _interactions(self) -> tuple[InteractionsSpec, ...]:
        found: list[InteractionsSpec] = []
        for number, raw in enumerate(self._raw.interactions):
            where = f"interactions[{number}]"
            if raw.kind in (CUSTOMER, *(other.kind for other in found)):
                raise MappingProblemError(f"{where}.kind", "taken_name", raw.kind)
            asked = self._requests.asked(raw, where, "interactions", _LIMIT | {"id"})
            _uses(asked, frozenset({"id"}), where)
            fields = self._fields.fields(raw.fields, f"{where}.fields", INTERACTION, ["id", "at"])
            outer = asked.then[-1].outer.keys() if asked.then else ()
            if raw.owner_unchecked == ("owner" in fields or "owner" in outer):
                wrong = "owner_and_unchecked" if raw.owner_unchecked else "no_owner"
                raise MappingProblemError(f"{where}.fields", wrong)
            found.append(InteractionsSpec(raw.kind, asked, fields, raw.owner_unchecked))
        if found and self._raw.find is None:
            raise MappingProblemError("interactions", "nobody_to_ask_for")
        return tuple(found)

    def _articles(self, raw: written.Articles) -> ArticlesSpec:
        fields = self._fields.fields(raw.fields, "articles.fields", ARTICLE, ["id", "title"])
        search = export = None
        if raw.search:
            where = "articles.search"
            search = self._requests.asked(raw.search, where, "search", _LIMIT | {"query"})
            _uses(search, frozenset({"query"}), where)
        if raw.export:
            where = "articles.export"
            export = self._requests.asked(raw.export, where, "export", _LIMIT | {"since"})
        if search is None and export is None:
            raise MappingProblemError("articles", "nothing_to_ask")
        since = raw.export or written.Export(path="/")
        return ArticlesSpec(
            fields, search, export, compiled_date(since.since, since.zone, "articles.export.since")
        )

    def _note(self, name: str, raw: written.Note) -> NoteSpec:
        where = f"note.{name}"
        names = frozenset({"id", "text", "key", "now"})
        request = self._requests.request(raw, where, "note", names, part=Part.NOTE)
        if raw.method == "GET" or "text" not in request.names:
            raise MappingProblemError(where, "no_note")
        found = None
        if raw.found:
            here = f"{where}.found"
            found = self._requests.request(raw.found, here, "note", frozenset({"id", "key"}))
            if "key" not in request.names:  # then it could never be found again
                raise MappingProblemError(where, "no_key_in_note")
        return NoteSpec(request, found, raw.key_header or "")

    def _check_notes(self, spec: MappingSpec) -> None:
        kinds = {CUSTOMER, *(one.kind for one in spec.interactions)}
        for name in spec.notes:
            if name not in kinds:
                raise MappingProblemError(f"note.{name}", "unknown_kind", name)


def _uses(asked: AskedSpec, names: frozenset[str], where: str) -> None:
    """The first request has the key in it; without one it would ask for everybody."""
    if not asked.first.names & names:
        raise MappingProblemError(where, "no_key_in_request", ", ".join(sorted(names)[:8]))
