"""What the coach found in a draft, row by row."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from agentassist.domain.coaching import DraftFinding, DraftMark, Severity
from ui import theme, times, words
from ui.coaching.draft_highlighter import COLORS
from ui.i18n import tip, tr
from ui.theme import Type, Weight
from ui.widgets import FlowLayout, Icon, IconLabel, Run, Text

_ICONS = {Severity.WRONG: "x", Severity.WARNING: "circle-alert", Severity.ADVICE: "lightbulb"}


def finding_row(finding: DraftFinding) -> IconLabel:
    """What was caught; for a question asked again, when it was given and the value's mask."""
    tone = "soft" if finding.severity is Severity.ADVICE else "text"
    row = IconLabel(_ICONS[finding.severity], "", tone, COLORS[finding.severity], Type.BODY)
    fact = finding.fact
    if fact is not None:
        what = words.fact_label(fact.kind)
        if fact.at is not None:
            line = tr("{what} was given at {time}", what=what, time=times.time_text(fact.at))
        else:
            line = tr("{what} was given already", what=what)
        runs = [Run(line)]
        if fact.mask:
            unbroken = fact.mask.replace(" ", "\N{NO-BREAK SPACE}")
            runs += [Run(" · "), Run(unbroken, weight=Weight.MEDIUM)]
        row.text.set_runs(*runs)
    elif finding.better:
        row.text.set_runs(Run(f"{finding.line} "), Run(finding.better, italic=True))
    else:
        row.text.setText(finding.line)
    about = " ".join(part for part in (finding.line if fact else "", finding.why) if part)
    row.text.setToolTip(tip(about))
    return row


def marks_row(marks: tuple[DraftMark, ...]) -> QWidget:
    """What a good apology has: '✓ next step  ○ by when  ○ owns it'."""
    holder = QWidget()
    flow = FlowLayout(holder, theme.L)
    for mark in marks:
        word = _mark_text(mark)
        pair = QWidget()
        row = QHBoxLayout(pair)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Icon("check" if mark.present else "circle", _tone(mark), 13))
        label = Text(word, Type.BODY, "text" if mark.present else "soft", max_lines=1)
        spoken = tr("{what}: there") if mark.present else tr("{what}: still missing")
        label.setAccessibleName(spoken.format(what=word))
        row.addWidget(label)
        flow.addWidget(pair)
    return holder


def _tone(mark: DraftMark) -> str:
    return "given" if mark.present else "faint"


def _mark_text(mark: DraftMark) -> str:
    known = {
        "next_step": tr("next step"),
        "by_when": tr("by when"),
        "owns_it": tr("owns it"),
    }
    return known.get(mark.key, mark.label)
