"""All settings in one window: pages at the left, found while one types, changed at once."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from agentassist.ports.setting_spec import SettingGroup
from ui import theme
from ui.actions.action import Action
from ui.i18n import plural, tr
from ui.packs.undo_bar import UndoBar
from ui.settings.finding import FindField
from ui.settings.own_keys import OwnKeys
from ui.settings.own_settings import OwnSettings
from ui.settings.page_list import PageList
from ui.settings.page_place import PagePlace
from ui.settings.setting_row import SettingRow
from ui.settings.setting_words import value_text
from ui.settings.settings_page import LINKS
from ui.widgets import IconButton
from ui.widgets.announcement import announce
from ui.widgets.page import first_size

_SIZE: Final = QSize(920, 720)
_SMALLEST: Final = QSize(340, 360)
_SIDE_BY_SIDE: Final = 680  # from this width on the pages stand beside their list
_NARROWEST_LIST, _WIDEST_LIST = 160, 240
_NO_LIMIT = 16_777_215  # Qt's own
_PLACES: Final = {"connection": Action.CONNECTION, "packs": Action.PACKS}


class SettingsWindow(QDialog):
    """Not modal: calls ring on behind it. `run` does an action of the main window, `able` says
    whether there is one. Narrow, the list of pages and a page take turns."""

    def __init__(
        self,
        own: OwnSettings,
        keys: OwnKeys,
        run: Callable[[Action], object],
        able: Callable[[Action], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._own, self._keys, self._run = own, keys, run
        self._in_list = True
        self.page = SettingGroup.GENERAL
        self.setModal(False)
        self.setWindowTitle(f"{tr('Settings')} · agentassist")
        first_size(self, _SIZE, _SMALLEST)
        used = {spec.page for spec in own.specs} | set(LINKS)
        groups = tuple(group for group in SettingGroup if group in used)
        self.list = PageList(groups)
        self.place = PagePlace(groups, own, keys, self._go, able)
        self._build()
        self._connect()
        self.show_page(self.page, enter=False)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(theme.L, theme.M, theme.L, theme.S)
        top.setSpacing(theme.S)
        self.back = IconButton("chevron-left", tr("All pages of the settings"))
        self.finding = FindField(tr("Find a setting"))
        top.addWidget(self.back)
        top.addWidget(self.finding, 1)
        whole.addLayout(top)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(theme.XS)
        self._body.addWidget(self.list)
        self._body.addWidget(self.place, 1)
        whole.addLayout(self._body, 1)
        self.notice = UndoBar()
        whole.addWidget(self.notice)
        whole.addWidget(self.place.keys_page.notice)

    def _connect(self) -> None:
        self.back.clicked.connect(self.to_list)
        self.finding.textChanged.connect(self._find)
        self.finding.down_pressed.connect(self.into_page)
        self.list.page_chosen.connect(self._chosen)
        self.list.entered.connect(self._entered)
        self.place.changed_here.connect(self._tell)
        self.place.action_requested.connect(self._ask)
        self.notice.undo_requested.connect(self.undo)
        self._own.kept.connect(lambda _key: self.notice.undo.setVisible(self._own.undoable))
        for keys, work in (
            (QKeySequence.StandardKey.Find, self.to_finding),
            (QKeySequence.StandardKey.Undo, self.undo),
        ):
            QShortcut(QKeySequence(keys), self, work)

    def set_kept(self, lasting: bool) -> None:
        """Whether there is a store that outlives the window."""
        self.place.set_kept(lasting)

    # going places --------------------------------------------------------------------------
    def show_page(self, group: SettingGroup, *, enter: bool = True) -> None:
        """In a narrow window in place of the list, if one `enter`s it."""
        self.page = group
        if enter:
            self._in_list = False
        if self.finding.text():
            self.finding.blockSignals(True)
            self.finding.clear()
            self.finding.blockSignals(False)
        self.list.blockSignals(True)
        self.list.choose(group)
        self.list.blockSignals(False)
        self.notice.hide()
        self.place.keys_page.notice.hide()
        self.place.show_page(group)
        self._arrange()

    def show_setting(self, key: str) -> None:
        """Its page, scrolled to it, ready to be changed."""
        group = next((spec.page for spec in self._own.specs if spec.key == key), None)
        if group is not None:
            self.show_page(group)
            self.place.go_to(key)

    def _chosen(self, group: object) -> None:
        if isinstance(group, SettingGroup):
            self.show_page(group, enter=not self._narrow)

    def _entered(self) -> None:
        self.show_page(self.page)
        self.into_page()

    def into_page(self) -> None:
        """To the first thing that can be done on it."""
        self.place.enter()

    def to_list(self) -> None:
        self.show_page(self.page, enter=False)
        self._in_list = True
        self._arrange()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def to_finding(self) -> None:
        self.finding.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.finding.selectAll()

    def _find(self, typed: str) -> None:
        text = typed.strip()
        if not text:
            self.show_page(self.page, enter=False)
            return
        count = self.place.show_found(text)
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)  # what was found is of several pages
        self.list.blockSignals(False)
        self._arrange()
        announce(self.finding, plural("{n} setting", "{n} settings", count))

    def _go(self, place: str) -> None:
        """To what changes a setting that no value can be typed for."""
        if place in _PLACES:
            self._run(_PLACES[place])
        else:
            self.show_page(SettingGroup.KEYS)
            self.into_page()

    def _ask(self, action: object) -> None:
        if isinstance(action, Action):
            self._run(action)

    # changes -------------------------------------------------------------------------------
    def _tell(self, row: object) -> None:
        if isinstance(row, SettingRow):
            value = value_text(row.spec, self._own.get(row.spec.key).value)
            said = f"{row.title.text()}: {value}"
            if row.spec.restart:
                said = f"{said} · {tr('counts from the next start on')}"
            self.notice.tell(said, undo=self._own.undoable)
            announce(self, said)

    def undo(self) -> None:
        if self.place.keys_page.isVisible() and self._keys.undoable:
            self._keys.undo()
            return
        row = self.place.row(self._own.undo() or "")
        if row is not None:
            row.put_back()

    # the window ----------------------------------------------------------------------------
    def open(self) -> None:
        """Somebody asked for it: to the front."""
        self.show()
        self.activateWindow()
        self.raise_()
        self.to_finding()

    def reject(self) -> None:
        """Esc: what is open in the page, what is looked for, the list, then the window."""
        keys = self.place.keys_page
        if keys.isVisible() and keys.step_back():
            return
        if self.finding.text():
            self.finding.clear()
            self.to_finding()
        elif self._narrow and not self._in_list:
            self.to_list()
        else:
            super().reject()

    def hideEvent(self, event: QHideEvent) -> None:
        self.place.commit()
        super().hideEvent(event)

    @property
    def _narrow(self) -> bool:
        return self.width() < _SIDE_BY_SIDE

    def _arrange(self) -> None:
        narrow, finding = self._narrow, bool(self.finding.text().strip())
        in_list = narrow and self._in_list and not finding
        self.back.setVisible(narrow and not in_list)
        self.list.setVisible(in_list or not narrow)
        self.place.setVisible(not in_list)
        width = min(max(self.list.natural_width(), _NARROWEST_LIST), _WIDEST_LIST)
        self.list.setMaximumWidth(_NO_LIMIT if narrow else width)
        self.list.setMinimumWidth(0 if narrow else width)
        left = theme.M if in_list or not narrow else theme.XS
        self._body.setContentsMargins(left, 0, theme.M if in_list else 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.current().color("bg"))
