"""Finds promised dates that can't be kept: the wrong day of the week, a day that is over or none.

A date of the past is fine ('you wrote on 3 November'); one that follows 'by' is a promise.
"""

import re
from datetime import date, datetime, timedelta

from agentassist import sdk

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_UNTIL = r"(?P<until>\b(?:by|until|before)\s+)?"
_DAY = rf"(?P<weekday>{'|'.join(DAYS)})"
_MONTH = rf"(?P<month>{'|'.join(f'{name}|{name[:3]}' for name in MONTHS)})\b"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?:,?\s+(?P<year>20\d\d)\b)?"
DATES = (
    re.compile(
        rf"{_UNTIL}\b(?:{_DAY},?\s+)?(?:the\s+)?{_NUMBER}\s+(?:of\s+)?{_MONTH}{_YEAR}", re.I
    ),
    re.compile(rf"{_UNTIL}\b(?:{_DAY},?\s+)?{_MONTH}\s+{_NUMBER}{_YEAR}", re.I),
)
LONG_AGO = timedelta(days=180)  # without a year, a date so far back means next year's


def findings(draft: str, moment: sdk.Moment) -> list[sdk.Finding]:
    today = datetime.now().astimezone().date()
    dates = (match for pattern in DATES for match in pattern.finditer(draft))
    return [found for match in dates if (found := look_at(match, today)) is not None]


def look_at(match: re.Match[str], today: date) -> sdk.Finding | None:
    """What is wrong with one date of the draft."""
    month = next(n for n, name in enumerate(MONTHS, 1) if name[:3] == match["month"].lower()[:3])
    said = f"{int(match['day'])} {MONTHS[month - 1].title()}"
    year = int(match["year"] or today.year)
    try:
        day = date(year, month, int(match["day"]))
        if not match["year"] and today - day > LONG_AGO:
            day = date(year + 1, month, int(match["day"]))
    except ValueError:
        return finding(match, "no-such-date", f"There is no {said}")
    if match["weekday"] and DAYS[day.weekday()] != match["weekday"].lower():
        return finding(match, "wrong-weekday", f"{said} is a {DAYS[day.weekday()].title()}")
    if match["until"] and day < today:
        return finding(match, "past-date", "That day is over: name one to come")
    return None


def finding(match: re.Match[str], rule: str, line: str) -> sdk.Finding:
    return sdk.Finding(rule, line, match.start(), match.end(), severity="warning")


sdk.serve(drafts=findings)
