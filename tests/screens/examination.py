"""What everybody needs of a screen, measured on the one that is shown: each finding is a line."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QScrollBar,
    QWidget,
)
from shiboken6 import isValid

from ui.main_window import MainWindow

SMALLEST_TARGET: Final = 24
LEAST_CONTRAST: Final = 4.5
_SHARP: Final = 2.0  # device pixels for each of the interface: strokes get their full colour
_INK: Final = 6  # so many pixels of one colour are a stroke


def name_of(widget: QWidget) -> str:
    """For a finding: the class, and what it says."""
    text = getattr(widget, "text", lambda: "")
    said = widget.accessibleName() or (text() if callable(text) else "")
    return f"{type(widget).__name__} '{str(said)[:50]}'"


def shown(root: QWidget, kind: type[QWidget] = QWidget) -> Iterator[QWidget]:
    """What can be seen of `root`'s widgets: at least a part lies inside of all its parents."""
    for widget in root.findChildren(kind):
        if widget.isVisibleTo(root) and widget.window() is root and seen_part(widget, root):
            yield widget


def seen_part(widget: QWidget, root: QWidget) -> QRect:
    """In coordinates of `root`; empty when it is scrolled away."""
    part = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    parent = widget.parentWidget()
    while parent is not None and not part.isEmpty():
        part &= QRect(parent.mapTo(root, QPoint(0, 0)), parent.size())
        if parent is root:
            break
        parent = parent.parentWidget()
    return part


def clickable(widget: QWidget) -> bool:
    hand = widget.testAttribute(Qt.WidgetAttribute.WA_SetCursor) and (
        widget.cursor().shape() is Qt.CursorShape.PointingHandCursor
    )
    return widget.isEnabled() and (isinstance(widget, QAbstractButton) or hand)


def stops(root: QWidget) -> list[QWidget]:
    """Everything that Tab stops at, in its order."""
    if isinstance(root, MainWindow):
        return root.tab_stops()
    found, at = [], root.nextInFocusChain()
    while at is not None and at is not root:
        tab = at.focusPolicy() & Qt.FocusPolicy.TabFocus
        if tab and at.isVisibleTo(root) and at.isEnabled() and at.window() is root:
            found.append(at)
        at = at.nextInFocusChain()
    return found


# findings ------------------------------------------------------------------------------------


def small_targets(root: QWidget) -> Iterator[str]:
    for widget in shown(root):
        if clickable(widget) and min(widget.width(), widget.height()) < SMALLEST_TARGET:
            yield f"{name_of(widget)}: {widget.width()} x {widget.height()}"


def unnamed(root: QWidget) -> Iterator[str]:
    """Without a name or a role for a screen reader."""
    for widget in stops(root):
        told = QAccessible.queryAccessibleInterface(widget)
        if not told.text(QAccessible.Text.Name).strip():
            yield f"{name_of(widget)}: no name"
        if told.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client):
            yield f"{name_of(widget)}: no role"


def cut_texts(root: QWidget) -> Iterator[str]:
    """Words that do not fit, and that no tooltip tells either."""
    for widget in shown(root, QLabel):
        if not isinstance(widget, QLabel) or not widget.text().strip():
            continue
        needs = (
            widget.heightForWidth(widget.width())
            if widget.hasHeightForWidth()
            else widget.minimumSizeHint().height()
        )
        if widget.height() + 1 < needs and not widget.toolTip():
            yield f"{name_of(widget)}: {widget.height()} px high, needs {needs}"
        wraps = widget.wordWrap() or widget.hasHeightForWidth()
        if not wraps and getattr(widget, "elided", None) is None:
            wide = widget.sizeHint().width()
            if widget.width() + 1 < wide and not widget.toolTip():
                yield f"{name_of(widget)}: {widget.width()} px wide, needs {wide}"


def overlaps(root: QWidget) -> Iterator[str]:
    """Siblings of one layout that lie on each other, and children that stick out."""
    for parent in (root, *shown(root)):
        layout = parent.layout()
        if layout is None:
            continue
        own = parent.findChildren(QWidget, "", Qt.FindChildOption.FindDirectChildrenOnly)
        placed = [w for w in own if w.isVisibleTo(root) and layout.indexOf(w) >= 0]
        scrolled = isinstance(parent.parentWidget(), QAbstractScrollArea)
        for at, one in enumerate(placed):
            inside = parent.rect().adjusted(-1, -1, 1, 1).contains(one.geometry())
            if not inside and not scrolled:
                yield f"{name_of(one)} sticks out of {name_of(parent)}"
            for other in placed[at + 1 :]:
                both = one.geometry() & other.geometry()
                if both.width() > 1 and both.height() > 1:
                    yield f"{name_of(one)} and {name_of(other)} overlap by {both.size()}"


def faint_texts(root: QWidget) -> Iterator[str]:
    """Texts whose strokes are less than 4.5 : 1 from the ground that they really stand on."""
    picture = QPixmap(root.size() * _SHARP)
    picture.setDevicePixelRatio(_SHARP)
    root.render(picture, QPoint(0, 0))
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    for widget in shown(root):
        if not widget.isEnabled() or not _is_text(widget):
            continue
        part = seen_part(widget, root)
        if part.height() < 10 or part.width() < 10 or _covered(widget, part, root):
            continue
        ratio = text_contrast(image, part)
        if ratio < LEAST_CONTRAST:
            yield f"{name_of(widget)}: {ratio:.2f} : 1"


def _covered(widget: QWidget, part: QRect, root: QWidget) -> bool:
    """A palette or a sheet lies over it."""
    for point in (part.topLeft() + QPoint(2, 2), part.center(), part.bottomRight() - QPoint(2, 2)):
        top = root.childAt(point)
        if top is None or not (
            top is widget or widget.isAncestorOf(top) or top.isAncestorOf(widget)
        ):
            return True
    return False


def _is_text(widget: QWidget) -> bool:
    text = getattr(widget, "text", None)
    return isinstance(widget, QLabel | QAbstractButton) and bool(text and text().strip())


def text_contrast(image: QImage, part: QRect) -> float:
    """The strongest stroke against the most frequent colour."""
    wide = QRect(part.topLeft() * _SHARP, part.size() * _SHARP) & image.rect()
    piece = image.copy(wide)
    colours = Counter(piece.constBits().cast("I"))
    ground = colours.most_common(1)[0][0]
    inks = [colour for colour, count in colours.items() if count >= _INK]
    return max(contrast(QColor(ink), QColor(ground)) for ink in inks)


def contrast(one: QColor, other: QColor) -> float:
    """WCAG 2."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(color.redF())
        + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF())
    )


def unseen_focus(root: QWidget, known: set[str]) -> Iterator[str]:
    """Where the focus is cannot be seen. One of each kind is enough: `known` are the kinds seen."""
    before = QApplication.focusWidget()
    for widget in stops(root):
        kind = f"{type(widget).__name__} {getattr(widget, '_variant', '')}"
        if kind in known or not isValid(widget) or not seen_part(widget, root):
            continue  # a sheet closes when the focus leaves it
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if QApplication.focusWidget() is not widget:
            continue  # it hands the focus on, and that one is looked at by itself
        QApplication.processEvents()
        area = seen_part(widget, root).adjusted(-8, -8, 8, 8) & root.rect()
        there = root.grab(area).toImage()
        widget.clearFocus()
        QApplication.processEvents()
        if root.grab(area).toImage() == there:
            yield f"{name_of(widget)}: the focus is not seen"
        known.add(kind)
    if before is not None and isValid(before):
        before.setFocus()


def out_of_order(root: QWidget) -> Iterator[str]:
    """Two stops after each other, the second above and not to the right of the first."""
    for one, other in zip(found := stops(root), found[1:], strict=False):
        if isinstance(other, QScrollBar | QAbstractItemView):
            continue
        first, second = seen_part(one, root), seen_part(other, root)
        if first.isEmpty() or second.isEmpty():
            continue  # scrolled away: Tab brings it into view
        if second.bottom() <= first.top() and second.left() < first.right():
            yield f"{name_of(other)} comes after {name_of(one)}, and stands above it"
