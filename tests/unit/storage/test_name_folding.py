import pytest

from agentassist.storage.folding import email_key, fold, index_words, reference_key, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("José Weiß", "jose weiss"),
        ("ŁUKASZ Żółw", "lukasz zolw"),
        ("Søren Ærø", "soren aero"),
        ("Þór Ħal", "thor hal"),
        ("Jose\u0301", "jose"),
    ],
)
def test_case_and_accents_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words("O'Brien-Łęcki, 2nd_floor") == ["o", "brien", "lecki", "2nd", "floor"]
    assert words("—") == []


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("Müller", {"muller", "mueller"}),
        ("Mu\u0308ller", {"muller", "mueller"}),
        ("O'Brien", {"o", "brien", "obrien"}),
        ("Åse Sjøberg", {"ase", "aase", "sjoberg", "sjoeberg"}),
        ("Anna-Lena Weiß", {"anna", "lena", "annalena", "weiss"}),
    ],
)
def test_a_name_is_found_however_it_is_spelt_out(name: str, found_by: set[str]) -> None:
    assert found_by <= set(words(index_words(name)))


def test_the_short_way_of_plain_names_finds_the_same() -> None:
    assert set(words(index_words("Dana O'Brien"))) == {"dana", "o", "brien", "obrien"}


def test_keys_keep_what_tells_people_apart() -> None:
    assert email_key(" Dana.Reyes+Shop@Example.ORG ") == "dana.reyes+shop@example.org"
    assert reference_key("#WO-20 118") == reference_key("wo20118") == "WO20118"
    assert reference_key(" #- ") is None
