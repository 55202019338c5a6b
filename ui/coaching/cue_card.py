"""The one place where a cue appears."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.app.events import CueChanged
from ui import theme
from ui.actions import keymap
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import Card, Icon, SectionLabel, Text
from ui.widgets.announcement import announce
from ui.widgets.key_hint import KeyHint

_HEIGHT = 176  # of a cue with three lines of wording and two why: what is below stays in place


class CueCard(Card):
    """Keeps its place when it is empty, so that what is below never moves for a cue."""

    dismiss_requested = Signal()
    back_requested = Signal()
    use_requested = Signal()

    def __init__(
        self,
        listening_key: str,
        back_key: str = "",
        use_key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._listening_key = listening_key
        self._shown = CueChanged(None)
        head = QHBoxLayout()
        head.setSpacing(theme.XS)
        head.addWidget(SectionLabel(tr("Coach")))
        head.addStretch(1)
        self.budget = Text("", Type.LABEL, "soft", Weight.SEMIBOLD, max_lines=1)
        self.away = KeyHint(tr("Esc"), tr("not now"))
        self.away.clicked.connect(self.dismiss_requested)
        head.addWidget(self.budget)
        self.back = KeyHint(back_key, tr("bring it back"))
        self.back.clicked.connect(self.back_requested)
        self.use = KeyHint(use_key, tr("use it"), name=tr("Use the wording of this cue"))
        self.use.clicked.connect(self.use_requested)
        for hint in (self.use, self.away, self.back):
            head.addWidget(hint)
        self.body.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        self.icon = Icon("lightbulb", "accent", 16)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        self.line = Text("", Type.BODY, "text", Weight.SEMIBOLD, max_lines=2, line_height=1.3)
        self.better = Text("", Type.BODY, "soft", max_lines=3)
        self.why = Text("", Type.EVIDENCE, "faint", max_lines=2)
        for text in (self.line, self.better, self.why):
            lines.addWidget(text)
        row.addLayout(lines, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        for hint in (self.use, self.away, self.back):
            hint.setFixedHeight(24)
        self.setMinimumHeight(_HEIGHT)
        self.show_cue(self._shown)
        keymap.current().changed.connect(self._rekey)

    def _rekey(self) -> None:
        self.show_cue(self._shown)

    def show_cue(self, event: CueChanged) -> None:
        new = event.cue is not None and event.cue != self._shown.cue
        self._shown, cue = event, event.cue
        used = tr("{used} of {budget} cues", used=event.used, budget=event.budget)
        self.budget.setText(f"{used} ·" if cue is not None else "")
        self.away.setVisible(cue is not None)
        self.use.setVisible(cue is not None and bool(cue.better))
        self.back.setVisible(event.undoable)
        if cue is not None:
            self._say(
                "triangle-alert" if cue.safety else "lightbulb",
                "late" if cue.safety else "accent",
                cue.line,
                tr("“{words}”", words=cue.better) if cue.better else "",
                cue.why,
            )
        elif event.listening:
            key = keymap.current().key_text(self._listening_key)
            rest = tr("Only a safety cue would come. {key} ends it.", key=key)
            self._say("ear", "accent", tr("Listening mode is on"), rest, "")
        else:
            rest = tr(
                "A short piece of advice stands here when it helps: {budget} in a call at most.",
                budget=event.budget,
            )
            self._say("lightbulb", "faint", tr("Nothing to add right now"), rest, "", quiet=True)
        if new:
            announce(self, self.accessibleName())

    def _say(
        self, icon: str, tone: str, line: str, better: str, why: str, *, quiet: bool = False
    ) -> None:
        self.icon.set_icon(icon, tone)
        self.line.setText(line)
        self.line.set_tone("soft" if quiet else "text")
        self.line.set_weight(Weight.MEDIUM if quiet else Weight.SEMIBOLD)
        self.better.setText(better)
        self.better.set_tone("faint" if quiet else "soft")
        self.better.setVisible(bool(better))
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.setAccessibleName(" ".join(part for part in (tr("Coach:"), line, better, why) if part))
