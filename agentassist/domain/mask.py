"""How a value is shown without being told."""

DOTS = "••••"


def mask(value: str) -> str:
    """`•••• 8822`: the last four characters, but never more than half of the value."""
    shown = min(4, len(value) // 2)
    return f"{DOTS} {value[-shown:]}" if shown else DOTS
