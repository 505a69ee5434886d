"""Text tables of points: read pasted or uploaded CSV row by row, and bring far data into the window."""

import csv
import math
from typing import NamedTuple

from ntkcore.architecture import LIMITS
from ntkcore.scene import Dataset, snap

MAX_ROWS = 10_000
MAX_LINE = 1_000
_SHOWN_PROBLEMS = 8
# Rescaled data keep this share of the window, so that the outermost points stay easy to grab.
_FILL = 0.9


class Table(NamedTuple):
    """The points of a text table as read, before snapping, and what could not be used."""

    points: tuple[tuple[float, float], ...]
    problems: tuple[str, ...]


class Placement(NamedTuple):
    """A dataset inside the window, and in plain words what was done to get it there."""

    dataset: Dataset
    words: tuple[str, ...]


def read_points(text: str) -> Table:
    """Points from CSV text with columns x, y (comma, semicolon, tab or spaces; a header line is optional).

    With a header that names 'x' and 'y' those columns are used, else the first two. Decimal commas are
    understood where the separator is not a comma. Rows that cannot be used are named in `problems`; never raises.
    """
    lines = text.lstrip("\ufeff").splitlines()
    rows = [(number, line[:MAX_LINE]) for number, line in enumerate(lines, start=1) if line.strip()]
    problems: list[str] = []
    if len(rows) > MAX_ROWS:
        problems.append(f"Only the first {MAX_ROWS:,} rows were read.")
        rows = rows[:MAX_ROWS]
    if not rows:
        return Table((), ("The table is empty. Give one point a row: x, y.",))
    separator = next((mark for mark in (";", "\t", ",") if mark in rows[0][1]), " ")
    cells = [(number, _split(line, separator)) for number, line in rows]
    columns, has_header = _columns(cells[0][1])
    points: list[tuple[float, float]] = []
    for number, row in cells[1 if has_header else 0 :]:
        point = _point(row, columns, separator)
        if isinstance(point, str):
            problems.append(f"Row {number} was left out: {point}.")
        else:
            points.append(point)
    if len(problems) > _SHOWN_PROBLEMS:
        rest = len(problems) - _SHOWN_PROBLEMS
        problems = [*problems[:_SHOWN_PROBLEMS], f"… and {rest} more rows like these."]
    return Table(tuple(points), tuple(problems))


def _split(line: str, separator: str) -> list[str]:
    """The cells of one line; runs of spaces count as one separator."""
    if separator == " ":
        return line.split()
    return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]


def _number(cell: str, separator: str) -> float | None:
    """A finite float, or None."""
    try:
        value = float(cell if separator == "," else cell.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _columns(first: list[str]) -> tuple[tuple[int, int], bool]:
    """Where x and y stand, and whether the first row is a header."""
    names = [cell.lower() for cell in first]
    if "x" in names and "y" in names:
        return (names.index("x"), names.index("y")), True
    is_header = all(cell and _number(cell, ";") is None and cell[0].isalpha() for cell in first)
    return (0, 1), is_header


def _point(row: list[str], columns: tuple[int, int], separator: str) -> tuple[float, float] | str:
    """The point in `row`, or why there is none."""
    if len(row) <= max(columns):
        return f"it needs an x and a y, and has {len(row)} value" + ("s" if len(row) != 1 else "")
    numbers = []
    for column in columns:
        value = _number(row[column], separator)
        if value is None:
            return f"“{row[column][:24]}” is not a number"
        numbers.append(value)
    return numbers[0], numbers[1]


def outside_window(points: tuple[tuple[float, float], ...]) -> int:
    """How many points lie outside the window x ∈ [−1.5, 1.5], y ∈ [−3, 3]."""
    return sum(not (_inside("x", x) and _inside("y", y)) for x, y in points)


def _inside(axis: str, value: float) -> bool:
    return LIMITS[axis].low <= snap(value) <= LIMITS[axis].high


def keep_inside(points: tuple[tuple[float, float], ...]) -> Placement:
    """The points that lie inside the window, snapped to 0.01, at most 64."""
    kept = [(x, y) for x, y in points if _inside("x", x) and _inside("y", y)]
    words = []
    if len(kept) < len(points):
        words.append(f"{len(points) - len(kept)} of {len(points)} points lie outside the window and were left out.")
    return _place(kept, words)


def rescale(points: tuple[tuple[float, float], ...]) -> Placement:
    """The points moved into the window: each axis that sticks out is mapped linearly onto 90 % of its range.

    An axis that fits already is left as it is. The words give the map, so that it can be undone by hand.
    """
    words: list[str] = []
    axes = []
    for axis, values in zip("xy", zip(*points, strict=True), strict=True):
        scale, centre = _affine(axis, values)
        if (scale, centre) != (1.0, 0.0):
            words.append(f"{axis} was rescaled: {axis} in the window = {scale:.6g} × ({axis} − {centre:.6g}).")
        axes.append([scale * (value - centre) for value in values])
    return _place(list(zip(*axes, strict=True)), words)


def _affine(axis: str, values: tuple[float, ...]) -> tuple[float, float]:
    """(scale, centre) of value ↦ scale·(value − centre); (1, 0) where nothing needs to move."""
    if all(_inside(axis, value) for value in values):
        return 1.0, 0.0
    low, high = min(values), max(values)
    half = high / 2 - low / 2  # halves first: high − low may overflow
    scale = _FILL * LIMITS[axis].high / half if half > 0 else 1.0
    return scale, low + half


def _place(points: list[tuple[float, float]], words: list[str]) -> Placement:
    most = int(LIMITS["points"].high)
    if len(points) > most:
        words = [*words, f"Only the first {most} of {len(points)} points fit."]
    kept = points[:most]
    return Placement(Dataset(tuple(x for x, _ in kept), tuple(y for _, y in kept)), tuple(words))
