"""Folding keeps a way back to every character of the original."""

from hypothesis import given
from hypothesis import strategies as st

from agentassist.coaching.folding import fold, replace_words, words


def test_case_accents_and_typographic_marks_fold_away() -> None:
    text = fold("Straße “ÉTÉ” – I’m")
    assert text.folded == 'strasse "ete" - i\'m'


def test_a_span_leads_back_to_the_original() -> None:
    text = fold("Groß, señor José")
    begin = text.folded.index("jose")
    span = text.original_span((begin, begin + 4))
    assert text.original[span[0] : span[1]] == "José"


def test_a_span_after_a_replaced_word_leads_back() -> None:
    text = fold("your acount number here")
    read = replace_words(
        text, words(text.folded), lambda word: "account" if word == "acount" else None
    )
    assert read.folded == "your account number here"
    begin = read.folded.index("account")
    span = read.original_span((begin, begin + len("account number")))
    assert read.original[span[0] : span[1]] == "acount number"


def test_combining_marks_stay_with_their_letter() -> None:
    text = fold("Jose\u0301 speaks")
    span = text.original_span((0, 4))
    assert text.original[span[0] : span[1]] == "Jose\u0301"


@given(st.text(max_size=60))
def test_any_span_lies_in_the_original(original: str) -> None:
    text = fold(original)
    ends = [text.original_span((0, end))[1] for end in range(len(text.folded) + 1)]
    assert ends == sorted(ends)
    assert ends[-1] == len(original) or not text.folded
