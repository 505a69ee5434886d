"""A table of points as people have them, pasted or in a file: what is x, what is y, and what could not be used."""

import re
from typing import NamedTuple

from ntkcore.table import cells
from ntkcore.table.decoding import to_text
from ntkcore.table.layout import Layout, Row, lay_out
from ntkcore.table.literals import read_literal
from ntkcore.units import clean_name

_SHOWN_PROBLEMS = 8
# Names of a first column that numbers or names the rows; the latter whatever stands in it.
_NUMBERING = {"id", "idx", "index", "no", "no.", "nr", "nr.", "n°", "№", "#", "row", "obs", "observation", "level_0"}
_ROW_NAMES = re.compile(r"^(?:|row[._ ]?names?|unnamed:?.*|\.\.\.1|index)$", re.IGNORECASE)
_AXIS = re.compile(r"^\W*([xy])(?![A-Za-z])", re.IGNORECASE)


class Table(NamedTuple):
    """The points of a table as read, before snapping, and what was decided about them.

    `columns` names what was read as x and y; `choices` names all columns of numbers that could have been;
    `problems` says what could not be used or was in doubt, `notes` what was decided without doubt;
    `has_names` is False where the table named no columns; `doubtful_mark` is the comma or dot before three digits
    that could be a decimal or a thousands mark, or ''.
    """

    points: tuple[tuple[float, float], ...]
    columns: tuple[str, str]
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    has_names: bool = False
    doubtful_mark: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """What the data call x and y; '' where they have no name of their own."""
        own = [
            name if self.has_names and name.lower() != axis else ""
            for name, axis in zip(self.columns, "xy", strict=True)
        ]
        return own[0], own[1]


def read_points(
    data: str | bytes, x: str | int | None = None, y: str | int | None = None, decimal: str | None = None
) -> Table:
    """The points in a text, CSV, TSV, Markdown or JSON table, every row of them. Never raises.

    Separator, decimal mark, encoding, header and comments are found out. `x` and `y` choose columns, by a name of
    `choices` or by its index there; by default the columns named x and y are used, else the first two of numbers.
    `decimal` is "," or "." where the decimal mark is not to be found out.
    """
    text, guessed = to_text(data)
    problems = list(guessed)
    if not text.strip():
        return Table((), ("x", "y"), (*problems, "The table is empty. Give one point a row: x, y."))
    layout = read_literal(text) or lay_out(text)
    layout = _transposed(layout)
    rows = [row for row in layout.rows if any(row[1])]
    comma, mark = _decimal_mark([cell for _, row in rows for cell in row], decimal, problems)
    columns = _Columns(layout.names, rows)
    notes = [*layout.notes, *columns.notes]
    chosen = _choose(columns, x, y, problems)
    if chosen is None:
        return _against_row_number(columns, rows, comma, problems, notes)._replace(doubtful_mark=mark)
    points = _points(rows, chosen, [at in columns.dates for at in chosen], comma, problems)
    if any(at in columns.dates for at in chosen):
        notes.append("Dates were read as decimal years: 2020-07-02 is 2020.5.")
    labels = columns.labels
    names = (labels[chosen[0]], labels[chosen[1]])
    choices = tuple(labels[at] for at in columns.numeric)
    return Table(points, names, _shortened(problems), tuple(notes), choices, bool(layout.names), mark)


def _decimal_mark(whole: list[str], decimal: str | None, problems: list[str]) -> tuple[bool, str]:
    """Whether the decimal mark is a comma; and the mark before three digits that leaves a doubt, or ''."""
    comma = cells.prefers_comma(whole)
    if not any(map(cells.is_dotted if comma else cells.is_ambiguous, whole)):
        return comma, ""
    mark, name = (".", "dot") if comma else (",", "comma")
    used = comma if decimal is None else decimal == ","
    what, value = ("decimal", "1.234") if used != comma else ("thousands", "1234")
    problems.append(f"A {name} before three digits was read as a {what} mark: 1{mark}234 is {value}.")
    return used, mark


class _Columns:
    """Which columns hold numbers or dates, what they are called, and which one only numbers the rows."""

    def __init__(self, names: tuple[str, ...], rows: list[Row]) -> None:
        """Looks through all rows once."""
        self.width = max((len(row) for _, row in rows), default=0)
        self.names = [clean_name(name.strip("\"',; ")) for name in names] + [""] * (self.width - len(names))
        self.has_header = bool(names)
        self.notes: list[str] = []
        self.dates: set[int] = set()
        self.numeric: list[int] = []
        for at in range(self.width):
            self._look_at(at, [row[at] for _, row in rows if len(row) > at and not cells.is_missing(row[at])])
        self.labels = self._labels()
        row_names = self._row_names(rows)
        self.default = [at for at in self.numeric if at != row_names]

    def _look_at(self, at: int, column: list[str]) -> None:
        numbers = sum(cells.number(cell) is not None for cell in column)
        dates = sum(cells.date(cell) is not None for cell in column)
        if dates > numbers:
            self.dates.add(at)
        if column and 2 * max(dates, numbers) >= len(column):
            self.numeric.append(at)

    def _labels(self) -> list[str]:
        labels = [name or f"column {at + 1}" for at, name in enumerate(self.names)]
        return [f"{label} ({at + 1})" if labels.count(label) > 1 else label for at, label in enumerate(labels)]

    def _row_names(self, rows: list[Row]) -> int | None:
        """The first column, where it only numbers the rows and there are two others."""
        if len(self.numeric) < 3 or self.numeric[0] != 0 or 0 in self.dates:
            return None
        values = [cells.number(row[0]) for _, row in rows if row]
        counts = [list(range(start, start + len(values))) for start in (0, 1)]
        is_numbering = values in counts and (not self.has_header or self.names[0].lower() in _NUMBERING)
        if not is_numbering and not (self.has_header and _ROW_NAMES.match(self.names[0])):
            return None
        self.notes.append(f"The first column ({self.labels[0]}) numbers the rows and was not used.")
        return 0


def _choose(columns: _Columns, x: str | int | None, y: str | int | None, problems: list[str]) -> tuple[int, int] | None:
    """The columns of x and y; None where there are no two columns of numbers."""
    if len(columns.numeric) < 2:
        return None
    default = columns.default
    by_name = {axis: _named(columns, axis) for axis in "xy"}
    dates = [at for at in default if at in columns.dates]  # a lone column of dates is x, wherever it stands
    free = [at for at in (dates if len(dates) == 1 else []) + default if at != by_name["y"]]
    first = free[0] if by_name["x"] is None else by_name["x"]
    second = by_name["y"] if by_name["y"] is not None else next(at for at in default if at != first)
    picked = [_picked(columns, wish, problems) for wish in (x, y)]
    if picked[0] is not None and picked[1] is None and picked[0] == second:
        return second, first
    if picked[1] is not None and picked[0] is None and picked[1] == first:
        return second, first
    return first if picked[0] is None else picked[0], second if picked[1] is None else picked[1]


def _named(columns: _Columns, axis: str) -> int | None:
    """The column called x (or y): by that alone, or with more behind it, as in 'x [m]'."""
    exact = [at for at in columns.numeric if columns.names[at].lower() == axis]
    begun = [at for at in columns.numeric if (match := _AXIS.match(columns.names[at])) and match[1].lower() == axis]
    return next(iter((*exact, *begun)), None)


def _picked(columns: _Columns, wish: str | int | None, problems: list[str]) -> int | None:
    labels = [columns.labels[at] for at in columns.numeric]
    if isinstance(wish, int) and 0 <= wish < len(labels):
        return columns.numeric[wish]
    if isinstance(wish, str) and wish in labels:
        return columns.numeric[labels.index(wish)]
    if wish is not None:
        problems.append(f"There is no column of numbers called “{str(wish)[:40]}”.")
    return None


def _points(
    rows: list[Row], chosen: tuple[int, int], dates: list[bool], comma: bool, problems: list[str]
) -> tuple[tuple[float, float], ...]:
    """The points of all rows; those that cannot be used are named in `problems`."""
    points = []
    for number, row in rows:
        if len(row) <= max(chosen):
            many = f"{len(row)} value" + ("s" if len(row) != 1 else "")
            problems.append(f"Row {number} was left out: it needs an x and a y, and has {many}.")
            continue
        values = [cells.value(row[at], comma, is_date) for at, is_date in zip(chosen, dates, strict=True)]
        reasons = [_why(row[at], axis) for at, axis, value in zip(chosen, "xy", values, strict=True) if value is None]
        if reasons:
            problems.append(f"Row {number} was left out: {' and '.join(reasons)}.")
        else:
            points.append((values[0], values[1]))
    if not points and not problems:
        problems.append("No point was found. Give one point a row: x, y.")
    return tuple(points)


def _why(cell: str, axis: str) -> str:
    return f"{axis} is missing" if cells.is_missing(cell) else cells.why_not(cell)


def _against_row_number(
    columns: _Columns, rows: list[Row], comma: bool, problems: list[str], notes: list[str]
) -> Table:
    """A single column of numbers as y, against the number of the row; refused where there is no such column."""
    at = columns.numeric[0] if columns.numeric else 0
    values = [cells.value(row[at], comma, at in columns.dates) if len(row) > at else None for _, row in rows]
    if sum(value is not None for value in values) < 2:
        _points(rows, (0, 1), [False, False], comma, problems)
        return Table((), ("x", "y"), _shortened(problems), tuple(notes))
    problems.append("There is only one column of numbers; it is y, and x counts the rows: 1, 2, 3, …")
    if any(map(cells.is_other_date, (cell for _, row in rows for cell in row))):
        problems.append("The dates were not used. Dates are read in the form 2020-12-31.")
    for count, value in enumerate(values):
        if value is None:
            cell = rows[count][1][at] if len(rows[count][1]) > at else ""
            problems.append(f"Row {rows[count][0]} was left out: {_why(cell, 'y')}.")
    points = tuple((float(count), value) for count, value in enumerate(values, start=1) if value is not None)
    name = columns.labels[at]
    return Table(points, ("row", name), _shortened(problems), tuple(notes), (name,), columns.has_header)


def _transposed(layout: Layout) -> Layout:
    """'x,1,2,3' above 'y,4,5,6' as columns."""
    rows = [row for _, row in layout.rows]
    if layout.names or len(rows) != 2 or len(rows[0]) != len(rows[1]) or len(rows[0]) < 3:
        return layout
    heads = [_AXIS.match(row[0]) for row in rows]
    if {match[1].lower() for match in heads if match} != {"x", "y"}:
        return layout
    table = [list(pair) for pair in zip(rows[0][1:], rows[1][1:], strict=True)]
    return layout._replace(names=(rows[0][0], rows[1][0]), rows=list(enumerate(table, start=1)))


def _shortened(problems: list[str]) -> tuple[str, ...]:
    rest = len(problems) - _SHOWN_PROBLEMS
    return tuple(problems) if rest <= 0 else (*problems[:_SHOWN_PROBLEMS], f"… and {rest} more rows like these.")
