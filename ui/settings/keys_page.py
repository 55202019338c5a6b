"""The page where keys are changed: every action, found by name or key, each with a way back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.actions.action import Action, Place
from ui.actions.declared import BY_ACTION, place_text, title_text
from ui.actions.key_names import native_texts
from ui.i18n import tr
from ui.packs.undo_bar import UndoBar
from ui.palette.entries import PaletteEntry
from ui.palette.ranking import rank
from ui.settings.key_row import KeyRow
from ui.settings.own_keys import OwnKeys
from ui.theme import Type
from ui.widgets import Card, FlowLayout, IconLabel, SecondaryButton, SectionLabel, Text
from ui.widgets.tab_chain import chain_tabs


class KeysPage(QWidget):
    """A page of the settings. `notice` is its foot: what was just done, and Undo."""

    def __init__(self, own: OwnKeys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = own
        self._stops: tuple[QWidget, ...] = ()
        self.rows: dict[Action, KeyRow] = {}
        self._groups: dict[Place, Card] = {}
        self.notice = UndoBar()
        self.notice.undo_requested.connect(self._undo)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.M)
        self._build_head()
        for place in Place:
            self._build_group(place)
        self.nothing = Text("", Type.BODY, "soft")
        self.nothing.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        own.changed.connect(self.refresh)
        own.refused.connect(self.notice.tell_error)
        self.refresh()
        self._find("")

    def _build_head(self) -> None:
        self.locked = IconLabel("lock", tr("Managed by your organisation"), "soft")
        self.locked.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self.hint = Text(
            tr("Press Return on a key and then the new one. Fixed are keys like Esc and Tab."),
            Type.EVIDENCE,
            "faint",
        )
        self.hint.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self.finding = QLineEdit()
        self.finding.setPlaceholderText(tr("Find an action or a key"))
        self.finding.setAccessibleName(tr("Find an action or a key"))
        self.finding.setMaxLength(80)
        self.finding.textChanged.connect(self._find)
        tools = QWidget()
        flow = FlowLayout(tools, theme.S)
        flow.setContentsMargins(theme.XS, 0, theme.XS, 0)
        self.all_usual = SecondaryButton(tr("All usual keys again"), icon="rotate-ccw")
        self.all_usual.clicked.connect(self._reset_all)
        flow.addWidget(self.all_usual)
        for part in (self.locked, self.hint, self.finding, tools):
            self._column.addWidget(part)

    def _build_group(self, place: Place) -> None:
        actions = [one for one in self._own.keymap.all_actions if BY_ACTION[one].place is place]
        if not actions:
            return
        card = self._groups[place] = Card()
        card.body.setSpacing(0)
        card.body.addWidget(SectionLabel(place_text(place)))
        for action in actions:
            row = self.rows[action] = KeyRow(action, self._own)
            row.given.connect(self._tell)
            card.body.addWidget(row)
        self._column.addWidget(card)

    # as the keys are -----------------------------------------------------------------------
    def refresh(self) -> None:
        for row in self.rows.values():
            row.refresh()
        locked = self._own.locked
        self.locked.setVisible(locked)
        self.hint.setVisible(not locked)
        self.all_usual.setVisible(not locked)
        self.all_usual.setEnabled(self._own.any_own)
        self._stops = chain_tabs(self._column, self._stops)

    def _find(self, typed: str) -> None:
        entries = [
            PaletteEntry(
                str(action),
                title_text(action),
                lambda: None,
                keys=native_texts(self._own.keymap.keys(action)),
                words=tr(BY_ACTION[action].words) if BY_ACTION[action].words else "",
            )
            for action in self.rows
        ]
        found = {ranked.entry.id for ranked in rank(typed, entries, ())}
        for action, row in self.rows.items():
            row.setVisible(str(action) in found)
        for place, card in self._groups.items():
            card.setVisible(any(BY_ACTION[Action(name)].place is place for name in found))
        self.nothing.setVisible(not found)
        self.nothing.setText(tr("Nothing is called “{text}” here.", text=typed.strip()))

    # changes -------------------------------------------------------------------------------
    def _tell(self, action: object) -> None:
        if isinstance(action, Action):
            self.notice.tell(self.rows[action].spoken(), undo=True)

    def _undo(self) -> None:
        self._own.undo()
        self.notice.tell(tr("As it was before."), undo=self._own.undoable)

    def _reset_all(self) -> None:
        self._own.reset_all()
        self.notice.tell(tr("All actions have their usual keys."), undo=True)
        self.finding.setFocus(Qt.FocusReason.OtherFocusReason)

    def step_back(self) -> bool:
        """Esc: a question, then what is being found; False when neither is there."""
        if any(row.put_off() for row in self.rows.values()):
            return True
        if self.finding.text():
            self.finding.clear()
            self.finding.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False
