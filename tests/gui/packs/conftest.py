"""Packs as the core would tell of them, and a desk that writes down what it is asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from agentassist.domain.cue_tally import CueTally
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId, RuleId
from agentassist.ports.packs import PackCard, PackLook, PackSeal, PackView, RuleCard

FINGERPRINT = "2923 c857 0a1b 77fe 9d0c 41aa 5be2 10f3"
APOLOGY = PackCard(
    PackId("apology"),
    PackSeal.SHIPPED,
    bundled=True,
    title="Apology and recovery",
    version="1.0.0",
    publisher="agentassist",
    language="en",
    wants=("draft", "fault"),
    rules=(
        RuleCard(RuleId("sorry-if"), "Say what you are sorry for"),
        RuleCard(RuleId("next-step"), "An apology needs a next step"),
    ),
)
PARCEL = PackCard(
    PackId("late-parcel"),
    PackSeal.SIGNED,
    title="Late parcels",
    version="1.2.0",
    publisher="Team North",
    signer="North",
    fingerprint=FINGERPRINT,
    expires=date(2027, 12, 31),
    language="de",
    wants=("draft", "wait"),
    rules=(RuleCard(RuleId("by-when"), "Say by when"),),
)
TALLIES = (
    CueTally(PackId("apology"), RuleId("sorry-if"), shown=8, dismissed=6, used=1),
    CueTally(PackId("late-parcel"), RuleId("by-when"), shown=2),
)


class WrittenDown:
    """Implements what the window asks of PackDesk."""

    def __init__(self) -> None:
        self.now = PackView((APOLOGY, PARCEL))
        self.found: PackLook | None = None
        self.refusal: AgentAssistError | None = None
        self.counts = TALLIES
        self.asked: list[tuple[Any, ...]] = []

    async def view(self) -> PackView:
        return self.now

    async def tallies(self) -> tuple[CueTally, ...]:
        return self.counts

    async def look(self, place: str) -> PackLook:
        self.asked.append(("look", place))
        self._refuse()
        return self.found or look_of(place)

    async def install(self, look: PackLook, trusting: bool = False) -> None:
        self.asked.append(("install", look.card.id, trusting))
        self._refuse()
        self.now = replace(self.now, packs=(*self.now.packs, look.card))

    async def remove(self, pack: PackId) -> None:
        self.asked.append(("remove", pack))
        self._refuse()
        self.now = replace(self.now, packs=tuple(p for p in self.now.packs if p.id != pack))

    async def put_back(self, pack: PackId) -> None:
        self.asked.append(("put_back", pack))
        self.now = PackView((APOLOGY, PARCEL))

    async def switch(self, pack: PackId, on: bool) -> None:
        self.asked.append(("switch", pack, on))
        self._refuse()
        cards = tuple(replace(p, on=on) if p.id == pack else p for p in self.now.packs)
        self.now = replace(self.now, packs=cards)

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal


def look_of(place: str = "/tmp/new.aapack", seal: PackSeal = PackSeal.UNKNOWN) -> PackLook:
    card = replace(PARCEL, id=PackId("new"), title="New pack", seal=seal, signer="")
    return PackLook(card, place, examples=7, key="aapub1:x")


@pytest.fixture
def looked() -> Callable[..., PackLook]:
    return look_of


@pytest.fixture
def pack_desk() -> WrittenDown:
    return WrittenDown()


@pytest.fixture
def apology() -> PackCard:
    return APOLOGY


def settle() -> None:
    for _ in range(8):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


@pytest.fixture
def window_of(qtbot: Any, crossing: Any, pack_desk: WrittenDown) -> Iterator[Callable[[], Any]]:
    """`window_of()` opens the list and waits until it has been answered."""

    kept: list[Any] = []

    def open_window() -> Any:
        from ui.packs.window import PacksWindow

        window = PacksWindow(pack_desk, crossing)
        kept.append(window)
        qtbot.addWidget(window)
        window.open()
        qtbot.waitUntil(lambda: bool(window.rows))
        settle()
        return window

    yield open_window
    crossing.hold = False
    crossing.settle()
