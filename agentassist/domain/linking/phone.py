"""Numbers that stand in a record and are nobody's."""

_FILLERS = ("1234567", "7654321", "9876543")
_DIFFERENT = 3  # digits of a number that differ at least: 0400 000 000 is nobody's


def is_filler(e164: str) -> bool:
    """Whether a number was typed because a form wanted one."""
    last = e164[-9:]
    return len(set(last[-7:])) < _DIFFERENT or any(filler in last for filler in _FILLERS)
