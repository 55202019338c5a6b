"""The smaller sections of the card: overdue promise, likely why, recognition, greeting."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.call import Direction
from agentassist.domain.consent import Purpose
from agentassist.domain.screen_pop import ScreenPop
from ui import theme, times
from ui.i18n import plural, tip, tr
from ui.screen_pop.greeting_words import greeting_text
from ui.screen_pop.why_words import why_evidence, why_headline
from ui.screen_pop.wording import promise_lead
from ui.theme import Type, Weight
from ui.widgets import Band, Icon, Run, SectionLabel, Text


def on_first_line(icon: Icon, size: Type) -> QWidget:
    """The icon centred on the first line of a text in `size`."""
    holder = QWidget()
    height = round(int(size) * 1.4)
    holder.setFixedSize(icon.width(), height)
    icon.setParent(holder)
    icon.move(0, (height - icon.height()) // 2)
    return holder


class PromiseBand(Band):
    """The most overdue promise, in red, on top. Others are counted, never listed here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("late_bg", parent, ruled=True)
        self.row.addWidget(
            on_first_line(Icon("triangle-alert", "late", 16), Type.BODY),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        self.text = Text("", Type.BODY, "late")
        self.row.addWidget(self.text, 1)

    def show_card(self, card: ScreenPop) -> None:
        self.setVisible(bool(card.overdue))
        if not card.overdue:
            return
        now = times.now()
        promise = card.overdue[0]
        runs = [
            Run(promise_lead(promise, now) + " ", "late", Weight.SEMIBOLD),
            Run(promise.what.rstrip(".") + ". ", "text"),
            Run(tr("Owner: {owner}.", owner=promise.owner), "soft"),
        ]
        more = len(card.overdue) - 1
        if more:
            others = plural("{n} more is overdue.", "{n} more are overdue.", more)
            runs.append(Run(f" {others}", "late", Weight.MEDIUM))
        if any(one.purpose is Purpose.PHONE for one in card.refused):
            runs.append(Run(" " + tr("They do not want to be called."), "late", Weight.MEDIUM))
        self.text.set_runs(*runs)
        self.setToolTip(tip(tr("Due {time}", time=times.exact_text(promise.due))))


class WhyBlock(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, 12, theme.L, 12)
        column.setSpacing(2)
        column.addWidget(SectionLabel(tr("Likely why")))
        column.addSpacing(2)
        self.headline = Text("", Type.VALUE, "text", Weight.MEDIUM, max_lines=2)
        self.evidence = Text("", Type.EVIDENCE, "faint", max_lines=2)
        column.addWidget(self.headline)
        column.addWidget(self.evidence)

    def show_card(self, card: ScreenPop) -> None:
        why = card.likely_why
        self.setVisible(why is not None)
        if why is not None:
            self.headline.setText(why_headline(why))
            evidence = why_evidence(why, times.now())
            self.evidence.setText(evidence)
            self.evidence.setVisible(bool(evidence))


class ThanksBlock(QWidget):
    """A real fact worth a thank-you; no offer ever stands beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, 12, theme.L, 12)
        column.setSpacing(4)
        column.addWidget(SectionLabel(tr("Worth a thank-you")))
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        heart = on_first_line(Icon("heart", "given", 14), Type.BODY)
        row.addWidget(heart, 0, Qt.AlignmentFlag.AlignTop)
        self.text = Text("", Type.BODY, "text", max_lines=3)
        row.addWidget(self.text, 1)
        column.addLayout(row)

    def show_card(self, card: ScreenPop) -> None:
        self.setVisible(bool(card.recognition))
        self.text.setText(card.recognition or "")


class GreetingBand(Band):
    """The last thing on the card, raised: what to open with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("raised", parent, bottom=True, ruled=True)
        self.row.setContentsMargins(theme.L, 13, theme.L, 14)
        self.text = Text("", Type.VALUE, "text", line_height=1.45)
        self.row.addWidget(self.text, 1)

    def show_card(self, card: ScreenPop) -> None:
        greeting = card.greeting if not _is_asking(card) else None
        self.setVisible(greeting is not None)
        if greeting is not None:
            self.text.setText(greeting_text(greeting, card.rang_at or times.now()))


def _is_asking(card: ScreenPop) -> bool:
    """The agent called the colleague: 'what do you need?' would be the wrong way round."""
    return card.call.direction is Direction.INTERNAL and card.call.internal_from is None


class StaleBand(Band):
    """The phone system is out of reach: what stands here may be over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("need_bg", parent)
        self.row.setContentsMargins(theme.L, 8, theme.L, 8)
        icon = on_first_line(Icon("wifi-off", "need", 16), Type.EVIDENCE)
        self.row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        text = Text("", Type.EVIDENCE, "need")
        text.set_runs(
            Run(tr("Phone system not reachable: last known."), "need", Weight.SEMIBOLD),
            Run(" " + tr("Your call goes on; so does everything else here."), "text"),
        )
        self.row.addWidget(text, 1)

    def show_card(self, card: ScreenPop) -> None:
        self.setVisible(card.call.stale)
