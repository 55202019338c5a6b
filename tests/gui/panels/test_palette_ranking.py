"""What is meant by what was typed."""

from dataclasses import replace

import pytest

from ui.actions.action import Action
from ui.actions.declared import DECLARED, title_text
from ui.actions.key_names import native_texts
from ui.i18n import tr
from ui.palette.entries import PaletteEntry
from ui.palette.ranking import folded, rank


def entry(name: str, title: str, **more: object) -> PaletteEntry:
    return replace(PaletteEntry(name, title, lambda: None), **more)


ALL = [
    entry(
        str(row.action),
        title_text(row.action),
        keys=native_texts(row.keys),
        words=tr(row.words) if row.words else "",
    )
    for row in DECLARED
    if not row.local
]


def found(typed: str, recent: tuple[str, ...] = ()) -> list[str]:
    return [ranked.entry.id for ranked in rank(typed, ALL, recent)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("note", Action.NOTES),
        ("NOTES", Action.NOTES),
        ("wrp", Action.NOTES),  # 'write' and 'wrap' are as near
        ("wrap", Action.WRAP_UP),
        ("save wrap", Action.SAVE),
        ("lisening", Action.LISTENING),
        ("apologgy", Action.APOLOGY),
        ("f7", Action.NOTES),
        ("ctrl b", Action.APOLOGY),
        ("dark", Action.THEME_DARK),
        ("shortcuts", Action.CHEAT_SHEET),
        ("custom", Action.LOOK_UP),
        ("it guide", Action.GUIDE_IT),
    ],
)
def test_the_first_row_is_what_was_meant(typed: str, first: Action) -> None:
    assert found(typed)[0] == first


def test_every_word_has_to_fit_something() -> None:
    assert found("save zebra") == []
    assert found("zz") == []


def test_what_was_used_lately_comes_first_where_nothing_else_decides() -> None:
    assert found("", ("notes", "quit"))[:2] == ["notes", "quit"]
    assert found("theme")[0] == Action.THEME_SYSTEM
    assert found("theme", ("theme_dark",))[0] == Action.THEME_DARK
    assert found("wrap", ("notes",))[0] == Action.WRAP_UP, "a better match is not overruled"


def test_what_cannot_be_done_now_comes_after_what_can() -> None:
    rows = [entry("a", "Save it", why_not="No."), entry("b", "Save that"), entry("c", "Other")]
    assert [ranked.entry.id for ranked in rank("save", rows, ("a",))] == ["b", "a"]
    assert [ranked.entry.id for ranked in rank("", rows, ("a",))] == ["b", "c", "a"]


def test_what_is_only_sought_waits_for_a_letter() -> None:
    rows = [entry("", "Guide: Searching", sought=True)]
    assert rank("", rows, ()) == []
    assert len(rank("sea", rows, ())) == 1


def test_accents_and_capitals_do_not_matter_and_marks_stand_where_the_letters_are() -> None:
    rows = [entry("a", "Größe der Übersicht")]
    [ranked] = rank("ubers gross", rows, ())
    assert [ranked.entry.title[start:end] for start, end in ranked.marks] == ["Größ", "Übers"]
    assert folded("ﬁß") == ("fiss", [0, 0, 1, 1, 2])
