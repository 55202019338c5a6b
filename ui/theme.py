"""Colours, type and spacing of the window, and following the system from light to dark.

How to use it
- Once, before the first widget: `theme.install(app)` (or `install(app, "dark")`).
- `theme.current()` is the one `Theme`. `current().tokens.accent` is "#1D5FD0",
  `current().color("accent")` a QColor, `current().font(Type.BODY, Weight.MEDIUM)` a QFont.
- Nobody stores a colour. Painted widgets ask in `paintEvent`; anything else connects to
  `current().changed`. `widgets.Text`, `Pill`, `Button`, `icons.icon` and so on do it themselves.
- Tone names are the token names: text soft faint accent given need late hold on_accent;
  each of accent, given, need, late, hold has its own background ("accent_bg").
- Spacing: XS 4, S 8, M 12, L 16, XL 24; less of it when compact, so ask when you lay out, and don't
  keep it. Radius: 8 controls, 12 cards. Sizes are device-independent.
"""

from enum import IntEnum, StrEnum
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from agentassist.assets import resources
from ui.style import stylesheet
from ui.tokens import load_tokens

XS, S, M, L, XL = SPACING = 4, 8, 12, 16, 24
COMPACT_SPACING = 3, 6, 8, 12, 16  # type and what is clicked keep their size
RADIUS_CONTROL, RADIUS_CARD = 8, 12
FAMILY = "Inter"
_FACES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")


class Type(IntEnum):
    """The type scale in pixels."""

    LABEL = 11
    EVIDENCE = 12
    BODY = 13
    VALUE = 14
    NAME = 20


class Weight(IntEnum):
    REGULAR = 400
    MEDIUM = 500
    SEMIBOLD = 600


class Choice(StrEnum):
    """What the setting may say."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Density(StrEnum):
    """How much room there is; what the setting may say."""

    COMFORTABLE = "comfortable"
    COMPACT = "compact"


@cache
def _font(size: int, weight: int) -> QFont:
    font = QFont(FAMILY)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)  # digits of one width: running clocks do not shake
    return font


class Theme(QObject):
    """The theme in use. `changed` is emitted after tokens, palette and style were swapped."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = "light"
        self.tokens = load_tokens("light")
        self.choice = Choice.SYSTEM
        self._app: QApplication | None = None
        self._colors: dict[str, QColor] = {}

    def color(self, token: str) -> QColor:
        color = self._colors.get(token)
        if color is None:
            color = self._colors[token] = QColor(getattr(self.tokens, token))
        return color

    def font(self, size: Type = Type.BODY, weight: Weight = Weight.REGULAR) -> QFont:
        return _font(int(size), int(weight))

    def choose(self, choice: Choice | str) -> None:
        """Switch at run time; `system` follows the desktop from then on."""
        self.choice = Choice(choice)
        self._apply(self._wanted())

    def attach(self, app: QApplication) -> None:
        self._app = app
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply(self._wanted(), force=True)

    def _wanted(self) -> str:
        if self.choice is not Choice.SYSTEM:
            return self.choice.value
        scheme = QApplication.styleHints().colorScheme() if self._app else Qt.ColorScheme.Unknown
        return "dark" if scheme is Qt.ColorScheme.Dark else "light"

    def _system_changed(self) -> None:
        if self.choice is Choice.SYSTEM:
            self._apply(self._wanted())

    def _apply(self, name: str, *, force: bool = False) -> None:
        if name == self.name and not force:
            return
        self.name = name
        self.tokens = load_tokens(name)
        self._colors.clear()
        if self._app is not None:
            self._app.setPalette(self._palette())
            self._app.setStyleSheet(stylesheet(self.tokens))
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for where, token in (
            (role.Window, "bg"),
            (role.WindowText, "text"),
            (role.Base, "surface"),
            (role.AlternateBase, "raised"),
            (role.Text, "text"),
            (role.Button, "surface"),
            (role.ButtonText, "text"),
            (role.BrightText, "late"),
            (role.Highlight, "accent"),
            (role.HighlightedText, "on_accent"),
            (role.ToolTipBase, "raised"),
            (role.ToolTipText, "text"),
            (role.PlaceholderText, "faint"),
            (role.Link, "accent"),
            (role.LinkVisited, "accent"),
            (role.Light, "raised"),
            (role.Midlight, "line"),
            (role.Mid, "line"),
            (role.Dark, "line"),
            (role.Shadow, "line"),
            (role.Accent, "accent"),
        ):
            palette.setColor(where, self.color(token))
        for where in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, where, self.color("faint"))
        return palette


def density() -> Density:
    return Density.COMPACT if (XS, S, M, L, XL) == COMPACT_SPACING else Density.COMFORTABLE


def set_density(wanted: Density) -> None:
    """For what is laid out from now on; `choose_density` changes what is there."""
    global XS, S, M, L, XL
    XS, S, M, L, XL = SPACING if wanted is Density.COMFORTABLE else COMPACT_SPACING


@cache
def current() -> Theme:
    """The one theme of the process."""
    return Theme()


@cache
def _register_fonts() -> tuple[int, ...]:
    return tuple(
        QFontDatabase.addApplicationFont(str(resources().joinpath("fonts", face)))
        for face in _FACES
    )


def install(app: QApplication, choice: Choice | str = Choice.SYSTEM) -> Theme:
    """Fusion, the bundled font, palette and style sheet. Call before the first widget."""
    app.setStyle("Fusion")
    _register_fonts()
    theme = current()
    app.setFont(theme.font())
    theme.choice = Choice(choice)
    theme.attach(app)
    return theme
