"""The format of a mapping: how a source of record is asked over HTTP, as IT writes it in TOML.

resources/sources/template.toml explains every key. Unknown keys are refused, so that a misspelt
one is found and not ignored. Names say what is in the file; `spec.py` has it checked and compiled.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field, json

Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,29}\Z")]
Line = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]{1,200}\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=4_000)]
Expression = Annotated[str, Meta(min_length=1, max_length=1_000)]
Header = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,60}\Z")]
Method = Literal["GET", "POST", "PUT", "PATCH"]
Json = Any  # checked value by value where it is compiled: TOML has dates, JSON has none
Params = Annotated[dict[Line, Text], Meta(max_length=40)]
Pages = Annotated[int, Meta(ge=1, le=10_000)]
Items = Annotated[int, Meta(ge=1, le=1_000_000)]
PageSize = Annotated[int, Meta(ge=1, le=10_000)]
Milliseconds = Annotated[int, Meta(ge=100, le=60_000)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
PerSecond = Annotated[float, Meta(gt=0, le=1_000)]
Burst = Annotated[int, Meta(ge=1, le=1_000)]


class Strict(Struct, forbid_unknown_fields=True):
    """A table whose keys are all known."""


class RateOf(Strict):
    per_second: PerSecond
    burst: Burst = 1


class RateTable(Strict):
    """`find`, `interactions`, `search`, `export` and `note` count beside the whole."""

    per_second: PerSecond | None = None
    burst: Burst = 1
    remaining_header: Header | None = None
    reset_header: Header | None = None
    find: RateOf | None = None
    interactions: RateOf | None = None
    search: RateOf | None = None
    export: RateOf | None = None
    note: RateOf | None = None


class Connection(Strict):
    base: Line
    deadline_ms: Milliseconds = 4_000
    lag_s: Seconds = 0
    headers: Annotated[dict[Header, Line], Meta(max_length=20)] = {}
    rate: RateTable = field(default_factory=RateTable)


class Auth(Strict):
    """`style` says which of the other keys are needed. Secrets are never in a mapping."""

    style: Literal["none", "header", "basic", "oauth2"]
    name: Header | None = None
    prefix: Annotated[str, Meta(pattern=r"^[ -~]{0,60}\Z")] | None = None
    user: Line | None = None
    key_first: bool | None = None
    grant: Literal["client_credentials", "refresh_token"] | None = None
    token_url: Line | None = None
    client_id: Line | None = None
    public_client: bool | None = None
    client_in_body: bool | None = None
    scope: Line | None = None
    more: Annotated[dict[Line, Line], Meta(max_length=10)] | None = None


class Paging(Strict):
    style: Literal[
        "none",
        "next_url",
        "link",
        "page",
        "offset",
        "body_cursor",
        "query_cursor",
        "continue",
    ]
    next: Expression | None = None
    more: Expression | None = None
    param: Line | None = None
    start: Annotated[int, Meta(ge=0, le=1)] | None = None
    size: PageSize | None = None
    place: Literal["params", "json"] = "params"


class Dates(Strict):
    format: Line = "iso"
    zone: Line = "UTC"


class FieldTable(Strict):
    """One field that needs more than an expression."""

    path: Expression
    date: Line | None = None
    zone: Line | None = None
    html: bool = False
    split: Annotated[str, Meta(min_length=1, max_length=5)] | None = None
    unit: Literal["ms", "s", "min"] | None = None


Field = Expression | FieldTable
Fields = Annotated[dict[Name, Field], Meta(max_length=40)]
Expressions = Annotated[dict[Name, Expression], Meta(max_length=20)]
Words = Annotated[dict[Line, Line], Meta(max_length=300)]


class Request(Strict):
    """One request. `items`: where the rows are in its answer."""

    path: Text
    method: Method = "GET"
    params: Params = {}
    json: Json = None
    items: Expression | None = None
    paging: Paging | None = None
    pages: Pages | None = None
    limit: Items | None = None
    none_if_missing: bool = False


class Step(Request):
    """A request for each row of the one before; `each` names what it needs of that row."""

    each: Expressions = {}
    outer: Fields = {}
    most: Annotated[int, Meta(ge=1, le=1_000)] = 20


Steps = Annotated[list[Step], Meta(max_length=4)]


class Asked(Request):
    """A request and what follows from its rows."""

    then: Steps = []


Consents = dict[
    Literal["recording", "marketing", "phone", "mail", "message", "letter", "profiling"], Expression
]
Variants = Annotated[list[Asked], Meta(max_length=8)]


class Find(Strict):
    fields: Fields
    consents: Consents = {}
    phone: Variants = []
    email: Variants = []
    account: Variants = []
    order: Variants = []


class Interactions(Asked):
    """One kind of interactions. `owner` among the fields, or `owner_unchecked = true`."""

    kind: Name = "ticket"
    fields: Fields = {}
    owner_unchecked: bool = False


class Export(Asked):
    """`since` is how a time is written in its requests."""

    since: Line = "iso"
    zone: Line = "UTC"


class Articles(Strict):
    fields: Fields
    search: Asked | None = None
    export: Export | None = None


class Note(Request):
    """`found` asks for the notes that are there: one with the key in it is not written twice.

    `key_header` is for a source that itself takes no request twice (Idempotency-Key).
    """

    found: Request | None = None
    key_header: Header | None = None


class Numbers(Strict):
    """How a number is meant that begins with neither + nor 0."""

    without_plus: Literal["national", "international"] = "national"


class Canary(Strict):
    """Keys that nobody can have, where the source wants them in a form of its own."""

    phone: Line | None = None
    email: Line | None = None
    account: Line | None = None
    order: Line | None = None
    id: Line | None = None


class MappingFile(Strict):
    """The whole file."""

    format: Literal[1]
    title: Line
    system: Line
    connection: Connection
    auth: Auth
    tried: Line | Literal[False] = False
    about: Annotated[str, Meta(max_length=4_000)] = ""
    paging: Paging | None = None
    dates: Dates = field(default_factory=Dates)
    numbers: Numbers = field(default_factory=Numbers)
    words: dict[Literal["channel", "status", "kind", "direction", "discretion"], Words] = {}
    find: Find | None = None
    interactions: Annotated[list[Interactions], Meta(max_length=8)] = []
    articles: Articles | None = None
    note: Annotated[dict[Name, Note], Meta(max_length=9)] = {}
    canary: Canary = field(default_factory=Canary)


def schema() -> str:
    """JSON schema of the file, as kept in resources/schemas for editors."""
    # `\\Z` is Python's for the very end of a text; editors know `$`.
    text = json.encode(json.schema(MappingFile), order="deterministic")
    return json.format(text.replace(rb"\\Z", b"$"), indent=2).decode() + "\n"
