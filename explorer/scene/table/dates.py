"""Dates as decimal years and times of day as hours: ISO 8601, day or month first, months by name, quarters, weeks."""

import re
from collections.abc import Iterable
from datetime import date

_CLOCK = (
    r"(?:(?:T|,? +)(?P<hour>[0-9]{1,2}):?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2}(?:[.,][0-9]+)?))?"
    r"\s?(?P<noon>[AaPp]\.?[Mm]\.?)?\s?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
_NAME = r"(?P<name>[A-Za-zäéû]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_FORMS = tuple(
    re.compile(form + _CLOCK)
    for form in (
        rf"^{_YEAR}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})",
        rf"^{_YEAR}[-/](?P<month>[0-9]{{1,2}})",
        rf"^{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?=T)",
        rf"^{_YEAR}-(?P<ordinal>[0-9]{{3}})",
        r"^(?P<first>[0-9]{1,2})(?P<mark>[-/.])(?P<other>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})",
        r"^(?P<first>[0-9]{1,2})(?P<mark>[/.])(?P<other>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{2})",
        rf"^(?P<day>[0-9]{{1,2}})\.?[ -]{_NAME}[ ,-]{{1,2}}(?P<year>[0-9]{{4}}|[0-9]{{2}})",
        rf"^{_NAME}[ -](?P<day>[0-9]{{1,2}}),? {_YEAR}",
        rf"^{_NAME}[ -]{_YEAR}",
        rf"^{_YEAR}[ -]{_NAME}(?:[ -](?P<day>[0-9]{{1,2}}))?",
        rf"^{_YEAR}[ -]?Q(?P<quarter>[1-4])",
        rf"^Q(?P<quarter>[1-4])[ /-]{_YEAR}",
        rf"^{_YEAR}-?W(?P<week>[0-9]{{2}})(?:-?(?P<weekday>[1-7]))?",
        rf"^{_YEAR}年(?P<month>[0-9]{{1,2}})月(?:(?P<day>[0-9]{{1,2}})日)?",
    )
)
_MONTHS = {
    "jan": 1, "feb": 2, "fév": 2, "fev": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5,
    "jun": 6, "juin": 6, "jul": 7, "juil": 7, "aug": 8, "aoû": 8, "aou": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11,
    "dec": 12, "dez": 12, "déc": 12,
}  # fmt: skip
_TIME = re.compile(
    r"^([0-9]{1,3}):([0-5][0-9])(?::([0-5][0-9](?:[.,][0-9]+)?))?\s?([AaPp]\.?[Mm]\.?)?$"
)  # hours beyond 24 are durations
_COMPACT = re.compile(r"^((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])$")
_NAMES_A_DATE = re.compile(r"date|dat(?:um|o|a)\b|fecha|\btag\b|\bday\b|\bjour\b|yyyymmdd", re.IGNORECASE)


def year(text: str, day_first: bool | None = None) -> float | None:
    """Convert a date in a clean cell to a decimal year, year + (day − 1) / days of the year; None for no date.

    `day_first` decides what 01/02/2020 is; None takes whichever order gives a date.
    """
    if not text[:1].isalnum() or len(text) < 6:
        return None
    fields = _fields(text)
    if fields is None:
        return None
    orders = (True, False) if day_first is None else (day_first,)
    for order in orders:
        try:
            moment = _day(fields, order)
        except ValueError:  # no such day
            continue
        hours = _hours(fields["hour"], fields["minute"], fields["second"], fields["noon"])
        if moment is None or hours is None:
            return None
        start = date(moment.year, 1, 1)
        days = (date(moment.year, 12, 31) - start).days + 1
        return moment.year + ((moment - start).days + hours / 24) / days
    return None


def _fields(text: str) -> dict[str, str | None] | None:
    """Match a text with the forms of dates and return the fields of the first that fits."""
    match = next((match for form in _FORMS if (match := form.match(text))), None)
    return None if match is None else match.groupdict()


def _day(fields: dict[str, str | None], day_first: bool) -> date | None:
    """Return the day of these fields; raises ValueError for one that no calendar has."""
    get = {name: int(text) for name, text in fields.items() if text and text.isdigit()}
    if get["year"] < 100:
        get["year"] += 1900 if get["year"] > 68 else 2000
    if "ordinal" in get:
        start = date(get["year"], 1, 1)
        moment = date.fromordinal(start.toordinal() + get["ordinal"] - 1)
        return moment if get["ordinal"] and moment.year == start.year else None
    if "week" in get:
        return date.fromisocalendar(get["year"], get["week"], get.get("weekday", 1))
    if "quarter" in get:
        return date(get["year"], 3 * get["quarter"] - 2, 1)
    if "first" in get:
        day, month = (get["first"], get["other"]) if day_first else (get["other"], get["first"])
        return date(get["year"], month, day)
    if name := fields.get("name"):
        month = _MONTHS.get(name[:4].lower()) or _MONTHS.get(name[:3].lower())
        return date(get["year"], month, get.get("day", 1)) if month else None
    return date(get["year"], get["month"], get.get("day", 1))


def _hours(hour: str | None, minute: str | None, second: str | None, noon: str | None) -> float | None:
    hours = int(hour or 0)
    if noon:
        hours = hours % 12 + (12 if noon[0] in "Pp" else 0)
    seconds = float((second or "0").replace(",", "."))
    if hours > 24 or int(minute or 0) > 59 or seconds >= 61:
        return None
    return hours + int(minute or 0) / 60 + seconds / 3600


def hours(text: str) -> float | None:
    """Convert a time such as 12:30 or 1:30:15 in a clean cell to hours; None for no time."""
    match = _TIME.match(text)
    if not match:
        return None
    hour, minute, second, noon = match.groups()
    rest = _hours("0", minute, second, None)
    first = _hours(hour, "0", "0", noon) if noon else float(hour)
    return None if rest is None or first is None else first + rest


def is_day(text: str) -> bool:
    """Return whether a clean cell is a date without a time."""
    return ":" not in text and "T" not in text and year(text) is not None


def is_clock(text: str) -> bool:
    """Return whether a clean cell is a time of day."""
    return (time := hours(text)) is not None and time <= 24


def compact(text: str) -> float | None:
    """Convert 20200702 to a decimal year; None for no date."""
    match = _COMPACT.match(text)
    return year("-".join(match.groups())) if match else None


def is_compact_column(name: str, column: Iterable[str]) -> bool:
    """Return whether a column named as dates holds nothing but dates of eight digits."""
    return bool(_NAMES_A_DATE.search(name)) and all(compact(text) is not None for text in column)


def is_any(text: str) -> bool:
    """Return whether a clean cell is a date in any order, or a time."""
    if ":" not in text and not any(map(str.isdigit, text)):
        return False
    return year(text) is not None or hours(text) is not None


def order(column: Iterable[str]) -> tuple[bool, str]:
    """Return whether days come before months in the dates of a column, and a date that leaves it open or ''.

    A number above 12 decides, and so does a dot: 31.12.2020.
    """
    votes, example = 0, ""
    for text in column:
        fields = _fields(text)
        if fields is None or not fields.get("first"):
            continue
        first, other = int(fields["first"] or 0), int(fields["other"] or 0)
        if fields["mark"] == ".":
            votes += 1
        elif first > 12 or other > 12:
            votes += 1 if first > 12 else -1
        elif first != other and not example and spelled(text, True) and spelled(text, False):  # not 0/5/2020
            example = text
    return votes >= 0, example if votes == 0 else ""


def spelled(text: str, day_first: bool) -> str:
    """Spell the day of an open date: '1 February 2020'; '' for one that no calendar has."""
    fields = _fields(text)
    try:
        moment = _day(fields, day_first) if fields else None
    except ValueError:
        return ""
    return "" if moment is None else f"{moment.day} {moment:%B} {moment.year}"
