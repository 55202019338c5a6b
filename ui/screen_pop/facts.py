"""'Already given' and 'still needed': the heart of the card."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from agentassist.domain.screen_pop import IvrNote, ScreenPop
from ui import theme
from ui.i18n import plural, tr
from ui.models.given_rows import ROWS_SHOWN, GivenRow, given_rows
from ui.screen_pop.wording import NeededWords, needed_words
from ui.theme import Type, Weight
from ui.widgets import ElidedLabel, Icon, IconButton, LinkButton, SectionLabel, Text
from ui.widgets.tab_order import chain

REVEAL_MS = 10_000
CLIPBOARD_MS = 30_000
_LABEL_MIN, _LABEL_MAX = 76, 128


class FactRow(QWidget):
    """Icon, label, heavier value, source at the right; an eye where the value is masked."""

    reveal_requested = Signal(int)

    def __init__(
        self,
        icon: str,
        icon_tone: str,
        label: str,
        value: str,
        source: str,
        *,
        dim: bool = False,
        index: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.index = index
        self._masked = value
        self._open = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(Icon(icon, icon_tone, 14))
        self.label = ElidedLabel(label, Type.BODY, "faint" if dim else "soft")
        row.addWidget(self.label)
        self.value = ElidedLabel(
            value,
            Type.BODY if dim else Type.VALUE,
            "faint" if dim else "text",
            Weight.REGULAR if dim else Weight.SEMIBOLD,
        )
        row.addWidget(self.value)
        self.eye = IconButton("eye", tr("Show {label} for 10 seconds", label=label), key="Ctrl+R")
        self.copy = IconButton("copy", tr("Copy {label}", label=label))
        self.eye.setVisible(index is not None)
        self.copy.hide()
        self.eye.clicked.connect(self._eye_clicked)
        self.copy.clicked.connect(self._copy)
        row.addWidget(self.eye)
        row.addWidget(self.copy)
        self.source = ElidedLabel(source, Type.EVIDENCE, "faint", align=Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.source, 1)
        self.setFixedHeight(26)
        self.setMinimumWidth(120)  # or a long value would widen the whole card
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{label}: {value}. {source}")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REVEAL_MS)
        self._timer.timeout.connect(self.hide_value)

    def share(self, label: int) -> None:
        """One width for all labels; the value is kept readable before its source is."""
        self.label.setFixedWidth(label)
        room = self.width() - label - 14 - 24 * (self.index is not None) - 5 * theme.S
        self.value.setMinimumWidth(max(24, min(self.value.natural_width() + 2, room - 44)))

    def _eye_clicked(self) -> None:
        if self._open:
            self.hide_value()
        elif self.index is not None:
            self.reveal_requested.emit(self.index)

    def show_value(self, value: str) -> None:
        self._open = True
        self.value.setText(value)
        self.eye.set_glyph("eye-off")
        self.eye.set_label(tr("Hide {label}", label=self.label.text()))
        self.copy.show()
        self._timer.start()

    def hide_value(self) -> None:
        self._timer.stop()
        self._open = False
        self.value.setText(self._masked)
        self.eye.set_glyph("eye")
        self.eye.set_label(tr("Show {label} for 10 seconds", label=self.label.text()))
        self.copy.hide()

    @property
    def revealed(self) -> bool:
        return self._open

    def _copy(self) -> None:
        if not self._open:
            return
        clipboard = QGuiApplication.clipboard()
        copied = self.value.text()
        clipboard.setText(copied)

        def clear() -> None:  # only if it is still ours
            if clipboard.text() == copied:
                clipboard.clear()

        # The row may be gone by then: the clipboard outlives it.
        QTimer.singleShot(CLIPBOARD_MS, clipboard, clear)
        self.copy.set_label(tr("Copied, the clipboard is cleared in 30 seconds"))


class FactsBlock(QWidget):
    """Rebuilt only when what it says has changed, so a revealed value is not lost to a clock."""

    reveal_requested = Signal(int)

    def __init__(self, tab_after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab_after = tab_after
        self._shown: object = None
        self._all = False
        self.rows: list[FactRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.L, 12, theme.L, 12)
        self._column.setSpacing(2)

    def show_card(self, card: ScreenPop) -> None:
        given = given_rows(card)
        count = len(card.identity.candidates)
        needed = tuple(needed_words(fact, count) for fact in card.needed)
        note = card.ivr_note is IvrNote.SENT_NOTHING and not given
        key = (card.call.call_id, given, needed, note)
        self.setVisible(bool(given or needed or note))
        if key == self._shown:
            return
        if not isinstance(self._shown, tuple) or self._shown[0] != card.call.call_id:
            self._all = False
        self._shown = key
        self._build(given, needed, note)

    def row_at(self, index: int) -> FactRow | None:
        return next((row for row in self.rows if row.index == index), None)

    def first_hidden(self) -> FactRow | None:
        return next((row for row in self.rows if row.index is not None), None)

    def _build(
        self, given: tuple[GivenRow, ...], needed: tuple[NeededWords, ...], note: bool
    ) -> None:
        self._empty()
        if given or note:
            self._head(tr("Already given"), tr("do not ask again") if given else "")
        if note:
            nothing = tr("Nothing: the IVR sent no data for this call.")
            self._column.addWidget(Text(nothing, Type.BODY, "soft"))
        for row in given if self._all else given[:ROWS_SHOWN]:
            self._add(_given_row(row))
        if len(given) > ROWS_SHOWN and not self._all:
            self._more(len(given) - ROWS_SHOWN, given, needed, note)
        if needed:
            if given or note:
                self._column.addSpacing(theme.S)
            self._head(tr("Still needed"), "")
        for words in needed[:ROWS_SHOWN]:
            self._add(_needed_row(words))
        self._align()
        chain(self._tab_after, [part for row in self.rows for part in (row.eye, row.copy)])
        for at in range(self._column.count()):
            item = self._column.itemAt(at)
            if item is not None and (part := item.widget()) is not None:
                part.show()  # now: a layout would show it only after the first paint

    def _more(
        self,
        count: int,
        given: tuple[GivenRow, ...],
        needed: tuple[NeededWords, ...],
        note: bool,
    ) -> None:
        button = LinkButton(plural("+ {n} more", "+ {n} more", count))
        button.setObjectName("unfold")

        def unfold() -> None:
            self._all = True
            self._build(given, needed, note)

        button.clicked.connect(unfold)
        self._column.addWidget(button)

    def _head(self, title: str, aside: str) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(theme.S)
        row.addWidget(SectionLabel(title))
        if aside:
            row.addWidget(ElidedLabel(aside, Type.EVIDENCE, "soft"))
        row.addStretch(1)
        self._column.addWidget(head)

    def _add(self, row: FactRow) -> None:
        row.reveal_requested.connect(self.reveal_requested)
        self.rows.append(row)
        self._column.addWidget(row)

    def _align(self) -> None:
        widest = max((row.label.natural_width() for row in self.rows), default=0)
        room = self.width() - 2 * theme.L
        label = min(max(widest + 4, _LABEL_MIN), _LABEL_MAX, max(_LABEL_MIN, room * 3 // 10))
        for row in self.rows:
            row.resize(room, row.height())
            row.share(label)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    def _empty(self) -> None:
        self.rows = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _given_row(row: GivenRow) -> FactRow:
    if row.usable:
        return FactRow("check", "given", row.label, row.value, row.source, index=row.index)
    return FactRow("x", "late", row.label, row.value, row.source, dim=True)


def _needed_row(words: NeededWords) -> FactRow:
    row = FactRow("circle", "need", words.label, words.hint, words.why)
    row.value.set_weight(Weight.MEDIUM)
    row.value.set_tone("soft")
    return row
