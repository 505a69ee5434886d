"""Text to rows of cells: comments, the separator that makes most rows numbers, and what stands above the data."""

import csv
import re
from typing import NamedTuple

from ntkcore.table import cells

MAX_ROWS = 20_000
_MAX_LINE = 4_000
_SAMPLE = 200  # lines that decide about the separator
_COMMENT = re.compile(r"^\s*(?:#|%|//|!)+")
_TAIL = re.compile(r"\s+(?:#|//)[^\"]*$")
_RULE = re.compile(r"^[\s|+:=_-]*(?:--|==|__|:-)[\s|+:=_-]*$")  # |---|---| in Markdown, +----+ in databases
_DECLARED = re.compile(r"^\"?sep=(.)\"?$", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|([^ \t]+)')
_UNIT = re.compile(r"^(?:[(\[].{0,12}[)\]]|[-%°]|[a-zµμΩ°]{0,3}[A-ZΩ]?[²³]?(?:[/·][a-z]{1,3}[²³23]?)?)$")
WIDE, ANY = "  ", "\u00a0"  # two or more spaces; any kind of space, the non-breaking ones included
COMMA_SPACE = ", "  # as in '0,5, 1,25'
# In doubt the earlier one is taken.
_SEPARATORS = ("\t", ";", "|", COMMA_SPACE, ",", "&", " ", WIDE, ANY)
_TIME = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2}) +([0-9]{1,2}:[0-9]{2})")

Row = tuple[int, list[str]]  # the number of the line, from 1, and its cells
Line = tuple[int, str]


class Layout(NamedTuple):
    """A table as cells: names of the columns (() without a header) and the rows under it."""

    names: tuple[str, ...]
    rows: list[Row]
    notes: tuple[str, ...]


def lay_out(text: str) -> Layout:
    """Rows and header of separated text."""
    lines, comments, notes = _lines(text)
    declared = next((match[1] for _, line in lines[:1] if (match := _DECLARED.match(line.strip()))), None)
    lines = lines[1:] if declared else lines
    pairs = _pairs_in_a_line(lines)
    if pairs:
        return Layout((), pairs, ("One line of pairs was read, with “;” between the pairs.",))
    separator = declared or choose_separator([line for _, line in lines])
    rows = _joined([(at, split(line, separator)) for at, line in lines], notes)
    width, least = _shape([row for _, row in rows])
    first = next((i for i, (_, row) in enumerate(rows) if _is_data(row, width, least)), len(rows))
    if first == len(rows):  # no row of numbers: the first line is a header when it holds no number
        has_header = bool(rows) and not any(cells.is_value(cell) for cell in rows[0][1])
        return Layout(tuple(rows[0][1]) if has_header else (), rows[1:] if has_header else rows, tuple(notes))
    names, rest = _header(lines[:first], rows[:first], width, notes)
    if not names:
        names = _comment_header([line for at, line in comments if at < rows[first][0]], width)
    return Layout(names, [*rest, *rows[first:]], tuple(notes))


def _lines(text: str) -> tuple[list[Line], list[Line], list[str]]:
    """Lines with something in them, comments apart; a quoted cell may run over several lines."""
    lines: list[Line] = []
    comments: list[Line] = []
    open_quote = 0
    for at, line in enumerate(_TIME.sub(r"\1T\2", text).splitlines(), start=1):
        if open_quote and at - open_quote <= 3 and line.count('"') % 2:
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {line}"[:_MAX_LINE])
            open_quote = 0
        elif _COMMENT.match(line):
            comments.append((at, line))
        elif line.strip() and not _RULE.match(line):
            lines.append((at, _without_tail(line[:_MAX_LINE])))
            open_quote = at if line.count('"') % 2 else 0
    if len(lines) > MAX_ROWS:
        step = len(lines) / MAX_ROWS
        notes = [f"Of {len(lines):,} rows {MAX_ROWS:,} were read, evenly over the file."]
        return [lines[int(i * step)] for i in range(MAX_ROWS)], comments, notes
    return lines, comments, []


def _without_tail(line: str) -> str:
    """A line of numbers without the comment at its end."""
    match = _TAIL.search(line)
    has_number = match and any(map(cells.is_value, re.split(r"[\s,;|]+", line[: match.start()])))
    return line[: match.start()] if match and has_number else line


def _pairs_in_a_line(lines: list[Line]) -> list[Row]:
    """'0.5,1; 0.6,2; 0.7,3' as three rows."""
    if len(lines) != 1 or lines[0][1].count(";") < 2:
        return []
    pieces = [split(piece, ",") for piece in lines[0][1].split(";") if piece.strip()]
    is_list = all(len(piece) == 2 and all(map(cells.is_value, piece)) for piece in pieces)
    return list(enumerate(pieces, start=1)) if is_list else []


def split(line: str, separator: str) -> list[str]:
    """The cells of one line."""
    if separator == ANY:
        return line.split()
    if separator == WIDE:
        return re.split(r"\t|[ \t]{2,}", line.strip())
    if separator == " ":
        return [quoted or plain for quoted, plain in _QUOTED.findall(line)]
    if separator == COMMA_SPACE:
        return [cell.strip() for cell in line.split(separator)]
    if separator in "|&":
        line = line.strip().removesuffix(r"\\").strip().removeprefix(separator).removesuffix(separator)
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]
    except (csv.Error, TypeError, ValueError):  # a separator or a line that csv will not have
        return [cell.strip() for cell in line.split(separator)]


def choose_separator(lines: list[str]) -> str:
    """The separator by which most lines hold two numbers or more; then the most even, then the purest one."""
    step = max(1, len(lines) // _SAMPLE)
    sample = lines[::step]

    def score(separator: str) -> tuple[int, int, float]:
        rows = [split(line, separator) for line in sample]
        filled = [[cell for cell in row if not cells.is_missing(cell)] for row in rows]
        counts = [sum(map(cells.is_value, row)) for row in filled]
        good = [i for i, count in enumerate(counts) if count > 1]
        widths = [len(rows[i]) for i in good]
        even = max(map(widths.count, set(widths)), default=0)
        return len(good), even, sum(counts[i] for i in good) / max(1, sum(len(filled[i]) for i in good))

    present = [mark for mark in _SEPARATORS if any(mark in line for line in sample)] or [","]
    if any(len(line.split()) > 1 for line in sample):
        present.append(ANY)
    best = max(present, key=score)
    return best if score(best)[0] else present[0]


def _joined(rows: list[Row], notes: list[str]) -> list[Row]:
    """Rows of whole numbers, two for each name above them, joined by a decimal comma: 'x,y' over '0,5,1,25'."""
    names = rows[0][1] if rows else []
    data = [row for _, row in rows[1:]]
    is_doubled = len(names) > 1 and not any(map(cells.is_value, names)) and all(len(r) == 2 * len(names) for r in data)
    if not data or not is_doubled or not all(re.fullmatch(r"[+−-]?[0-9]+", cell) for row in data for cell in row):
        return rows
    notes.append("Each row has two numbers for each name; they were joined by a decimal comma: 0,5 is 0.5.")
    return [rows[0], *((at, [",".join(row[i : i + 2]) for i in range(0, len(row), 2)]) for at, row in rows[1:])]


def _shape(rows: list[list[str]]) -> tuple[int, int]:
    """How many cells a row of the data has, and how many numbers at least."""
    widths = [len(row) for row in rows if sum(map(cells.is_value, row)) > 1]
    if widths:
        return max(set(widths), key=widths.count), 2
    return max(map(len, rows), default=0), 1


def _is_data(row: list[str], width: int, least: int) -> bool:
    is_gap = len(row) > 1 and any(row) and all(map(cells.is_missing, row))
    return len(row) == width and (sum(map(cells.is_value, row)) >= least or is_gap)


def _header(lines: list[Line], rows: list[Row], width: int, notes: list[str]) -> tuple[tuple[str, ...], list[Row]]:
    """The names of the columns, from the lowest line above the data that fits; and rows that are no titles."""
    named = [(i, names) for i, (_, line) in enumerate(lines) if (names := _names(line, rows[i][1], width))]
    at, names = named[-1] if named else (len(lines), ())
    if at and named[-2:-1] and named[-2][0] == at - 1 and _are_units(names) and not _are_units(named[-2][1]):
        at -= 1
        names = tuple(f"{name} {unit}".strip() for name, unit in zip(named[-2][1], names, strict=True))
    rest = [row for row in rows if len(row[1]) == width > 1 and any(map(cells.is_value, row[1]))]
    if named:
        rest = [row for row in rest if row[0] > lines[at][0]]
    kept = {number for number, _ in rest}
    titles = [line for number, line in lines[:at] if number not in kept]
    if titles:
        what = f"The line “{_short(titles[0])}”" if len(titles) == 1 else f"{len(titles)} lines"
        notes.append(f"{what} above the table {'was' if len(titles) == 1 else 'were'} read as a title.")
    return names, rest


def _short(line: str) -> str:
    text = "".join(letter for letter in line.strip() if letter.isprintable())
    return text if len(text) <= 40 else f"{text[:39]}…"


def _are_units(names: tuple[str, ...]) -> bool:
    """Whether each name is empty or looks like a unit: '(s)', '[m/s²]', 'mV'."""
    return any(names) and all(name == "" or _UNIT.match(name) for name in names)


def _names(line: str, row: list[str], width: int) -> tuple[str, ...]:
    """The names in a line above the data; it may be separated otherwise than they are. () where it is no header."""
    options = [row, *(split(line, mark) for mark in _SEPARATORS if mark in line)]
    fitting = [each for each in options if len(each) == width]
    # R leaves out the name of the column that names the rows.
    fitting += [["", *each] for each in options[:1] if len(each) == width - 1 > 1]
    for names in fitting:
        if any(names) and width > 1 and not any(map(cells.is_value, names)):
            return tuple(names)
    return tuple(row) if width == len(row) == 1 and any(row) and not cells.is_value(row[0]) else ()


def _comment_header(comments: list[str], width: int) -> tuple[str, ...]:
    """The names in the last comment above the data, where it has one for each column: '# time, volts'."""
    if not comments or width < 2:
        return ()
    line = _COMMENT.sub("", comments[-1])
    return _names(line, split(line, ","), width)
