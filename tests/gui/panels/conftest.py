"""A desk that writes down what it is asked, and answers with real values of the domain."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.talk import TranscriptTaken
from agentassist.domain.apology import ApologyHelp
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.coaching import Cue, DraftFinding, DraftMark, DraftReport, Severity
from agentassist.domain.contact import Contact, Identity, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import (
    AgentId,
    ArticleId,
    CallId,
    ContactId,
    PackId,
    RuleId,
    WrapUpId,
)
from agentassist.domain.interaction import Mood
from agentassist.domain.ivr import ACCOUNT, FactSource, GivenFact, InputResult
from agentassist.domain.knowledge import (
    Article,
    MatchedIn,
    SearchHit,
    SearchResult,
    Section,
    SectionKind,
)
from agentassist.domain.recent_use import RecentUse
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.sealed import Sealed
from agentassist.domain.search_gap import Reported, Verdict
from agentassist.domain.utterance import Speaker
from agentassist.domain.wrap_up import Disposition, WrapUp

TEN = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)


class RecordingRecents:
    """`desk.recents`, kept in memory."""

    def __init__(self, desk: "RecordingDesk") -> None:
        self._desk = desk
        self.use = RecentUse()

    async def recent(self) -> RecentUse:
        return self.use

    async def article_opened(self, article_id: ArticleId, query: str = "") -> None:
        self._desk.asked.append(("recents.article_opened", article_id, query))

    async def forget(self) -> None:
        self.use = RecentUse()


class RecordingDesk:
    """Real domain values out, every call written down."""

    def __init__(self, story: SimpleNamespace) -> None:
        self.story = story
        self.asked: list[tuple[Any, ...]] = []
        self.refuse: AgentAssistError | None = None
        self.results: dict[str, SearchResult] = {}
        self.reports: dict[str, DraftReport] = {}
        self.talk = self.articles = self  # asked for under these names
        self.recents = RecordingRecents(self)
        self.kept: dict[int, Reported] = {}
        self.known = ApologyHelp("Dana")

    def of(self, name: str) -> list[tuple[Any, ...]]:
        return [call[1:] for call in self.asked if call[0] == name]

    def _note(self, *call: Any) -> None:
        self.asked.append(call)
        if self.refuse is not None:
            raise self.refuse

    async def search(self, text: str) -> SearchResult:
        self._note("search", text)
        if text in self.results:
            return self.results[text]
        return SearchResult(text, self.story.hits, None, 1204, 3.1)

    async def article(self, article_id: ArticleId) -> Article:
        self._note("article", article_id)
        article: Article = self.story.articles[article_id]
        return article

    async def article_used(self, article_id: ArticleId) -> None:
        self._note("article_used", article_id)

    async def article_opened(self, article_id: ArticleId) -> None:
        self._note("article_opened", article_id)

    async def search_left(self) -> None:
        self._note("search_left")

    async def pin(self, article_id: ArticleId, pinned: bool) -> None:
        self._note("pin", article_id, pinned)

    async def report(
        self, article_id: ArticleId | None, verdict: Verdict, why: str = "", query: str = ""
    ) -> Reported:
        self._note("report", article_id, verdict, why, query)
        kept = Reported(len(self.kept) + 1, article_id, verdict, TEN.date(), why)
        self.kept[kept.id] = kept
        return kept

    async def take_back_report(self, report_id: int) -> bool:
        self._note("take_back_report", report_id)
        return self.kept.pop(report_id, None) is not None

    async def reports_of(self, article_id: ArticleId) -> tuple[Reported, ...]:
        return tuple(one for one in self.kept.values() if one.article_id == article_id)

    async def take_text(self, text: str, otherwise: Speaker) -> TranscriptTaken:
        self._note("take_text", text, otherwise)
        return TranscriptTaken(5, 7, 3)

    async def apology_help(self) -> ApologyHelp:
        self._note("apology_help")
        return self.known

    async def apology_built(self) -> None:
        self._note("apology_built")

    async def note_changed(self, text: str) -> None:
        self._note("note_changed", text)

    async def set_fault(self, fault: Any) -> None:
        self._note("set_fault", fault)

    async def set_mood(self, mood: Mood | None) -> None:
        self._note("set_mood", mood)

    async def wording_decided(self, report: DraftReport, used: bool) -> None:
        self._note("wording_decided", used)

    async def bring_cue_back(self) -> None:
        self._note("bring_cue_back")

    async def use_cue(self) -> None:
        self._note("use_cue")

    async def check_draft(self, text: str) -> DraftReport:
        self._note("check_draft", text)
        return self.reports.get(text, DraftReport(text))

    async def dismiss_cue(self) -> None:
        self._note("dismiss_cue")

    async def set_listening(self, on: bool) -> None:
        self._note("set_listening", on)

    async def caller_repeated(self) -> None:
        self._note("caller_repeated")

    async def open_wrap_up(self) -> None:
        self._note("open_wrap_up")

    async def draft_wrap_up(self, wrap_up: WrapUp) -> None:
        self._note("draft_wrap_up", wrap_up)

    async def save_wrap_up(self, wrap_up: WrapUp) -> None:
        self._note("save_wrap_up", wrap_up)

    async def later_wrap_up(self, wrap_up: WrapUp) -> None:
        self._note("later_wrap_up", wrap_up)

    async def set_extension(self, text: str) -> None:
        self._note("set_extension", text)


def _articles() -> dict[str, Article]:
    double = Article(
        ArticleId("double-charge"),
        "Double charge on one order: refund in one step",
        (
            Section(
                SectionKind.SAY,
                "“I can see both charges. I'm returning the second one now; "
                "it will be on your card by Tuesday.”",
            ),
            Section(
                SectionKind.DO,
                "1. Orders → 88-2041 → Payments\n2. **Return duplicate**\n3. Note the reference",
            ),
            Section(SectionKind.SEND, "Your second payment is on its way back.\n\n- Reference: R1"),
            Section(SectionKind.INTERNAL, "Cause: the app retries a timed-out payment."),
        ),
        product="Billing",
        version=7,
        valid_until=date(2027, 3, 31),
    )
    times = Article(
        ArticleId("refund-times"),
        "Refund times by payment method",
        (Section(SectionKind.SAY, "Cards take <b>three</b> to five working days."),),
        product="Billing",
    )
    bank = Article(
        ArticleId("bank"), "Dispute a charge with the bank", body="A card charged twice."
    )
    return {str(article.id): article for article in (double, times, bank)}


def _hits() -> tuple[SearchHit, ...]:
    title, body = MatchedIn.TITLE, MatchedIn.BODY
    return (
        SearchHit(
            ArticleId("double-charge"),
            "Double charge on one order: refund in one step",
            "Billing",
            9.0,
            (title,),
            ((0, 6), (7, 13), (28, 34)),
        ),
        SearchHit(
            ArticleId("refund-times"),
            "Refund times by payment method",
            "Billing",
            7.0,
            (title, body),
            ((0, 6),),
        ),
        SearchHit(
            ArticleId("bank"),
            "Dispute a charge with the bank",
            "Billing",
            5.0,
            (body,),
            (),
            "A card charged twice",
            ((7, 14),),
        ),
    )


def _draft() -> DraftReport:
    text = "I'm sorry if this caused any inconvenience. Can I have your account number?"
    start = text.index("Can I")
    account = GivenFact(
        ACCOUNT, Sealed("40070018"), "•••• 0018", InputResult.OK, FactSource.IVR, TEN
    )
    pack = PackId("apology")
    return DraftReport(
        text,
        (
            DraftFinding(
                pack,
                RuleId("conditional"),
                (text.index("if"), text.index(".")),
                Severity.WRONG,
                "“if” makes it conditional. Name it:",
                better="charged twice, no call back",
            ),
            DraftFinding(
                pack,
                RuleId("given"),
                (start, len(text)),
                Severity.WARNING,
                "This was given already",
                account,
            ),
        ),
        "I'm sorry we charged you twice. I'm returning the second charge now.",
        (
            DraftMark("next_step", "next step", present=True),
            DraftMark("by_when", "by when", present=False),
            DraftMark("owns_it", "owns it", present=False),
        ),
    )


def _card(call_id: str = "1.1", state: AgentState = AgentState.TALKING) -> ScreenPop:
    dana = Contact(ContactId("dana"), "Dana Reyes")
    call = CallSnapshot(1, AgentId("101"), state, call_id=CallId(call_id))
    return ScreenPop(call, Identity(IdentityStatus.IDENTIFIED, dana), answered_at=TEN)


def _wrap_up(wrap_up_id: str = "w1") -> WrapUp:
    return WrapUp(
        WrapUpId(wrap_up_id),
        CallId("1.1"),
        AgentId("101"),
        ContactId("dana"),
        "Dana Reyes",
        TEN,
        TEN + timedelta(minutes=6, seconds=48),
        timedelta(minutes=6, seconds=48),
        "billing",
        Disposition.RESOLVED,
        Mood.FRUSTRATED,
        None,
        "two charges 18 Nov, wants it back before the weekend",
        (ArticleId("double-charge"),),
        (ACCOUNT,),
        "Support",
    )


@pytest.fixture
def story() -> SimpleNamespace:
    cue = Cue(
        PackId("listening"),
        RuleId("play-back"),
        "Play it back before you solve it",
        "Two notes and no play-back yet",
        "So far I have two charges on the 18th and no call back. Did I get that right?",
    )
    return SimpleNamespace(
        articles=_articles(),
        hits=_hits(),
        cue=cue,
        draft=_draft(),
        card=_card,
        wrap_up=_wrap_up,
    )


@pytest.fixture
def desk(story: SimpleNamespace) -> RecordingDesk:
    desk = RecordingDesk(story)
    desk.reports[story.draft.text] = story.draft
    return desk


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[QWidget], QWidget]:
    """Puts a panel into an active window beside a field that can have the focus."""

    def show(panel: QWidget) -> QWidget:
        window = QWidget()
        column = QVBoxLayout(window)
        elsewhere = QLineEdit()
        elsewhere.setObjectName("elsewhere")
        column.addWidget(elsewhere)
        column.addWidget(panel)
        qtbot.addWidget(window)
        window.resize(500, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        panel.destroyed.connect(lambda: window)  # kept alive: qtbot remembers it weakly only
        return window

    return show
