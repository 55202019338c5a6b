"""A language as resources/language/<code>/*.toml describe it, read and compiled once a process."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from agentassist import assets
from agentassist.coaching.folding import FoldedText, fold, replace_words, words
from agentassist.coaching.language.clause import ClauseWords
from agentassist.coaching.language.inflection import forms
from agentassist.coaching.language.normal import Normaliser
from agentassist.coaching.language.question import FormWords
from agentassist.coaching.language.reading import Reading
from agentassist.coaching.language.request import RequestWords
from agentassist.coaching.language.vocative import NameWords
from agentassist.coaching.matcher import Matcher
from agentassist.coaching.pack_file import Key, Strict, When
from agentassist.coaching.phrase import PhraseReader
from agentassist.coaching.spelling import Speller
from agentassist.domain.toml_text import parsed

_Lines = tuple[str, ...]
_Part = TypeVar("_Part")


class ClauseFile(Strict):
    """`subjects`: pronoun to person."""

    subjects: dict[str, str]
    openers: _Lines
    conditions: _Lines
    negators: _Lines
    auxiliaries: _Lines
    participles: _Lines
    participle_ending: _Lines
    by: _Lines
    determiners: _Lines


class NameFile(Strict):
    greetings: _Lines
    no_names: _Lines
    leads: _Lines
    titles: _Lines


class FormFile(Strict):
    open: _Lines
    help: _Lines
    offer: _Lines
    check: _Lines
    courtesy: _Lines
    facts: _Lines
    starts: _Lines
    unasked: _Lines


class RequestFile(Strict):
    leads: _Lines
    loose: _Lines
    messages: _Lines
    refused: _Lines
    with_: _Lines = msgspec.field(name="with")
    filler: _Lines
    joiner: _Lines
    stop: _Lines
    stated: _Lines
    purpose: _Lines
    pronouns: _Lines
    numbers: _Lines
    needed: _Lines
    opening: _Lines
    polite: _Lines
    checks: _Lines
    not_facts: _Lines
    thing: dict[str, _Lines]
    direct: dict[str, _Lines] = msgspec.field(default_factory=dict)


class Act(Strict):
    """Something a text does, by its `key`; `fires` and `silent` are its own examples."""

    key: Key
    about: Annotated[str, Meta(min_length=1, max_length=200)]
    when: When
    fires: _Lines
    silent: _Lines


class LanguageFile(Strict):
    """One file of a language; the parts of all files are put together."""

    words: dict[str, _Lines] = msgspec.field(default_factory=dict)
    normal: dict[str, str] = msgspec.field(default_factory=dict)
    guess: _Lines = ()
    shouted: _Lines = ()
    codes: _Lines = ()
    forgive: _Lines = ()
    not_typos: _Lines = ()
    clause: ClauseFile | None = None
    names: NameFile | None = None
    forms: FormFile | None = None
    requests: RequestFile | None = None
    act: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Grammar:
    """`words` are lists that packs of this language may use as `<name>`, too."""

    code: str
    normaliser: Normaliser
    speller: Speller
    words: Mapping[str, Sequence[str]]
    guess: frozenset[str]
    shouted: frozenset[str]
    codes: frozenset[str]
    clause_words: ClauseWords
    names: NameWords
    form_words: FormWords
    request_words: RequestWords
    acts: tuple[Act, ...]
    matchers: tuple[Matcher, ...] = ()

    def read(self, text: FoldedText) -> Reading:
        """The text in this language's normal form."""
        normal = self.normaliser.read(text)
        return Reading(replace_words(normal, tuple(words(normal.folded)), self.speller.read), self)


@lru_cache(maxsize=8)
def grammar_of(code: str) -> Grammar | None:
    """The grammar of a language, None when the program knows none for it."""
    folder = assets.resources() / "language" / code
    files = sorted(folder.glob("*.toml")) if code.isalpha() else []
    if not files:
        return None
    parts = [
        msgspec.convert(parsed(file.read_text(encoding="utf-8")), LanguageFile) for file in files
    ]
    return _Builder(code, parts).grammar()


class _Builder:
    def __init__(self, code: str, parts: Sequence[LanguageFile]) -> None:
        self._code = code
        self._parts = parts
        self._lists = {name: lines for part in parts for name, lines in part.words.items()}
        self._normaliser = Normaliser(
            {fold(key).folded: value for part in parts for key, value in part.normal.items()}
        )
        self._reader = PhraseReader(self._lists, normaliser=self._normaliser)
        self._matchers: list[Matcher] = []

    def grammar(self) -> Grammar:
        requests = self._requests(_only(part.requests for part in self._parts))
        forms = self._forms(_only(part.forms for part in self._parts))
        known = {word.lower() for part in self._parts for word in part.not_typos}
        known |= {word for part in self._parts for word in _written(part)}
        return Grammar(
            code=self._code,
            normaliser=self._normaliser,
            speller=Speller(
                (word for part in self._parts for word in part.forgive),
                known | self._reader.vocabulary,
            ),
            words=self._lists,
            guess=_folded([word for part in self._parts for word in part.guess]),
            shouted=frozenset(word for part in self._parts for word in part.shouted),
            codes=frozenset(word for part in self._parts for word in part.codes),
            clause_words=_clause(_only(part.clause for part in self._parts)),
            names=_names(_only(part.names for part in self._parts)),
            form_words=forms,
            request_words=requests,
            acts=tuple(act for part in self._parts for act in part.act),
            matchers=tuple(self._matchers),
        )

    def _matcher(self, phrases: Sequence[str]) -> Matcher:
        sources = [self._reader.translate(phrase) for phrase in phrases]
        self._matchers.append(Matcher(sources, self._reader.anchors(sources)))
        return self._matchers[-1]

    def _forms(self, raw: FormFile) -> FormWords:
        return FormWords(
            **{name: self._matcher(getattr(raw, name)) for name in raw.__struct_fields__}
        )

    def _requests(self, raw: RequestFile) -> RequestWords:
        return RequestWords(
            things=tuple((_kind(k), self._matcher(lines)) for k, lines in raw.thing.items()),
            leads=self._matcher(raw.leads),
            loose=self._matcher(raw.loose),
            messages=self._matcher(raw.messages),
            direct=tuple((_kind(k), self._matcher(lines)) for k, lines in raw.direct.items()),
            refused=self._matcher(raw.refused),
            with_=_folded(raw.with_),
            filler=_folded(raw.filler),
            joiner=_folded(raw.joiner),
            stop=_folded(raw.stop),
            stated=_folded(raw.stated),
            purpose=_folded(raw.purpose),
            pronouns=_folded(raw.pronouns),
            numbers=_folded(raw.numbers),
            needed=self._matcher(raw.needed),
            opening=_folded(raw.opening),
            polite=_folded(raw.polite),
            checks=self._matcher(raw.checks),
            not_facts=self._matcher(raw.not_facts),
        )


def _written(part: LanguageFile) -> Iterator[str]:
    """Every word that lists and acts look for: none of them is another one misspelt."""
    phrases = [line for lines in part.words.values() for line in lines]
    conditions = [act.when for act in part.act]
    while conditions:
        when = conditions.pop()
        for lines in (when.phrases, when.unless, when.after, when.between, when.beyond):
            phrases += lines or ()
        conditions += [*(when.all or ()), *(when.any or ()), *filter(None, [when.not_])]
    for phrase in phrases:
        text = fold(phrase).folded
        for begin, end in words(text):
            yield from (
                forms(text[begin:end]) if text[begin - 1 : begin] == "~" else (text[begin:end],)
            )


def _kind(key: str) -> str:
    return "" if key == "nothing" else key


def _only(parts: Iterable[_Part | None]) -> _Part:
    return next(part for part in parts if part is not None)


def _folded(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(fold(line).folded for line in lines)


def _names(raw: NameFile) -> NameWords:
    return NameWords(
        _folded(raw.greetings), _folded(raw.no_names), _folded(raw.leads), _folded(raw.titles)
    )


def _clause(raw: ClauseFile) -> ClauseWords:
    return ClauseWords(
        {fold(key).folded: value for key, value in raw.subjects.items()},
        _folded(raw.openers),
        _folded(raw.conditions),
        _folded(raw.negators),
        _folded(raw.auxiliaries),
        _folded(raw.participles),
        tuple(raw.participle_ending),
        _folded(raw.by),
        _folded(raw.determiners),
    )
