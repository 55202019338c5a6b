"""The footer: the keys that do something right now, each also a button."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui import theme
from ui.actions import keymap
from ui.actions.action import Action
from ui.actions.declared import short_text, title_text
from ui.i18n import tip
from ui.theme import Type
from ui.widgets.marks import keycap_width, paint_keycap


@dataclass(frozen=True, slots=True)
class FooterItem:
    """`word` is what stands beside the keycap, `text` the whole for tooltips and readers."""

    action: Action
    key: str
    word: str
    text: str


def useful_actions(*, talking: bool, known: bool, wrapping: bool) -> tuple[Action, ...]:
    """What can be done now, most used first; the last is always shown."""
    useful = [Action.SEARCH]
    if talking:
        useful += [Action.HAD_TO_REPEAT, Action.LISTENING]
    if wrapping:
        useful.append(Action.WRAP_UP)
    if talking:
        useful += [Action.NOTES, Action.WORDING]
    if known:
        useful.append(Action.HISTORY)
    return (*useful, Action.CHEAT_SHEET)


def _place(key: str) -> tuple[int, str]:
    """F2 before F10."""
    return len(key), key


class FooterKey(QPushButton):
    def __init__(self, item: FooterItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.setAccessibleName(f"{item.text} ({item.key})")
        self.setToolTip(tip(item.text))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.current().font(Type.EVIDENCE))
        width = keycap_width(self.item.key) + 5 + metrics.horizontalAdvance(self.item.word) + 9
        return QSize(int(width) + 1, 26)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap = keycap_width(self.item.key)
        paint_keycap(painter, QRectF(4, (self.height() - 18) / 2, cap, 18), self.item.key)
        painter.setFont(current.font(Type.EVIDENCE))
        painter.setPen(current.color("text" if self.underMouse() else "soft"))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(cap + 9, 0, self.width(), self.height()), align, self.item.word)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(current.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class FooterBar(QWidget):
    """Shows as many keys as fit, the most used ones, in the order of the keyboard.

    The last one ('keys') stands last, always.
    """

    action_requested = Signal(object)  # Action

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(36)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.M, 0, theme.M, 0)
        self._row.setSpacing(theme.XS)
        self._row.addStretch(1)
        self._actions: tuple[Action, ...] = ()
        self._keys: list[FooterKey] = []
        self._made: dict[FooterItem, FooterKey] = {}  # made once, shown when of use
        theme.current().changed.connect(self.update)
        keymap.current().changed.connect(self._rekey)

    def set_actions(self, actions: Sequence[Action]) -> None:
        """Those that have a key."""
        self._actions = tuple(actions)
        self._rekey()

    def _rekey(self) -> None:
        text = keymap.current().key_text
        self.set_items(
            [
                FooterItem(action, text(action), short_text(action), title_text(action))
                for action in self._actions
                if text(action)
            ]
        )

    def set_items(self, items: Sequence[FooterItem]) -> None:
        if [key.item for key in self._keys] == list(items):
            return
        for key in self._keys:
            self._row.removeWidget(key)
            key.hide()
        self._keys = [self._made.get(item) or self._make(item) for item in items]
        in_order = sorted(self._keys[:-1], key=lambda key: _place(key.item.key))
        for at, key in enumerate([*in_order, *self._keys[-1:]]):
            self._row.insertWidget(at, key)
        self._fit()

    def _make(self, item: FooterItem) -> FooterKey:
        key = FooterKey(item, self)
        key.clicked.connect(lambda: self.action_requested.emit(item.action))
        self._made[item] = key
        return key

    def _fit(self) -> None:
        if not self._keys:
            return
        room = self.width() - 2 * theme.M - self._keys[-1].sizeHint().width()
        for key in self._keys[:-1]:
            room -= key.sizeHint().width() + theme.XS
            key.setVisible(room >= 0)
        self._keys[-1].show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), current.color("surface"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), current.color("line"))
