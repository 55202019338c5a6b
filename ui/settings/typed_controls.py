"""Settings that are typed: a field, a number, a list of lines. A wrong input stays there."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.setting_spec import SettingSpec, SettingValue
from ui import theme
from ui.i18n import tr
from ui.settings.controls import ChoiceControl, Control, PlaceControl, SwitchControl
from ui.settings.setting_words import expected_text, read_text, title_of, written_text
from ui.theme import Type
from ui.widgets import Text
from ui.widgets.growing_edit import GrowingEdit

_PAUSE_MS = 700  # typing has paused: what is wrong is said
_MOST_LINES = 8
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class TypedControl(Control):
    """An input counts with Return and when it is left: half an extension is nobody's."""

    def __init__(self, spec: SettingSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._shown: SettingValue = spec.default
        self._typed = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.check)

    def typed_text(self) -> str:
        raise NotImplementedError

    def put_text(self, text: str) -> None:
        raise NotImplementedError

    @property
    def unkept(self) -> bool:
        return self._typed

    def show_value(self, value: SettingValue) -> None:
        """An input that was not taken yet is not lost by it."""
        self._shown = value
        if not self._typed:
            self._put(value)

    def put_back(self, value: SettingValue) -> None:
        """Reset, undo: whatever was typed goes."""
        self._typed = False
        self._pause.stop()
        self._shown = value
        self._put(value)
        self.told.emit("")

    def _put(self, value: SettingValue) -> None:
        if self.typed_text() != (text := written_text(value)):
            self.put_text(text)

    def edited(self) -> None:
        self._typed = True
        self._pause.start()

    def check(self) -> SettingValue | None:
        """Says what is wrong; the value when nothing is."""
        try:
            value = read_text(self.spec, self.typed_text())
        except AgentAssistError:
            self.told.emit(expected_text(self.spec))
            return None
        self.told.emit("")
        return value

    def commit(self) -> None:
        self._pause.stop()
        if not self._typed:
            return
        value = self.check()
        if value is not None:
            self._typed = False
            if value != self._shown:
                self.given.emit(value)
            else:
                self._put(value)


class FieldControl(TypedControl):
    """One line. Of a number the arrow keys take the next one."""

    def __init__(self, spec: SettingSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.number = isinstance(spec.default, int)
        self.beside = self.number or spec.maximum <= 40
        self.edit = QLineEdit()
        self.edit.setAccessibleName(title_of(spec))
        self.edit.setPlaceholderText(spec.example)
        self.edit.setMaxLength(spec.maximum * 2 if not self.number else 20)
        self.edit.textEdited.connect(lambda _text: self.edited())
        self.edit.editingFinished.connect(self.commit)
        self.edit.installEventFilter(self)
        self.line.addWidget(self.edit, 0 if self.number else 1)
        if self.number:
            self._measure(spec)

    def _measure(self, spec: SettingSpec) -> None:
        digits = max(4, len(str(spec.maximum)))
        metrics = QFontMetrics(theme.current().font(Type.BODY))
        self.edit.setFixedWidth(metrics.horizontalAdvance("0") * digits + 30)
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.unit = Text(tr(spec.unit) if spec.unit else "", Type.BODY, "soft", max_lines=1)
        self.line.addWidget(self.unit)
        self.unit.setVisible(bool(spec.unit))
        if spec.unit:
            self.edit.setAccessibleName(f"{title_of(spec)} ({tr(spec.unit)})")

    @property
    def field(self) -> QWidget:
        return self.edit

    def typed_text(self) -> str:
        return self.edit.text()

    def put_text(self, text: str) -> None:
        self.edit.setText(text)
        self.edit.setCursorPosition(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.number and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            value = self.check() if step else None
            if step and isinstance(value, int):
                near = min(max(value + step, self.spec.minimum), self.spec.maximum)
                self.edit.setText(str(near))
                self.edited()
                return True
        return super().eventFilter(watched, event)


class LinesControl(TypedControl):
    """A list, one entry a line."""

    def __init__(self, spec: SettingSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.edit = GrowingEdit(title_of(spec), fewest=1, most=_MOST_LINES, longest=20_000)
        example = f"{tr('One a line')}: {spec.example}" if spec.example else tr("One a line")
        self.edit.setPlaceholderText(example)
        self.edit.textChanged.connect(self._changed)
        self.edit.installEventFilter(self)
        self._putting = False
        self.line.addWidget(self.edit, 1)

    @property
    def field(self) -> QWidget:
        return self.edit

    def typed_text(self) -> str:
        return self.edit.toPlainText()

    def put_text(self, text: str) -> None:
        self._putting = True
        self.edit.setPlainText(text)
        self._putting = False

    def _changed(self) -> None:
        if not self._putting:
            self.edited()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut:
            self.commit()
        return super().eventFilter(watched, event)


def control_for(spec: SettingSpec, go: Callable[[str], None]) -> Control:
    """By what is declared of the setting alone."""
    if spec.place:
        return PlaceControl(spec, go)
    if isinstance(spec.default, bool):
        return SwitchControl(spec)
    if spec.choices:
        return ChoiceControl(spec)
    if isinstance(spec.default, tuple):
        return LinesControl(spec)
    control = FieldControl(spec)
    control.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return control
