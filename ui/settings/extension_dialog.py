"""'Your extension': asked at the first start, changed from the header without a restart."""

import re
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import EXTENSION
from ui import errors, theme
from ui.crossing import Runs
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import IconLabel, PrimaryButton, SecondaryButton, Text

LONGEST = 32


class ExtensionDesk(Protocol):
    async def set_extension(self, text: str) -> None: ...


def extension_problem(text: str) -> str | None:
    """What is wrong with it, in words, or None."""
    if not text:
        return tr("Type the number or name your phone is known by.")
    if len(text) > LONGEST:
        return tr("At most {count} characters.", count=LONGEST)
    if not re.fullmatch(EXTENSION, text):
        return tr("Only digits, letters and the signs - _ . +")
    return None


class ExtensionDialog(QDialog):
    """Use `open()`. `locked`: the organisation set it; it is shown and can't be changed."""

    def __init__(
        self,
        desk: ExtensionDesk,
        crossing: Runs,
        parent: QWidget | None = None,
        *,
        current: str = "",
        locked: bool = False,
    ) -> None:
        super().__init__(parent)
        self._desk, self._crossing, self._locked = desk, crossing, locked
        self._tried = False
        self.setWindowTitle(tr("Your extension"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.L)
        column.setSpacing(theme.S)
        column.addWidget(Text(tr("Your extension"), Type.VALUE, "text", Weight.SEMIBOLD))
        about = tr(
            "The number or name your phone is known by, such as 101. "
            "Calls that ring there pop up here."
        )
        column.addWidget(Text(about, Type.BODY, "soft"))
        column.addSpacing(theme.XS)
        self.edit = QLineEdit(current)
        self.edit.setFont(theme.current().font(Type.VALUE))
        self.edit.setMaxLength(LONGEST + 10)  # one more than allowed can be typed, and is told
        self.edit.setAccessibleName(tr("Your extension"))
        self.edit.textChanged.connect(self._tell)
        column.addWidget(self.edit)
        self.told = IconLabel("info", "", "soft", "faint", Type.EVIDENCE)
        column.addWidget(self.told)
        column.addSpacing(theme.S)
        column.addLayout(self._make_buttons())
        self._tell()
        if locked:
            self.edit.setReadOnly(True)
            self.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        self.cancel = SecondaryButton(tr("Close") if self._locked else tr("Not now"))
        self.cancel.clicked.connect(self.reject)
        self.save = PrimaryButton(tr("Use it"))
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.save.setVisible(not self._locked)
        row.addWidget(self.save)
        row.addWidget(self.cancel)
        row.addStretch(1)
        return row

    def text(self) -> str:
        return self.edit.text().strip()

    def _tell(self) -> None:
        """Nothing is called wrong before it was tried, except what can never become right."""
        if self._locked:
            self._say("lock", "soft", tr("Set by your organisation. Ask IT if it must change."))
            return
        problem = extension_problem(self.text())
        if problem is not None and (self._tried or self.text()):
            self._say("circle-alert", "late", problem)
        else:
            self._say("info", "soft", tr("You can change it later, at the top of the window."))
        self.save.setEnabled(problem is None or not self.text())

    def _say(self, icon: str, tone: str, text: str) -> None:
        self.told.icon.set_icon(icon, "faint" if tone == "soft" else tone)
        self.told.text.set_tone(tone)
        self.told.text.setText(text)
        self.edit.setAccessibleDescription(text)
        self._fit()

    def _fit(self) -> None:
        """A dialog asks its layout for a height without a width; wrapped texts need one."""
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def _save(self) -> None:
        self._tried = True
        if extension_problem(self.text()) is not None:
            self._tell()
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.save.setEnabled(False)
        work = self._desk.set_extension(self.text())
        self._crossing.run(work, lambda _: self.accept(), self._refused)

    def _refused(self, error: AgentAssistError) -> None:
        self.save.setEnabled(True)
        self._say("circle-alert", "late", errors.error_texts(error.code, error.params).whole)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        if not self._locked:
            self.edit.selectAll()
            QTimer.singleShot(0, self, lambda: self.edit.setFocus(Qt.FocusReason.TabFocusReason))
