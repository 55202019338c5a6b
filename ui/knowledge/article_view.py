"""An article beside its place in the list: what to say, do and send, and what stays inside."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from agentassist.domain.knowledge import Article, Section, SectionKind
from ui import theme, times
from ui.i18n import tr
from ui.knowledge.section_text import Block, blocks, plain
from ui.theme import Type, Weight
from ui.widgets import Card, Run, SectionLabel, Text
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.small_button import SmallButton

# Internal text has no way to the clipboard: no button, and labels cannot be selected.
_COPIED_KINDS = (SectionKind.SAY, SectionKind.SEND)
_BARS = {
    SectionKind.SAY: "accent",
    SectionKind.DO: "given",
    SectionKind.SEND: "accent",
    SectionKind.INTERNAL: "line",
}
_COPIED_MS = 1_600
_NARROW = 400


def section_word(kind: SectionKind) -> str:
    return {
        SectionKind.SAY: tr("Say"),
        SectionKind.DO: tr("Do"),
        SectionKind.SEND: tr("Send"),
        SectionKind.INTERNAL: tr("Internal"),
    }[kind]


class ArticleView(Card):
    """`show_article` replaces what is shown; `copied` tells which section went to the clipboard."""

    copied = Signal(object)  # SectionKind

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.article: Article | None = None
        head = QHBoxLayout()
        head.setSpacing(theme.M)
        self.title = SectionLabel("")
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.standing = Text("", Type.LABEL, "soft", Weight.SEMIBOLD, max_lines=1)
        self.standing.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        head.addWidget(self.title, 1)
        head.addWidget(self.standing)
        self.body.addLayout(head)
        self._content = QWidget()
        self._rows = QVBoxLayout(self._content)
        self._rows.setContentsMargins(0, 2, 0, 2)
        self._rows.setSpacing(theme.M)
        self.reader = FittingScroll(self._content)
        self.body.addWidget(self.reader)

    def show_article(self, article: Article) -> None:
        if article == self.article:
            return
        same = self.article is not None and self.article.id == article.id
        self.article = article
        self.title.setText(article.title.upper())
        self.title.setAccessibleName(article.title)
        text, tone = _standing(article, times.now().astimezone().date())
        self.standing.setText(text)
        self.standing.set_tone(tone)
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for section in article.sections:
            row = SectionRow(section)
            row.copied.connect(self.copied)
            self._rows.addWidget(row)
        if article.body:
            self._rows.addWidget(SectionRow(None, article.body))
        if not same:
            self.reader.to_top()
        self.reader.updateGeometry()


def _standing(article: Article, today: date) -> tuple[str, str]:
    """'v7 · valid until Mar' and its tone; an article past its date says so."""
    parts = [tr("v{version}", version=article.version)]
    until = article.valid_until
    if until is None:
        return parts[0], "soft"
    near = abs((until - today).days) < 330
    month = QLocale().toString(
        QDate(until.year, until.month, until.day), "MMM" if near else "MMM yyyy"
    )
    if until < today:
        parts.append(tr("out of date since {month}", month=month))
        return " · ".join(parts), "need"
    parts.append(tr("valid until {month}", month=month))
    return " · ".join(parts), "soft"


class SectionRow(QWidget):
    """A coloured bar, the section's word and text, and Copy where copying is meant."""

    copied = Signal(object)  # SectionKind

    def __init__(
        self, section: Section | None, body: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind = section.kind if section is not None else None
        self._source = section.text if section is not None else body
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(14, 1, 0, 1)
        row.setSpacing(theme.S)
        lines = QVBoxLayout()
        lines.setSpacing(theme.XS)
        row.addLayout(lines, 1)
        self.tone = "soft" if self._kind is SectionKind.INTERNAL else "text"
        word = section_word(self._kind) if self._kind is not None else ""
        for line in _lines(word, blocks(self._source), self.tone):
            lines.addWidget(line)
        self.copy_button: SmallButton | None = None
        if self._kind in _COPIED_KINDS:
            self.copy_button = self._make_copy_button()
            left = Qt.AlignmentFlag.AlignLeft
            row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop | left)
        theme.current().changed.connect(self.update)

    def _make_copy_button(self) -> SmallButton:
        name = tr("Copy what to say") if self._kind is SectionKind.SAY else tr("Copy what to send")
        button = SmallButton(tr("Copy"), name, icon="copy")
        button.clicked.connect(self._copy)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(_COPIED_MS)
        self._back.timeout.connect(lambda: self._mark("copy", name))
        return button

    def _copy(self) -> None:
        QApplication.clipboard().setText(plain(self._source))
        self._mark("check", tr("Copied"))  # the word stays: a wider one would move the text
        self._back.start()
        self.copied.emit(self._kind)

    def _mark(self, icon: str, name: str) -> None:
        if self.copy_button is not None:
            self.copy_button.set_glyph(icon)
            self.copy_button.setAccessibleName(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a side panel the button stands under the text, which keeps its width."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        narrow = event.size().width() < _NARROW
        wanted = direction.TopToBottom if narrow else direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = _BARS[self._kind] if self._kind is not None else "line"
        left = self.width() - 3 if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0
        painter.fillRect(QRectF(left, 0, 3, self.height()), theme.current().color(bar))


def _lines(word: str, found: tuple[Block, ...], tone: str) -> list[QWidget]:
    """One widget a block; the section's word leads the first paragraph, or stands alone."""
    lines: list[QWidget] = []
    lead = [Run(f"{word}  ", tone, Weight.SEMIBOLD)] if word else []
    if lead and (not found or found[0].marker):
        lines.append(Text(word, Type.BODY, tone, Weight.SEMIBOLD))
        lead = []
    for block in found:
        text = Text("", Type.BODY, tone)
        weights = {True: Weight.SEMIBOLD, False: None}
        runs = [
            Run(part.text, None, weights[part.bold], italic=part.italic) for part in block.stretches
        ]
        text.set_runs(*lead, *runs)
        lead = []
        lines.append(_item(block.marker, text, tone) if block.marker else text)
    return lines


def _item(marker: str, text: Text, tone: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.S)
    mark = Text(marker, Type.BODY, "soft" if tone == "text" else tone, max_lines=1)
    mark.setFixedWidth(max(18, mark.sizeHint().width()))
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(text, 1)
    return holder
