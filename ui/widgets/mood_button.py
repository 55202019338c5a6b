"""The caller's mood as the agent marks it: one button, a menu, or a key."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from agentassist.domain.interaction import Mood
from ui import icons, words
from ui.i18n import tr
from ui.widgets.small_button import SmallButton

MOOD_ICONS = {
    Mood.ANGRY: "angry",
    Mood.FRUSTRATED: "annoyed",
    Mood.WORRIED: "frown",
    Mood.NEUTRAL: "meh",
    Mood.RELIEVED: "smile",
    Mood.GRATEFUL: "heart",
}
_MOODS = tuple(Mood)


class MoodButton(SmallButton):
    """Click or Space opens the menu; 1 to 6 and the arrows mark at once, Backspace takes back.

    `name` says which mood it is ("Mood at the start"); only the agent's marks emit `marked`.
    """

    marked = Signal(object)  # Mood | None

    def __init__(self, name: str, blank: str, parent: QWidget | None = None) -> None:
        super().__init__(blank, name, icon="meh", parent=parent)
        self._name, self._blank = name, blank
        self.mood: Mood | None = None
        self.clicked.connect(self._open_menu)
        self.set_mood(None)

    def set_mood(self, mood: Mood | None) -> None:
        self.mood = mood
        text = words.mood_text(mood) if mood is not None else ""
        self.set_label(text or self._blank)
        self.set_glyph(MOOD_ICONS[mood] if mood is not None else "meh")
        self.setAccessibleName(f"{self._name}: {text or tr('not marked')}")

    def _mark(self, mood: Mood | None) -> None:
        self.set_mood(mood)
        self.marked.emit(mood)

    def _open_menu(self) -> None:
        self.make_menu().popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def make_menu(self) -> QMenu:
        """Every mood with its number; taking back only when there is something to take."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, mood in enumerate(_MOODS, 1):
            entry = menu.addAction(
                icons.icon(MOOD_ICONS[mood]), f"&{number}  {words.mood_text(mood)}"
            )
            entry.triggered.connect(lambda _=False, mood=mood: self._mark(mood))
        if self.mood is not None:
            menu.addSeparator()
            menu.addAction(tr("Not marked")).triggered.connect(lambda: self._mark(None))
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        number = int(key) - int(Qt.Key.Key_1)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif 0 <= number < len(_MOODS):
            self._mark(_MOODS[number])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key is Qt.Key.Key_Down else -1
            at = _MOODS.index(self.mood) + step if self.mood is not None else 0
            self._mark(_MOODS[min(max(at, 0), len(_MOODS) - 1)])
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._mark(None)
        else:
            super().keyPressEvent(event)
