"""The brief: one paragraph, each part a link to the row it can be read in."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from agentassist.domain.brief import Brief
from ui.history.brief_words import Statement, statements
from ui.i18n import tip, tr
from ui.models.text_spans import qt_length
from ui.theme import Type, Weight
from ui.widgets import Run, Text

_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_AHEAD = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class BriefView(Text):
    """Never cut. Arrows walk along the parts, Return leads to the evidence, again to the next.

    `chosen` carries a row's key; `evidence` gives its words, for the tooltip.
    """

    chosen = Signal(str)

    def __init__(self, evidence: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__("", Type.BODY, "text", line_height=1.45, parent=parent)
        self._evidence = evidence
        self.statements: tuple[Statement, ...] = ()
        self._at: int | None = None
        self._asked: dict[str, int] = {}  # how often a part was asked for its evidence
        self.setMouseTracking(True)
        self.hide()

    def show_brief(
        self, brief: Brief | None, now: datetime, said: frozenset[str] = frozenset()
    ) -> None:
        """Hidden without one; an empty one says that nothing is open. `said`: see `statements`."""
        if brief is None:
            self.statements = ()
        else:
            none = (Statement(tr("Nothing is open, promised or unanswered.")),)
            self.statements = statements(brief, now, said) or (() if brief.parts else none)
        self._at = None
        linked = any(one.keys for one in self.statements)
        policy = Qt.FocusPolicy.TabFocus if linked else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        self.setAccessibleName(tr("In short: {text}", text=self._whole()))
        self._paint_parts()
        self.setVisible(bool(self.statements))

    def _whole(self) -> str:
        return " ".join(one.text for one in self.statements)

    def _paint_parts(self) -> None:
        runs: list[Run] = []
        for at, one in enumerate(self.statements):
            tone = "text" if one.keys else "soft"
            here = at == self._at
            weight = Weight.MEDIUM if one.urgent else None
            runs.append(Run(one.text, "accent" if here else tone, weight, mark=_mark(here)))
            runs.append(Run(" "))
        self.set_runs(*runs[:-1])

    def _go(self, at: int | None) -> None:
        if at == self._at:
            return
        self._at = at
        if at is not None:
            self.setAccessibleDescription(self._told(at))
        self._paint_parts()

    def _told(self, at: int) -> str:
        one = self.statements[at]
        found = [self._evidence(key) for key in one.keys]
        said = "\n\n".join(text for text in found if text)
        return said or tr("From this call")

    def _part_at(self, spot: QPointF) -> int | None:
        place = self.character_at(spot)
        if place is None:
            return None
        start = 0
        for at, one in enumerate(self.statements):
            end = start + qt_length(one.text)
            if start <= place < end:
                return at
            start = end + 1
        return None

    def _choose(self, at: int) -> None:
        one = self.statements[at]
        if one.keys:
            turn = self._asked.get(one.text, 0)
            self._asked[one.text] = turn + 1
            self.chosen.emit(one.keys[turn % len(one.keys)])

    # mouse and keys ------------------------------------------------------------------------
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._part_at(event.position())
        leads = at is not None and bool(self.statements[at].keys)
        self._go(at if leads else None)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._part_at(event.position())
        if at is not None:
            self._choose(at)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._go(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, linked = Qt.Key(event.key()), self._linked()
        if key in _CHOOSE and self._at is not None:
            self._choose(self._at)
        elif key in (*_BACK, *_AHEAD) and linked:
            here = linked.index(self._at) if self._at in linked else 0
            step = 1 if key in _AHEAD else -1
            self._go(linked[min(max(here + step, 0), len(linked) - 1)])
        else:
            super().keyPressEvent(event)

    def _linked(self) -> list[int]:
        return [at for at, one in enumerate(self.statements) if one.keys]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and self._linked():
            self._go(self._linked()[0])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go(None)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._part_at(QPointF(event.pos()))
            if at is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip(self._told(at)), self)
            return True
        return super().event(event)


def _mark(here: bool) -> str | None:
    return "accent_bg" if here else None
