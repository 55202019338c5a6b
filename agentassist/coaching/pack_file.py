"""The pack format: what a team lead writes in pack.toml and rules/*.toml.

resources/schemas/pack.schema.json says the same for editors. Unknown keys are refused, so that a
misspelt one is found and not ignored.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field, json

from agentassist.coaching.language.clause import Voice
from agentassist.coaching.language.emphasis import Emphasis
from agentassist.coaching.language.question import Form
from agentassist.coaching.matcher import PATTERN_LIMIT
from agentassist.coaching.rule import LINE_LIMIT, Watch
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import Fault, Severity
from agentassist.domain.consent import Purpose
from agentassist.domain.interaction import Mood
from agentassist.domain.ivr import InputResult

Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]
Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,29}\Z")]
Version = Annotated[str, Meta(pattern=r"^\d{1,4}\.\d{1,4}\.\d{1,4}\Z")]
SdkRange = Annotated[str, Meta(pattern=r"^>=\d{1,3}(\.\d{1,3})?(,<\d{1,3}(\.\d{1,3})?)?\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=400)]
Line = Annotated[str, Meta(min_length=1, max_length=LINE_LIMIT)]
Phrase = Annotated[str, Meta(min_length=1, max_length=PATTERN_LIMIT)]
Phrases = Annotated[list[Phrase], Meta(min_length=1, max_length=200)]
Word = Annotated[str, Meta(min_length=1, max_length=24)]  # a long one has thousands of typos
Words = Annotated[list[Word], Meta(max_length=500)]
Seconds = Annotated[float, Meta(ge=0, le=36_000)]
Count = Annotated[int, Meta(ge=1, le=100)]
Many = Annotated[int, Meta(ge=1, le=2_000)]
Row = Annotated[int, Meta(ge=1, le=10)]
Subject = Literal["i", "we", "you", "they", "it", "other", ""]
Slot = Literal[
    "account_id",
    "order_id",
    "full_name",
    "username",
    "email",
    "phone",
    "zip",
    "address",
    "date_of_birth",
    "pin_password",
    "security_answer",
    "card_number",
    "purchase_detail",
    "reason",
    "other",
]


class Strict(Struct, forbid_unknown_fields=True):
    """A table whose keys are all known."""


class When(Strict):
    """A condition. All keys of one table must hold; any one entry of a list of words is enough.

    With `after`, the phrases must follow one of its phrases, with only `between` in between.
    `says`, `requests`, `form`, `names_them`, `emphasis` ask what the text does; `subject`, `voice`,
    `negated`, `conditional`, `quoted` narrow what the phrases of the same table find; `within`
    wants all of the table in one sentence. `beyond`: there are words that these phrases do not
    cover, in what the phrases of the same table find, else in the whole text. `answers`: the caller
    did one of these acts in their last turn; `nothing` stands for no turn at all.
    """

    phrases: Phrases | None = None
    patterns: Phrases | None = None
    unless: Phrases | None = None
    after: Phrases | None = None
    between: Phrases | None = None
    at_least: Count = 1
    all: list["When"] | None = None
    any: list["When"] | None = None
    not_: "When | None" = field(name="not", default=None)
    state: list[AgentState] | None = None
    fault: list[Fault] | None = None
    mood: list[Mood] | None = None
    intent: list[str] | None = None
    given: list[Key] | None = None
    missing: list[Key] | None = None
    known: list[Key] | None = None
    unknown: list[Key] | None = None
    after_seconds: Seconds | None = None
    before_seconds: Seconds | None = None
    waited_seconds: Seconds | None = None
    transfers: Count | None = None
    apologies_on_file: Count | None = None
    open_contacts: Count | None = None
    notes_words: Count | None = None
    words_in_one_go: Many | None = None
    caller_words: Many | None = None
    cuts_in: bool | None = None
    says: list[Key] | None = None
    requests: list[Slot] | None = None
    form: list[Form] | None = None
    names_them: bool | None = None
    emphasis: list[Emphasis] | None = None
    subject: list[Subject] | None = None
    voice: list[Voice] | None = None
    negated: bool | None = None
    conditional: bool | None = None
    quoted: bool | None = None
    beyond: Phrases | None = None
    answers: list[Key] | None = None
    within: Literal["sentence"] | None = None


class Wording(Strict):
    text: Text
    when: When | None = None


class Situation(Strict):
    """The call of an example. `given` are kinds; each stands for a fact with an invented value.

    `said` are turns before the text, like `agent: Good morning`; `cuts_in`: the other still spoke.
    """

    text: str | None = None
    state: AgentState = AgentState.TALKING
    fault: Fault = Fault.UNKNOWN
    mood: Mood | None = None
    intent: str | None = None
    given: list[Key] = []
    given_result: InputResult = InputResult.OK
    verified: bool = False
    first_name: str | None = None
    overdue_promise: bool = False
    seconds: Seconds = 0
    waited_seconds: Seconds | None = None
    transfers: int = 0
    apologies_on_file: int = 0
    open_contacts: int = 0
    recognition: str | None = None
    notes: str = ""
    refused: list[Purpose] = []
    said: Annotated[list[Annotated[str, Meta(max_length=400)]], Meta(max_length=40)] = []
    cuts_in: bool = False


class Examples(Strict):
    """`with` is the call of the examples that are plain texts."""

    fires: Annotated[list[str | Situation], Meta(min_length=1, max_length=200)]
    silent: Annotated[list[str | Situation], Meta(min_length=1, max_length=200)]
    situation: Situation = field(name="with", default_factory=Situation)


class Rule(Strict):
    id: Name
    watches: Watch | Annotated[list[Watch], Meta(min_length=1, max_length=3)]
    line: Line | Annotated[list[Line], Meta(min_length=1, max_length=4)]
    examples: Examples
    when: When = field(default_factory=When)
    why: Annotated[str, Meta(max_length=400)] = ""
    wording: Annotated[list[Wording], Meta(max_length=8)] = []
    severity: Severity = Severity.ADVICE
    priority: Annotated[int, Meta(ge=0, le=100)] = 50
    cool_down_seconds: Seconds = 0
    once_per_call: bool = True
    safety: bool = False
    article: str | None = None
    asks: Annotated[list[Key], Meta(max_length=8)] = []
    or_known: Key | None = None
    keep: Phrases | None = None
    in_a_row: Row = 1
    times: Row = 1
    suggests: Mood | None = None
    topic: Key | None = None


class Mark(Strict):
    key: Key
    label: Annotated[str, Meta(min_length=1, max_length=24)]
    when: When
    needed: When


class Header(Strict):
    id: Name
    version: Version
    sdk: SdkRange
    language: Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")]
    title: Annotated[str, Meta(min_length=1, max_length=60)]
    publisher: Annotated[str, Meta(min_length=1, max_length=60)]
    wants: list[Key] = []
    about: Annotated[str, Meta(max_length=400)] = ""


class RuleFile(Strict):
    """rules/*.toml."""

    rule: list[Rule] = []
    mark: list[Mark] = []


class Spelling(Strict):
    """`forgive` are words read through typos, `not_typos` words that only look like one."""

    forgive: Words = []
    not_typos: Words = []


class Plugin(Strict):
    """A part in Python, which runs in a process of its own, where machine policy allows it."""

    main: Literal["main.py"]


class PackFile(Strict):
    """pack.toml. `words` are the lists for `<name>`.

    `play_back` turns the agent's note into speech, `say_back` what the caller said of themselves.
    """

    pack: Header
    words: Annotated[dict[Key, Phrases], Meta(max_length=200)] = {}
    spelling: Spelling = field(default_factory=Spelling)
    plugin: Plugin | None = None
    play_back: Annotated[dict[Word, Word], Meta(max_length=200)] = {}
    say_back: Annotated[dict[Word, Word], Meta(max_length=200)] = {}
    rule: list[Rule] = []
    mark: list[Mark] = []


def schema(kind: type[PackFile] | type[RuleFile]) -> str:
    """JSON schema of pack.toml or of rules/*.toml, as kept in resources/schemas for editors."""
    # `\Z` is Python's for the very end of a text; editors know `$`.
    text = json.encode(json.schema(kind), order="deterministic").replace(rb"\\Z", b"$")
    return json.format(text, indent=2).decode() + "\n"
