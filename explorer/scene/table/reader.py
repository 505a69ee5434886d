"""A table of points as people have them, pasted or in a file: what is x, what is y, and what could not be used."""

from typing import NamedTuple

from explorer.scene.table import cells, remarks
from explorer.scene.table.columns import Columns, Form
from explorer.scene.table.decoding import to_text
from explorer.scene.table.header import Row
from explorer.scene.table.layout import (
    Layout,
    across,
    joined_moments,
    lay_out,
    named_by_first_row,
    numbered,
    under_names,
)
from explorer.scene.table.literals import read_literal
from explorer.scene.table.wrappings import read_marked_up, read_records, strip


class Table(NamedTuple):
    """The points of a table as read, before snapping, and what was decided about them.

    `columns` names what was read as x and y; `choices` names all columns of numbers that could have been;
    `problems` says what could not be used or was in doubt, `notes` what was decided without doubt;
    `has_names` is False where the table named no columns; `doubtful_mark` is the comma or dot before three digits
    that could be a decimal or a thousands mark, or ''; `doubtful_date` is a date such as 01/02/2020 whose day could be
    its month, or ''; `doubtful_comma` is a pair such as 0,5 that could be two numbers or one, or '';
    `doubtful_header` are the years of a first row that could be names of the columns or numbers, or ''.
    """

    points: tuple[tuple[float, float], ...]
    columns: tuple[str, str]
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    has_names: bool = False
    doubtful_mark: str = ""
    doubtful_date: str = ""
    doubtful_comma: str = ""
    doubtful_header: str = ""

    @property
    def names(self) -> tuple[str, str]:
        """The names of x and y in the data; '' where they have no name of their own."""
        names = [
            name if self.has_names and name.lower() != axis else ""
            for name, axis in zip(self.columns, "xy", strict=True)
        ]
        return names[0], names[1]


def read_points(
    data: str | bytes,
    x: str | int | None = None,
    y: str | int | None = None,
    decimal: str | None = None,
    day_first: bool | None = None,
    comma_separates: bool | None = None,
    first_row_names: bool | None = None,
) -> Table:
    """Read the points in a text, CSV, TSV, Markdown, HTML, LaTeX or JSON table, every row of them. Never raises.

    Separator, decimal mark, encoding, header and comments are found out. `x` and `y` choose columns, by a name of
    `choices` or by its index there; by default the columns named x and y are used, else the first two of numbers.
    `decimal` is "," or "." where the decimal mark is not to be found out; `day_first` decides about 01/02/2020, and
    `comma_separates` about the comma of 0,5 where nothing else tells whether that is one number or two, and
    `first_row_names` about a first row of years above other numbers, which may be names of the columns.
    """
    text, guessed = to_text(data)
    problems = list(guessed)
    if not text.strip():
        empty = "The table is empty. Give one point a row: x, y."
        return Table((), ("x", "y"), tuple(problems) if problems and not text else (*problems, empty))
    layout = joined_moments(_layout(text, comma_separates, first_row_names))
    problems += layout.problems
    rows = [row for row in layout.rows if any(row[1])]
    comma, mark = _decimal_mark([cell for _, row in rows for cell in row], decimal, problems)
    columns = Columns(layout.names, rows, day_first)
    notes = [*layout.notes, *columns.notes]
    chosen = _choose(columns, x, y, problems)
    if chosen is None:
        table = _against_row_number(columns, rows, comma, problems, notes)
    else:
        forms = [columns.forms[at] for at in chosen]
        points = _points(rows, chosen, forms, comma, problems)
        names = (columns.labels[chosen[0]], columns.labels[chosen[1]])
        choices = tuple(columns.labels[at] for at in columns.numeric)
        table = Table(points, names, (), (), choices, columns.has_header)
    doubts = [*columns.problems, *remarks.about_dates(columns.open_date, columns.forms.values())]
    for at in sorted(set(chosen or columns.numeric[:1])):
        filled = [row[at] for _, row in rows if len(row) > at and not cells.is_missing(row[at])]
        about = remarks.about_column(columns.labels[at], columns.forms[at], filled)
        notes, doubts = [*notes, *about.notes], [*doubts, *about.problems]
    return table._replace(
        problems=remarks.shortened([*doubts, *problems]),
        notes=tuple(notes),
        doubtful_mark=mark,
        doubtful_date=columns.open_date,
        doubtful_comma=layout.doubtful_comma,
        doubtful_header=layout.doubtful_header,
    )


def _layout(text: str, comma_separates: bool | None, first_row_names: bool | None) -> Layout:
    """Lay out the table in a text by the first way of reading that finds one."""
    if rows := read_marked_up(text):
        notes: list[str] = []
        written = [(at, " ".join(row)) for at, row in numbered(rows)]
        return named_by_first_row(under_names(written, numbered(rows), [], notes), first_row_names)
    text = strip(text)
    if layout := read_literal(text):
        return across(layout)
    if records := read_records(text):
        return Layout(records[0], numbered(records[1]))
    return named_by_first_row(lay_out(text, comma_separates), first_row_names)


def _decimal_mark(all_cells: list[str], decimal: str | None, problems: list[str]) -> tuple[bool, str]:
    """Decide whether the decimal mark is a comma; also return the mark before three digits in doubt, or ''."""
    marked = [cell for cell in all_cells if "," in cell or "." in cell]
    comma = cells.prefers_comma(marked)
    if not any(map(cells.is_dotted if comma else cells.is_ambiguous, marked)):
        return comma, ""
    mark, name = (".", "dot") if comma else (",", "comma")
    used = comma if decimal is None else decimal == ","
    what, value = ("decimal", "1.234") if used != comma else ("thousands", "1234")
    problems.append(f"A {name} before three digits was read as a {what} mark: 1{mark}234 is {value}.")
    return used, mark


def _choose(columns: Columns, x: str | int | None, y: str | int | None, problems: list[str]) -> tuple[int, int] | None:
    """Choose the columns of x and y; None where there are no two columns of numbers."""
    if len(columns.numeric) < 2:
        return None
    default = columns.default
    by_name = {axis: columns.named(axis) for axis in "xy"}
    # A lone column of dates or times is x, wherever it stands.
    moments = [at for at in default if columns.forms[at].sort in ("date", "day", "time")]
    free = [at for at in (moments if len(moments) == 1 else []) + default if at != by_name["y"]]
    first = free[0] if by_name["x"] is None else by_name["x"]
    second = by_name["y"] if by_name["y"] is not None else next(at for at in default if at != first)
    picked = [_picked(columns, wish, problems) for wish in (x, y)]
    if picked[0] is not None and picked[1] is None and picked[0] == second:
        return second, first
    if picked[1] is not None and picked[0] is None and picked[1] == first:
        return second, first
    return first if picked[0] is None else picked[0], second if picked[1] is None else picked[1]


def _picked(columns: Columns, wish: str | int | None, problems: list[str]) -> int | None:
    labels = [columns.labels[at] for at in columns.numeric]
    if isinstance(wish, int) and 0 <= wish < len(labels):
        return columns.numeric[wish]
    if isinstance(wish, str) and wish in labels:
        return columns.numeric[labels.index(wish)]
    if wish is not None:
        problems.append(f"There is no column of numbers called “{str(wish)[:40]}”.")
    return None


def _points(
    rows: list[Row], chosen: tuple[int, int], forms: list[Form], comma: bool, problems: list[str]
) -> tuple[tuple[float, float], ...]:
    """Read the points of all rows; those that cannot be used are named in `problems`."""
    points = []
    for number, row in rows:
        if len(row) <= max(chosen):
            many = f"{len(row)} value" + ("s" if len(row) != 1 else "")
            problems.append(f"Row {number} was left out: it needs an x and a y, and has {many}.")
            continue
        values = [form.value(row[at], comma) for at, form in zip(chosen, forms, strict=True)]
        if values[0] is not None and values[1] is not None:
            points.append((values[0], values[1]))
            continue
        why = [
            _why(row[at], axis, form)
            for at, axis, form, value in zip(chosen, "xy", forms, values, strict=True)
            if value is None
        ]
        problems.append(f"Row {number} was left out: {' and '.join(why)}.")
    if not points and not problems:
        problems.append("No point was found. Give one point a row: x, y.")
    return tuple(points)


def _why(cell: str, axis: str, form: Form) -> str:
    return f"{axis} is missing" if cells.is_missing(cell) else form.why_not(cell)


def _against_row_number(columns: Columns, rows: list[Row], comma: bool, problems: list[str], notes: list[str]) -> Table:
    """Read a single column of numbers as y, against the number of the row; refused where there is no such column."""
    at = columns.numeric[0] if columns.numeric else 0
    form = columns.forms.get(at, Form("number"))
    values = [form.value(row[at], comma) if len(row) > at else None for _, row in rows]
    if sum(value is not None for value in values) < 2:
        _points(rows, (0, 1), [Form("number"), Form("number")], comma, problems)
        return Table((), ("x", "y"), ())
    problems.append("There is only one column of numbers; it is y, and x counts the rows: 1, 2, 3, …")
    for count, value in enumerate(values):
        if value is None:
            cell = rows[count][1][at] if len(rows[count][1]) > at else ""
            problems.append(f"Row {rows[count][0]} was left out: {_why(cell, 'y', form)}.")
    points = tuple((float(count), value) for count, value in enumerate(values, start=1) if value is not None)
    name = columns.labels[at]
    return Table(points, ("row", name), (), (), (name,), columns.has_header)
