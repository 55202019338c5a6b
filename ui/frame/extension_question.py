"""Asking for the agent's extension, one dialog at a time."""

from PySide6.QtWidgets import QDialog, QWidget

from agentassist.app.desk import Desk
from agentassist.app.events import AgentChanged
from ui.crossing import Runs


class ExtensionQuestion:
    """`ask` opens it over the window, or does nothing while it is open."""

    def __init__(self, desk: Desk, crossing: Runs, window: QWidget) -> None:
        self._desk, self._crossing, self._window = desk, crossing, window
        self._asking: QDialog | None = None

    def ask(self, agent: AgentChanged | None) -> None:
        if self._asking is not None:
            return
        from ui.settings.extension_dialog import ExtensionDialog

        self._asking = ExtensionDialog(
            self._desk,
            self._crossing,
            self._window,
            current=str(agent.extension or "") if agent is not None else "",
            locked=agent is not None and agent.locked,
        )
        self._asking.finished.connect(self._asked)
        self._asking.open()

    def _asked(self) -> None:
        self._asking = None
