"""Remarks about a table that was read: decisions that leave no doubt are notes, the others problems."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from explorer.format import number
from explorer.scene.table import cells, dates
from explorer.scene.table.columns import Form, unit_of
from explorer.scene.table.decorations import FOOTNOTE, NEGATIVE, UNCERTAINTY, undress
from explorer.scene.table.signs import clean

_SHOWN = 8
_SCALES = {"%": "50 % is 50"}


class Remarks(NamedTuple):
    """Sentences about one column."""

    notes: list[str]
    problems: list[str]


def about_column(label: str, form: Form, column: list[str]) -> Remarks:
    """Say how the cells of a column were read, where they are not plain numbers."""
    notes: list[str] = []
    problems: list[str] = []
    if form.sort in ("date", "day"):
        notes.append("Dates were read as decimal years: 2020-07-02 is 2020.5.")
    elif form.sort == "time":
        text = next(text for text in map(clean, column) if dates.hours(text) is not None)
        shown = number(dates.hours(text) or 0.0, ".4g")
        minutes = "; if they are minutes and seconds, the unit is the minute" if text.count(":") == 1 else ""
        notes.append(f"Times were read as hours: {text} is {shown}{minutes}.")
    elif form.sort == "truth":
        notes.append("True and yes were read as 1, false and no as 0.")
    else:
        dressed = [cell for cell in column if cells.simple(cell, comma=False) is None]
        beside = Counter(undress(clean(cell))[1] for cell in dressed if cells.number(cell) is not None)
        if form.unit:
            example = f": {_SCALES[form.unit]}" if form.unit in _SCALES else ""
            notes.append(f"“{form.unit}” beside the numbers of {label} was left out{example}.")
            bare = len(column) - sum(unit_of(clean(cell)) != "" for cell in dressed)
            if bare and form.unit not in ("$", "€", "£", "¥"):
                what = "numbers have" if bare > 1 else "number has"
                problems.append(f"In {label}, {bare} {what} no “{form.unit}”; it was taken to be meant.")
        if beside[UNCERTAINTY]:
            notes.append(f"The uncertainties of {label}, such as ± 0.1, were left out.")
        if beside[FOOTNOTE]:
            notes.append(f"Marks of footnotes behind the numbers of {label} were left out.")
        if beside[NEGATIVE]:
            problems.append(f"Numbers of {label} in parentheses were read as negative, as accountants write them.")
        if any(map(cells.is_fraction, dressed)):
            notes.append(f"Fractions in {label} were read as numbers: 1/2 is 0.5.")
    return Remarks(notes, problems)


def about_dates(example: str, forms: Iterable[Form]) -> list[str]:
    """Say which of day and month was taken first in dates that leave it open."""
    if not example:
        return []
    day_first = next(form.day_first for form in forms if form.sort == "date")
    read, other = (dates.spelled(example, order) for order in (day_first, not day_first))
    return [f"{example} was read as {read}; it could be {other}."]


def shortened(problems: list[str]) -> tuple[str, ...]:
    """Keep the first problems and say how many more there are."""
    rest = len(problems) - _SHOWN
    return tuple(problems) if rest <= 0 else (*problems[:_SHOWN], f"… and {rest} more rows like these.")
