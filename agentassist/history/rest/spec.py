"""A mapping that was read, checked and compiled: frozen, and nothing in it comes from a caller."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from agentassist.domain.source import KeyKind
from agentassist.history.rest.dates import DateFormat
from agentassist.history.rest.expression import Expression
from agentassist.history.rest.placeholder import JsonTemplate, Template, json_names
from agentassist.net.request import Method
from agentassist.net.site import Rates

CUSTOMER = "customer"  # the note that is put to a customer, not to one of their interactions


class PagingStyle(StrEnum):
    NONE = "none"
    NEXT_URL = "next_url"
    LINK = "link"
    PAGE = "page"
    OFFSET = "offset"
    BODY_CURSOR = "body_cursor"
    QUERY_CURSOR = "query_cursor"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class PagingSpec:
    """How the next page is asked for; `more` is looked at where the source says it beside."""

    style: PagingStyle = PagingStyle.NONE
    next: Expression | None = None
    more: Expression | None = None
    param: str = ""
    start: int = 0
    size: int | None = None
    in_json: bool = False


@dataclass(frozen=True, slots=True)
class RequestSpec:
    """One request and where its rows are. `where` is its place in the mapping: find.phone[0]."""

    where: str
    cost: str
    method: Method
    path: Template
    params: tuple[tuple[str, Template], ...]
    json: JsonTemplate
    items: Expression
    paging: PagingSpec
    pages: int
    limit: int
    none_if_missing: bool
    changes: bool = False  # a note: it is never sent twice without need

    @property
    def names(self) -> frozenset[str]:
        """Placeholders in it."""
        return self.path.names.union(
            json_names(self.json), *(template.names for _, template in self.params)
        )


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Where one field is in a row, and how to read it. `split` parts one text into several."""

    name: str
    path: Expression
    date: DateFormat
    html: bool = False
    unit: timedelta = timedelta(seconds=1)
    split: str = ""


Fields = Mapping[str, FieldSpec]


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A request for each row of the one before, `most` of them.

    `each` are placeholders taken from that row, `outer` fields of the rows that come of it.
    """

    request: RequestSpec
    each: Mapping[str, Expression]
    outer: Fields
    most: int


@dataclass(frozen=True, slots=True)
class AskedSpec:
    first: RequestSpec
    then: tuple[StepSpec, ...] = ()

    @property
    def requests(self) -> tuple[RequestSpec, ...]:
        return (self.first, *(step.request for step in self.then))


@dataclass(frozen=True, slots=True)
class FindSpec:
    """`consents` are fields by the name of their purpose: true is granted, false refused."""

    fields: Fields
    consents: Fields
    variants: Mapping[KeyKind, tuple[AskedSpec, ...]]


@dataclass(frozen=True, slots=True)
class InteractionsSpec:
    """`owner_unchecked`: its rows don't say whose they are; the request alone has to be right."""

    kind: str
    asked: AskedSpec
    fields: Fields
    owner_unchecked: bool


@dataclass(frozen=True, slots=True)
class ArticlesSpec:
    fields: Fields
    search: AskedSpec | None
    export: AskedSpec | None
    since: DateFormat


@dataclass(frozen=True, slots=True)
class NoteSpec:
    """`key_header` carries the note's key beside its text."""

    request: RequestSpec
    found: RequestSpec | None
    key_header: str = ""


@dataclass(frozen=True, slots=True)
class WordTable:
    """A source's words (folded) to ours; `others` is for what is not in it."""

    words: Mapping[str, str]
    others: str


@dataclass(frozen=True, slots=True)
class AuthSpec:
    """See `net/login.py`, `net/oauth.py`. Texts may hold `${settings}`, never a secret."""

    style: str = "none"
    name: str = "Authorization"
    prefix: str = ""
    user: str = ""
    key_first: bool = False
    grant: str = "client_credentials"
    token_url: str = ""
    client_id: str = ""
    public_client: bool = False
    client_in_body: bool = False
    scope: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MappingSpec:
    """`tried` names what it was tried with ("Request Tracker 5.0.3"); "" is never.

    `settings` are the names in `${...}` that the site has to give. `canary` are impossible keys
    in this source's own form, by the name of the key's kind, or `id`. `bare_international`: its
    numbers that begin with neither + nor 0 begin with a country's code.
    """

    file: Path
    title: str
    system: str
    tried: str
    about: str
    base: str
    headers: tuple[tuple[str, str], ...]
    deadline: timedelta
    lag: timedelta
    rates: Rates
    auth: AuthSpec
    find: FindSpec | None
    interactions: tuple[InteractionsSpec, ...]
    articles: ArticlesSpec | None
    notes: Mapping[str, NoteSpec]
    words: Mapping[str, WordTable]
    canary: Mapping[str, str]
    bare_international: bool = False
    settings: frozenset[str] = field(default_factory=frozenset)

    @property
    def finds_by(self) -> frozenset[KeyKind]:
        variants = self.find.variants if self.find else {}
        return frozenset(kind for kind, asked in variants.items() if asked)
