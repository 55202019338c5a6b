"""File dialogs that stop nothing else: a call may ring meanwhile."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.i18n import tr


def ask_pack(parent: QWidget, then: Callable[[str], None]) -> None:
    dialog = _dialog(parent, tr("Install a pack"), then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilter(f"{tr('Coaching packs')} (*.aapack)")
    dialog.show()


def ask_where(parent: QWidget, then: Callable[[str], None]) -> None:
    """Where counts are to be saved."""
    dialog = _dialog(parent, tr("Save the counts"), then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(["CSV (*.csv)", "JSON (*.json)"])
    dialog.setDefaultSuffix("csv")
    dialog.show()


def _dialog(parent: QWidget, title: str, then: Callable[[str], None]) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(then)
    return dialog
