"""The linguistic layer: normal forms, sentences, clauses, names, emphasis, examples of acts."""

import pytest

from agentassist import assets
from agentassist.coaching.condition import Scene
from agentassist.coaching.language.acts import language_of
from agentassist.coaching.language.clause import Voice
from agentassist.coaching.language.emphasis import Emphasis
from agentassist.coaching.language.inflection import forms
from agentassist.coaching.language.question import Form
from agentassist.domain.coaching import CallMoment

ENGLISH = language_of("en")
LANGUAGES = sorted(path.name for path in (assets.resources() / "language").iterdir())
EXAMPLES = [
    (code, act.key, fires, text)
    for code in LANGUAGES
    if (grammar := language_of(code).grammar) is not None
    for act in grammar.acts
    for fires, texts in ((True, act.fires), (False, act.silent))
    for text in texts
]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_compiles(code: str) -> None:
    language_of(code).prepare()


@pytest.mark.parametrize(("code", "key", "fires", "text"), EXAMPLES)
def test_every_act_is_true_to_its_examples(
    code: str, key: str, fires: bool, text: str, talking: CallMoment
) -> None:
    language = language_of(code)
    verdict = language.acts[key].verdict(Scene(talking, language.read(text)))
    assert verdict.holds is fires


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("I'm sure we can't.", "i am sure we can not."),
        ("Pls DM ur acct #", "please dm your account number"),
        ("see https://example.com/a?b=1.", "see weblink."),
        ("mail sam@example.com", "mail mailvalue"),
        ("AT&T #help & more", "at&t #help and more"),
        ("your acount numbr", "your account number"),
    ],
)
def test_wording_has_one_normal_form(text: str, normal: str) -> None:
    assert ENGLISH.read(text).text == normal


def test_a_span_of_the_normal_form_leads_to_what_was_typed() -> None:
    reading = ENGLISH.read("Well, we can't do that.")
    begin = reading.text.index("can not")
    assert reading.typed((begin, begin + len("can not"))) == "can't"
    assert reading.typed((begin, begin + len("can"))) == "can't"


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("send", {"sends", "sent", "sending"}),
        ("rebook", {"rebooks", "rebooked", "rebooking"}),
        ("stop", {"stopped", "stopping"}),
        ("apply", {"applies", "applied", "applying"}),
        ("delay", {"delays", "delayed", "delaying"}),
    ],
)
def test_forms_of_a_word(word: str, others: set[str]) -> None:
    assert others <= set(forms(word))
    assert forms(word)[0] == word


def test_sentences_end_where_people_end_them() -> None:
    reading = ENGLISH.read("It costs 3.50 today. Really?! See www.example.com for more")
    assert [sentence.asked for sentence in reading.sentences] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("What happened then?", Form.OPEN),
        ("How can I help you?", Form.HELP),
        ("Shall I book it?", Form.OFFER),
        ("Did you restart it?", Form.CLOSED),
        ("You want the red one, correct?", Form.CHECK),
        ("We sent it.", Form.STATEMENT),
        ("What time is it", Form.CLOSED),
    ],
)
def test_forms_of_sentences(text: str, form: Form) -> None:
    assert ENGLISH.read(text).forms == (form,)


@pytest.mark.parametrize(
    ("text", "subject", "voice"),
    [
        ("we made a mistake", "we", Voice.ACTIVE),
        ("mistakes were made", "other", Voice.AGENTLESS),
        ("it was charged by the bank", "it", Voice.PASSIVE),
        ("call us", "", Voice.ACTIVE),
    ],
)
def test_who_does_it(text: str, subject: str, voice: Voice) -> None:
    (clause,) = ENGLISH.read(text).clauses
    assert (clause.subject, clause.voice) == (subject, voice)


def test_a_negation_reaches_to_the_end_of_its_clause() -> None:
    reading = ENGLISH.read("We did not send it, and we called you.")
    assert [clause.denies(clause.end) for clause in reading.clauses] == [True, False]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hi Dana, I have it here.", ["Dana"]),
        ("Sorry about that, Dana.", ["Dana"]),
        ("Dana, we are on it", ["Dana"]),
        ("hello dana!", ["dana"]),
        ("Hi there! Thanks for calling Example.", []),
        ("However, we will look. ^Dana", []),
        ("We will look. -Dana", []),
        ("Unfortunately, no", []),
    ],
)
def test_names_that_are_spoken_to(text: str, names: list[str]) -> None:
    reading = ENGLISH.read(text)
    assert [reading.typed(span) for span in reading.names] == names


@pytest.mark.parametrize(
    ("text", "emphasis"),
    [
        ("This is NOT fine", {Emphasis.ALL_CAPS}),
        ("Really?! No!!", {Emphasis.REPEATED}),
        ("From LHR to JFK ASAP", set()),
        ("I LOST it, OK?", {Emphasis.ALL_CAPS}),
    ],
)
def test_emphasis_in_writing(text: str, emphasis: set[Emphasis]) -> None:
    assert set(ENGLISH.read(text).emphasis) == emphasis


def test_a_language_nobody_taught_us_has_words_only() -> None:
    reading = language_of("xx").read("Hello there")
    assert (reading.text, reading.requests, reading.forms) == ("hello there", (), ())
