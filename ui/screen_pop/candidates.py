"""People to choose from: candidates with evidence (1-9), and looking somebody up by hand."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from agentassist.app.desk import Desk
from agentassist.domain.contact import Candidate
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.source import SourceState, SourceStatus
from ui import icons, theme, times
from ui.crossing import Runs
from ui.errors import error_texts
from ui.history.source_words import status_text
from ui.i18n import tip, tr
from ui.screen_pop.wording import candidate_line
from ui.theme import Type, Weight
from ui.widgets import Text
from ui.widgets.marks import paint_keycap
from ui.widgets.tab_order import chain

MOST = 9
_KIND_ICONS = {"company": "building-2", "household": "house"}


class CandidateRow(QPushButton):
    """One person: keycap, name, and why it may be them."""

    def __init__(self, candidate: Candidate, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.candidate = candidate
        self._key = key
        self._line = candidate_line(candidate, times.now())
        self.setAccessibleName(f"{key} {candidate.contact.name}. {self._line}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, 52)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 52)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        painter.setPen(QPen(current.color("accent" if focus else "line"), 2 if focus else 1))
        painter.setBrush(current.color("raised" if self.underMouse() else "surface"))
        inset = 1.0 if focus else 0.5
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        left = 10.0
        if self._key:
            paint_keycap(painter, QRectF(left, 9, 18, 18), self._key)
        else:
            name = _KIND_ICONS.get(self.candidate.contact.kind, "user")
            drawn = icons.pixmap(name, "faint", 16, self.devicePixelRatioF())
            painter.drawPixmap(int(left) + 1, 10, drawn)
        left += 28
        room = self.width() - left - 10
        name_cut = self._line_at(
            painter, self.candidate.contact.name, left, 7, room, Weight.SEMIBOLD, "text"
        )
        line_cut = self._line_at(painter, self._line, left, 27, room, Weight.REGULAR, "soft")
        whole = f"{self.candidate.contact.name}\n{self._line}" if name_cut or line_cut else ""
        self.setToolTip(tip(whole))

    def _line_at(
        self,
        painter: QPainter,
        text: str,
        left: float,
        top: float,
        room: float,
        weight: Weight,
        tone: str,
    ) -> bool:
        size = Type.BODY if weight is Weight.SEMIBOLD else Type.EVIDENCE
        font = theme.current().font(size, weight)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(theme.current().color(tone))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, top, room + 1, 18), align, shown)
        return shown != text


class CandidateList(QWidget):
    """Up to nine rows. With `keyed`, the digits pick from anywhere but a text field."""

    picked = Signal(object)  # Candidate

    def __init__(
        self, tab_after: QWidget, parent: QWidget | None = None, *, keyed: bool = True
    ) -> None:
        super().__init__(parent)
        self._keyed, self._tab_after = keyed, tab_after
        self._shown: tuple[Candidate, ...] = ()
        self.rows: list[CandidateRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._keys = [self._shortcut(number) for number in range(1, MOST + 1)] if keyed else []
        self.hide()

    @property
    def shown(self) -> tuple[Candidate, ...]:
        return self._shown

    def _shortcut(self, number: int) -> QShortcut:
        key = QShortcut(QKeySequence(str(number)), self)
        key.setContext(Qt.ShortcutContext.WindowShortcut)
        key.setAutoRepeat(False)
        key.setEnabled(False)
        key.activated.connect(lambda: self._pick(number - 1))
        return key

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        wanted = tuple(candidates[:MOST])
        if wanted != self._shown:
            self._shown = wanted
            focused = next((row.candidate.contact.id for row in self.rows if row.hasFocus()), None)
            for row in self.rows:
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
            self.rows = [
                CandidateRow(candidate, str(at + 1) if self._keyed else "")
                for at, candidate in enumerate(wanted)
            ]
            for at, row in enumerate(self.rows):
                row.clicked.connect(lambda _checked=False, at=at: self._pick(at))
                self._column.addWidget(row)
                row.show()  # now: a layout would show it only after the first paint
                if row.candidate.contact.id == focused:  # filled in under the agent's hand
                    row.setFocus(Qt.FocusReason.OtherFocusReason)
            chain(self._tab_after, self.rows)
        for at, key in enumerate(self._keys):
            key.setEnabled(at < len(wanted))
        self.setVisible(bool(wanted))

    def _pick(self, at: int) -> None:
        if at < len(self._shown):
            self.picked.emit(self._shown[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)


class LookUp(QWidget):
    """Type a number, name, account or order; pick who it is. `picked` carries the Candidate."""

    picked = Signal(object)

    def __init__(self, desk: Desk, crossing: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._asked = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Number, name, account or order"))
        self.field.setAccessibleName(tr("Look somebody up by number, name, account or order"))
        self.field.setMaxLength(120)
        self.field.setClearButtonEnabled(False)
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(self._take_first)
        self.answer = Text("", Type.EVIDENCE, "faint")
        self.answer.hide()
        self.found = CandidateList(self.field, keyed=False)
        self.found.picked.connect(self._picked)
        for part in (self.field, self.found, self.answer):
            column.addWidget(part)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._ask)

    def clear(self) -> None:
        self._pause.stop()
        self._asked = ""
        self.field.clear()
        self._say("")
        self.found.show_candidates(())

    def let_go(self) -> str | None:
        """What was being typed when the field goes away, or None. The focus goes nowhere else."""
        if not self.field.hasFocus():
            return None
        self.field.clearFocus()
        return self.field.text()

    def go_on(self, text: str) -> None:
        """Type on here."""
        self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._typed(text)

    def _typed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self.clear()

    def _ask(self) -> None:
        text = self.field.text().strip()
        if not text or text == self._asked:
            return
        self._asked = text
        self._crossing.run(
            self._desk.look_up(text),
            lambda found: self._show(text, found),
            lambda error: self._failed(text, error),
        )

    def _show(self, text: str, found: Sequence[Candidate]) -> None:
        if text != self._asked:
            return  # meanwhile something else was typed
        self.found.show_candidates(found)
        self._say(
            "" if found else tr("Nobody found for “{text}”. Try another spelling.", text=text)
        )

    def fill_in(
        self, text: str, found: Sequence[Candidate], statuses: Sequence[SourceStatus] = ()
    ) -> None:
        """Sources found more for what was typed: rows that stand there keep their place."""
        if text != self._asked:
            return
        shown = [one.contact.id for one in self.found.shown]
        known = {one.contact.id: one for one in found}
        stay = [known.pop(key) for key in shown if key in known]
        self._show(text, (*stay, *known.values()))
        silent = [one for one in statuses if one.state is SourceState.FAILED]
        if silent:
            self._say(status_text(silent[0], times.now()))

    def _failed(self, text: str, error: AgentAssistError) -> None:
        if text == self._asked:
            self._asked = ""
            words = error_texts(error.code, error.params)
            self._say(f"{words.lead} {words.rest}")

    def _say(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))

    def _take_first(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._ask()
        elif self.found.rows:
            self.found.rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _picked(self, candidate: Candidate) -> None:
        self.clear()
        self.picked.emit(candidate)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down and self.found.rows:
            self.found.rows[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
