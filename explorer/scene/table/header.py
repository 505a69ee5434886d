"""Headers, the lines above the numbers of a table: names of the columns, their units and types, titles."""

import re

from explorer.scene.table import cells
from explorer.scene.table.decorations import is_unit
from explorer.scene.table.lines import Line, without_mark
from explorer.scene.table.separators import SEPARATORS, split

Row = tuple[int, list[str]]  # the number of the line, from 1, and its cells

_YEAR = re.compile(r"(?:18|19|20)[0-9]{2}|2100")
_TAIL = re.compile(r"\s+(?:#|//).*$")
_BRACKETED = re.compile(r"^(?:<[^<>]*>|[(\[].{0,12}[)\]]|-)$")
_TYPE = re.compile(
    r"^<?(?:[iuf](?:8|16|32|64)|u?int(?:eger|[0-9]+)?|big_?int|float[0-9]*|double(?: precision)?|dbl|num(?:eric)?|real"
    r"|chr|str(?:ing)?|varchar|object|bool(?:ean)?|lgl|fct|dttm|timestamp|datetime(?:64)?)>?$"
)


def read_header(lines: list[Line], rows: list[Row], width: int, notes: list[str]) -> tuple[tuple[str, ...], list[Row]]:
    """Read the names of the columns from the lowest line above the data that fits; also return rows of data there."""
    named = [(i, names) for i, (_, line) in enumerate(lines) if (names := _names(line, rows[i][1], width))]
    at, names = named[-1] if named else (len(lines), ())
    if at and named[-2:-1] and named[-2][0] == at - 1:
        above = named[-2][1]
        if _are_types(names):
            at, names = at - 1, above
        elif _are_units(names) and not _are_units(above):
            at, names = at - 1, tuple(f"{name} {unit}".strip() for name, unit in zip(above, names, strict=True))
    rest = [row for row in rows if len(row[1]) == width > 1 and any(map(cells.is_value, row[1]))]
    if named:
        rest = [row for row in rest if row[0] > lines[at][0]]
    kept = {number for number, _ in rest}
    titles = [line for number, line in lines[:at] if number not in kept]
    if titles:
        what = f"The line “{_short(titles[0])}”" if len(titles) == 1 else f"{len(titles)} lines"
        notes.append(f"{what} above the table {'was' if len(titles) == 1 else 'were'} read as a title.")
    return names, rest


def comment_header(comments: list[str], width: int) -> tuple[str, ...]:
    """Read names from the last comment above the data, where it has one for each column: '# time, volts'."""
    if not comments or width < 2:
        return ()
    line = without_mark(comments[-1])
    return _names(line, split(line, ","), width)


def years_in(row: list[str]) -> list[str]:
    """Return the cells that look like years: integers from 1800 to 2100."""
    return [cell for cell in row if _YEAR.fullmatch(cell.strip())]


def years_above(row: list[str], below: list[list[str]]) -> bool:
    """Return whether all numbers of a row are different years, and stand above numbers that are no years.

    One year alone is enough beside text, as in 'country,2019'.
    """
    years = years_in(row)
    texts = [cell for cell in row if cell and not cells.is_value(cell)]
    if len(set(years)) < len(years) or len(years) + len(texts) < sum(map(bool, row)) or len(years) + len(texts) < 2:
        return False
    under = [each[at] for each in below for at, cell in enumerate(row) if cell in years and len(each) > at]
    return bool(years) and any(map(cells.is_value, under)) and not years_in(under)


def counts_columns(row: list[str], below: list[list[str]]) -> bool:
    """Return whether a row counts the columns or names years, beside an empty cell above row numbers.

    pandas counts both from 0; R counts both from 1.
    """
    if len(row) < 2 or row[0] or not below:
        return False
    first = below[0][0] if below[0] else ""
    if first not in ("0", "1") or [each[0] for each in below if each] != _counted(first, len(below)):
        return False
    return row[1:] == _counted(first, len(row) - 1) or years_above(row, below)


def _counted(first: str, length: int) -> list[str]:
    return [str(int(first) + at) for at in range(length)]


def _short(line: str) -> str:
    text = "".join(letter for letter in line.strip() if letter.isprintable())
    return text if len(text) <= 40 else f"{text[:39]}…"


def _are_units(names: tuple[str, ...]) -> bool:
    """Return whether each name is empty or looks like a unit: '(s)', '[m/s²]', 'mV'."""
    return any(names) and all(name == "" or _BRACKETED.match(name) or is_unit(name) for name in names)


def _are_types(names: tuple[str, ...]) -> bool:
    """Return whether each name is empty or the type of a column, as data frames and databases print it."""
    return any(names) and all(name == "" or _TYPE.match(name) for name in names)


def _names(line: str, row: list[str], width: int) -> tuple[str, ...]:
    """Read the names in a line above the data, perhaps separated otherwise than they are; () where it is no header."""
    line = _TAIL.sub("", line)
    options = [row, *(split(line, mark) for mark in SEPARATORS if mark in line)]
    fitting = [each for each in options if len(each) == width]
    # R leaves out the name of the column that names the rows.
    fitting += [["", *each] for each in options[:1] if len(each) == width - 1 > 1]
    for names in fitting:
        if any(names) and width > 1 and not any(map(cells.is_value, names)):
            return tuple(names)
    return tuple(row) if width == len(row) == 1 and any(row) and not cells.is_value(row[0]) else ()
