"""The format of the verification file: what IT writes.

resources/schemas/verification.schema.json says the same for editors. Unknown keys are refused, so
that a misspelt one is found and not ignored.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field, json

from agentassist.domain.ids import KIND

Kind = Annotated[str, Meta(pattern=rf"^{KIND}\Z")]
Kinds = Annotated[list[Kind], Meta(min_length=1, max_length=20)]
Group = Annotated[list[Kind], Meta(min_length=2, max_length=20)]
Intent = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]{1,60}\Z")]
Label = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]{1,40}\Z")]
Need = Annotated[int, Meta(ge=0, le=10)]
Tries = Annotated[int, Meta(ge=1, le=5)]


class Strict(Struct, forbid_unknown_fields=True):
    """A table whose keys are all known."""


class Identify(Strict):
    """Asked when nobody was found. Each entry is one way: a kind, or several that go together."""

    any_of: Annotated[list[Kind | Kinds], Meta(min_length=1, max_length=10)]


class Verify(Strict):
    """`need` of these found right; `ivr_flag`: the IVR's own word is enough."""

    need: Need
    of: Kinds
    ivr_flag: bool = True
    tries: Tries = 2


class VerifyHere(Strict):
    """What is different for one intent; the rest is as in [verify]."""

    need: Need | None = None
    of: Kinds | None = None
    ivr_flag: bool | None = None
    tries: Tries | None = None


class IntentTable(Strict):
    """`nothing`: not asked who it is either. `ask`: needed besides, in order."""

    nothing: bool = False
    ask: Annotated[list[Kind], Meta(max_length=20)] = []
    verify: VerifyHere | None = None


class Fact(Strict):
    """A kind of your own, or other words for a known one."""

    label: Label | None = None
    masked: bool | None = None
    value: bool | None = None


class VerificationFile(Strict):
    format: Literal[1]
    identify: Identify
    verify: Verify
    never_together: Annotated[list[Group], Meta(max_length=20)] = []
    intents: Annotated[dict[Intent, IntentTable], Meta(max_length=200)] = {}
    facts: Annotated[dict[Kind, Fact], Meta(max_length=100)] = field(default_factory=dict)


def schema() -> str:
    """JSON schema of the file, as kept in resources/schemas for editors."""
    # `\Z` is Python's for the very end of a text; editors know `$`.
    text = json.encode(json.schema(VerificationFile), order="deterministic")
    return json.format(text.replace(rb"\\Z", b"$"), indent=2).decode() + "\n"
