"""The how-manieth: 2nd, 3rd, 11th."""

from ui.i18n import tr


def ordinal(count: int) -> str:
    """2nd, 3rd, 11th; other languages translate the few that occur."""
    last = count % 10 if count % 100 not in (11, 12, 13) else 0
    pattern = {1: tr("{n}st"), 2: tr("{n}nd"), 3: tr("{n}rd")}.get(last, tr("{n}th"))
    return pattern.format(n=count)
