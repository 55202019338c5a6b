"""Which IVR data is read, and under which name it comes: rows of kind and variable."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.connection.words import BUILT_IN, kind_text
from ui.i18n import tr
from ui.theme import Type
from ui.widgets import ElidedLabel, IconButton, LinkButton

_KIND_WIDTH = 124
_LONGEST = 80


class VariableRow(QWidget):
    """A kind and its variable; the kind of your own can be typed and removed."""

    edited = Signal()
    remove_requested = Signal()

    def __init__(self, kind: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._built_in = kind in BUILT_IN
        self._kind = kind
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        self.kind_edit = QLineEdit("" if self._built_in else kind)
        self.kind_edit.setMaxLength(40)
        self.kind_edit.setAccessibleName(tr("Kind of data, in small letters"))
        self.kind_edit.setPlaceholderText(tr("kind"))
        self.kind_edit.setFixedWidth(_KIND_WIDTH)
        self.name_edit = QLineEdit(name)
        self.name_edit.setMaxLength(_LONGEST)
        self.name_edit.setPlaceholderText(tr("not read"))
        self.name_edit.setAccessibleName(tr("Variable of {kind}", kind=kind_text(kind) or "?"))
        self.remove = IconButton("x", tr("Remove this kind"))
        if self._built_in:
            label = ElidedLabel(kind_text(kind), Type.BODY, "soft")
            label.setFixedWidth(_KIND_WIDTH)
            row.addWidget(label)
            self.kind_edit.hide()
            self.remove.hide()
        else:
            row.addWidget(self.kind_edit)
        row.addWidget(self.name_edit, 1)
        row.addWidget(self.remove)
        self.kind_edit.setCursorPosition(0)
        self.name_edit.setCursorPosition(0)
        self.kind_edit.textEdited.connect(self.edited)
        self.name_edit.textEdited.connect(self.edited)
        self.remove.clicked.connect(self.remove_requested)

    @property
    def kind(self) -> str:
        return self._kind if self._built_in else self.kind_edit.text().strip()

    @property
    def name(self) -> str:
        return self.name_edit.text().strip().lstrip("_")

    def set_read_only(self, on: bool) -> None:
        self.kind_edit.setReadOnly(on)
        self.name_edit.setReadOnly(on)
        self.remove.setEnabled(not on)


class VariableRows(QWidget):
    """`variables` is what stands there; an empty name means: not read."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        column.addLayout(self._column)
        self.add = LinkButton(tr("Add a kind of your own"))
        self.add.clicked.connect(lambda: self.add_row())
        column.addWidget(self.add)
        self.rows: list[VariableRow] = []

    @property
    def variables(self) -> dict[str, str]:
        """By kind, without what is not read. A kind twice: the later one."""
        return {row.kind: row.name for row in self.rows if row.name}

    def set_variables(self, variables: dict[str, str]) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for kind in BUILT_IN:
            self._append(kind, variables.get(kind, ""))
        for kind, name in variables.items():
            if kind not in BUILT_IN:
                self._append(kind, name)

    def add_row(self, name: str = "") -> None:
        """A kind of your own; for a name that was seen, with a guess of what to call it."""
        kind = re.sub(r"[^a-z0-9_]", "", name.lower().removeprefix("ivr_")).lstrip("_0123456789")
        taken = {row.kind for row in self.rows}
        row = self._append("" if kind in taken else kind, name)
        row.show()
        field = row.kind_edit if not row.kind or name else row.name_edit
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()
        self.edited.emit()

    def _append(self, kind: str, name: str) -> VariableRow:
        row = VariableRow(kind, name)
        row.edited.connect(self.edited)
        row.remove_requested.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.addWidget(row)
        return row

    def _remove(self, row: VariableRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def set_read_only(self, on: bool) -> None:
        for row in self.rows:
            row.set_read_only(on)
        self.add.setEnabled(not on)
