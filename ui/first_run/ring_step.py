"""The last step of the short tour: a call that rings, and what each part of its card says."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import CardChanged
from agentassist.ports.practice import Practice
from ui import theme
from ui.crossing import Runs
from ui.first_run.practice_desk import PracticeDesk
from ui.first_run.step import PracticeStep, Words
from ui.i18n import tr
from ui.screen_pop.panel import ScreenPopPanel
from ui.widgets import PrimaryButton


class RingStep(PracticeStep):
    """A card as a call brings it, and then part by part what it says.

    `told` (Words, QWidget) when the next part is explained.
    """

    told = Signal(object, object)

    def __init__(self, crossing: Runs, parent: QWidget | None = None) -> None:
        words = Words(
            tr("A call rings"),
            tr(
                "The card comes by itself and takes no key from what you are typing. Let one "
                "ring: it is simulated, and nothing of it is kept."
            ),
        )
        super().__init__(words, crossing, parent)
        self.ring = PrimaryButton(tr("Let it ring"))
        self.ring.clicked.connect(self.let_it_ring)
        self.ring.setEnabled(False)
        self.add_aligned(self.ring)
        self._practice: Practice | None = None
        self.part = -1
        self.panel: ScreenPopPanel | None = None
        self.frame: PartFrame | None = None
        self.column.addStretch(1)

    def equip(self, practice: Practice) -> None:
        self._practice = practice
        self.ring.setEnabled(True)
        if self.isVisible():
            self.begin()

    def let_it_ring(self) -> None:
        if self._practice is None or self.panel is not None:
            return
        card = self._practice.ringing()
        # The panel asks a desk for the commands of a card; this one answers them from the tour.
        desk = cast(Desk, PracticeDesk(self._practice, card))
        self.panel = ScreenPopPanel(desk, self._crossing)
        self.panel.handle(CardChanged(card))
        self.frame = PartFrame(self.panel)
        self.column.insertWidget(0, self.panel)
        self.panel.show()
        self.ring.hide()
        self.advance()

    def advance(self) -> bool:
        panel, frame = self.panel, self.frame
        parts = _parts(panel) if panel is not None else ()
        if frame is None or self.part + 1 >= len(parts):
            return False
        self.part += 1
        words, widget = parts[self.part]
        frame.put_around(widget)
        self.told.emit(words, widget)
        return True

    @property
    def count(self) -> int:
        """How many parts are explained."""
        return len(_parts(self.panel)) if self.panel is not None else 0

    def begin(self) -> None:
        if self.ring.isEnabled() and not self.ring.isHidden():
            self.ring.setFocus(Qt.FocusReason.TabFocusReason)

    def end(self) -> None:
        if self.panel is not None:
            self.panel.handle(CardChanged(None))


def _parts(panel: ScreenPopPanel) -> tuple[tuple[Words, QWidget], ...]:
    """What stands on the card, from top to bottom."""
    return (
        (
            Words(
                tr("Who it is, and why we think so"),
                tr("The reason stands under it. A name stands on top only once it is proven."),
            ),
            panel.identity,
        ),
        (
            Words(
                tr("A promise that was missed"),
                tr("In red, before anything else: say so first."),
            ),
            panel.promise,
        ),
        (
            Words(
                tr("Already given: do not ask again"),
                tr("What they typed or said, and where. Below it all that is left to ask."),
            ),
            panel.facts,
        ),
        (
            Words(
                tr("Why they probably call"),
                tr("An open ticket, an order or their choice in the menu, with the evidence."),
            ),
            panel.why,
        ),
        (
            Words(
                tr("What you could say first"),
                tr("From verified facts only. A guess is never in it."),
            ),
            panel.greeting,
        ),
    )


class PartFrame(QWidget):
    """A line around the part that is explained. It lies over the card and takes no click."""

    def __init__(self, panel: ScreenPopPanel) -> None:
        super().__init__(panel)
        self._part: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        panel.installEventFilter(self)
        theme.current().changed.connect(self.update)

    def put_around(self, part: QWidget) -> None:
        if self._part is not None:
            self._part.removeEventFilter(self)
        self._part = part
        part.installEventFilter(self)
        self._place()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show):
            self._place()
        return False

    def _place(self) -> None:
        parent, part = self.parentWidget(), self._part
        if parent is not None and part is not None:
            self.setGeometry(QRect(part.mapTo(parent, QPoint(0, 0)), part.size()))
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().color("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 1, -2, -1), 8, 8)
