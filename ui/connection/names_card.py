"""What the IVR sends: raw names and how often, never a value; unmapped ones stand out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.ports.names_seen import NameOrigin, NameSeen, NamesReport
from ui import theme
from ui.connection.words import kind_text
from ui.i18n import plural, tr
from ui.theme import Type, Weight
from ui.widgets import (
    Card,
    ElidedLabel,
    EmptyState,
    Icon,
    LinkButton,
    Run,
    SecondaryButton,
    SectionLabel,
    Text,
)

_AT_FIRST = 12  # rows; the others with one click


class NamesCard(Card):
    copy_requested = Signal()
    map_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: NamesReport | None = None
        self._all = False
        head = QHBoxLayout()
        head.addWidget(SectionLabel(tr("What the IVR sends")), 1)
        self.copy = SecondaryButton(tr("Copy for IT"), icon="copy")
        self.copy.clicked.connect(self.copy_requested)
        head.addWidget(self.copy)
        self.body.addLayout(head)
        self.about = Text("", Type.EVIDENCE, "faint")
        self.nothing = EmptyState("")
        self.body.addWidget(self.about)
        self.body.addWidget(self.nothing)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.XS)
        self.body.addLayout(self._rows)
        self.more = LinkButton("")
        self.more.clicked.connect(self._show_all)
        self.body.addWidget(self.more)

    def tell_copied(self) -> None:
        self.copy.set_label(tr("Copied"))

    def show_names(self, report: NamesReport) -> None:
        if report == self._shown:
            return
        self._shown = report
        self.copy.set_label(tr("Copy for IT"))
        self.about.setText(
            plural(
                "{n} call rang since the start. Names only: what callers gave is not shown here.",
                "{n} calls rang since the start. Names only: what callers gave is not shown here.",
                report.rings,
            )
        )
        self.about.setVisible(bool(report.rings))
        self._fill(report)

    def _fill(self, report: NamesReport) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        names = sorted(report.names, key=_order)
        self.nothing.setVisible(not names)
        if not report.rings:
            self.nothing.set_texts(
                tr("No call has rung yet."),
                tr("With the next one, the names under which the IVR sends data stand here."),
            )
        else:
            self.nothing.set_texts(
                tr("The IVR sent nothing."),
                tr("No variable rode along. See the text for manager.conf, and the guide for IT."),
            )
        shown = names if self._all else names[:_AT_FIRST]
        for one in shown:
            self._rows.addWidget(self._row(one, report.rings))
        left = len(names) - len(shown)
        self.more.set_label(tr("Show {count} more", count=left))
        self.more.setVisible(left > 0)

    def _row(self, one: NameSeen, rings: int) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.S)
        mapped = one.mapped is not None
        holder = QWidget()  # all of the first line are 24 px high, as the link is
        holder.setFixedSize(14, 24)
        look = ("check", "given") if mapped else ("circle", "need")
        Icon(*look, 14, holder).move(0, 5)
        line.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setContentsMargins(0, 3, 0, 0)
        words.setSpacing(0)
        words.addWidget(ElidedLabel(one.name, Type.BODY, "text", Weight.MEDIUM))
        said = tr("as {kind}", kind=kind_text(one.mapped)) if one.mapped else _unread(one)
        count = _count(one, rings)
        below = Text("", Type.EVIDENCE, "soft" if mapped else "need")
        below.set_runs(Run(said), Run(f" · {count}", "faint"))
        words.addWidget(below)
        line.addLayout(words, 1)
        if not mapped:
            use = LinkButton(tr("Read it"))
            use.setAccessibleName(tr("Read {name}", name=one.name))
            step = one.origin is NameOrigin.STEP  # read by its kind, whatever the variable
            name = f"IVR_{one.name.upper()}" if step else one.name
            use.clicked.connect(lambda: self.map_requested.emit(name))
            line.addWidget(use, 0, Qt.AlignmentFlag.AlignTop)
        row.setAccessibleName(f"{one.name}: {said}, {count}")
        return row

    def _show_all(self) -> None:
        self._all = True
        if self._shown is not None:
            self._fill(self._shown)
        self.copy.setFocus(Qt.FocusReason.OtherFocusReason)


def _order(one: NameSeen) -> tuple[bool, bool, str]:
    """Unmapped first, as they ask for something; steps after variables."""
    return one.mapped is not None, one.origin is NameOrigin.STEP, one.name


def _unread(one: NameSeen) -> str:
    if one.origin is NameOrigin.STEP:
        return tr("step of a trail, not mapped: agents don't see it")
    return tr("not mapped: agents don't see it")


def _count(one: NameSeen, rings: int) -> str:
    if one.origin is NameOrigin.RIDES_ALONG:
        return plural("in {n} of {rings} call", "in {n} of {rings} calls", one.count, rings=rings)
    return plural("{n} time", "{n} times", one.count)
