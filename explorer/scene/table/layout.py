"""Text to rows of cells under the names of their columns."""

import re
from typing import NamedTuple

from explorer.scene.table import cells, dates
from explorer.scene.table.columns import AXIS
from explorer.scene.table.header import Row, comment_header, counts_columns, read_header, years_above, years_in
from explorer.scene.table.lines import Line, to_lines
from explorer.scene.table.separators import choose_separator, pairs_in_a_line, split
from explorer.scene.table.signs import clean

_DECLARED = re.compile(r"^\"?sep=(.)\"?$", re.IGNORECASE)
# A comma between two integers, the second without a sign: in a line of its own, or in a line of such pairs.
_OPEN_LINE = re.compile(r"\s*(?:[+−-]?[0-9]+,[0-9]+\s*)(?:\s[+−-]?[0-9]+,[0-9]+\s*)*")
_LIST = 4  # this many numbers or more in the only line are a list, not a row
_LONG = 5  # this many columns or more in two rows are two lists
_READINGS = ("names of the columns", "a row of numbers")  # of a first row of years


class Layout(NamedTuple):
    """A table as cells: names of the columns (() without a header) and the rows under it.

    `notes` says what was decided without doubt, `problems` what could have been decided otherwise.
    """

    names: tuple[str, ...]
    rows: list[Row]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    doubtful_comma: str = ""  # a pair such as '0,5' that could be two numbers or one
    doubtful_header: str = ""  # years in the first row, '2019, 2020', that could be names or numbers


def numbered(rows: list[list[str]]) -> list[Row]:
    """Number the rows from 1."""
    return list(enumerate(rows, start=1))


def lay_out(text: str, comma_separates: bool | None = None) -> Layout:
    """Lay out separated text; `comma_separates` settles the doubt about a comma between two integers."""
    lines, comments, notes = to_lines(text)
    declared = next((match[1] for _, line in lines[:1] if (match := _DECLARED.match(line.strip()))), None)
    lines = lines[1:] if declared else lines
    example = "" if declared else _open_comma([line for _, line in lines])
    if example and comma_separates is False:
        lines = [(at, line.replace(";", " ")) for at, line in lines]
        named = [line for line in lines if not _is_open(line[1])]
        cells_of = [(at, [cell]) for at, line in lines if _is_open(line) for cell in line.split()]
        name = (named[-1][1].strip(),) if named else ()
        return Layout(name, cells_of, tuple(notes), (_say_comma(example, separates=False),), example)
    doubts = (_say_comma(example, separates=True),) if example else ()
    if len(lines) == 1 and (layout := _one_line(lines[0][1])):
        return layout._replace(problems=(*layout.problems, *doubts), doubtful_comma=example)
    separator = declared or choose_separator([line for _, line in lines])
    rows = _trimmed([(at, split(line, separator)) for at, line in lines])
    layout = under_names(lines, _joined(rows, notes), comments, notes)
    return layout._replace(problems=(*layout.problems, *doubts), doubtful_comma=example)


def _is_open(line: str) -> bool:
    """Return whether the line is made of pairs such as '0,5' and nothing else."""
    return _OPEN_LINE.fullmatch(line) is not None


def _open_comma(lines: list[str]) -> str:
    """Find a pair such as '0,5' where each line under at most one title is made of them; '' where none is in doubt."""
    title = [line for line in lines[:1] if not _is_open(line)]
    data = lines[len(title) :]
    if len(lines) == 1 and lines[0].count(";") > 1:
        data = title = lines[0].strip().strip(";").split(";")
        return data[0].strip() if all(map(_is_open, data)) else ""
    has_names = title and len(title[0].split()) == len(data[0].split() if data else ()) > 1
    is_settled = has_names or (title and ("," in title[0] or ";" in title[0]))
    return data[0].split()[0] if data and not is_settled and all(map(_is_open, data)) else ""


def _say_comma(example: str, *, separates: bool) -> str:
    """Say how the comma in a pair of integers was read."""
    before, after = example.split(",")
    if separates:
        return f"The comma separates x and y: {example} is {before} and {after}. It could be a decimal mark."
    return f"The comma was read as a mark inside a number: {example} is one number. It could separate x and y."


def under_names(lines: list[Line], rows: list[Row], comments: list[Line], notes: list[str]) -> Layout:
    """Put the rows of numbers under their header; `lines` are the rows as they were written."""
    width, least = _shape([row for _, row in rows])
    first = next((i for i, (_, row) in enumerate(rows) if _is_data(row, width, least)), len(rows))
    if first == len(rows):  # no row of numbers: the first line is a header when it holds no number
        has_header = bool(rows) and not any(cells.is_value(cell) for cell in rows[0][1])
        names = tuple(rows[0][1]) if has_header else ()
        if has_header and all(len(row) == 1 for _, row in rows[1:]):
            names = (lines[0][1].strip(),)  # one name of several words
        return Layout(names, rows[1:] if has_header else rows, tuple(notes))
    names, rest = read_header(lines[:first], rows[:first], width, notes)
    if not names:
        names = comment_header([line for at, line in comments if at < rows[first][0]], width)
    return across(Layout(names, [*rest, *rows[first:]], tuple(notes)))


def _one_line(line: str) -> Layout | None:
    """Read '0.5,1; 0.6,2; 0.7,3' as three rows; four numbers or more as one column."""
    pairs, mark = pairs_in_a_line(line)
    if pairs:
        name = "a space" if mark == " " else f"“{mark}”"
        note = f"One line of pairs was read, with {name} between the pairs."
        return Layout((), numbered(pairs), (note,))
    row = split(line, choose_separator([line]))
    if len(row) >= _LIST and all(map(cells.is_value, row)):
        return Layout((), numbered([[cell] for cell in row]))
    return None


def across(layout: Layout) -> Layout:
    """Turn columns that were written as two long rows: 'x,1,2,3' above 'y,4,5,6', or two rows of numbers."""
    rows = [row for _, row in layout.rows]
    if layout.names or len(rows) != 2 or len(rows[0]) != len(rows[1]) or len(rows[0]) < 3:
        return layout
    is_named = [not cells.is_value(row[0]) and bool(row[0]) for row in rows]
    names: tuple[str, ...] = ()
    has_years = years_above(rows[0], rows[1:])
    is_pair = len(rows[0]) == 3 and not all(AXIS.match(row[0]) for row in rows)  # a name, then a point
    if is_pair and not has_years:
        return layout
    if all(is_named) and all(cells.is_value(cell) or cells.is_missing(cell) for row in rows for cell in row[1:]):
        names, rows = (rows[0][0], rows[1][0]), [row[1:] for row in rows]
    elif any(is_named) or (len(rows[0]) < _LONG and not has_years):
        return layout
    table = [list(pair) for pair in zip(*rows, strict=True)]
    doubt = "The two rows were read as x and y, one point for each column."
    return layout._replace(names=names, rows=numbered(table), problems=(*layout.problems, doubt))


def named_by_first_row(layout: Layout, first_row_names: bool | None) -> Layout:
    """Put the rows under the first one where its numbers name the columns; `first_row_names` settles a doubt."""
    if layout.names or len(layout.rows) < 2:
        return layout
    row, below = layout.rows[0][1], [row for _, row in layout.rows[1:]]
    is_counted = counts_columns(row, below)
    if not is_counted and not years_above(row, below):
        return layout
    named = layout._replace(names=tuple(row), rows=layout.rows[1:])
    if is_counted or not all(cells.is_value(cell) for cell in row):
        why = "nothing stands above the row numbers" if is_counted else "it has text beside years"
        note = f"The first row was read as names of the columns, because {why}."
        return named._replace(notes=(*layout.notes, note))
    years = years_in(row)
    example = ", ".join(years[:3]) + (", …" if len(years) > 3 else "")
    used, readings = (named, _READINGS) if first_row_names else (layout, _READINGS[::-1])
    doubt = "The first row ({}) was read as {}. It could be {}.".format(example, *readings)
    return used._replace(problems=(*layout.problems, doubt), doubtful_header=example)


def _trimmed(rows: list[Row]) -> list[Row]:
    """Remove the empty last cells that all long rows have."""
    width = max((len(row) for _, row in rows), default=0)
    while width > 1 and all(row[width - 1] == "" for _, row in rows if len(row) == width):
        rows = [(at, row[: width - 1]) for at, row in rows]
        width -= 1
    return rows


def _joined(rows: list[Row], notes: list[str]) -> list[Row]:
    """Join rows of integers, two for each name above them, by a decimal comma: 'x,y' over '0,5,1,25'."""
    names = rows[0][1] if rows else []
    data = [row for _, row in rows[1:]]
    is_doubled = len(names) > 1 and not any(map(cells.is_value, names)) and all(len(r) == 2 * len(names) for r in data)
    if not data or not is_doubled or not all(re.fullmatch(r"[+−-]?[0-9]+", cell) for row in data for cell in row):
        return rows
    notes.append("Each row has two numbers for each name; they were joined by a decimal comma: 0,5 is 0.5.")
    return [rows[0], *((at, [",".join(row[i : i + 2]) for i in range(0, len(row), 2)]) for at, row in rows[1:])]


def _shape(rows: list[list[str]]) -> tuple[int, int]:
    """Count the cells that a row of the data has, and the numbers it has at least."""
    widths = [len(row) for row in rows if sum(map(cells.is_value, row)) > 1]
    if widths:
        return max(set(widths), key=widths.count), 2
    return max(map(len, rows), default=0), 1


def _is_data(row: list[str], width: int, least: int) -> bool:
    is_gap = len(row) > 1 and any(row) and all(map(cells.is_missing, row))
    return len(row) == width and (sum(map(cells.is_value, row)) >= least or is_gap)


def joined_moments(layout: Layout) -> Layout:
    """Join a column of dates and the column of times beside it."""
    rows = [row for _, row in layout.rows]
    width = max(map(len, rows), default=0)
    for at in range(width - 1 if width > 2 else 0):
        pairs = [(clean(row[at]), clean(row[at + 1])) for row in rows if len(row) > at + 1]
        pairs = [pair for pair in pairs if all(pair)]
        if not pairs or not all(dates.is_day(day) and dates.is_clock(time) for day, time in pairs):
            continue
        joined = [(i, [*row[:at], " ".join(row[at : at + 2]).strip(), *row[at + 2 :]]) for i, row in layout.rows]
        names = layout.names and (*layout.names[:at], layout.names[at], *layout.names[at + 2 :])
        note = "The columns of dates and of times were read as one."
        return layout._replace(names=names, rows=joined, notes=(*layout.notes, note))
    return layout
