"""What an agent types, and what must come first."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, MatchedIn, SearchHit, SectionKind
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex

Found = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("query", "article"),
    [
        ("reset password", "password"),
        ("password reset", "password"),
        ("forgo", "password"),  # an unfinished word
        ("forgotten pass", "password"),
        ("pasword", "password"),  # a letter missing
        ("passwrod", "password"),  # two letters swapped
        ("psasword reset", "password"),
        ("passsword", "password"),
        ("oassword", "password"),  # the first letter wrong
        ("forgoten pasw", "password"),  # a misspelt and an unfinished misspelt word
        ("contarct canc", "cancel"),
        ("one drive", "onedrive"),  # typed apart
        ("copyof invoice", "invoice"),  # typed together
        ("routerrestart", "router"),
        ("signin", "sign-in"),
        ("sign in", "sign-in"),
        ("sign-in", "sign-in"),
        ("E-4042", "e4042"),
        ("e4042", "e4042"),
        ("E 4042", "e4042"),
        ("4042", "e4042"),
        ("boiler 4051", "e4051"),
        ("e-404", "e4042"),  # an unfinished code
        ("cafe", "cafe"),
        ("CAFÉ", "cafe"),
        ("zurich", "cafe"),
        ("Zuerich voucher", "cafe"),
        ("königstraße", "strasse"),
        ("konigstrasse", "strasse"),
        ("KOENIGSTRASSE", "strasse"),
        ("リセット", "japan"),
        ("パスワード", "japan"),
        ("thirty seconds", "router"),  # only in the text
        ("technician flat", "move"),
        ("churn", "cancel"),  # a tag
        ("mobile", "cancel"),  # the product
        ("retention budget", "cancel"),  # internal text
    ],
)
def test_the_right_article_is_first(query: str, article: str, found: Found) -> None:
    assert found(query)[:1] == [article]


def test_a_letter_and_a_word_typed_apart_are_one(
    engine_of: Callable[[list[Article]], SearchEngine], articles: list[Article]
) -> None:
    esim = Article(ArticleId("esim"), "Move an eSIM to another phone", body="Scan it again.")
    sim = Article(ArticleId("sim"), "Activate a SIM card", body="Type the digits.")
    engine = engine_of([*articles, esim, sim])
    for query in ("e-sim", "e sim", "E-SIM phone"):
        assert engine.search(query, 5).hits[0].article_id == "esim", query
    assert engine.search("sim", 5).hits[0].article_id == "sim"


def test_a_compound_finds_its_parts(
    engine_of: Callable[[list[Article]], SearchEngine], articles: list[Article]
) -> None:
    bodies = ("Sperrung der Karte", "Frist der Kündigung")
    texts = [
        Article(ArticleId(f"{body[:5]}{at}"), f"Blatt {at}", body=body)
        for body in bodies
        for at in range(4)
    ]
    engine = engine_of([*articles, *texts])
    assert engine.search("kartensperrung", 5).hits[0].article_id.startswith("Sperr")
    assert engine.search("Kündigungsfrist", 5).hits[0].article_id.startswith("Frist")
    assert engine.search("sperrungskarte", 5).hits[0].article_id.startswith("Sperr")


def test_stop_words_are_not_required(found: Found) -> None:
    assert found("the")  # but alone they find something
    assert found("how do i reset my password please")[0] == "password"


def test_a_long_question_finds_what_shares_its_rare_words(found: Found) -> None:
    question = "hello my customer says that he is still waiting for his refund to arrive since May"
    assert found(question)[0] == "refund-late"


def test_codes_are_never_corrected(found: Found) -> None:
    assert "e4051" not in found("e4041")
    assert "e4042" not in found("e4041")


def test_a_word_that_no_article_has_does_not_hide_the_others(found: Found) -> None:
    assert found("restart router xylophon")[0] == "router"


@pytest.mark.parametrize("query", ["", "   ", "?!", "\x00", "*", '"', "_", "\ud800", "🙂"])
def test_nothing_to_search_for_finds_nothing(query: str, engine: SearchEngine) -> None:
    result = engine.search(query, 10)
    assert result.hits == ()
    assert result.query == query
    assert result.searched == 16


def test_an_empty_knowledge_base_answers(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    assert engine_of([]).search("refund", 10).hits == ()


def test_limit_bounds_the_hits(engine: SearchEngine) -> None:
    assert len(engine.search("a", 3).hits) <= 3
    assert engine.search("refund", 0).hits == ()
    assert len(engine.search("refund", 1).hits) == 1


@pytest.mark.parametrize(
    "query",
    [
        'title:"refund" OR body:x',
        "refund AND NOT parcel",
        "NEAR(refund parcel)",
        "refund*",
        "can't",
        "C++",
        "'; DROP TABLE kb_article; --",
        '"unbalanced',
        "^refund",
        "-refund",
        "{a b} : c",
        "a" * 5000,
        "x " * 3000,
        "\u0301\u0301 refund\u0301",
    ],
)
def test_query_syntax_is_only_text(query: str, engine: SearchEngine) -> None:
    engine.search(query, 10)
    assert engine.search("refund", 10).hits[0].article_id.startswith("refund")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_answered(query: str) -> None:
    hits = _HOSTILE.search(query, 10).hits
    assert all(0 <= start < end <= len(hit.title) for hit in hits for start, end in hit.title_marks)
    for hit in hits:
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.snippet_marks)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "refund",
                "refnd",
                "ｆｕｌｌ",
                "ß",
                "E-",
                "4042",
                '"',
                "*",
                "OR",
                "日本",
                "本",
                "'",
                "é",
                "ﬁ",
            ]
        ),
        max_size=9,
    ),
    st.sampled_from(["", " ", "-", "'"]),
)
def test_any_mixture_of_known_and_odd_words_is_answered(words: list[str], glue: str) -> None:
    _HOSTILE.search(glue.join(words), 10)


def _hostile_engine() -> SearchEngine:
    import sqlite3

    from agentassist.knowledge.index import ArticleIndex

    index = ArticleIndex(sqlite3.connect(":memory:", isolation_level=None))
    odd = [
        "Straße ﬁle ½ ⑴",
        "日本語の本",
        "İstanbul ŉ refund",
        "E-4042 AND OR NOT",
        "a\u0301e\u0301 ǅ",
    ]
    index.put(Article(ArticleId(f"a{n}"), title, body=title * 3) for n, title in enumerate(odd))
    return SearchEngine(index)


_HOSTILE = _hostile_engine()


def test_titles_keep_places_before_texts_that_happen_to_have_every_word(
    engine_of: Callable[[list[Article]], SearchEngine], articles: list[Article]
) -> None:
    words = "The printer of the meeting room shows a paper jam lamp. " * 3
    texts = [Article(ArticleId(f"t{n}"), f"Chapter {n} meeting", body=words) for n in range(9)]
    meant = Article(ArticleId("meant"), "Printer paper jam", body="Open the lid.")
    hits = engine_of([*articles, *texts, meant]).search("printer paper jam chapter", 9).hits
    assert "meant" in [hit.article_id for hit in hits[:5]]


# --- why a row was found ------------------------------------------------------------------------


def _first(engine: SearchEngine, query: str) -> SearchHit:
    return engine.search(query, 5).hits[0]


def _marked(hit: SearchHit) -> tuple[list[str], list[str]]:
    return (
        [hit.title[start:end] for start, end in hit.title_marks],
        [hit.snippet[start:end] for start, end in hit.snippet_marks],
    )


def test_marks_are_places_in_the_original_title(engine: SearchEngine) -> None:
    assert _marked(_first(engine, "konigstrasse andern"))[0] == ["Königstraße", "ändern"]
    assert _marked(_first(engine, "cafe"))[0] == ["Café"]
    assert _marked(_first(engine, "e4042"))[0] == ["E-4042"]
    assert _marked(_first(engine, "リセット"))[0] == ["リセット"]


def test_the_snippet_shows_the_densest_place_with_marks(engine: SearchEngine) -> None:
    hit = _first(engine, "reset link")
    assert hit.article_id == "password"
    assert _marked(hit)[1] == ["reset", "link", "link"]
    assert hit.snippet.startswith("Send the reset link to the address")
    assert MatchedIn.BODY in hit.matched_in


def test_a_long_text_is_cut_around_the_words(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    filler = "Nothing of interest stands in this sentence. " * 30
    body = filler + "Blue smoke means a worn piston ring. " + filler
    engine = engine_of([Article(ArticleId("smoke"), "Exhaust", body=body)])
    hit = _first(engine, "smoke piston")
    assert _marked(hit)[1] == ["smoke", "piston"]
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 260


def test_a_hit_names_the_section_of_its_snippet(engine: SearchEngine) -> None:
    assert _first(engine, "retention budget").section is SectionKind.INTERNAL
    assert _first(engine, "terminate contract").section is SectionKind.DO
    assert _first(engine, "thirty seconds").section is None


def test_the_snippet_is_free_of_markdown(engine: SearchEngine) -> None:
    hit = _first(engine, "cancel today")
    assert hit.snippet.startswith("I will cancel it for you today.")
    assert _marked(hit)[1] == ["cancel", "today"]


def test_a_corrected_word_is_named(engine: SearchEngine) -> None:
    hit = _first(engine, "recieve parcel")
    assert hit.corrections == (("recieve", "receive"),)
    assert _first(engine, "receive parcel").corrections == ()


def test_matched_in_names_title_tags_and_text(engine: SearchEngine) -> None:
    assert _first(engine, "churn").matched_in == (MatchedIn.TAGS,)
    assert _first(engine, "house").matched_in == (MatchedIn.TITLE,)
    assert _first(engine, "thirty").matched_in == (MatchedIn.BODY,)


def test_read_as_tells_a_correction_that_changed_the_results(engine: SearchEngine) -> None:
    assert engine.search("refnd", 5).read_as == "refund"
    assert engine.search("restart ruoter", 5).read_as is None  # the same row without it
    assert engine.search("ruoter", 5).read_as == "router"  # without it there is none
    assert engine.search("refund", 5).read_as is None
    assert engine.search("refu", 5).read_as is None  # unfinished is not misspelt
    assert engine.search("routerrestart", 5).read_as == "router restart"


def test_a_misspelling_in_one_article_does_not_hide_the_right_word(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    many = [
        Article(ArticleId(f"d{n}"), f"Delivery {n}", body="The delivery comes.") for n in range(12)
    ]
    once = Article(ArticleId("typo"), "Parcel shop", body="Your delivrey waits there.")
    hits = engine_of([*many, once]).search("delivrey ", 20).hits
    assert "typo" in {hit.article_id for hit in hits}
    assert any(hit.article_id.startswith("d") for hit in hits)


def test_another_ending_is_no_mistake(engine: SearchEngine) -> None:
    hit = _first(engine, "refunds ")
    assert hit.article_id.startswith("refund")
    assert hit.corrections == ()
    assert engine.search("refunds ", 5).read_as is None
    assert _marked(_first(engine, "partially refunded damage"))[0] == [
        "Partial",
        "refund",
        "damaged",
    ]


def test_marks_of_another_ending_are_whole_words(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    body = "The carpet is in the car. Cars are charged, charges are not carried."
    engine = engine_of([Article(ArticleId("x"), "Fleet", body=body)])
    assert _marked(_first(engine, "car charging "))[1] == ["car", "Cars", "charged", "charges"]


def test_a_heading_is_told(engine_of: Callable[[list[Article]], SearchEngine]) -> None:
    body = "# Before you start\nRead on.\n\n## Draining the *pump*\nOpen the valve."
    engine = engine_of([Article(ArticleId("x"), "Boiler", body=body)])
    assert _first(engine, "draining pump").matched_in == (MatchedIn.HEADING, MatchedIn.BODY)
    assert _first(engine, "valve").matched_in == (MatchedIn.BODY,)


def test_the_snippet_is_found_far_down_in_a_text(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    body = "Nothing of interest stands in this sentence. " * 400 + "Purple smoke means danger."
    engine = engine_of([Article(ArticleId("x"), "Exhaust", body=body)])
    hit = _first(engine, "purple smoke")
    assert _marked(hit)[1] == ["Purple", "smoke"]
    assert hit.matched_in == (MatchedIn.BODY,)


def test_a_question_finds_the_article_that_quotes_one_like_it(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    quoted = [
        ("arrival", "Card arrival", "When will my card come?\nWhere is the card you sent me?"),
        ("lost", "Lost card", "I lost my card on the train.\nSomebody took my card."),
        ("fees", "Card fees", "What does a card cost?\nIs there a fee for the card?"),
        ("long", "The card", "A card is a card. " * 40 + "It may come. It may be sent. Where?"),
    ]
    engine = engine_of([Article(ArticleId(name), t, body=body) for name, t, body in quoted])
    question = "hi, could you tell me where the card is that you were sending to me?"
    assert _first(engine, question).article_id == "arrival"
    assert _first(engine, "what are the fees for this card").article_id == "fees"


def test_a_title_that_says_it_all_is_before_texts_that_repeat_it(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    texts = [
        Article(ArticleId(f"t{n}"), f"Paper guide {n}", body="printer jam paper " * 20)
        for n in range(9)
    ]
    meant = Article(ArticleId("meant"), "Printer has a paper jam", body="Open the lid.")
    engine = engine_of([*texts, meant])
    for query in ("paper jam printer", "papr jam prnter", "how do i fix a printer paper jam"):
        assert _first(engine, query).article_id == "meant"


def test_a_repeated_search_is_answered_again_until_something_changed(
    index: ArticleIndex, found: Found, engine: SearchEngine
) -> None:
    assert found("boiler shows") == found("boiler shows") == ["e4042", "e4051"]
    engine.priors.pin(ArticleId("e4051"), True)
    assert found("boiler shows") == ["e4051", "e4042"]
    index.remove([ArticleId("e4051")])
    engine.refresh()
    assert found("boiler shows") == ["e4042"]


def test_words_that_stand_together_far_down_come_before_scattered_ones(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    often = "Some words about the pump of the boiler stand here. " * 60
    scattered = [
        Article(ArticleId(f"s{n}"), f"Chapter {n}", body=f"{often} A valve. {often} A lamp.")
        for n in range(3)
    ]
    far = Article(ArticleId("far"), "Last chapter", body=f"{often * 4} The valve lamp of the pump.")
    assert _first(engine_of([*scattered, far]), "valve lamp pump").article_id == "far"


def test_a_text_cut_within_markdown_is_still_read_to_its_end(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    body = "**Nothing** of [interest](https://example.org/a/long/address). " * 300 + "Purple smoke."
    engine = engine_of([Article(ArticleId("x"), "Exhaust", body=body)])
    assert _marked(_first(engine, "purple smoke"))[1] == ["Purple", "smoke"]


def test_a_word_that_nothing_knows_is_joined_before_words_that_are_known(
    engine_of: Callable[[list[Article]], SearchEngine], articles: list[Article]
) -> None:
    shops = Article(ArticleId("shop"), "Shops", body="Run removefiles first.")
    folder = Article(ArticleId("folder"), "Remove files of a directory", body="Press Remove.")
    engine = engine_of([*articles, shops, folder])
    assert _first(engine, "remove files dir ectory ").article_id == "folder"
    assert _first(engine, "remove files dir ectory").article_id == "folder"
    assert _first(engine, "remove files dir ecto").article_id == "folder"  # still being typed


def test_a_code_in_use_is_not_taken_apart(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    many = [Article(ArticleId(f"c{n}"), f"Order 10000 of cust {n}") for n in range(40)]
    code = Article(ArticleId("code"), "Postings", body="Key cust10000 first.")
    assert _first(engine_of([*many, code]), "cust10000").article_id == "code"


def test_two_signs_of_chinese_are_a_word_of_the_text(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    engine = engine_of([Article(ArticleId("x"), "重置密码", body="点击忘记密码链接。")])
    assert _marked(_first(engine, "忘记"))[1] == ["忘记"]


def test_a_row_with_a_needless_word_alone_is_left_out(
    engine_of: Callable[[list[Article]], SearchEngine],
) -> None:
    articles = [Article(ArticleId("meant"), "Reset the voicemail greeting of a phone")]
    articles += [Article(ArticleId(f"p{n}"), f"Lamp {n}", body="A phone. ") for n in range(30)]
    engine = engine_of(articles)
    assert [hit.article_id for hit in engine.search("reset voicemail greeting phone", 5).hits] == [
        "meant"
    ]
    assert len(engine.search("phone", 5).hits) == 5
