"""One setting: title, help, what it is changed with, where its value comes from."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import Span
from agentassist.ports.setting_spec import SettingSpec, SettingValue
from ui import theme
from ui.errors import error_texts
from ui.i18n import tr
from ui.settings.own_settings import OwnSettings
from ui.settings.setting_words import help_of, source_text, title_of
from ui.settings.typed_controls import TypedControl, control_for
from ui.theme import Type, Weight
from ui.widgets import IconButton, IconLabel, Run, Text
from ui.widgets.announcement import announce


class SettingRow(QWidget):
    """Follows the setting whoever changes it. `changed_here` after a change of the person's."""

    changed_here = Signal(object)  # the row

    def __init__(
        self,
        spec: SettingSpec,
        own: OwnSettings,
        go: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec, self._own = spec, own
        self._ruled = False
        self.control = control_for(spec, go)
        self._build()
        self.control.given.connect(self._give)
        self.control.told.connect(self._tell)
        self.reset.clicked.connect(self._reset)
        own.changed.connect(self._changed)
        own.kept.connect(self._kept)
        own.refused.connect(self._refused)
        theme.current().changed.connect(self.update)
        self.refresh()

    def _build(self) -> None:
        spec = self.spec
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.M, 0, theme.M)
        column.setSpacing(theme.XS)
        self._column = column
        line = self._line = QHBoxLayout()
        line.setSpacing(theme.S)
        self.title = Text(title_of(spec), Type.BODY, "text", Weight.MEDIUM)
        self.reset = IconButton("rotate-ccw", tr("As delivered: {title}", title=title_of(spec)))
        space = self.reset.sizePolicy()
        space.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(space)
        line.addWidget(self.title, 1)
        if self.control.beside:
            self.control.setMinimumHeight(self.control.sizeHint().height())
            line.addWidget(self.control, 0, Qt.AlignmentFlag.AlignRight)
        line.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(line)
        self.problem = IconLabel("circle-alert", "", "late", "late", Type.EVIDENCE)
        self.problem.hide()
        if self.control.beside:
            column.addWidget(self.problem)
        self.help = Text(help_of(spec), Type.EVIDENCE, "soft")
        column.addWidget(self.help)
        self.help.setVisible(bool(self.help.text()))
        if not self.control.beside:
            column.addWidget(self.control)
            column.addWidget(self.problem)
        self.managed = IconLabel("lock", "", "soft", "soft", Type.EVIDENCE)
        self.source = Text("", Type.EVIDENCE, "faint")
        column.addWidget(self.managed)
        column.addWidget(self.source)

    # as the setting is ---------------------------------------------------------------------
    def refresh(self) -> None:
        setting = self._own.get(self.spec.key)
        self.control.show_value(setting.value)
        self.control.set_locked(setting.locked)
        self.reset.setVisible(
            setting.source == "user" and not setting.locked and not self.spec.place
        )
        said = source_text(self.spec, setting)
        self.source.setText(said)
        self.managed.text.setText(said)
        self.source.setVisible(not setting.locked)
        self.managed.setVisible(setting.locked)
        self.control.describe(". ".join(part for part in (self.help.text(), said) if part))

    def _changed(self, key: str) -> None:
        if key == self.spec.key:
            self.refresh()

    def set_marks(self, marks: tuple[Span, ...]) -> None:
        """What of the title was looked for."""
        text, runs, at = self.title.text(), [], 0
        for start, end in marks:
            runs += [Run(text[at:start]), Run(text[start:end], mark="need_bg")]
            at = end
        runs.append(Run(text[at:]))
        self.title.set_runs(*(run for run in runs if run.text))

    # changes -------------------------------------------------------------------------------
    def _give(self, value: SettingValue) -> None:
        self._tell("")
        self._own.give(self.spec.key, value)

    def _reset(self) -> None:
        if isinstance(self.control, TypedControl):
            self.control.put_back(self.spec.default)
        self._own.reset(self.spec.key)
        self.control.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _kept(self, key: str) -> None:
        if key == self.spec.key:
            self._tell("")
            self.changed_here.emit(self)

    def _refused(self, key: str, error: AgentAssistError) -> None:
        """What was typed stays in the field."""
        if key == self.spec.key:
            self._tell(error_texts(error.code, error.params).whole)

    def put_back(self) -> None:
        """Undone: the field shows what holds."""
        if isinstance(self.control, TypedControl):
            self.control.put_back(self._own.get(self.spec.key).value)

    def _tell(self, text: str) -> None:
        if text == (self.problem.text.text() if not self.problem.isHidden() else ""):
            return
        self.problem.text.setText(text)
        self.problem.setVisible(bool(text))
        said = (text, self.help.text(), self.source.text())
        self.control.describe(". ".join(part for part in said if part))
        if text:
            announce(self.control.field, text)

    # looks ---------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.control.beside:
            self._place(event.size().width())

    def _place(self, width: int) -> None:
        """Beside the title while both have room, else below the help, as long fields are."""
        taken = self.control.sizeHint().width() + self.reset.sizeHint().width() + 3 * theme.S
        beside = self.title.natural_width() + taken <= width
        if beside is (self._line.indexOf(self.control) >= 0):
            return
        if beside:
            self._column.removeWidget(self.control)
            self._line.insertWidget(1, self.control, 0, Qt.AlignmentFlag.AlignRight)
        else:
            self._line.removeWidget(self.control)
            below = self._column.indexOf(self.help) + 1
            self._column.insertWidget(below, self.control, 0, Qt.AlignmentFlag.AlignLeft)

    def set_ruled(self, ruled: bool) -> None:
        """A hairline above: it is not the first of its card."""
        if ruled != self._ruled:
            self._ruled = ruled
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ruled:
            line = theme.current().color("line")
            QPainter(self).fillRect(QRectF(0, 0, self.width(), 1), line)
