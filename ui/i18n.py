"""Texts of the window: `tr("Waited {time}", time="2:41")`, and plural forms.

English is the source language. Parameters are put in after translation, so that word order is the
translator's. `tip` is for tooltips, which Qt would read as rich text.
"""

import html

from PySide6.QtCore import QCoreApplication, QLocale

CONTEXT = "agentassist"


def tr(text: str, /, **params: object) -> str:
    """The text in the agent's language, with {name} parameters filled in as they are."""
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**params) if params else translated


def language() -> str:
    """Of the texts, such as "en": in which voice they are read aloud."""
    return "en"


def later(text: str) -> str:
    """Marks a text of a table for the translators; `tr` translates it where it is shown."""
    return text


def plural(one: str, many: str, count: int, /, **params: object) -> str:
    """`plural("{n} call", "{n} calls", 3)`: 3 calls. A translator sees the `many` text with %n."""
    translated = QCoreApplication.translate(CONTEXT, many, None, count)
    if translated == many:  # no translation loaded: English has two forms
        translated = one if count == 1 else many
    return translated.format(n=count, **params)


def count_text(count: int) -> str:
    """1,204 in the agent's locale; the bare "C" locale, which groups nothing, reads as English."""
    locale = QLocale()
    if locale.language() is QLocale.Language.C:
        locale = QLocale(QLocale.Language.English)
    return locale.toString(count)


def tip(text: str) -> str:
    """A tooltip that never treats data as markup, and wraps."""
    return f"<span style='white-space: pre-wrap'>{html.escape(text)}</span>" if text else ""
