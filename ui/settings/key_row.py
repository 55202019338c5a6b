"""One action in the editor of keys: its name, its keys, and what is to be said of a change."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.actions.action import Action
from ui.actions.declared import BY_ACTION, title_text
from ui.actions.key_names import native_text, native_texts, portable
from ui.actions.keymap import Keys, default_keys
from ui.actions.reserved import Refused, refusal_text, refused, three_at_once
from ui.i18n import tr
from ui.settings.key_recorder import KeyRecorder
from ui.settings.own_keys import OwnKeys
from ui.theme import Type
from ui.widgets import FlowLayout, IconButton, Text
from ui.widgets.announcement import announce
from ui.widgets.small_button import SmallButton


class KeyRow(QWidget):
    """Asks before it takes a key away from another action; what can't be given says why."""

    given = Signal(object)  # Action, after its keys were changed

    def __init__(self, action: Action, own: OwnKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.action, self._own = action, own
        self._asked: Keys | None = None  # waits for an answer: take it from there?
        title = title_text(action)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.XS, 0, theme.XS)
        column.setSpacing(theme.XS)
        line = QHBoxLayout()
        line.setSpacing(theme.XS)
        self.title = Text(title, Type.BODY)
        self.recorder = KeyRecorder(title)
        self.reset = IconButton("rotate-ccw", tr("The usual key again: {title}", title=title))
        space = self.reset.sizePolicy()
        space.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(space)
        line.addWidget(self.title, 1)
        line.addWidget(self.recorder)
        line.addWidget(self.reset)
        column.addLayout(line)
        self.said = Text("", Type.EVIDENCE, "soft")
        column.addWidget(self.said)
        self.question = QWidget()
        answers = FlowLayout(self.question, theme.S)
        answers.setContentsMargins(0, 0, 0, theme.XS)
        self.take = SmallButton(tr("Take it away from there"), tr("Take it away from there"))
        self.keep = SmallButton(tr("Leave all as it is"), tr("Leave all as it is"))
        answers.addWidget(self.take)
        answers.addWidget(self.keep)
        column.addWidget(self.question)
        self.recorder.recorded.connect(self._recorded)
        self.recorder.recording_changed.connect(self._recording)
        self.reset.clicked.connect(self._reset)
        self.take.clicked.connect(self._taken)
        self.keep.clicked.connect(self._kept)
        self.refresh()

    def refresh(self) -> None:
        """As the keys are now."""
        self._asked = None
        locked = self._own.locked
        self.recorder.show_keys(self._own.keymap.keys(self.action))
        self.recorder.setEnabled(not locked)
        self.reset.setVisible(not locked and self._own.is_own(self.action))
        self._say("")

    # recording -----------------------------------------------------------------------------
    def _recording(self, on: bool) -> None:
        if on:
            self._asked = None
            self._say(tr("Esc: leave it as it is. Backspace: no key."))
        elif self._asked is None:
            self._say("")

    def _recorded(self, keys: Keys) -> None:
        usual = {portable(key) for key in default_keys(self.action)}
        reason = next((refused(key) for key in keys if portable(key) not in usual), None)
        if reason is not None:
            self._say(self._refusal(keys, reason), "need")
        else:
            self._want(keys)

    @staticmethod
    def _refusal(keys: Keys, reason: Refused) -> str:
        if reason is Refused.NO_KEY:
            return refusal_text(reason)
        words = tr("{key} can't be given.", key=native_text(keys[0]))
        return f"{words} {refusal_text(reason)}"

    def _reset(self) -> None:
        self._want(default_keys(self.action))

    def _want(self, keys: Keys) -> None:
        """At once, unless somebody else has the key."""
        owner = self._own.taken_by(self.action, keys)
        if owner is None:
            self._give(keys)
            return
        self._asked = keys
        key = next(key for key in keys if self._own.keymap.owner(key) is owner)
        self._say(tr("{key} is “{other}”.", key=native_text(key), other=title_text(owner)), "need")
        self.question.show()
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def _taken(self) -> None:
        if self._asked is not None:
            self._give(self._asked)

    def _kept(self) -> None:
        self._asked = None
        self._say("")
        self.recorder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self, keys: Keys) -> None:
        self._asked = None
        self._own.give(self.action, keys)
        self.recorder.setFocus(Qt.FocusReason.OtherFocusReason)
        self.given.emit(self.action)
        if BY_ACTION[self.action].frequent and any(map(three_at_once, keys)):
            self._say(tr("Done. Three keys at once are hard on the hands all day."))

    def _say(self, text: str, tone: str = "soft") -> None:
        self.question.setVisible(False)
        self.said.setText(text)
        self.said.set_tone(tone)
        self.said.setVisible(bool(text))
        if text:
            announce(self.recorder, text)

    def spoken(self) -> str:
        keys = ", ".join(native_texts(self._own.keymap.keys(self.action))) or tr("no key")
        return f"{title_text(self.action)}: {keys}"

    def put_off(self) -> bool:
        """Esc: an open question first; False when there is none."""
        asked = self._asked is not None
        if asked:
            self._kept()
        return asked
