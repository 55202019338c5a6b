"""Wavy lines under the parts of a draft that the coach caught."""

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from agentassist.domain.coaching import DraftFinding, Severity
from ui import theme
from ui.models.text_spans import qt_spans

_LATE, _NEED, _ACCENT = "late", "need", "accent"
WAVE_COLOR = int(QTextFormat.Property.UserProperty) + 1  # property of a format: QColor
COLORS = {Severity.WRONG: _LATE, Severity.WARNING: _NEED, Severity.ADVICE: _ACCENT}


class DraftHighlighter(QSyntaxHighlighter):
    """Findings belong to one text; when the text differs they are not drawn."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._text = ""
        self._findings: tuple[DraftFinding, ...] = ()

    def show_findings(self, text: str, findings: tuple[DraftFinding, ...]) -> None:
        if (text, findings) != (self._text, self._findings):
            self._text, self._findings = text, findings
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        document = self.document()
        if not self._findings or document.toPlainText() != self._text:
            return
        block_start = self.currentBlock().position()
        # The gravest last, so that it wins where two overlap.
        order = [Severity.ADVICE, Severity.WARNING, Severity.WRONG]
        for finding in sorted(self._findings, key=lambda found: order.index(found.severity)):
            for start, length in qt_spans(self._text, [finding.span]):
                first = max(0, start - block_start)
                last = min(self.currentBlock().length() - 1, start - block_start + length)
                if first < last:
                    self.setFormat(first, last - first, _wavy(finding.severity))


def _wavy(severity: Severity) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    style.setUnderlineColor(Qt.GlobalColor.transparent)  # the editor draws it, see draft_edit
    style.setProperty(WAVE_COLOR, QColor(getattr(theme.current().tokens, COLORS[severity])))
    return style
