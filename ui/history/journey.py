"""The journey: a drawn line of the last contacts, with moods, promises and 'now'."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolTip, QWidget

from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.promise import Promise, PromiseStatus
from ui import theme, times
from ui.history.row_words import HIGH, LOW, Reading, interaction_words
from ui.i18n import tip, tr
from ui.theme import Type, Weight
from ui.words import channel_text

DAYS = 60
MOST_POINTS = 36  # of the newest: more would lie over each other
_LINE_Y, _HEIGHT, _SIDE = 46, 92, 8
_ARC = 28  # what a promise needs above the line; without one the list below comes up
_ORDERS = (Channel.ORDER, Channel.STORE, Channel.WEB)


@dataclass(frozen=True, slots=True)
class Point:
    """`share` 0 is 60 days ago, 1 is now."""

    item: Interaction
    share: float


class JourneyView(QFrame):
    """Arrow keys walk along the points; hovering tells the same. `picked`: an interaction's id."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: tuple[Point, ...] = ()
        self._promises: tuple[Promise, ...] = ()
        self._now = times.now()
        self._at: int | None = None
        self._line_y = _LINE_Y
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("Contacts of the last 60 days, drawn"))
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(260, self.height())

    def show_contacts(self, items: Iterable[Interaction], promises: Iterable[Promise]) -> None:
        """What the list shows too, in any order."""
        self._now = times.now()
        start = self._now - timedelta(days=DAYS)
        span = timedelta(days=DAYS)
        recent = sorted((i for i in items if i.at >= start), key=lambda i: i.at)[-MOST_POINTS:]
        self._points = tuple(Point(item, min(1.0, (item.at - start) / span)) for item in recent)
        self._promises = tuple(
            promise
            for promise in promises
            if promise.made_at >= start and promise.status is not PromiseStatus.KEPT
        )
        self._line_y = _LINE_Y if self._promises else _LINE_Y - _ARC
        self.setFixedHeight(_HEIGHT if self._promises else _HEIGHT - _ARC)
        self._at = None
        self.update()

    @property
    def has_points(self) -> bool:
        return len(self._points) > 1

    # geometry ------------------------------------------------------------------------------
    def _x(self, share: float) -> float:
        room = self.width() - 2 * _SIDE - 24  # 'now' stands at the right, clear of the last contact
        x = _SIDE + share * room
        return self.width() - x if self.isRightToLeft() else x

    def _now_x(self) -> float:
        x = self.width() - _SIDE - 8.0
        return self.width() - x if self.isRightToLeft() else x

    def _spread(self) -> list[float]:
        """Points of one hour would cover each other: at least 11 px apart, order kept."""
        xs = [self._x(point.share) for point in self._points]
        if self.isRightToLeft():
            return xs
        for at in range(len(xs) - 2, -1, -1):
            xs[at] = min(xs[at], xs[at + 1] - 11)
        return xs

    # painting ------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current.color("line"), 2))
        painter.drawLine(QPointF(_SIDE, self._line_y), QPointF(self.width() - _SIDE, self._line_y))
        xs = self._spread()
        named: list[float] = []
        for promise in self._promises:
            self._paint_promise(painter, promise, named)
        for at, point in enumerate(self._points):
            self._paint_point(painter, point, xs[at], at == self._at and self.hasFocus())
        now = QPointF(self._now_x(), self._line_y)
        painter.setPen(QPen(current.color("given"), 3))
        painter.setBrush(current.color("surface"))
        painter.drawEllipse(now, 6.5, 6.5)
        self._paint_labels(painter, xs)
        self._paint_months(painter)

    def _tone(self, item: Interaction) -> str:
        if item.status.pending:
            return "late"
        mood = item.mood_end or item.mood_start
        if mood in LOW:
            return "late"
        if mood in HIGH:
            return "given"
        return "accent" if item.channel in _ORDERS else "soft"

    def _paint_point(self, painter: QPainter, point: Point, x: float, current: bool) -> None:
        """Shapes tell channels apart: circles talk, squares are orders, diamonds are written."""
        look = theme.current()
        center = QPointF(x, self._line_y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(self._tone(point.item)))
        if point.item.channel in _ORDERS:
            painter.drawRoundedRect(QRectF(x - 4.5, self._line_y - 4.5, 9, 9), 1.5, 1.5)
        elif point.item.channel is Channel.PHONE:
            painter.drawEllipse(center, 5, 5)
        else:
            away = (QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0))
            painter.drawPolygon(QPolygonF([center + step for step in away]))
        if current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawEllipse(center, 9, 9)

    def _paint_promise(self, painter: QPainter, promise: Promise, named: list[float]) -> None:
        """`named`: where the words of others stand already."""
        current = theme.current()
        start = self._now - timedelta(days=DAYS)
        span = timedelta(days=DAYS)
        left = self._x((promise.made_at - start) / span)
        late = promise.overdue(self._now)
        right = self._now_x() if late else min(self._x((promise.due - start) / span), self._now_x())
        if abs(right - left) < 14:
            left = right - 28 if not self.isRightToLeft() else right + 28
        tone = "late" if late or promise.status is PromiseStatus.BROKEN else "need"
        pen = QPen(current.color(tone), 1.5, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        arc = QPainterPath(QPointF(left, self._line_y - 7))
        arc.cubicTo(
            QPointF(left, self._line_y - 34),
            QPointF(right, self._line_y - 34),
            QPointF(right, self._line_y - 9),
        )
        painter.drawPath(arc)
        painter.setFont(current.font(Type.LABEL, Weight.MEDIUM))
        text = tr("promise missed") if late else tr("promise")
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        middle = min(max((left + right) / 2, width / 2), self.width() - width / 2)
        if all(abs(middle - other) > width for other in named):
            named.append(middle)
            place = QRectF(middle - width / 2, 0, width, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_labels(self, painter: QPainter, xs: list[float]) -> None:
        """From now backwards, as far as names fit beside each other."""
        current = theme.current()
        painter.setFont(current.font(Type.LABEL))
        painter.setPen(current.color("faint"))
        metrics = QFontMetricsF(painter.font())
        labels = [(self._now_x(), tr("now"))]
        labels += [
            (xs[at], channel_text(point.item.channel).lower())
            for at, point in reversed(list(enumerate(self._points)))
        ]
        taken: list[tuple[float, float]] = []
        for x, text in labels:
            width = metrics.horizontalAdvance(text) + 2
            left = min(max(0.0, x - width / 2), self.width() - width)
            if any(left < end + 5 and start - 5 < left + width for start, end in taken):
                continue
            taken.append((left, left + width))
            painter.drawText(
                QRectF(left, self._line_y + 11, width, 14), Qt.AlignmentFlag.AlignCenter, text
            )

    def _paint_months(self, painter: QPainter) -> None:
        start = self._now - timedelta(days=DAYS)
        painter.setFont(theme.current().font(Type.LABEL))
        painter.setPen(theme.current().color("faint"))
        metrics = QFontMetricsF(painter.font())
        last_end = -100.0
        for months in range(3):
            month = self._now.month - 2 + months
            year = self._now.year + (month - 1) // 12
            first = datetime(year, (month - 1) % 12 + 1, 1, tzinfo=self._now.tzinfo)
            name = times.month_text(first)
            x = self._x(max(0.0, (first - start) / timedelta(days=DAYS)))
            width = metrics.horizontalAdvance(name) + 2
            if first > self._now or x < last_end + 8:
                continue
            left = min(x - 2, self.width() - width)
            last_end = left + width
            painter.drawText(
                QRectF(left, self._line_y + 28, width, 14), Qt.AlignmentFlag.AlignLeft, name
            )

    # telling -------------------------------------------------------------------------------
    def _nearest(self, x: float) -> int | None:
        xs = self._spread()
        near = [(abs(place - x), at) for at, place in enumerate(xs) if abs(place - x) < 9]
        return min(near)[1] if near else None

    def _words(self, at: int) -> str:
        return interaction_words(self._points[at].item, Reading(self._now)).whole

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._nearest(event.position().x() if hasattr(event, "position") else event.x())
            if at is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tip(self._words(at)), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._nearest(event.position().x())
        if at is not None:
            self._go(at)
            self.picked.emit(self._points[at].item.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self._points:
            here = len(self._points) if self._at is None else self._at
            self._go(min(max(here + step, 0), len(self._points) - 1))
            place = self.mapToGlobal(QPointF(self._spread()[self._at or 0], self._line_y).toPoint())
            QToolTip.showText(place, tip(self._words(self._at or 0)), self)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.picked.emit(self._points[self._at].item.id)
        else:
            super().keyPressEvent(event)

    def _go(self, at: int) -> None:
        self._at = at
        self.setAccessibleDescription(self._words(at))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at is None and self._points:
            self._go(len(self._points) - 1)
        self.update()
