"""One caller's story as the core would send it, and a desk that answers."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agentassist.domain.call import AgentState, CallSnapshot, Direction
from agentassist.domain.contact import Candidate, Contact, Evidence, EvidenceKind, Identity
from agentassist.domain.contact import IdentityStatus as Status
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.domain.knowledge import SearchResult
from agentassist.domain.party import WITHHELD, Party, Presentation
from agentassist.domain.promise import Promise
from agentassist.domain.recent_use import RecentUse
from agentassist.domain.screen_pop import (
    Greeting,
    GreetingKind,
    IvrNote,
    LikelyWhy,
    NeededFact,
    ScreenPop,
)
from agentassist.domain.sealed import Sealed
from agentassist.ports.history import TimelinePage
from ui import theme, times
from ui.screen_pop.panel import ScreenPopPanel

NOW = datetime(2026, 11, 20, 10, 5, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(times, "now", lambda: NOW)
    return NOW


@pytest.fixture
def look(qapp: QApplication) -> theme.Theme:
    """The theme installed; light again afterwards."""
    theme.install(qapp, "light")
    yield theme.current()
    theme.current().choose("light")


class Desk:
    """Writes down what it is asked; `answers` by command, an error is raised."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.named: dict[str, Any] = {}  # of the last one
        self.answers: dict[str, Any] = {
            "look_up": (),
            "search": SearchResult(""),
            "recents.recent": RecentUse(),
        }

    @property
    def people(self) -> "Part":
        """`desk.people`: written down as "people.link" and so on."""
        return Part(self, "people")

    @property
    def articles(self) -> "Desk":
        """`desk.articles`, written down under the bare names."""
        return self

    @property
    def recents(self) -> "Part":
        return Part(self, "recents")

    @property
    def sources(self) -> "Part":
        return Part(self, "sources")

    @property
    def speech(self) -> "Part":
        return Part(self, "speech")

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def command(*args: Any, **named: Any) -> Any:
            self.asked.append((name, *args))
            self.named = named
            answer = self.answers.get(name)
            if isinstance(answer, AgentAssistError):
                raise answer
            return answer

        return command


class Part:
    """A part of the desk with commands of its own."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk, self._name = desk, name

    def __getattr__(self, name: str) -> Callable[..., Coroutine[Any, Any, Any]]:
        return getattr(self._desk, f"{self._name}.{name}")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def fact(kind: str, value: str | None, mask: str, result: InputResult | None) -> GivenFact:
    sealed = Sealed(value) if value is not None else None
    return GivenFact(kind, sealed, mask, result, at=NOW - timedelta(minutes=3))


def candidate(name: str, *evidence: Evidence) -> Candidate:
    contact = Contact(ContactId(name), name, city="Berlin")
    return Candidate(contact, evidence, 4, NOW - timedelta(days=11))


@pytest.fixture
def story() -> SimpleNamespace:
    dana = Contact(
        ContactId("dana"),
        "Dana Reyes",
        phones=("+442079460877",),
        customer_since=date(2019, 4, 2),
    )
    given = (
        fact("account", "40020018", "•••• 0018", InputResult.OK),
        fact("menu", "2", "2", None),
        fact("pin", None, "••••", InputResult.WRONG),
        fact("menu", "1", "1", None),
        fact("pin", None, "••••", InputResult.OK),
    )
    call = CallSnapshot(
        1,
        AgentId("101"),
        AgentState.RINGING,
        call_id=CallId("1.1"),
        caller=Party("+442079460877", None, Presentation.ALLOWED),
        given=given,
        intent="billing",
        verified=True,
        queue="support",
        wait=timedelta(seconds=161),
        transfers=1,
    )
    promise = Promise(
        PromiseId("p1"),
        dana.id,
        "call back about the double charge",
        NOW - timedelta(hours=3),
        "M. Okafor",
        NOW - timedelta(days=1),
    )
    ringing = ScreenPop(
        call,
        Identity(Status.IDENTIFIED, dana, (Evidence(EvidenceKind.ACCOUNT_FROM_IVR),)),
        given,
        (NeededFact("charge_date", "intent:dispute"),),
        overdue=(promise,),
        likely_why=LikelyWhy(
            "Charged twice for order 88-2041",
            True,
            (("open_ticket", "#4821"), ("ivr_path", "2"), ("ivr_path", "1")),
        ),
        greeting=Greeting(
            GreetingKind.NAMED_MISSED_PROMISE, "Dana", "billing", promise=promise.what
        ),
        rang_at=NOW - timedelta(seconds=4),
    )
    unnamed = replace(
        ringing,
        call=replace(call, call_id=CallId("2.1"), given=(), intent=None, verified=False, wait=None),
        identity=Identity(),
        given=(),
        needed=(),
        ivr_note=IvrNote.SENT_NOTHING,
        overdue=(),
        likely_why=None,
        greeting=Greeting(GreetingKind.WHO_IS_IT),
    )
    shared = Evidence(EvidenceKind.SHARED_NUMBER, shared_by=3)
    people = (
        candidate("Jürgen Müller", shared),
        candidate("Aylin Müller", shared),
        candidate("Müller Haustechnik GmbH", Evidence(EvidenceKind.SWITCHBOARD)),
    )
    return SimpleNamespace(
        now=NOW,
        dana=dana,
        promise=promise,
        people=people,
        ringing=ringing,
        talking=replace(
            ringing,
            call=replace(call, state=AgentState.TALKING),
            answered_at=NOW - timedelta(seconds=192),
        ),
        wrapping=replace(
            ringing,
            call=replace(call, state=AgentState.WRAPPING),
            answered_at=NOW - timedelta(seconds=417),
            ended_at=NOW - timedelta(seconds=9),
            greeting=None,
        ),
        unnamed=unnamed,
        candidates=replace(
            unnamed,
            identity=Identity(Status.CANDIDATES, candidates=people),
            needed=(NeededFact("who", "pick"),),
        ),
        withheld=replace(
            unnamed,
            call=replace(unnamed.call, caller=WITHHELD),
            identity=Identity(Status.WITHHELD),
        ),
        internal=replace(
            unnamed,
            call=replace(
                unnamed.call,
                internal_from="102",
                caller=Party("102", "Ben Okafor"),
                direction=Direction.INTERNAL,
            ),
            identity=Identity(Status.INTERNAL),
            ivr_note=IvrNote.NOT_APPLICABLE,
            greeting=Greeting(GreetingKind.COLLEAGUE, "Ben Okafor"),
        ),
        page=_page(dana.id, promise),
    )


def _page(contact: ContactId, promise: Promise) -> TimelinePage:
    def row(name: str, channel: Channel, days: float, title: str, **more: Any) -> Interaction:
        at = NOW - timedelta(days=days)
        return Interaction(InteractionId(name), contact, channel, at, title, **more)

    rows = (
        row(
            "call",
            Channel.PHONE,
            1.2,
            "promised a call-back",
            detail="Double charge",
            duration=timedelta(minutes=6),
            mood_start=Mood.FRUSTRATED,
            mood_end=Mood.NEUTRAL,
        ),
        row("chat", Channel.CHAT, 2.1, "still waiting", status=InteractionStatus.OPEN),
        row("order", Channel.ORDER, 2.3, "Order 88-2041", detail="paid twice"),
        row("survey", Channel.SURVEY, 8, "4 of 10"),
    )
    return TimelinePage(contact, rows, (promise,), more=True)


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme) -> QWidget:
    """Something else to type in, and room for a panel below it."""
    host = QWidget()
    QVBoxLayout(host)
    elsewhere = QLineEdit(host)
    elsewhere.setObjectName("elsewhere")
    host.layout().addWidget(elsewhere)
    qtbot.addWidget(host)
    host.resize(420, 900)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    return host


@pytest.fixture
def panel(window: QWidget, desk: Any, crossing: Any) -> ScreenPopPanel:
    """The card, in that window."""
    panel = ScreenPopPanel(desk, crossing)
    window.layout().addWidget(panel)
    return panel
