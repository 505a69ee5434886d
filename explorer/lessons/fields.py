"""Reads the fields of one TOML table of a lesson; an error names the file, the line and the field."""

import math
import re
import tomllib
from collections.abc import Collection, Iterable
from typing import Any

from explorer.scene.values import quote

LONGEST_TEXT = 2000
_NAME = re.compile(r"[\s\[]*(\w+)")
_FORMS = (
    'A field is written as name = value: a text in straight quotes "…", a number with a point, '
    "and several values as [-1, 0.5]."
)
_SEVERAL = "Write [[check]] in place of [check] where there are several, and each field once."
_LINE = re.compile(r"\(?at line (\d+)[^)]*\)?")


class LessonError(ValueError):
    """A fault in the file of a lesson, and its place."""


class Fields:
    """A table of a file, whose lines begin at `line`; `at` is what stands before its fields' names, as 'check.'."""

    def __init__(self, file: str, line: int, lines: list[str], table: dict[str, Any], at: str = "") -> None:
        self._file, self._line, self._lines, self._table, self._at = file, line, lines, table, at

    @classmethod
    def read(cls, file: str, line: int, lines: list[str]) -> "Fields":
        """The fields of TOML. Raises LessonError."""
        try:
            return cls(file, line, lines, tomllib.loads("\n".join(lines)))
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            position, reason = _LINE.search(str(error)), _LINE.sub("", str(error)).strip()
            at = int(position[1]) - 1 if position else 0
            name = _NAME.match(lines[at]) if at < len(lines) else None
            field = f", {name[1]}" if name else ""
            advice = _SEVERAL if "twice" in reason else _FORMS
            raise LessonError(f"{file}, line {line + at}{field}: {reason.rstrip('.')}. {advice}") from None

    def error(self, name: str, reason: str) -> LessonError:
        """The error that a field gives rise to."""
        pattern = re.compile(rf"\s*(?:{re.escape(name)}\s*=|\[+\s*{re.escape(name)}\s*\]+)") if name else None
        offset = next((i for i, line in enumerate(self._lines) if pattern and pattern.match(line)), 0)
        at = f"{self._at}{name}".removesuffix(".")
        field = f", {at}" if at else ""
        return LessonError(f"{self._file}, line {self._line + offset}{field}: {reason}")

    def __contains__(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self._table

    def allow(self, names: Iterable[str]) -> None:
        """Raise LessonError if there is any other field."""
        allowed = list(names)
        for name in self._table:
            if name not in allowed:
                raise self.error(name, f"there is no such field here. Fields are {', '.join(allowed)}.")

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty; `default` if it is missing, an error if that is None."""
        value = self._value(name, default)
        if not isinstance(value, str) or (name in self and not value.strip()) or len(value) > LONGEST_TEXT:
            raise self.error(name, f"it must be a text of 1 to {LONGEST_TEXT} letters, got {quote(repr(value))}.")
        return " ".join(value.split())

    def integer(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.error(name, f"it must be a whole number from {low} to {high}, got {quote(repr(value))}.")
        return value

    def number(self, name: str) -> float | None:
        """A number that is not NaN; None if it is missing."""
        value = self._table.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            raise self.error(name, f"it must be a number, got {quote(repr(value))}.")
        return float(value)

    def sequence(self, name: str) -> list[Any]:
        """A list; a single value counts as a list of it, and a missing field as an empty list."""
        value = self._table.get(name, [])
        return value if isinstance(value, list) else [value]

    def tables(self, name: str) -> list["Fields"]:
        """One table, or several under the same name, as in [[check]]."""
        listed = self.sequence(name)
        for value in listed:
            if not isinstance(value, dict):
                raise self.error(name, f"it must be a table, got {quote(repr(value))}.")
        heads = [i for i, line in enumerate(self._lines) if re.match(rf"\s*\[+\s*{re.escape(name)}\s*\]+", line)]
        starts = heads if len(heads) == len(listed) else [0] * len(listed)
        return [
            Fields(self._file, self._line + start, self._lines[start:], value, f"{self._at}{name}.")
            for start, value in zip(starts, listed, strict=True)
        ]

    def choice(self, name: str, choices: Collection[str], default: str | None = None) -> str:
        """One of some words."""
        value = self._value(name, default)
        if not isinstance(value, str) or (name in self and value not in choices):
            raise self.error(name, f"it must be one of {', '.join(choices)}, got {quote(repr(value))}.")
        return value

    @property
    def table(self) -> dict[str, Any]:
        """All fields as they were read."""
        return self._table

    def _value(self, name: str, default: Any) -> Any:
        value = self._table.get(name, default)
        if value is None:
            raise self.error(name, "it is missing.")
        return value
