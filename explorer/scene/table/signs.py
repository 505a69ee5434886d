"""The letters of a table in plain signs: minus signs, spaces, digits of every script, box lines, missing values."""

import re

from ntkcore.cache import cached

_MISSING = {
    "", "na", "n/a", "#n/a", "#na", "nan", "nat", "null", "none", "missing", ".", "..", "...", "-", "--", "---", "?",
    "#num!", "#value!", "#div/0!", "#ref!", "#name?", "<na>", "(null)", "*", ":", "#nv", "#zahl!", "#wert!", "#bezug!",
    "n.a.", "n.a", "nd", "n.d.", "n/d", "k.a.", "k. a.", "s/d", "\\n", "…",
}  # fmt: skip
_MINUS = dict.fromkeys(map(ord, "‐‑‒–—−⁃﹣－➖"), "-")
# Zero-width characters and marks of writing direction.
INVISIBLE = dict.fromkeys(
    [0xFEFF, 0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)]
)
_SPACES = dict.fromkeys([0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)], " ")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`′＇"), "'")
_OTHER: dict[int, str | None] = {ord("＋"): "+", ord("．"): ".", ord("٫"): ".", ord("٬"): "'", ord("％"): "%"}
_OTHER |= dict.fromkeys(map(ord, '"“”„«»'))
_TRANSLATION = _MINUS | INVISIBLE | _SPACES | _APOSTROPHES | _OTHER
# Separators of other scripts, and the lines of boxes that programs draw around a table.
SEPARATORS = {ord("，"): ",", ord("；"): ";", ord("،"): ",", ord("؛"): ";"} | dict.fromkeys(map(ord, "│┃║┆┊┇┋｜"), "|")
_RECENT = 50_000  # cells
BOX = "─━═┄┅┈┉╌╍┌┐└┘├┤┬┴┼╞╪╡╔╗╚╝╠╣╦╩╬╭╮╰╯┏┓┗┛┣┫┳┻╋┡╇┩"
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_SPECIAL = re.compile(r"[\"'`*_$]")
_MARKUP = re.compile(r"^(\*\*|__|\$|'|`)(.+)\1$", re.DOTALL)  # bold, code and formulas; quotes


@cached(_RECENT)  # 10 MB; each cell is asked for several times, column by column
def clean(cell: str) -> str:
    """Rewrite a cell in plain signs: ASCII minus, apostrophe, spaces, digits; nothing invisible, no quotes."""
    if cell.isascii() and not _SPECIAL.search(cell):  # the rule, and faster
        return cell.strip()
    text = cell.strip()
    if match := _MARKUP.match(text):
        text = match[2]
    text = text.translate(_TRANSLATION).strip()
    if not text.isascii():
        text = _FOREIGN_DIGIT.sub(lambda match: str(int(match[0])), text)
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == "'" else text


def is_missing(cell: str) -> bool:
    """Return whether the cell says that there is no value."""
    return not cell or (not cell[-1].isdigit() and clean(cell).lower() in _MISSING)
