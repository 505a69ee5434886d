"""One cell of a table to a number: decimal and thousands marks, minus signs, powers of ten, dates."""

import re
from collections.abc import Iterable
from datetime import datetime

_MISSING = {
    "", "na", "n/a", "#n/a", "#na", "nan", "nat", "null", "none", "missing", ".", "..", "...", "-", "--", "---", "?",
    "#num!", "#value!", "#div/0!", "<na>", "(null)", "*",
}  # fmt: skip
# Signs that look like a minus; zero-width characters and marks of writing direction vanish, all spaces are one.
_MINUS = dict.fromkeys(map(ord, "‐‑‒–—−⁃﹣－➖"), "-")
_GONE = dict.fromkeys([0xFEFF, 0xAD, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
_SPACES = dict.fromkeys([0xA0, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)], " ")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ´`′＇"), "'")
_OTHER = {ord("＋"): "+", ord("．"): ".", ord("，"): ",", ord("٫"): ".", ord("٬"): "'", ord('"'): None}
_OTHER |= {ord("“"): None, ord("”"): None, ord("„"): None}
INVISIBLE = _GONE
MAX_SIZE = 1e300  # larger numbers are refused, so that sums and differences of the others stay finite
_TRANSLATION = _MINUS | _GONE | _SPACES | _APOSTROPHES | _OTHER

_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_FACTOR = r"^(?:(?P<front>.+?)\s*[·×⋅∙•*xX]\s*)?(?P<sign>[+-]?)10"
# "1.2·10⁻⁴" as this app writes it, and "1.2 x 10^-4".
_POWERS = (
    re.compile(_FACTOR + r"(?P<power>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$"),
    re.compile(_FACTOR + r"(?:\^|\*\*)[({]?(?P<power>[+-]?[0-9]+)[)}]?$"),
)
_EXPONENT = re.compile(r"^(.*?)(?:[eEdD]\s?([+-]?[0-9]{1,6}))?$", re.DOTALL)
# Decorations that say nothing about the value's size relative to the others in its column.
_DECORATION = re.compile(r"^[$€£¥]\s?|\s?[%‰°$€£¥]$")


def _grouped(decimal: str, marks: str) -> re.Pattern[str]:
    """Digits, in groups of three between equal marks or ungrouped, and decimals."""
    whole = rf"[0-9]{{1,3}}(?:(?P<mark>[{marks}])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*|[0-9]+"
    return re.compile(rf"^(?P<sign>[+-]?)\s?(?P<whole>{whole})?(?:{decimal}(?P<fraction>[0-9]*))?$")


_POINT, _COMMA = _grouped(r"\.", r",' _"), _grouped(",", r".' _")
_DATE = re.compile(
    r"^([0-9]{4})[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?"
    r"(?:[T ]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}(?:[.,][0-9]+)?))?\s?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2})?)?$"
)


def clean(cell: str) -> str:
    """The cell in plain signs: ASCII minus, apostrophe, spaces and digits; nothing invisible, no quotes around it."""
    if cell.isascii() and not ('"' in cell or "'" in cell):  # the rule, and twice as fast
        return cell.strip()
    text = cell.translate(_TRANSLATION).strip()
    if not text.isascii():
        text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == "'" else text


def is_missing(cell: str) -> bool:
    """Whether the cell says that there is no value."""
    return clean(cell).lower() in _MISSING


def number(cell: str, comma: bool = False) -> float | None:
    """The finite number in `cell`, or None.

    With `comma` the decimal mark is a comma. A cell that makes sense with the other mark alone is read with that.
    """
    text = _plain(cell)
    found = _parse(text, comma)
    return _parse(text, not comma) if found is None else found


def _plain(cell: str) -> str:
    """The cell with powers of ten as e-notation and without decoration."""
    text = _DECORATION.sub("", clean(cell))
    if "10" in text:
        for pattern in _POWERS:
            if match := pattern.match(text):
                front = match["front"] or f"{match['sign']}1"
                return f"{front}e{match['power'].translate(_RAISED)}" if not (match["front"] and match["sign"]) else ""
    return text


def _parse(text: str, comma: bool) -> float | None:
    front, power = _EXPONENT.match(text).groups()  # pyright: ignore[reportOptionalMemberAccess]  # matches anything
    match = (_COMMA if comma else _POINT).match(front)
    if not match or not (match["whole"] or match["fraction"]):
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"] or "0")
    value = float(f"{match['sign']}{whole}.{match['fraction'] or '0'}e{power or '0'}")
    return value if abs(value) <= MAX_SIZE else None


def why_not(cell: str) -> str:
    """Why there is no number in `cell`, in a few words."""
    text = clean(cell)
    shown = "".join(sign for sign in cell.strip() if sign.isprintable())[:24]
    if text.lower().lstrip("+-") in {"inf", "infinity", "∞"}:
        return f"“{shown}” is not finite"
    if is_other_date(text):
        return f"“{shown}” is not a number; dates are read in the form 2020-12-31"
    if re.match(r"^[+-]?[0-9]", text) and re.search(r"[eE]\+?[0-9]{3}", text):
        return f"“{shown}” is too large"
    return f"“{shown}” is not a number"


def is_other_date(cell: str) -> bool:
    """Whether `cell` is a date with its day or month first, which of the two nobody can tell."""
    return re.match(r"^[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{2}){1,2}\b", clean(cell)) is not None


def vote(cell: str) -> int:
    """+1 where a comma in `cell` can only be a decimal mark, −1 where it can only be a thousands mark, else 0.

    A comma after a leading 0, or with other than three digits after it, is a decimal mark.
    """
    if "," not in cell and cell.count(".") < 2:
        return 0
    front = _EXPONENT.match(_plain(cell)).group(1)  # pyright: ignore[reportOptionalMemberAccess]  # matches anything
    point, comma = _POINT.match(front), _COMMA.match(front)
    if "," in front:
        if comma and (not point or re.match(r"^[+-]?\s?0", front)):
            return 1
        return -1 if point and not comma else 0
    return 1 if comma and not point and "." in front else 0  # 1.234.567


def is_ambiguous(cell: str) -> bool:
    """Whether the only comma of `cell` could be a decimal or a thousands mark."""
    return (
        "," in cell and vote(cell) == 0 and re.fullmatch(r"[+-]?\s?[1-9][0-9]{0,2},[0-9]{3}", _plain(cell)) is not None
    )


def is_dotted(cell: str) -> bool:
    """Whether a dot in `cell` is a thousands mark only because other cells have a decimal comma."""
    return re.fullmatch(r"[+-]?\s?[1-9][0-9]{0,2}\.[0-9]{3}", _plain(cell)) is not None


def date(cell: str) -> float | None:
    """An ISO date or time as a decimal year: year + (day − 1) / days of the year; or None."""
    match = _DATE.match(clean(cell))
    if not match:
        return None
    year, month, day, hour, minute = (int(part or 1) for part in match.groups()[:5])
    second = float((match[6] or "0").replace(",", "."))
    if not match[4]:
        hour, minute = 0, 0
    try:
        start, moment = datetime(year, 1, 1), datetime(year, month, day)
        days = (datetime(year, 12, 31) - start).days + 1
    except ValueError:
        return None
    if hour > 24 or minute > 59 or second >= 61:
        return None
    hours = hour + minute / 60 + second / 3600
    return year + ((moment - start).days + hours / 24) / days


def value(cell: str, comma: bool = False, dates: bool = False) -> float | None:
    """The number in `cell`; in a column of dates a date counts as one."""
    found = date(cell) if dates else None
    return number(cell, comma) if found is None else found


def is_value(cell: str) -> bool:
    """Whether `cell` is a number with either decimal mark, or a date."""
    return number(cell) is not None or date(cell) is not None


def prefers_comma(cells: Iterable[str]) -> bool:
    """Whether the decimal mark of these cells is a comma, by the cells that leave no doubt."""
    return sum(map(vote, cells)) > 0
