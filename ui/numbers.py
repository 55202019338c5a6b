"""Numbers as the agent's language writes them."""

from PySide6.QtCore import QLocale


def number_text(number: int) -> str:
    """1,204 in English, 1.204 in German."""
    return QLocale().toString(number)
