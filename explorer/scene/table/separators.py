"""Separators between the cells of a line, and the cells that it makes."""

import csv
import re

from explorer.scene.table import cells

_SAMPLE = 200  # lines that decide about the separator
_QUOTED = re.compile(r'"((?:[^"]|"")*)"|([^ \t]+)')
WIDE, ANY = "  ", "\u00a0"  # two or more spaces; any kind of space, the non-breaking ones included
COMMA_SPACE = ", "  # as in '0,5, 1,25'
# In doubt the earlier one is taken.
SEPARATORS = ("\t", ";", "|", COMMA_SPACE, ",", "&", " ", WIDE, ANY)
# Tried only where none of the others separates two numbers.
_RARE = ("->", "=>", "→", ":", "^", "~", "=", "\x1f", "/")


def split(line: str, separator: str) -> list[str]:
    """Split one line into cells."""
    if separator == ANY:
        return line.split()
    if separator == WIDE:
        return re.split(r"\t|[ \t]{2,}", line.strip())
    if separator == " ":
        return [quoted or plain for quoted, plain in _QUOTED.findall(line)]
    if separator == COMMA_SPACE or separator in _RARE:
        return [cell.strip() for cell in line.split(separator)]
    if separator in "|&":
        line = line.strip().removesuffix(r"\\").strip().removeprefix(separator).removesuffix(separator)
    if '"' not in line:  # the rule, and faster
        return [cell.strip() for cell in line.split(separator)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])]
    except (csv.Error, TypeError, ValueError):  # a separator or a line that csv will not have
        return [cell.strip() for cell in line.split(separator)]


def choose_separator(lines: list[str]) -> str:
    """Choose the separator by which most lines hold two numbers or more; then the most even, then the purest one."""
    sample = lines[:: max(1, len(lines) // _SAMPLE)]

    def score(separator: str) -> tuple[int, int, float]:
        rows = [split(line, separator) for line in sample]
        filled = [[cell for cell in row if not cells.is_missing(cell)] for row in rows]
        counts = [sum(map(cells.is_value, row)) for row in filled]
        good = [i for i, count in enumerate(counts) if count > 1]
        widths = [len(rows[i]) for i in good]
        even = max(map(widths.count, set(widths)), default=0)
        return len(good), even, sum(counts[i] for i in good) / max(1, sum(len(filled[i]) for i in good))

    present = [mark for mark in SEPARATORS if any(mark in line for line in sample)] or [","]
    if any(len(line.split()) > 1 for line in sample):
        present.append(ANY)
    best = max(present, key=score)
    if score(best)[0]:
        return best
    rare = [mark for mark in _RARE if any(mark in line for line in sample)]
    rarest = max(rare, key=score, default=best)
    # One line of two numbers is not enough to believe in a separator that nobody uses; all lines are.
    return rarest if rare and 2 * score(rarest)[0] > len(sample) else present[0]


def pairs_in_a_line(line: str) -> tuple[list[list[str]], str]:
    """Split '0.5,1; 0.6,2; 0.7,3', '0.5,1 0.6,2' or '0.5 1, 0.6 2' into pairs, with the mark between them; ([], '')."""
    for outer, inner in ((";", ","), (";", ANY), (ANY, ","), (",", ANY), (ANY, ";")):
        pieces = [split(piece, inner) for piece in split(line.strip().rstrip(";,"), outer)]
        # Two pieces with a comma each are two numbers with a decimal comma.
        is_clear = len(pieces) > 2 or (inner == "," and len(pieces) == 2 and "." in line)
        if is_clear and all(len(piece) == 2 and all(map(cells.is_value, piece)) for piece in pieces):
            return pieces, outer if outer != ANY else " "
    return [], ""
