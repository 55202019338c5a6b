from hypothesis import given
from hypothesis import strategies as st

from ui.knowledge.section_text import Block, Form, blocks, plain
from ui.knowledge.stretches import Stretch


def test_paragraphs_lists_and_joined_lines() -> None:
    text = "First line\ngoes on.\n\n1. Open **Orders**\n   now\n2) Pay\n\n- one\n* two"
    assert blocks(text) == (
        Block("First line goes on."),
        Block("Open **Orders** now", "1.", Form.ITEM),
        Block("Pay", "2.", Form.ITEM),
        Block("one", "•", Form.ITEM),
        Block("two", "•", Form.ITEM),
    )


def test_bold_parts() -> None:
    assert Block("Press **Return** twice").stretches == (
        Stretch("Press "),
        Stretch("Return", bold=True),
        Stretch(" twice"),
    )
    assert Block("Send *Done* now").stretches[1] == Stretch("Done", italic=True)
    assert Block("5 * 3 * 2").plain == "5 * 3 * 2"
    assert Block("2 ** 3 ** 4").plain == "2 ** 3 ** 4"


def test_plain_text_for_the_clipboard() -> None:
    text = "Hello **Dana**,\n\nit is on its way:\n- Reference R1\n- by Tuesday\n\nBye"
    assert plain(text) == (
        "Hello Dana,\n\nit is on its way:\n\n- Reference R1\n- by Tuesday\n\nBye"
    )


def test_markup_of_others_stays_text() -> None:
    assert plain("Cards take <b>three</b> days") == "Cards take <b>three</b> days"


@given(st.text())
def test_any_text_is_read_and_no_word_is_lost(text: str) -> None:
    shown = "".join(block.marker + block.text for block in blocks(text))
    kept = {char for char in text if char.isalpha()}
    assert kept <= set(shown)
    plain(text)
