"""Counts as people read them."""

from PySide6.QtCore import QLocale


def count_text(count: int) -> str:
    """1,204 in the agent's locale; the bare "C" locale, which groups nothing, reads as English."""
    locale = QLocale()
    if locale.language() is QLocale.Language.C:
        locale = QLocale(QLocale.Language.English)
    return locale.toString(count)
