"""Numbers that a country once wrote otherwise, and that records or networks still do.

The two spellings are most likely one line, but only most likely: a variant shows somebody, and
never says who calls.
"""

import re

# (as it is, what it also is): Mexico's 1 of mobiles, Brazil's ninth digit, Argentina's 9 of mobiles
_VARIANTS = (
    (re.compile(r"\+521(\d{10})"), r"+52\1"),
    (re.compile(r"\+52(\d{10})"), r"+521\1"),
    (re.compile(r"\+55([1-9]\d)9([6-9]\d{7})"), r"+55\1\2"),
    (re.compile(r"\+55([1-9]\d)([6-9]\d{7})"), r"+55\g<1>9\2"),
    (re.compile(r"\+549(\d{10})"), r"+54\1"),
    (re.compile(r"\+54(\d{10})"), r"+549\1"),
)


def variants(e164: str) -> tuple[str, ...]:
    """The other spellings of a number; none for most countries."""
    return tuple(
        match.expand(other) for written, other in _VARIANTS if (match := written.fullmatch(e164))
    )
