"""The way to the palette: its key. It is made when it is first asked for."""

from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect

from ui.actions.action import Action
from ui.frame.desk_layout import Mode
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ui.palette.command_palette import CommandPalette
    from ui.palette.entries import EntrySource, PaletteEntry

RECENT: Final = "palette.recent"
_MOST_RECENT: Final = 5
_NARROW_SHARE: Final = 0.5  # of the window's height: what is above it stays in sight


class State(Protocol):
    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...


class PaletteEntrance(QObject):
    """`add_source` adds entries that are no actions; it is asked each time the palette opens."""

    def __init__(self, window: MainWindow, state: State) -> None:
        super().__init__(window)
        self._window, self._state = window, state
        self._sources: list[EntrySource] = []
        self.palette: CommandPalette | None = None
        window.keys.bind(Action.PALETTE, self.open)
        window.header.palette_requested.connect(self.open)

    def add_source(self, source: "EntrySource") -> None:
        self._sources.append(source)

    @property
    def recent(self) -> tuple[str, ...]:
        return tuple(name for name in (self._state.get(RECENT) or "").split(",") if name)

    def open(self) -> None:
        """Shows it, or puts it away when it is there already."""
        from ui.palette.entries import action_entries

        palette = self._made()
        if palette.isVisible():
            palette.leave()
            return
        entries = action_entries(self._window.keys)
        for source in self._sources:
            entries += source()
        palette.set_room(self._room())
        palette.open_with(entries, self.recent)

    def _made(self) -> "CommandPalette":
        if self.palette is None:
            from ui.palette.command_palette import CommandPalette

            self.palette = CommandPalette(self._window)
            self.palette.chosen.connect(self._run)
            self._window.installEventFilter(self)
        return self.palette

    def _run(self, entry: "PaletteEntry") -> None:
        if entry.id:
            recent = (entry.id, *(name for name in self.recent if name != entry.id))
            self._state.set(RECENT, ",".join(recent[:_MOST_RECENT]))
        entry.run()

    def _room(self) -> QRect:
        """Beside the card; in a narrow window its lower half."""
        desk = self._window.desk_layout
        whole = QRect(desk.mapTo(self._window, QPoint(0, 0)), desk.size())
        if desk.mode is Mode.NARROW:
            whole.setTop(whole.bottom() - round(whole.height() * _NARROW_SHARE))
        else:
            whole.setLeft(whole.left() + desk.left.width())
        return whole

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.palette is not None:
            self.palette.set_room(self._room())
        return False
