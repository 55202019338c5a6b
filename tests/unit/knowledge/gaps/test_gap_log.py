"""What of searches gets into the store, and what never does."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, ContactId
from agentassist.domain.knowledge import Article
from agentassist.domain.search_gap import (
    Around,
    ArticleReport,
    Attempt,
    GapKind,
    Verdict,
    reason_code,
)

DAY = date(2026, 11, 21)
Run = Callable[..., None]


def kept(logged: Run, typed: str, around: Around | None = None, **more: Any) -> str:
    """The words of the one row that this query leaves."""
    found: list[str] = []

    async def story(log: Any) -> None:
        await log.note(typed, around=around)
        found.extend(await log.words())

    logged(story, **more)
    (words,) = found
    return words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("hamster insurance", "… insurance"),  # nobody knows hamsters, yet
        ("refund not arrived", "refund arrived"),
        ("refnud late", "refund late"),  # as it was meant, not as it was typed
        ("refunding parc", "refunding parcel"),
        ("Rechnung doppelt bezahlt", "rechnung doppelt bezahlt"),
        ("e-4042 boiler", "e4042 boiler"),  # a code that articles name
        ("e-9999 boiler", "boiler"),
        ("boiler 4042", "boiler"),
        ("resetpassword", "reset password"),
        ("the of and", ""),
    ],
)
def test_words_that_are_anybodys_stay(logged: Run, typed: str, words: str) -> None:
    assert kept(logged, typed) == words


@pytest.mark.parametrize(
    "typed",
    [
        "refund 4111 1111 1111 1111",
        "refund 4111-1111-1111-1111 cvv 123",
        "refund dana.reyes@example.com",
        "refund dana reyes at example dot com",
        "refund DE89 3704 0044 0532 0130 00",
        "refund +49 170 1234567",
        "refund AB-1234-CD",
        "refund four eight two one",
        "refund my name is kowalczuk danuta",
        "refund mr. kowalczuk",
        "refund Kowalczuk",
        "refund KOWALCZUK",
        "refund 12 beechwood road",
        "refund buchenweg 12",
        "refund 2026-11-21",
        "refund \u200b4\u200b7\u200b1\u200b1",
        "refund １２３４",
        "refund k o w",
        "refund https://example.com/kowalczuk",
        "hi kowalczuk refund",
        "refund for danuta",
    ],
)
def test_what_is_somebodys_goes(logged: Run, typed: str) -> None:
    assert kept(logged, typed) == "refund"


DANA = Around(
    DAY,
    "billing",
    names=("Dana Kowalczük", "Kestrelworks Ltd", "dana.k@kestrel.example", "Tarnobrzeg"),
    mentions=("Spoke to her brother Zbyszek about it",),
    caller="dana",
)


@pytest.mark.parametrize(
    "typed",
    [
        "refund dana",
        "refund kowalczuk",
        "refund kowalczuek",
        "refund kowalcuk",  # a slip
        "refund kowal",
        "refund danakowalczuk",
        "refund kowal czuk",
        "refund kestrelworks",
        "refund tarnobrzeg",
        "refund zbyszek",
    ],
)
def test_the_caller_s_names_go_however_they_are_typed(logged: Run, typed: str) -> None:
    assert kept(logged, typed, DANA) == "refund"


def test_a_search_of_which_nothing_is_left_is_counted(logged: Run) -> None:
    async def story(log: Any) -> None:
        await log.note("4111 1111 1111 1111", "0170 1234567")
        (row,) = await log.rows()
        assert (row.words, row.count, row.kind) == ("", 2, GapKind.NOTHING)

    logged(story)


def test_an_unknown_word_is_told_when_three_callers_had_it(logged: Run) -> None:
    async def story(log: Any) -> None:
        for caller in ("a", "b", "b", ""):
            assert "okpai" not in await log.everything()
            await log.note("okpai charger", around=Around(DAY, caller=caller))
        assert {row.words for row in await log.rows()} == {"okpai charger"}
        assert sum(row.count for row in await log.rows()) == 4  # the first ones, too
        await log.note("okpai", around=Around(DAY, caller="a"))
        assert "okpai" in await log.words()

    logged(story)


def test_one_caller_makes_no_word_known_however_often(logged: Run) -> None:
    async def story(log: Any) -> None:
        for _ in range(9):
            await log.note("okpai charger", around=Around(DAY, caller="a"))
            await log.note("okpai charger", around=Around(DAY))
        assert "okpai" not in await log.everything()

    logged(story)


def test_names_of_customers_never_wait(logged: Run) -> None:
    async def story(log: Any) -> None:
        for caller in "abcd":
            await log.note("refund okpainen", around=Around(DAY, caller=caller))
        assert set(await log.words()) == {"refund"}
        assert "okpainen" not in await log.everything()

    logged(story, customers=[Contact(ContactId("c"), "Aino Okpainen")])


def test_names_that_many_have_never_wait(logged: Run) -> None:
    async def story(log: Any) -> None:
        for caller in "abcd":
            await log.note("refund schmidt", around=Around(DAY, caller=caller))
        assert set(await log.words()) == {"refund"}

    logged(story)


def test_a_name_in_one_article_s_text_is_not_known_by_it(logged: Run) -> None:
    about = Article(ArticleId("x"), "Keys of the store", body="Ask Wilhelmine in the office.")
    assert kept(logged, "keys wilhelmine", extra=[about]) == "keys …"  # it waits


def test_day_reason_language_and_what_helped_are_kept_with_it(logged: Run) -> None:
    async def story(log: Any) -> None:
        attempt = Attempt(
            GapKind.REFORMULATED, "geld doppelt", None, "rechnung kopie", ArticleId("invoice")
        )
        await log.gaps.note([attempt, attempt], Around(DAY, "billing", "en"))
        (row,) = await log.rows()
        assert (row.day, row.reason, row.language, row.count) == (DAY, "billing", "de", 2)
        assert (row.then_words, row.then_article) == ("rechnung kopie", "invoice")

    logged(story)


def test_a_report_is_kept_without_what_is_personal_and_says_so(logged: Run) -> None:
    async def story(log: Any) -> None:
        why = "The price is outdated since spring, ask Kowalczuk on 0170 1234567"
        report = ArticleReport(ArticleId("router"), Verdict.OUTDATED, why)
        said = await log.gaps.report(report, Around(DAY))
        assert said.dropped
        assert said.why.startswith("The price is outdated since spring ask")
        assert "Kowalczuk" not in await log.everything()
        assert "0170" not in await log.everything()

        plain = await log.gaps.report(
            ArticleReport(ArticleId("router"), Verdict.WRONG, "the lamp is red, not green"),
            Around(DAY),
        )
        assert (plain.why, plain.dropped) == ("the lamp is red not green", False)
        assert [one.id for one in await log.gaps.reports_of(ArticleId("router"))] == [2, 1]

        found_by = ArticleReport(ArticleId("router"), Verdict.WRONG, "", "kowalczuk 0170 1234567")
        unsaid = await log.gaps.report(found_by, Around(DAY))
        assert not unsaid.dropped, "no word of the report was left out: none was said"
        assert await log.gaps.take_back(unsaid.id)

        assert await log.gaps.take_back(plain.id)
        assert not await log.gaps.take_back(plain.id)
        assert [one.id for one in await log.gaps.reports_of(ArticleId("router"))] == [1]

    logged(story)


def test_a_report_is_answered_by_a_change_of_the_article(logged: Run) -> None:
    async def story(log: Any) -> None:
        report = ArticleReport(ArticleId("router"), Verdict.WRONG)
        await log.gaps.report(report, Around(DAY))
        await log.knowledge.put([Article(ArticleId("router"), "Restart the router", version=2)])
        assert await log.gaps.reports_of(ArticleId("router")) == ()

        await log.gaps.report(report, Around(DAY))
        assert len(await log.gaps.reports_of(ArticleId("router"))) == 1
        later = Article(ArticleId("router"), "Restart", version=2, updated=date(2026, 11, 22))
        await log.knowledge.put([later])
        assert await log.gaps.reports_of(ArticleId("router")) == ()

    logged(story)


def test_a_missing_article_is_reported_with_the_question(logged: Run) -> None:
    async def story(log: Any) -> None:
        report = ArticleReport(None, Verdict.MISSING, "customers ask for it daily", "pet insurance")
        said = await log.gaps.report(report, Around(DAY, "sales"))
        assert (said.article_id, said.dropped) == (None, False)
        (row,) = await log.rows()
        assert (row.kind, row.words, row.why) == (
            GapKind.MISSING,
            "pet insurance",
            "customers ask for it daily",
        )

    logged(story)


def test_an_article_that_is_not_there_is_not_reported(logged: Run) -> None:
    async def story(log: Any) -> None:
        with pytest.raises(AgentAssistError, match="no_article"):
            await log.gaps.report(ArticleReport(ArticleId("?"), Verdict.WRONG), Around(DAY))

    logged(story)


def test_old_days_go_and_all_of_it(logged: Run) -> None:
    async def story(log: Any) -> None:
        assert await log.gaps.forget(None) == 0  # before there is anything
        for day in (date(2026, 8, 1), DAY):
            await log.note("pet insurance okpai", around=Around(day))
            await log.gaps.report(
                ArticleReport(None, Verdict.MISSING, "", "pet insurance"), Around(day)
            )
        assert await log.gaps.forget(date(2026, 8, 23)) == 2
        assert {row.day for row in await log.rows()} == {DAY}
        assert await log.gaps.forget(None) == 2
        assert await log.everything() == "('kb_gap_report', 2)" or "okpai" not in (
            await log.everything()
        )
        assert await log.rows() == []

    logged(story)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Billing", "billing"),
        ("tech/router", "tech/router"),
        ("40070018", ""),
        ("Dana: 4821", ""),
        (None, ""),
        ("x" * 60, ""),
    ],
)
def test_a_reason_is_a_code_or_nothing(said: str | None, code: str) -> None:
    assert reason_code(said) == code
