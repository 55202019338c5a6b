"""Reading IVR data: which variables may be looked at, and what becomes of what was typed.

The white list is the only safe filter: PINs and cards lie about in other variables. What is read
here is sealed or dropped at once; a PIN or a card number does not get beyond this module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from agentassist.domain.call_events import IvrFacts
from agentassist.domain.ivr import (
    ACCOUNT,
    ARTICLE,
    CARD,
    MENU,
    PIN,
    PIN_MASK,
    GivenFact,
    InputResult,
    is_secret,
)
from agentassist.domain.sealed import Sealed, card_in, looks_like_card, mask
from agentassist.domain.shown_text import MAX_LENGTH, one_line, shown_number, shown_text

INTENT, VERIFIED, CUSTOMER, TRAIL, DIALLED = "intent", "verified", "customer", "trail", "dialled"
DEFAULT_VARIABLES: Final[Mapping[str, str]] = {
    ACCOUNT: "IVR_ACCOUNT",
    INTENT: "IVR_INTENT",
    VERIFIED: "IVR_VERIFIED",
    CUSTOMER: "IVR_CUSTOMER",
    TRAIL: "IVR_TRAIL",
    DIALLED: "IVR_DID",
}
_AS_TYPED = frozenset({MENU, ARTICLE})  # nothing about the caller
_KNOWN_KINDS = frozenset({ACCOUNT, MENU, PIN, CARD})
_RESULTS: Final[Mapping[str, InputResult]] = {
    "ok": InputResult.OK,
    "wrong": InputResult.WRONG,
    "invalid": InputResult.WRONG,
    "timeout": InputResult.TIMEOUT,
}
_GAVE_UP = "gave-up"
_MAX_INPUTS = 64  # of one call; an IVR that asks more often has hung up long ago


@dataclass(frozen=True, slots=True)
class IvrMapping:
    """The white list: what is known by which variable name. Unlisted variables are dropped.

    `variables` maps account, intent, verified, customer, trail, dialled or a kind of your own to
    the name of the channel variable, without leading underscores.
    """

    variables: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_VARIABLES))

    def by_name(self) -> dict[str, str]:
        return {name: known_as for known_as, name in self.variables.items() if name}

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds that a trail or a report may name."""
        return _KNOWN_KINDS | (frozenset(self.variables) - frozenset(DEFAULT_VARIABLES))

    def read(self, values: Iterable[tuple[str, str]], *, unmapped: bool = False) -> IvrFacts | None:
        """Facts from (known as, unescaped value) pairs; None when nothing is said.

        `unmapped`: there were further values, under names that nothing maps.
        """
        account: GivenFact | None = None
        texts: dict[str, str] = {}
        verified: bool | None = None
        trail: tuple[GivenFact, ...] | None = None
        unknown_steps = False
        extra: list[GivenFact] = []
        for known_as, value in values:
            if not value:
                continue
            if known_as == ACCOUNT:
                account = given(ACCOUNT, value, None)
            elif known_as == VERIFIED:
                verified = value.strip().lower() in ("yes", "true", "1")
            elif known_as == TRAIL:
                trail = read_trail(value, self.kinds)
                unknown_steps = has_unknown_steps(value, self.kinds)
            elif known_as in (INTENT, CUSTOMER, DIALLED):
                shown = shown_number if known_as == DIALLED else shown_text
                texts[known_as] = shown(value)
            else:
                extra.append(given(known_as, value, None))
        said = account or texts or extra or trail is not None or verified is not None
        if not (said or unmapped):
            return None
        return IvrFacts(
            account=account,
            intent=texts.get(INTENT),
            verified=verified,
            customer=texts.get(CUSTOMER),
            dialled=texts.get(DIALLED),
            trail=trail,
            extra=tuple(extra),
            unmapped=unmapped,
            unknown_steps=unknown_steps,
        )


def given(kind: str, typed: str, result: InputResult | None) -> GivenFact:
    """One fact from what was typed. The value is kept sealed, or not at all (PIN, card)."""
    typed = one_line(typed)
    if kind == CARD or looks_like_card(typed):
        return GivenFact(CARD, None, mask(typed) if typed else None, result)
    if card := card_in(typed):  # with its expiry date, or what else stood beside it
        return GivenFact(CARD, None, card, result)
    if result is InputResult.TIMEOUT or not typed:
        return GivenFact(kind, None, None, result)
    if is_secret(kind):
        return GivenFact(kind, None, PIN_MASK, result)
    return GivenFact(kind, Sealed(typed), typed if kind in _AS_TYPED else mask(typed), result)


def read_input(kind: str, typed: str, result: str, kinds: frozenset[str]) -> GivenFact | None:
    """A report of one input; None for giving up and for kinds that nobody asked for."""
    kind = kind.strip().lower()
    if kind not in kinds or result == _GAVE_UP:
        return None
    return given(kind, typed, _RESULTS.get(result.strip().lower()))


def read_trail(text: str, kinds: frozenset[str]) -> tuple[GivenFact, ...]:
    """`step:value:result|step:value:result|` in the order typed."""
    read = (read_input(step, value, result, kinds) for step, value, result in _entries(text))
    return tuple(fact for fact in read if fact is not None)


def has_unknown_steps(text: str, kinds: frozenset[str]) -> bool:
    """Something was typed at a step that nothing maps."""
    return any(
        step.strip().lower() not in kinds and result != _GAVE_UP and bool(value)
        for step, value, result in _entries(text)
    )


def trail_steps(text: str) -> tuple[str, ...]:
    """The names of a trail's steps, also of those that nobody asked for; never what was typed."""
    entries = text[: _MAX_INPUTS * MAX_LENGTH].split("|", _MAX_INPUTS)[:_MAX_INPUTS]
    return tuple(dict.fromkeys(entry.partition(":")[0] for entry in entries if ":" in entry))


def _entries(text: str) -> Iterable[tuple[str, str, str]]:
    for entry in text[: _MAX_INPUTS * MAX_LENGTH].split("|", _MAX_INPUTS)[:_MAX_INPUTS]:
        step, first, rest = entry.partition(":")
        value, second, result = rest.rpartition(":")
        if first and second:
            yield step, value, result
