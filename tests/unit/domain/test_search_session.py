"""What of an agent's keys is a search, and which searches did not do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.ids import ArticleId
from agentassist.domain.search_gap import Attempt, GapKind
from agentassist.domain.search_session import MOST_SEARCHES, SearchSession

TEN = datetime(2026, 11, 21, 10, tzinfo=UTC)
A, B = ArticleId("a"), ArticleId("b")


class Agent:
    """Types, opens and leaves; `failed` is what the session said so far."""

    def __init__(self) -> None:
        self.session = SearchSession()
        self.now = TEN
        self.failed: list[Attempt] = []

    def after(self, seconds: float) -> "Agent":
        self.now += timedelta(seconds=seconds)
        return self

    def types(self, text: str, hits: int = 3) -> "Agent":
        """Letter by letter, from what is common with an empty field."""
        for end in range(1, len(text) + 1):
            self.after(0.15).shows(text[:end], hits)
        return self

    def shows(self, text: str, hits: int = 3) -> "Agent":
        self.failed += self.session.searched(text, hits, self.now)
        return self

    def opens(self, article: ArticleId) -> "Agent":
        self.failed += self.session.opened(article, self.now)
        return self

    def uses(self, article: ArticleId) -> "Agent":
        self.failed += self.session.used(article, self.now)
        return self

    def leaves(self) -> "Agent":
        self.failed += self.session.ended(self.now)
        return self

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(attempt.kind.value, attempt.typed) for attempt in self.failed]


def test_what_found_nothing_is_told_with_what_found_it_in_the_end() -> None:
    agent = Agent().types("hamster cover", 0).after(2).types("pet insurance").after(2).opens(A)
    agent.after(20).leaves()

    assert agent.failed == [Attempt(GapKind.NOTHING, "hamster cover", None, "pet insurance", A)]


def test_rows_that_were_no_help_and_other_words_that_were() -> None:
    agent = Agent().types("money back").after(4).types("refund").after(1).uses(A).leaves()

    assert agent.failed == [Attempt(GapKind.REFORMULATED, "money back", None, "refund", A)]


def test_left_without_opening_anything() -> None:
    assert Agent().types("refund").after(5).leaves().told == [("abandoned", "refund")]
    assert Agent().types("refund").after(2).leaves().told == []  # nobody read the rows
    assert Agent().types("refund", 0).after(2).leaves().told == [("nothing", "refund")]


def test_what_is_read_beside_the_rows_is_not_given_up() -> None:
    assert Agent().types("refund").after(16).leaves().told == []
    assert Agent().types("refund").after(14).leaves().told == [("abandoned", "refund")]
    assert Agent().types("refund", 0).after(16).leaves().told == [("nothing", "refund")]
    anew = Agent().types("money back").after(20).types("refund").after(1).uses(A).leaves()
    assert anew.told == [("reformulated", "money back")]


def test_what_only_the_meaning_found_was_not_searched_in_vain() -> None:
    question = "is it dear to phone from afar"
    agent = Agent().types(question, 0)
    agent.session.deepened(question, 4)
    assert agent.after(2).opens(A).after(9).leaves().told == []
    agent.types(question, 0).session.deepened(question, 4)
    assert agent.after(5).leaves().told == [("abandoned", question)]
    agent = Agent().types(question, 0)
    agent.session.deepened("other words", 4)
    assert agent.after(5).leaves().told == [("nothing", question)]


def test_opened_and_left_at_once_to_search_on() -> None:
    agent = Agent().types("refund").after(2).opens(A).after(3).types("money late").after(1)
    agent.opens(B).after(30).leaves()

    assert agent.failed == [Attempt(GapKind.LEFT, "refund", A, "money late", B)]


def test_the_same_article_found_again_was_no_mistake() -> None:
    agent = Agent().types("refund").after(2).opens(A).after(3).types("late money").after(1)
    assert agent.opens(A).after(30).leaves().told == []


def test_an_article_that_was_read_ends_the_question() -> None:
    agent = Agent().types("refund").after(2).opens(A).after(15).types("router").after(5).leaves()

    assert agent.told == [("abandoned", "router")]


def test_an_article_that_is_open_at_the_end_is_no_complaint() -> None:
    assert Agent().types("refund").after(2).opens(A).after(1).leaves().told == []


def test_keys_grow_into_one_search() -> None:
    agent = Agent().types("ref").after(3).shows("refu").after(0.2).shows("refund").after(4)
    assert agent.shows("refund late").after(5).leaves().told == [("abandoned", "refund late")]


def test_a_slip_put_right_is_the_same_search() -> None:
    agent = Agent().types("refnud late", 0).after(3).shows("refund late").after(1).opens(A)
    assert agent.after(9).leaves().told == []


def test_going_back_by_single_letters_is_on_the_way() -> None:
    agent = Agent().types("refund").after(4)
    for text in ("refun", "refu", "re"):
        agent.after(1.5).shows(text)
    agent.after(0.2).types("rebate").after(2).opens(A).after(9).leaves()

    assert agent.told == [("reformulated", "refund")]


def test_fewer_words_are_other_words() -> None:
    agent = Agent().types("refund hamster", 0).after(3).shows("refund").after(2).opens(A)
    assert agent.after(9).leaves().told == [("nothing", "refund hamster")]


def test_half_typed_words_are_no_search() -> None:
    agent = Agent().types("rou").types("blu").after(3).opens(A).after(9).leaves()
    assert agent.told == []


def test_single_letters_are_no_search() -> None:
    assert Agent().types("?! ", 0).after(9).leaves().told == []
    assert Agent().types("x", 0).after(9).leaves().told == []


def test_after_a_pause_it_is_another_question() -> None:
    agent = Agent().types("refund", 0).after(180).types("router").after(1).uses(A).leaves()

    assert agent.failed == [Attempt(GapKind.NOTHING, "refund")]


def test_the_same_text_shown_again_is_nothing_new() -> None:
    agent = Agent().types("refund").after(2).opens(A).after(3).shows("refund", 5).after(9)
    assert agent.leaves().told == []


def test_articles_without_a_search_tell_nothing() -> None:
    assert Agent().opens(A).after(1).uses(B).leaves().told == []


def test_a_session_holds_only_so_many() -> None:
    agent = Agent()
    for number in range(3 * MOST_SEARCHES):
        agent.shows(chr(97 + number % 26) * 3 + chr(97 + number // 26) * 3, 0).after(5)
    assert len(agent.leaves().failed) <= MOST_SEARCHES


steps = st.lists(
    st.tuples(
        st.sampled_from(("type", "open", "use", "leave")),
        st.text(alphabet="ab ", max_size=4),
        st.integers(0, 2),
        st.floats(0, 200),
    ),
    max_size=30,
)


@given(steps)
def test_whatever_is_done_only_texts_that_stood_are_told(
    done: list[tuple[str, str, int, float]],
) -> None:
    agent, shown = Agent(), set()
    for what, text, hits, seconds in done:
        agent.after(seconds)
        if what == "type":
            shown.add(" ".join(text.split()))
            agent.shows(text, hits)
        elif what == "open":
            agent.opens(ArticleId(text))
        elif what == "use":
            agent.uses(ArticleId(text))
        else:
            agent.leaves()
    agent.leaves()

    assert all(attempt.typed in shown for attempt in agent.failed)
    assert SearchSession().ended(agent.now) == ()
    found_nothing = [one for one in agent.failed if one.kind is GapKind.LEFT]
    assert all(one.article_id is not None for one in found_nothing)


@pytest.mark.parametrize("kind", [GapKind.NOTHING, GapKind.ABANDONED])
def test_attempts_show_no_text_where_they_are_logged(kind: GapKind) -> None:
    assert "dana" not in repr(Attempt(kind, "dana reyes", None, "dana"))
