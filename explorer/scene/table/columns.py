"""The columns of a table: which hold numbers, dates, times or yes and no, their names, which one counts the rows."""

import re
from collections import Counter
from typing import NamedTuple

from explorer.scene.table import cells, dates
from explorer.scene.table.decorations import FOOTNOTE, NEGATIVE, UNCERTAINTY, undress
from explorer.scene.table.header import Row
from explorer.scene.table.signs import clean
from explorer.scene.units import clean_name

# Names of a first column that numbers or names the rows; the latter whatever stands in it.
_NUMBERING = {
    "id", "idx", "index", "no", "no.", "nr", "nr.", "n°", "№", "#", "row", "obs", "obs.", "observation", "level_0",
    "rowid", "row_id", "row id", "rn", "rownum", "row_num", "row number", "row_number", "num", "number", "nummer",
    "lfd. nr.", "lfd.nr.", "lfd nr", "lfd. nr", "s.no", "s.no.", "s. no.", "sno", "sl. no.", "sl.no.", "sr. no.",
    "sr no", "case", "entry", "record", "zeile", "ligne", "fila", "riga", "_id", "uid", "sample no.",
}  # fmt: skip
_ROW_NAMES = re.compile(r"^(?:|row[._ ]?names?|unnamed:?.*|\.\.\.1|index)$", re.IGNORECASE)
AXIS = re.compile(r"^\W*([xy])(?:(?![A-Za-z])|(?=(?:s|data|vals?|values?|axis|obs|pos|coord)\b|_))", re.IGNORECASE)
_FORMULA = re.compile(r"\$([^$]*)\$")  # in LaTeX and Markdown
_YES_NO = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}


class Form(NamedTuple):
    """The form of the cells of a column: `sort` is 'number', 'date', 'day' (eight digits), 'time' or 'truth'.

    `unit` stands beside most numbers; `day_first` is the order in dates such as 01/02/2020.
    """

    sort: str
    unit: str = ""
    day_first: bool = True

    def value(self, cell: str, comma: bool) -> float | None:
        """Read the number in `cell`; None if there is none."""
        if self.sort == "number" and not self.unit and (value := cells.simple(cell, comma)) is not None:
            return value
        text = clean(cell)
        if self.sort == "truth":
            return _YES_NO.get(text.lower())
        if self.sort == "date":
            moment = dates.year(text, self.day_first)
            return cells.number(cell, comma) if moment is None else moment
        if self.sort == "day":
            return dates.compact(text)
        if self.sort == "time" and (time := dates.hours(text)) is not None:
            return time
        return cells.number(cell, comma) if self.is_in_unit(text) else None

    def is_in_unit(self, text: str) -> bool:
        """Return whether the number stands beside no other unit than the column's."""
        unit = unit_of(text)
        return not unit or unit == self.unit

    def why_not(self, cell: str) -> str:
        """Explain in a few words why there is no number in `cell`."""
        text = clean(cell)
        if self.sort == "number" and cells.number(cell) is not None and not self.is_in_unit(text):
            return f"“{cell.strip()[:24]}” has another unit than “{self.unit}”"
        return cells.why_not(cell)


def unit_of(text: str) -> str:
    """Find the unit beside the number of a clean cell; '' for none."""
    what = undress(text)[1]
    return "" if what in (UNCERTAINTY, FOOTNOTE, NEGATIVE) else what


class Columns:
    """The columns that can be read, their forms and names, and those that only number the rows."""

    def __init__(self, names: tuple[str, ...], rows: list[Row], day_first: bool | None) -> None:
        """Looks through all rows once."""
        self.width = max((len(row) for _, row in rows), default=0)
        self.names = [clean_name(_FORMULA.sub(r"\1", name).strip("\"',;*`{}“”„«» ")) for name in names] + [""] * (
            self.width - len(names)
        )
        self.has_header = bool(names)
        self.notes: list[str] = []
        self.problems: list[str] = []
        self.forms: dict[int, Form] = {}
        self.open_date = ""
        filled = [
            [row[at] for _, row in rows if len(row) > at and not cells.is_missing(row[at])] for at in range(self.width)
        ]
        for at, column in enumerate(filled):
            if form := self._form(self.names[at], column, day_first):
                self.forms[at] = form
        if len(self.forms) < 2:  # yes and no are labels where there are no others
            truths = [at for at, column in enumerate(filled) if column and at not in self.forms and _are_truths(column)]
            self.forms |= dict.fromkeys(truths, Form("truth"))
        self.labels = self._labels()
        self.numeric = sorted(self.forms)
        self.default = self._without_row_numbers(rows)

    def _form(self, name: str, column: list[str], day_first: bool | None) -> Form | None:
        """Decide how most cells of a column are read; None where most are no values."""
        numbers = sum(cells.number(cell) is not None for cell in column)
        if numbers == len(column) > 0:
            if dates.is_compact_column(name, column):
                return Form("day")
            return Form("number", _unit(column))
        texts = [clean(cell) for cell in column]
        years = sum(dates.year(text) is not None for text in texts)
        times = sum(dates.hours(text) is not None for text in texts)
        if not column or 2 * max(years, times, numbers) < len(column):
            return None
        if max(years, times) <= numbers:
            return Form("number", _unit(column))
        if times > years:
            return Form("time")
        is_day_first, example = dates.order(texts)
        self.open_date = self.open_date or example
        return Form("date", day_first=is_day_first if day_first is None or not example else day_first)

    def _labels(self) -> list[str]:
        labels = [name or f"column {at + 1}" for at, name in enumerate(self.names)]
        return [f"{label} ({at + 1})" if labels.count(label) > 1 else label for at, label in enumerate(labels)]

    def _without_row_numbers(self, rows: list[Row]) -> list[int]:
        """Leave out the first columns where they only number the rows and there are two others."""
        rest, dropped = list(self.numeric), list[int]()
        while len(rest) > 2 and rest[0] == len(dropped) and self._numbers_rows(rest, rows):
            dropped.append(rest.pop(0))
        if dropped:
            labels = ", ".join(self.labels[at] for at in dropped)
            many = ("columns", "number", "were") if len(dropped) > 1 else ("column", "numbers", "was")
            self.notes.append(f"The first {many[0]} ({labels}) {many[1]} the rows and {many[2]} not used.")
        return rest

    def _numbers_rows(self, rest: list[int], rows: list[Row]) -> bool:
        """Return whether the first of the remaining columns numbers or names the rows."""
        at = rest[0]
        if self.forms[at].sort != "number":
            return False
        name = self.names[at].lower()
        if self.has_header and _ROW_NAMES.match(name):
            return True
        values = [cells.number(row[at]) for _, row in rows if len(row) > at]
        if values not in [list(range(start, start + len(values))) for start in (0, 1)]:
            return False
        others = [self.names[other].lower() for other in rest[1:]]
        if name == "x" and len(values) > 1 and not any(AXIS.match(other) for other in others):
            self.problems.append("The column X counts the rows 1, 2, 3, … as R writes it; choose it if it is x.")
            return True
        return not self.has_header or name in _NUMBERING

    def named(self, axis: str) -> int | None:
        """Find the column called x (or y): by that alone, or with more behind it, as in 'x [m]'."""
        if len(self.default) == 2 and self._is_vector_of_r():
            return None
        exact = [at for at in self.default if self.names[at].lower() == axis]
        begun = [at for at in self.default if (match := AXIS.match(self.names[at])) and match[1].lower() == axis]
        return next(iter((*exact, *begun)), None)

    def _is_vector_of_r(self) -> bool:
        """Return whether a column called x stands behind row names alone: so R writes a vector, whatever it holds."""
        return self.has_header and self.names[0] == "" and self.default[0] == 0 and self.names[1].lower() == "x"


def _are_truths(column: list[str]) -> bool:
    return all(clean(cell).lower() in _YES_NO for cell in column)


def _unit(column: list[str]) -> str:
    """Find the unit beside most of the numbers that have one."""
    units = Counter(
        unit for cell in column if not cell[-1:].isdigit() or not cell[:1].isdigit() if (unit := unit_of(clean(cell)))
    )
    return units.most_common(1)[0][0] if units else ""
