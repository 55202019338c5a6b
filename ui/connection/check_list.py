"""The steps of a connection test, as they come."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agentassist.ports.connection_check import CheckResult, CheckStep
from ui.connection.words import step_words
from ui.i18n import tr
from ui.theme import Type
from ui.widgets import IconLabel, Run

# Shape first, colour second.
_LOOKS = {
    CheckResult.OK: ("check", "given"),
    CheckResult.WARNING: ("triangle-alert", "need"),
    CheckResult.FAILED: ("x", "late"),
    CheckResult.NOT_SEEN: ("minus", "faint"),
}


class CheckList(QWidget):
    """Nothing, or the steps so far; while it runs a last line says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps: list[CheckStep] = []
        self.setAccessibleName(tr("Steps of the test"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        column.addLayout(self._rows)
        self.running = IconLabel("hourglass", tr("Trying …"), "soft", "faint", Type.BODY)
        column.addWidget(self.running)
        self.hide()

    def begin(self) -> None:
        self.clear()
        self.running.show()
        self.show()

    def add(self, step: CheckStep) -> None:
        self.steps.append(step)
        icon, tone = _LOOKS[step.result]
        title, below = step_words(step)
        row = IconLabel(icon, title, "text", tone)
        if below:
            row.text.set_runs(Run(title), Run(f"\n{below}", "soft"))
        row.setAccessibleName(f"{title} {below}".strip())
        self._rows.addWidget(row)
        row.show()

    def finish(self) -> None:
        self.running.hide()

    def clear(self) -> None:
        """As before a test."""
        self.steps = []
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        self.running.hide()
        self.hide()
