"""What to write into manager.conf, to read and to copy. No secret is in it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from ui import theme
from ui.i18n import tr
from ui.theme import Type
from ui.widgets import Card, SecondaryButton, SectionLabel, Text

_LINES = 12


class StanzaCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = QHBoxLayout()
        head.addWidget(SectionLabel(tr("For manager.conf")), 1)
        self.copy = SecondaryButton(tr("Copy"), icon="copy")
        self.copy.setAccessibleName(tr("Copy the text for manager.conf"))
        self.copy.clicked.connect(self._copy)
        head.addWidget(self.copy)
        self.body.addLayout(head)
        about = tr("An account with just the rights it needs. IT puts in the secret and address.")
        self.body.addWidget(Text(about, Type.EVIDENCE, "faint"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Text for manager.conf"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(int(Type.EVIDENCE))
        font.setStyleHint(QFont.StyleHint.Monospace)
        self.text.setFont(font)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 2 * theme.M)
        self.body.addWidget(self.text)

    def show_text(self, text: str) -> None:
        if text != self.text.toPlainText():
            self.text.setPlainText(text)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.set_label(tr("Copied"))
        self.copy.setFocus(Qt.FocusReason.OtherFocusReason)
