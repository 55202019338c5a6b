"""Chips that say what of the timeline is shown: open ones, channels, sources, each with a count."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from agentassist.domain.interaction import Channel
from agentassist.domain.source import LOCAL
from agentassist.domain.timeline.entry import Timeline
from agentassist.domain.timeline.filter import Filter
from ui.history.row_words import Reading
from ui.i18n import count_text, tr
from ui.widgets import Chip, FlowLayout

CHANNELS_SHOWN = 3  # of the most used; the others and the sources wait behind '+ n'
FEWEST_ROWS = 4  # below that the eye is faster than a filter

Key = tuple[str, str]  # ("channel", "phone"), ("source", "helpdesk"), ("open", ""), ("all", "")
ALL, OPEN, MORE = ("all", ""), ("open", ""), ("more", "")


@dataclass(frozen=True, slots=True)
class Offer:
    """One chip: what it lets through, its words, how many rows that are."""

    key: Key
    text: str
    count: int


def channels_text(channel: Channel) -> str:
    """What a filter for the channel is called."""
    return {
        Channel.PHONE: tr("Calls"),
        Channel.MAIL: tr("Mail"),
        Channel.CHAT: tr("Chats"),
        Channel.MESSAGE: tr("Messages"),
        Channel.SOCIAL: tr("Social"),
        Channel.VIDEO: tr("Video calls"),
        Channel.LETTER: tr("Letters"),
        Channel.STORE: tr("In store"),
        Channel.VISIT: tr("Visits"),
        Channel.WEB: tr("Web"),
        Channel.CALLBACK: tr("Call-backs"),
        Channel.ORDER: tr("Orders"),
        Channel.TICKET: tr("Tickets"),
        Channel.SURVEY: tr("Surveys"),
        Channel.NOTE: tr("Notes"),
    }[channel]


def offers(timeline: Timeline, reading: Reading) -> tuple[Offer, ...]:
    """All, open ones, channels by how many they are, and sources where there are several."""
    found = [Offer(ALL, tr("All"), len(timeline.rows))]
    pending = sum(row.open for row in timeline.rows)
    if pending:
        found.append(Offer(OPEN, tr("Open"), pending))
    if len(timeline.channels) > 1:
        by_count = sorted(timeline.channels, key=lambda one: -one[1])
        found += [Offer(("channel", which), channels_text(which), n) for which, n in by_count]
    if len(timeline.sources) > 1:
        named = ((name, reading.titles.get(name) or name, n) for name, n in timeline.sources)
        found += [
            Offer(("source", name), tr("noted here") if name == LOCAL else title, n)
            for name, title, n in named
        ]
    return tuple(found)


class FilterBar(QWidget):
    """`changed` carries the Filter the agent chose. One stop for Tab; arrows go along the chips."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = Filter()
        self._offers: tuple[Offer, ...] = ()
        self._all_shown = False
        self.chips: dict[Key, Chip] = {}
        self._row = FlowLayout(self, 2)
        self.setAccessibleName(tr("What of the earlier contacts is shown"))
        self.hide()

    @property
    def filter(self) -> Filter:
        """Without what is typed."""
        return self._filter

    def offer(self, found: tuple[Offer, ...], rows: int) -> None:
        """Chips stay where they are while their counts change."""
        self._offers = found
        known = {one.key for one in found}
        self._filter = Filter(
            frozenset(c for c in self._filter.channels if ("channel", c) in known),
            frozenset(s for s in self._filter.sources if ("source", s) in known),
            self._filter.only_open and OPEN in known,
        )
        self._arrange()
        self.setVisible(rows >= FEWEST_ROWS and len(found) > 1)

    def clear(self) -> None:
        """Everything is shown."""
        self._all_shown = False
        self._choose(Filter())

    def toggle(self, key: Key) -> None:
        now, (kind, value) = self._filter, key
        if key == MORE:
            self._all_shown = True
            self._arrange()
        elif kind == "all":
            self._choose(Filter())
        elif kind == "open":
            self._choose(replace(now, only_open=not now.only_open))
        elif kind == "channel":
            self._choose(replace(now, channels=now.channels ^ {Channel(value)}))
        else:
            self._choose(replace(now, sources=now.sources ^ {value}))

    def _choose(self, wanted: Filter) -> None:
        changed, self._filter = wanted != self._filter, wanted
        self._arrange()
        if changed:
            self.changed.emit(wanted)

    def _chosen(self, key: Key) -> bool:
        kind, value = key
        if kind == "all":
            return self._filter.empty
        if kind == "open":
            return self._filter.only_open
        return value in self._filter.channels or value in self._filter.sources

    def _arrange(self) -> None:
        shown = self._shown()
        focused = next((key for key, chip in self.chips.items() if chip.hasFocus()), None)
        while self._row.count():
            self._row.takeAt(0)
        for chip in self.chips.values():
            chip.hide()
        for offer in shown:
            chip = self.chips.get(offer.key) or self._make(offer.key)
            more = offer.key == MORE
            chip.set_label(offer.text if more else f"{offer.text} {count_text(offer.count)}")
            chip.setChecked(not more and self._chosen(offer.key))
            chip.setCheckable(not more)
            self._row.addWidget(chip)
            chip.show()
        self._stop_at(focused if focused in {one.key for one in shown} else None)
        self._row.invalidate()
        self.updateGeometry()

    def _shown(self) -> tuple[Offer, ...]:
        first: list[Offer] = []
        others = 0
        channels = 0
        for offer in self._offers:
            channels += offer.key[0] == "channel"
            plain = offer.key in (ALL, OPEN)
            few = offer.key[0] == "channel" and channels <= CHANNELS_SHOWN
            if plain or few or self._all_shown or self._chosen(offer.key):
                first.append(offer)
            else:
                others += 1
        if others:
            first.append(Offer(MORE, tr("More filters"), others))
        return tuple(first)

    def _make(self, key: Key) -> Chip:
        chip = Chip("", framed=False, parent=self)
        chip.clicked.connect(lambda _checked=False: self.toggle(key))
        chip.installEventFilter(self)
        self.chips[key] = chip
        return chip

    def _in_order(self) -> list[Chip]:
        widgets = (self._row.itemAt(at) for at in range(self._row.count()))
        found = (item.widget() for item in widgets if item is not None)
        return [chip for chip in found if isinstance(chip, Chip)]

    def _stop_at(self, key: Key | None) -> None:
        """One stop for Tab."""
        chips = self._in_order()
        stop = self.chips.get(key) if key is not None else None
        stop = stop or next((chip for chip in chips if chip.isChecked()), None)
        for chip in chips:
            here = chip is (stop or chips[0])
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
        if stop is not None or chips:
            self.setFocusProxy(stop or chips[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            chips = self._in_order()
            step = _steps(self.isRightToLeft()).get(Qt.Key(event.key()))
            if step is not None and isinstance(watched, Chip) and watched in chips:
                at = chips.index(watched) + step
                chip = chips[at % len(chips)]
                chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                chip.setFocus(Qt.FocusReason.TabFocusReason)
                self._stop_at(next(key for key, one in self.chips.items() if one is chip))
                return True
        return super().eventFilter(watched, event)


def _steps(mirrored: bool) -> dict[Qt.Key, int]:
    ahead, back = Qt.Key.Key_Right, Qt.Key.Key_Left
    if mirrored:
        ahead, back = back, ahead
    return {ahead: 1, back: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
