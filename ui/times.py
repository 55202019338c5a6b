"""Points and lengths of time as people read them. Everything is shown in the desk's time zone."""

from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QDate, QLocale, QTime

from ui.i18n import plural, tr


def now() -> datetime:
    """The window's wall clock: one place, so that a picture of a story can stop it."""
    return datetime.now(UTC)


def clock_text(length: timedelta) -> str:
    """A running clock: 0:04, 12:30, 1:02:03. Never negative."""
    seconds = max(0, int(length.total_seconds()))
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def length_text(length: timedelta) -> str:
    """A rounded length in words: 40 s, 6 min, 3 h, 2 days."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return tr("{n} s", n=seconds)
    if seconds < 3600:
        return tr("{n} min", n=seconds // 60)
    if seconds < 86_400:
        return tr("{n} h", n=seconds // 3600)
    return plural("{n} day", "{n} days", seconds // 86_400)


def time_text(at: datetime) -> str:
    """10:02, in the locale's way."""
    local = at.astimezone()
    return QLocale().toString(QTime(local.hour, local.minute), "HH:mm")


def day_text(at: datetime, today: datetime) -> str:
    """18 Nov, with the year when it is another one."""
    local, here = at.astimezone(), today.astimezone()
    pattern = "d MMM" if local.year == here.year else "d MMM yyyy"
    return QLocale().toString(QDate(local.year, local.month, local.day), pattern)


def month_text(at: date, *, long: bool = False) -> str:
    """Nov, or November."""
    form = QLocale.FormatType.LongFormat if long else QLocale.FormatType.ShortFormat
    return QLocale().standaloneMonthName(at.month, form)


def relative_text(at: datetime, today: datetime) -> str:
    """Near times in words ('yesterday', '2 days ago'), far ones as a date."""
    days = (today.astimezone().date() - at.astimezone().date()).days
    if days == 0:
        return tr("today {time}", time=time_text(at))
    if days == 1:
        return tr("yesterday")
    if days == -1:
        return tr("tomorrow {time}", time=time_text(at))
    if 1 < days < 7:
        return plural("{n} day ago", "{n} days ago", days)
    return day_text(at, today)


def exact_text(at: datetime) -> str:
    """For hovering and screen readers: Wednesday, 18 November 2026, 14:05."""
    local = at.astimezone()
    date = QLocale().toString(QDate(local.year, local.month, local.day), "dddd, d MMMM yyyy")
    return f"{date}, {time_text(at)}"
