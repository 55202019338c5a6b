"""How long does a history of 5,000 contacts take to be painted, and to be scrolled?

    python tests/benchmarks/timeline_paint.py [--rows 5000] [--rounds 20]

From the core's event (its rows arranged already, as the core does it) to the painted panel, and
each frame of scrolling from the top to the end by wheel steps and by pages. Beside it, in the same
run, a plain QListView with as many plain lines: what Qt itself takes.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QStringListModel, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QListView, QWidget

from agentassist.app.events import TimelineChanged
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Direction, Interaction, InteractionStatus
from agentassist.domain.timeline.arrange import arrange
from agentassist.ports.history import TimelinePage
from ui import theme
from ui.history.panel import HistoryPanel

WHO = ContactId("somebody")
SIZE = (460, 900)
FIRST_GOAL_MS, FRAME_GOAL_MS = 50.0, 16.0


class NoCrossing(QObject):
    """Nothing is asked of the core here."""

    event_received = Signal(object)


def contacts(count: int) -> tuple[Interaction, ...]:
    """Newest first, of several sources and channels, some open, some about one thing."""
    chance = random.Random(7)
    now = datetime.now(UTC)
    channels = list(Channel)
    return tuple(
        Interaction(
            InteractionId(f"row-{at}"),
            WHO,
            chance.choice(channels),
            now - timedelta(hours=3 * at, minutes=chance.randrange(50)),
            f"Contact {at} about the bill of last month and what came of it",
            detail="They wrote that the second bill is wrong, and want it put right this week",
            topic=chance.choice(("billing", "order", None)),
            status=chance.choice((InteractionStatus.CLOSED, InteractionStatus.OPEN)),
            source=chance.choice(("local", "helpdesk", "orders")),
            direction=chance.choice(tuple(Direction)),
            thread=f"t{at // 3}" if chance.random() < 0.2 else None,
        )
        for at in range(count)
    )


def milliseconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def painted(widget: QWidget) -> None:
    """Every pending layout, and the whole widget into memory."""
    QApplication.sendPostedEvents()
    image = QImage(widget.size(), QImage.Format.Format_ARGB32_Premultiplied)
    widget.render(image)


def scrolled(view: QListView, rounds: int) -> list[float]:
    """One frame for each step, down to the end: wheel steps at the top, then pages."""
    bar = view.verticalScrollBar()
    frames: list[float] = []
    steps = [60] * rounds + [bar.pageStep()] * rounds
    steps += [max(1, (bar.maximum() - sum(steps)) // max(1, rounds))] * rounds
    for step in steps:

        def frame(step: int = step) -> None:
            bar.setValue(bar.value() + step)
            painted(view.viewport())

        frames.append(milliseconds(frame))
    return frames


def tell(what: str, found: list[float], goal: float | None = None) -> None:
    ordered = sorted(found)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    aim = f", goal {goal:.0f}" if goal is not None else ""
    print(
        f"{what}: median {statistics.median(found):.1f} ms, p95 {p95:.1f},"
        f" worst {ordered[-1]:.1f} ({len(found)}{aim})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="painting and scrolling a long history")
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.install(app, "light")
    page = TimelinePage(WHO, contacts(given.rows))
    arranging: list[float] = []
    for _ in range(given.rounds):
        arranging.append(milliseconds(lambda: arrange(page.interactions, datetime.now(UTC))))
    rows = arrange(page.interactions, datetime.now(UTC))
    first: list[float] = []
    late: list[float] = []
    found: list[float] = []
    frames: list[float] = []
    busy: list[float] = []  # of CPU: what others on the machine do not add to
    for number in range(given.rounds + 1):
        panel = HistoryPanel(QObject(), NoCrossing())  # type: ignore[arg-type]
        panel.resize(*SIZE)
        panel.set_room(SIZE[1])
        panel.show()
        painted(panel)
        event = TimelineChanged(page, timeline=rows)

        def show(panel: HistoryPanel = panel, event: TimelineChanged = event) -> None:
            panel.handle(event)
            painted(panel)

        cpu = time.thread_time()
        first.append(milliseconds(show))
        busy.append((time.thread_time() - cpu) * 1000)
        frames += scrolled(panel.list, given.rounds)
        newer = TimelinePage(WHO, (*contacts(given.rows + 5)[:5], *page.interactions))
        more = TimelineChanged(newer, timeline=arrange(newer.interactions, datetime.now(UTC)))
        late.append(milliseconds(lambda: show(event=more)))  # noqa: B023

        def find(panel: HistoryPanel = panel) -> None:
            panel.open_find("bil")
            painted(panel)

        while panel.model.preparing:  # a few slices while the agent reads
            app.processEvents()
        found.append(milliseconds(find))
        panel.close()
        panel.deleteLater()
        if number == 0:  # icons and fonts are drawn for the first time: start-up, not a ring
            for times in (first, late, found, frames, busy):
                times.clear()
    plain_first, plain_frames = plain(given.rows, given.rounds)
    print(f"{given.rows:,} contacts in {len(rows.rows):,} rows, {SIZE[0]} x {SIZE[1]} px")
    tell("arranged (core thread)", arranging)
    tell("event -> first paint", first, FIRST_GOAL_MS)
    tell("  of CPU", busy)
    tell("late rows -> painted, the row read stays", late, FIRST_GOAL_MS)
    tell("find as you type, first letters -> painted", found, FIRST_GOAL_MS)
    tell("a frame of scrolling", frames, FRAME_GOAL_MS)
    tell("plain QListView: first paint", plain_first)
    tell("plain QListView: a frame of scrolling", plain_frames)


def plain(rows: int, rounds: int) -> tuple[list[float], list[float]]:
    """Qt's own list with uniform lines of text."""
    lines = [f"Contact {at} about the bill of last month" for at in range(rows)]
    first: list[float] = []
    frames: list[float] = []
    for _ in range(rounds):
        view = QListView()
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.resize(*SIZE)
        view.show()
        painted(view)

        def show(view: QListView = view) -> None:
            view.setModel(QStringListModel(lines, view))
            painted(view)

        first.append(milliseconds(show))
        frames += scrolled(view, rounds)
        view.deleteLater()
    return first, frames


if __name__ == "__main__":
    main()
