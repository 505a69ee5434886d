"""Tables inside JSON objects: rows beside the names of their columns, and lists that lie at different depths."""

from collections.abc import Iterator
from typing import Any

_MOST_DEPTH, _MOST_TABLES = 6, 50
_LISTS = {"value", "values", "data", "points", "items"}  # they say nothing about what is in them


def rows_with_names(value: dict[Any, Any]) -> tuple[list[Any], tuple[str, ...]] | None:
    """Find the rows of {"columns": ["y", "x"], "rows": [[1, 2], [3, 4]]} and their names; None if there are none."""
    for name, rows in value.items():
        if not (isinstance(rows, list) and rows and all(isinstance(row, list) for row in rows)):
            continue
        for other, names in value.items():
            fits = other != name and isinstance(names, list) and len(names) == len(rows[0]) > 1
            if fits and all(isinstance(each, str) for each in names):
                return rows, tuple(names)
    return None


def inner_tables(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield everything below `value` that could be a table, the outermost first."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    inner = [each for each in list(inner)[:_MOST_TABLES] if isinstance(each, dict | list) and each]
    yield from inner
    if depth < _MOST_DEPTH:
        for each in inner:
            yield from inner_tables(each, depth + 1)


def equal_lists(value: Any) -> list[tuple[str, list[Any]]]:
    """Find the longest lists of plain values anywhere in `value`, with their names; none if there are not two."""
    lists = list(_lists(value, ""))
    longest = max((len(each) for _, each in lists), default=0)
    equal = [(name, each) for name, each in lists if len(each) == longest]
    return equal if longest > 1 and len(equal) > 1 else []


def _lists(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list) and value and not any(isinstance(each, dict | list) for each in value):
        yield name, value
    elif depth < _MOST_DEPTH and isinstance(value, dict):
        label = next((value[key] for key in ("label", "name", "title") if isinstance(value.get(key), str)), name)
        for key, each in list(value.items())[:_MOST_TABLES]:
            yield from _lists(each, label if str(key).lower() in _LISTS and label else str(key), depth + 1)
    elif depth < _MOST_DEPTH and isinstance(value, list):
        for each in value[:_MOST_TABLES]:
            yield from _lists(each, name, depth + 1)
