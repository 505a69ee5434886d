"""One cell of a table to a number: decimal and thousands marks, powers of ten, fractions, units beside it."""

import re
import unicodedata
from collections.abc import Iterable

from explorer.scene.table import dates
from explorer.scene.table.decorations import undress
from explorer.scene.table.signs import clean, is_missing
from ntkcore.cache import cached

__all__ = ["clean", "is_ambiguous", "is_dotted", "is_missing", "is_value", "number", "prefers_comma", "vote", "why_not"]

MAX_SIZE = 1e300  # larger numbers are refused, so that sums and differences of the others stay finite

_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_FACTOR = r"^(?:(?P<front>.+?)\s*[·×⋅∙•*xX]\s*)?(?P<sign>[+-]?)10"
# "1.2·10⁻⁴" as this app writes it, "1.2 x 10^-4", and "1.2 × 10-4", whose power was raised before it was copied.
_POWERS = (
    re.compile(_FACTOR + r"(?P<power>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$"),
    re.compile(_FACTOR + r"(?:\^|\*\*)[({]?(?P<power>[+-]?[0-9]+)[)}]?$"),
    re.compile(r"^(?P<front>.+?)\s*[·×⋅∙•*xX]\s*(?P<sign>)10(?P<power>-[0-9]{1,3})$"),
)
_EXPONENT = re.compile(r"^(.*?)(?:(?:[eEdD]|\*\^)\s?([+-]?[0-9]{1,6}))?$", re.DOTALL)
_FRACTION = re.compile(r"^([+-]?)(?:([0-9]{1,6})[ +])?([0-9]{1,6})/([0-9]{1,6})$")
_SIMPLE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")


def _grouped(decimal: str, marks: str) -> re.Pattern[str]:
    """Compile a pattern of digits, in groups of three (or Indian ones) between equal marks or not, and decimals."""
    indian = rf"[0-9]{{1,2}}(?:(?P<lakh>[{marks}])[0-9]{{2}})(?:(?P=lakh)[0-9]{{2}})*(?P=lakh)[0-9]{{3}}"
    integer = rf"[0-9]{{1,3}}(?:(?P<mark>[{marks}])[0-9]{{3}})(?:(?P=mark)[0-9]{{3}})*|{indian}|[0-9]+"
    return re.compile(rf"^(?P<sign>[+-]?)\s?(?P<whole>{integer})?(?:{decimal}(?P<fraction>[0-9]*))?$")


_POINT, _COMMA = _grouped(r"\.", r",' _"), _grouped(",", r".' _")


def number(cell: str, comma: bool = False) -> float | None:
    """Read the finite number in `cell`; None if there is none.

    With `comma` the decimal mark is a comma. A cell that makes sense with the other mark alone is read with that.
    """
    value = simple(cell, comma)
    return _readings(cell)[comma] if value is None else value


@cached(200_000)  # cells, 30 MB; each is asked for several times, column by column
def _readings(cell: str) -> tuple[float | None, float | None]:
    """Read `cell` with a decimal point, and with a decimal comma."""
    text = _plain(cell)
    point = _parse(text, comma=False)
    comma = _parse(text, comma=True) if "," in text or "." in text or point is None else point
    return (comma if point is None else point), (point if comma is None else comma)


def simple(cell: str, comma: bool) -> float | None:
    """Read a cell of digits and a point alone, as most are: ten times as fast."""
    text = cell.strip()
    if (comma and "." in text) or not _SIMPLE.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= MAX_SIZE else None


def _plain(cell: str) -> str:
    """Rewrite a cell with powers of ten as e-notation and without what stands beside the number."""
    text = clean(cell)
    if text[-1:].isalpha() and not any(map(str.isdigit, text)):
        return text
    text = undress(text)[0]
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
        return None if power else _fraction(text)
    integer = match["whole"] or "0"
    integer = integer if integer.isdecimal() else re.sub(r"[^0-9]", "", integer)
    value = float(f"{match['sign']}{integer}.{match['fraction'] or '0'}e{power or '0'}")
    return value if abs(value) <= MAX_SIZE else None


def _fraction(text: str) -> float | None:
    """Read a fraction: '3/4', '1 1/2', '½', '1½'."""
    if not text.isascii():
        text = "".join(_spelled(sign) for sign in text).strip()
    match = _FRACTION.match(text)
    if not match or int(match[4]) == 0:
        return None
    value = int(match[2] or 0) + int(match[3]) / int(match[4])
    return -value if match[1] == "-" else value


def _spelled(sign: str) -> str:
    spelled = unicodedata.normalize("NFKC", sign).replace("⁄", "/")
    return f" {spelled}" if "/" in spelled else sign


def is_fraction(cell: str) -> bool:
    """Return whether `cell` is a number only as a fraction."""
    text = _plain(cell)
    return ("/" in text or not text.isascii()) and _fraction(text) is not None


def why_not(cell: str) -> str:
    """Explain in a few words why there is no number in `cell`."""
    text = clean(cell)
    shown = "".join(sign for sign in cell.strip() if sign.isprintable())[:24]
    if text.lower().lstrip("+-") in {"inf", "infinity", "∞"}:
        return f"“{shown}” is not finite"
    if dates.is_any(text):
        return f"“{shown}” is a date, not a number"
    if re.match(r"^[+-]?[0-9]", text) and re.search(r"[eE]\+?[0-9]{3}", text):
        return f"“{shown}” is too large"
    return f"“{shown}” is not a number"


def vote(cell: str) -> int:
    """Return +1 where a comma in `cell` can only be a decimal mark, −1 where it can only be a thousands mark, else 0.

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
    """Return whether the only comma of `cell` could be a decimal or a thousands mark."""
    return (
        "," in cell and vote(cell) == 0 and re.fullmatch(r"[+-]?\s?[1-9][0-9]{0,2},[0-9]{3}", _plain(cell)) is not None
    )


def is_dotted(cell: str) -> bool:
    """Return whether a dot in `cell` is a thousands mark only because other cells have a decimal comma."""
    return "." in cell and re.fullmatch(r"[+-]?\s?[1-9][0-9]{0,2}\.[0-9]{3}", _plain(cell)) is not None


def is_value(cell: str) -> bool:
    """Return whether `cell` is a number with either decimal mark, a date or a time."""
    return number(cell) is not None or dates.is_any(clean(cell))


def prefers_comma(cells: Iterable[str]) -> bool:
    """Return whether the decimal mark of these cells is a comma, by the cells that leave no doubt."""
    return sum(map(vote, cells)) > 0
