"""One ordered list of given facts out of several sources, each thing typed once."""

from collections.abc import Sequence

from agentassist.domain.ivr import ACCOUNT, CARD, MENU, GivenFact, InputResult


def same_input(one: GivenFact, other: GivenFact) -> bool:
    """The same thing typed, told twice. Cards and PINs have no value left to compare."""
    return (
        one.kind == other.kind
        and one.value == other.value
        and one.mask == other.mask
        and (one.result is other.result or one.result is None or other.result is None)
    )


def may_be_reported(fact: GivenFact, *, trail: bool) -> bool:
    """May the IVR's own report alone add this? It is text that a caller can forge.

    Never an account, a PIN that was right, or any other identity. A card and wrong attempts are
    what a trail cannot carry; the menu choice only where there is no trail at all.
    """
    if fact.kind == CARD or fact.result in (InputResult.WRONG, InputResult.TIMEOUT):
        return True
    return fact.kind == MENU and not trail


def given_facts(
    account: GivenFact | None,
    trail: Sequence[GivenFact] | None,
    extra: Sequence[GivenFact],
    reported: Sequence[GivenFact],
) -> tuple[GivenFact, ...]:
    """Variables and trail are trusted; reports give the order and what the trail cannot carry."""
    trusted = list(trail or ())
    if account is not None and not any(_confirms(fact, account) for fact in trusted):
        place = next((at for at, fact in enumerate(trusted) if fact.kind == MENU), len(trusted))
        trusted.insert(place, account)
    merged: list[GivenFact] = []
    at = 0
    for report in reported:
        match = next(
            (index for index in range(at, len(trusted)) if same_input(trusted[index], report)), None
        )
        if match is not None:
            merged += trusted[at : match + 1]
            at = match + 1
        elif may_be_reported(report, trail=bool(trail)):
            merged.append(report)
    merged += trusted[at:]
    known = {fact.kind for fact in merged if fact.usable}
    merged += [fact for fact in extra if fact.kind not in known]
    return tuple(merged)


def _confirms(fact: GivenFact, account: GivenFact) -> bool:
    """The trail's entry is the one the account variable was set from."""
    if account.kind == ACCOUNT:
        return fact.kind == ACCOUNT and fact.value == account.value and fact.usable
    return fact.kind == account.kind and fact.mask == account.mask
