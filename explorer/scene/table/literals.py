"""Points written as a program writes them: JSON, Python lists, tuples and dictionaries, pairs in brackets."""

import ast
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.scene.table import cells
from explorer.scene.table.columns import AXIS
from explorer.scene.table.layout import Layout, numbered
from explorer.scene.table.nested import equal_lists, inner_tables, rows_with_names
from explorer.scene.table.separators import pairs_in_a_line, split

_MAX_JSON, _MAX = 50_000_000, 2_000_000  # characters; JSON alone is read fast
_KEY = re.compile(r"([{,]\s*)([A-Za-z_]\w*)\s*:")  # {x: 1}, as JavaScript writes it
_ARROW = re.compile(r"([^,\[{(\]})]+)=>([^,\[{(\]})]+)")  # a pair in Ruby and Julia
_UNCERTAIN = re.compile(r"±|(?:^|[^\w.])[0-9]+(?:[.,][0-9]*)?\(")  # these brackets belong to a number
_PUT_TOGETHER = re.compile(r"\b(?:zip|cbind|column_stack)\s*\(")
_RANGE = re.compile(r"(?<=[=(,])\s*(-?[0-9]{1,6}):(-?[0-9]{1,6})(?=\s*[,)])")
_MOST_RANGE = 10_000
_POINT = re.compile(r"\w\s*=?\s*\([^()\[\]{}]*\)")
_BESIDE = re.compile(
    r",?\s*\b(row\.names|class|columns|index|dtype|levels)\s*=\s*((?:c\(|\[|\()[^()\[\]]*[)\]]|\"[^\"]*\"|'[^']*')"
)
_TRIBBLE = re.compile(r"\btribble\s*\((.*)\)", re.DOTALL)
_GROUP = re.compile(
    r"(?:([\w.]+|\"[^\"]*\"|'[^']*')\s*(?:\[[0-9]*\]\s*)?(?:=|:|<-)\s*)?(?:[\w.]*\s*\(\s*)?[\w.]*[(\[{]([^()\[\]{}]*)[)\]}]"
)


def read_literal(text: str) -> Layout | None:
    """Read the table that a program wrote; None where `text` is none."""
    text = text.strip()
    if len(text) > _MAX_JSON or not re.search(r"[(\[{]", text[:1000]):
        return None
    if text[0] in "([{":
        for load in _LOADERS if len(text) <= _MAX else _LOADERS[:2]:
            try:
                layout = _from_any(load(text))
            except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
                continue
            if layout:
                return layout
    return (_from_tribble(text) or _from_groups(text)) if len(text) <= _MAX else None


def _from_tribble(text: str) -> Layout | None:
    """Read R's table row by row: 'tribble(~x, ~y, 1, 2, 3, 4)'."""
    match = _TRIBBLE.search(text)
    given = re.sub(r"#.*", "", match[1]) if match else ""
    items = [re.sub(r"(?<=[0-9.])L$", "", item.strip()) for item in given.split(",") if item.strip()]
    names = tuple(item[1:].strip('`" ') for item in items if item.startswith("~"))
    if len(names) < 2 or len(items) == len(names):
        return None
    values = [item.strip("\"'") for item in items[len(names) :]]
    rows = [values[at : at + len(names)] for at in range(0, len(values), len(names))]
    return Layout(names, numbered([["" if cell == "NA" else cell for cell in row] for row in rows]))


def _json_lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


_LOADERS: tuple[Callable[[str], Any], ...] = (
    json.loads,
    _json_lines,
    ast.literal_eval,
    lambda text: json.loads(_KEY.sub(r'\1"\2":', text)),
)


def _cell(value: object) -> str:
    if isinstance(value, dict):  # {"value": 0.5, "unit": "s"}
        values = [each for each in value.values() if isinstance(each, int | float)]
        value = values[0] if len(values) == 1 else value
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    return repr(value) if isinstance(value, int | float) else str(value)


def _from_any(value: Any) -> Layout | None:
    """Read the table in a value as it stands; else the one inside it with the most points."""
    layout = _from_value(value)
    if not isinstance(value, dict | list) or _count(layout):
        return layout
    if isinstance(value, dict) and (named := rows_with_names(value)):
        return Layout(named[1], numbered([[_cell(cell) for cell in row] for row in named[0]]))
    inside = [each for each in map(_from_value, inner_tables(value)) if _count(each)]
    lists = equal_lists(value)
    if len({name for name, _ in lists}) == 1 and len(lists[0][1]) in (2, 3):  # the coordinates of points
        inside.append(Layout((), numbered([[_cell(cell) for cell in row] for _, row in lists])))
    elif lists:
        inside.append(_from_columns({f"{name} ({i})" if i else name: each for i, name, each in _told_apart(lists)}))
    return max(inside, key=_count, default=layout)


def _told_apart(lists: list[tuple[str, list[Any]]]) -> list[tuple[int, str, list[Any]]]:
    """Number the later ones of lists that have the same name."""
    names = [name for name, _ in lists]
    return [(i + 1 if name in names[:i] else 0, name, each) for i, (name, each) in enumerate(lists)]


def _count(layout: Layout | None) -> int:
    """Count the rows of a table with two numbers or more."""
    return sum(sum(map(cells.is_value, row)) > 1 for _, row in layout.rows) if layout else 0


def _from_value(value: Any) -> Layout | None:
    """Read lists of pairs, of numbers or of records; columns by name; nested ones as pandas writes them."""
    if isinstance(value, dict):
        if isinstance(value.get("data"), list) and value["data"]:  # orient="split", and tables with a schema
            names = tuple(map(str, value.get("columns") or ()))
            inner = _from_value(value["data"])
            return inner and inner._replace(names=inner.names or names)
        return _from_columns(value)
    rows = list(value) if isinstance(value, list | tuple) else []
    if rows and all(isinstance(row, dict) for row in rows):
        return _from_records(rows)
    if rows and all(isinstance(row, list | tuple) for row in rows):
        return _from_lists([[_cell(cell) for cell in row] for row in rows])
    if rows and all(isinstance(row, int | float) or row is None for row in rows):
        return Layout((), numbered([[_cell(row)] for row in rows]))
    return None


def _from_records(rows: list[dict[str, Any]]) -> Layout | None:
    """Read one record a row; or series, each with lists of its own, of which the first is read."""
    if any(sum(isinstance(cell, list) for cell in row.values()) > 1 for row in rows):
        layout = _from_columns(rows[0])
        many = f"The first of {len(rows)} series was read."
        return layout and (layout._replace(problems=(*layout.problems, many)) if len(rows) > 1 else layout)
    names = tuple(dict.fromkeys(str(name) for row in rows for name in row))
    return Layout(names, numbered([[_cell(row.get(name)) for name in names] for row in rows]))


def _from_lists(table: list[list[str]]) -> Layout | None:
    """Read a list of rows, the first of which may be names; or two lists that are columns."""
    width = len(table[0])
    if len(table) > 1 and width > 1 and not any(map(cells.is_value, table[0])) and any(table[0]):
        return Layout(tuple(table[0]), numbered(table[1:]))
    return _two_lists(table, ()) or Layout((), numbered(table))


def _from_columns(columns: dict[Any, Any]) -> Layout | None:
    """Read {"x": […], "y": […]}, {"x": {"0": …}, …} or {"0.5": 1, …}."""
    names = [name for name, column in columns.items() if isinstance(column, list | tuple | dict)]
    if len(names) > 1 and all(isinstance(columns[name], tuple) for name in names) and _are_points(names, columns):
        return Layout((), numbered([[_cell(cell) for cell in columns[name]] for name in names]))
    if len(names) > 1 and _are_records(columns, names):
        return _from_records([columns[name] for name in names])
    if len(names) > 1:
        lists = [list(columns[name].values() if isinstance(columns[name], dict) else columns[name]) for name in names]
        size = max(map(len, lists))
        table = [[_cell(each[at]) if at < len(each) else "" for each in lists] for at in range(size)]
        return Layout(tuple(map(str, names)), numbered(table))
    if len(names) == 1:
        return _from_value(columns[names[0]])
    if columns and all(cells.is_value(_cell(name)) for name in columns):
        return Layout((), numbered([[_cell(name), _cell(cell)] for name, cell in columns.items()]))
    if len(columns) > 1 and sum(cells.is_value(_cell(cell)) for cell in columns.values()) > 1:
        return Layout(tuple(map(str, columns)), [(1, [_cell(cell) for cell in columns.values()])])
    return None


def _are_records(columns: dict[Any, Any], names: list[Any]) -> bool:
    """Return whether each entry is a record: a dictionary with names, where the columns of pandas have row numbers."""
    inner = [columns[name] for name in names]
    return all(isinstance(each, dict) for each in inner) and not any(
        cells.is_value(str(key)) for each in inner for key in each
    )


def _from_groups(text: str) -> Layout | None:
    """Read brackets around numbers, and no other number: '(1, 2), (3, 4)', 'x = [1, 2, 3]; y = [4, 5, 6]'."""
    text = re.sub(r"\.\.\.\s*\n", " ", text)  # a line that goes on, in MATLAB
    text = re.sub(r"(?<=[0-9.])[LlFfUu](?=[\s,;)}\]])", "", text)  # 1L in R, 0.5f in C
    text = _RANGE.sub(_listed, text)
    text, names_given = _names_given(text)
    text = _ARROW.sub(r"(\1, \2)", text)
    if _UNCERTAIN.search(text):
        return None
    groups = _GROUP.findall(text)
    if not groups or re.search(r"[0-9]", _GROUP.sub("", text)):
        return None
    rows = (_matrix(groups[0][1]) if len(groups) == 1 else []) or [_inner(inner) for _, inner in groups]
    rows = [[cell for cell in row if cell] for row in rows]
    numbers = sum(cells.is_value(cell) for row in rows for cell in row)
    if numbers < 2 or 2 * numbers < sum(map(len, rows)):
        return None
    names = tuple(name.strip("\"'") for name, _ in groups if name)
    names = names if len(names) == len(rows) else ()
    is_points = _POINT.search(text) and names and _are_points(names, dict(zip(names, rows, strict=True)))
    columns = None if is_points else _two_lists(rows, names, is_said=_PUT_TOGETHER.search(text) is not None)
    return columns or Layout(names_given, [(at, row) for at, row in numbered(rows) if row])


def _are_points(names: Sequence[Any], columns: Mapping[Any, Sequence[Any]]) -> bool:
    """Return whether named pairs are points, 'P = (1, 2), Q = (3, 4)', and not the columns x and y."""
    return all(len(columns[name]) == 2 for name in names) and not any(AXIS.match(str(name)) for name in names)


def _listed(match: re.Match[str]) -> str:
    """Write R's 1:3 as c(1, 2, 3)."""
    first, last = int(match[1]), int(match[2])
    return f"c({', '.join(map(str, range(first, last + 1)))})" if 0 < last - first < _MOST_RANGE else match[0]


def _names_given(text: str) -> tuple[str, tuple[str, ...]]:
    """Remove what R and pandas write beside the columns; also return the names of columns given there."""
    names: tuple[str, ...] = ()
    for match in _BESIDE.finditer(text):
        given = re.findall(r"[\"']([^\"']*)[\"']", match[2])
        names = tuple(given) if match[1] in ("columns", ".Names") and given else names
    return _BESIDE.sub("", text), names


def _matrix(text: str) -> list[list[str]]:
    """Split '0.5 1; 0.6 2' into rows, where each has the same number of cells."""
    if pairs := pairs_in_a_line(" ".join(text.split()))[0]:
        return pairs
    lines = re.split(r";|\n", text) if "," not in text else text.split(";")
    rows = [_inner(line) for line in lines if line.strip()]
    return rows if len(rows) > 1 and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1 else []


def _inner(text: str) -> list[str]:
    """Split the text between two brackets; with semicolons or spaces between cells, decimal commas are possible."""
    for separator in (";", "\t", "|"):
        if separator in text:
            return split(text.strip(), separator)
    by_comma, by_space = split(text.strip(), ","), text.split()
    return by_comma if all(map(cells.is_value, by_comma)) or ("," in text and len(by_comma) > 1) else by_space


def _two_lists(rows: list[list[str]], names: tuple[str, ...], *, is_said: bool = False) -> Layout | None:
    """Turn two lists of three numbers or more, several named ones, or those that a program joins, into columns."""
    sizes = {len(row) for row in rows}
    is_columns = (len(rows) == 2 and (is_said or min(sizes) > 2)) or len(names) > 1
    if not is_columns or len(sizes) != 1:
        return None
    table = [list(row) for row in zip(*rows, strict=True)]
    notes = () if names else ("The two lists were read as the columns x and y.",)
    return Layout(names, numbered(table), notes)
