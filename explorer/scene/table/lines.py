"""The lines of a table: comments, rules and blank lines apart, quoted cells over several lines joined."""

import re
from typing import NamedTuple

from explorer.scene.table import cells
from explorer.scene.table.signs import BOX

MAX_ROWS = 100_000
_HEAD = 50  # lines at the top of a long file that are always read: titles and names
_MAX_LINE = 4_000
_MAX_QUOTED = 20  # lines of one quoted cell
_COMMENT = re.compile(r"^\s*\"?(?:#|%|//|!|--\s|\*\s|;(?=\s*[A-Za-z][^;]*$)|@)+")
_TAIL = re.compile(r"\s+(?:#|//)[^\"]*$")
_RARE_TAIL = re.compile(r"\s+[%!;]+\s*[A-Za-z][^\"]*$")  # these signs have other uses
# What opens the lines of a list: bullets, or numbers.
_ITEM = re.compile(r"^\s*(?:([•‣◦▪●·*-])|\(?([0-9]{1,4})[.)])\s+(?=\S)")
_OPENING = re.compile(r"(?:^|[,;|\t ])\s*\"")
_RULE = re.compile(rf"^[\s|+:=_{BOX}-]*(?:--|==|__|:-|[{BOX}])[\s|+:=_{BOX}-]*$")  # |---|---| in Markdown, +----+
_TIME = re.compile(r"\b([0-9]{1,4}([-/.])[0-9]{1,2}\2[0-9]{1,4}) +([0-9]{1,2}:[0-9]{2})")

Line = tuple[int, str]  # its number, from 1, and its text


class Lines(NamedTuple):
    """The lines with something in them, the comments, and what was left out."""

    lines: list[Line]
    comments: list[Line]
    notes: list[str]


def to_lines(text: str) -> Lines:
    """Split a text into lines; a table longer than `MAX_ROWS` is thinned evenly."""
    lines: list[Line] = []
    comments: list[Line] = []
    raw, notes = _without_items(_TIME.sub(r"\1T\3", text).splitlines())
    at = 0
    while at < len(raw):
        line, number = raw[at], at + 1
        at += 1
        if _COMMENT.match(line):
            comments.append((number, line))
        elif line.strip() and not _RULE.match(line):
            if '"' in line and line.count('"') % 2 and _OPENING.search(line) and (end := _closing(raw, at)):
                line, at = " ".join(raw[at - 1 : end]), end
            lines.append((number, _without_tail(line)))
    if len(lines) > MAX_ROWS + _HEAD:
        head, rest = lines[:_HEAD], lines[_HEAD:]
        step = len(rest) / (MAX_ROWS - _HEAD)
        notes += [f"Of {len(lines):,} rows {MAX_ROWS:,} were read, evenly over the file."]
        return Lines([*head, *(rest[int(i * step)] for i in range(MAX_ROWS - _HEAD))], comments, notes)
    return Lines(lines, comments, notes)


def _without_items(raw: list[str]) -> tuple[list[str], list[str]]:
    """Remove the bullets or numbers in front of the lines of a list, and say so; other lines stay as they are."""
    filled = [line for line in raw if line.strip()]
    items = [match for line in filled if (match := _ITEM.match(line))]
    if len(filled) < 2 or len(items) < len(filled):
        return raw, []
    marks = [match[1] or int(match[2]) for match in items]
    is_numbered = marks in [list(range(start, start + len(marks))) for start in (0, 1)]
    if not (is_numbered or (len(set(marks)) == 1 and isinstance(marks[0], str))):
        return raw, []
    rest = [line[match.end() :] for line, match in zip(filled, items, strict=True)]
    if any(sum(map(cells.is_value, re.split(r"[\s,;|]+", line))) < 2 for line in rest):
        return raw, []
    what = "number" if is_numbered else f"“{marks[0]}”"
    return rest, [f"The {what} in front of each line was read as that of a list, not as part of a number."]


def _closing(raw: list[str], start: int) -> int:
    """Return the position behind the line that closes a quote; 0 where none does."""
    near = range(start, min(start + _MAX_QUOTED, len(raw)))
    return next((at + 1 for at in near if raw[at].count('"') % 2), 0)


def without_mark(comment: str) -> str:
    """Remove the sign that makes a line a comment."""
    return _COMMENT.sub("", comment)


def _without_tail(line: str) -> str:
    """Remove the comment at the end of a line of numbers."""
    for tail, between, least in ((_TAIL, r"[\s,;|]+", 1), (_RARE_TAIL, r",?\s+", 2)):
        match = tail.search(line[:_MAX_LINE])
        if match and sum(map(cells.is_value, re.split(between, line[: match.start()]))) >= least:
            return line[: match.start()]
    return line
