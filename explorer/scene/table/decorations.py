"""Signs beside a number in its cell: a unit, a currency, an uncertainty, the mark of a footnote."""

import re

from ntkcore.cache import cached

_PREFIXED = (
    r"(?:da|[yzafpnuµμmcdhkMGTP])?(?:m|g|s|A|K|mol|Hz|N|Pa|J|W|C|V|F|Ω|Ω|[oO]hm|S|T|lm|lx|Bq|Gy|Sv|L|l|eV|bar|cal|Wh|M)"
)
_OTHER = (
    r"min|hrs?|h|d|yrs?|secs?|days?|years?|°[CF]?|º[CF]?|℃|deg|rad|%|‰|pp[mb]|dBm?|in|ft|lbs?|oz|mi|mph|kmh|kph|rpm|bpm"
    r"|px|pt|mmHg|atm|psi|k?Da|[kKB]|Mio\.?|Mrd\.?|cd"
)
_ATOM = rf"(?:{_OTHER}|{_PREFIXED})(?:\^?-?[1-4]|[⁻]?[¹²³⁴])?"
_UNIT = rf"(?:1/)?{_ATOM}(?:[/·*. ]{_ATOM}){{0,3}}"
_CURRENCY = (
    r"(?:US|CA|AU|NZ|HK|[ACR])?\$|[€£¥₹₽₩₺¤]|USD|EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK"
    r"|CAD|AUD|BRL|Euro|Rs\.?|kr\.?|zł|Kč|Fr\.?"
)
_IS_UNIT = re.compile(rf"^(?:{_UNIT}|{_CURRENCY})$")
_FRONT = re.compile(rf"^(?P<sign>[+-]?)\s?(?P<what>{_CURRENCY})\s?(?=[+-]?\s?[0-9.,])")
_BEHIND = re.compile(rf"(?<=[0-9.,])\s?(?P<what>{_UNIT}|{_CURRENCY})$")
_UNCERTAIN = re.compile(r"(?<=[0-9.])\s?(?:(?:±|\+/-|\+-)\s?[0-9].*|\([0-9]{1,3}\))$")
_BRACKETED = re.compile(r"^\(([^()]*(?:±|\+/-|\+-)[^()]*)\)([^()]*)$")  # (0.5 ± 0.1) s
_FOOTNOTE = re.compile(r"(?<=[0-9.])\s?(?:\*{1,3}|[†‡§]+)$")
_RECENT = 50_000  # cells
UNCERTAINTY, FOOTNOTE, NEGATIVE = "± …", "*", "( )"


@cached(_RECENT)  # 10 MB; a table of 10,000 rows is read again when another column is chosen
def undress(text: str) -> tuple[str, str]:
    """Split a clean cell into its number and what stood beside it: a unit, one of the three names above, or ''."""
    if not text or ((text[-1].isdigit() or text[-1] == ".") and (text[0].isdigit() or text[0] in "+-.")):
        if "±" in text or "+/-" in text or "+-" in text:
            return _UNCERTAIN.sub("", text), UNCERTAINTY
        return (text, "") if "$" not in text else _in_front(text)
    if text[0] == "(" and (match := _BRACKETED.match(text)):
        return _UNCERTAIN.sub("", match[1].strip()), match[2].strip() or UNCERTAINTY
    if text[0] == "(" and text[-1] == ")" and re.match(r"[^0-9]{0,4}[0-9]", text[1:-1]):
        inner, what = undress(text[1:-1].strip())
        return (f"-{inner}", what or NEGATIVE) if inner[:1].isdigit() else (text, "")
    if text[-1] == "-" and text[0].isdigit():
        return f"-{text[:-1].strip()}", ""
    for pattern, name in ((_UNCERTAIN, UNCERTAINTY), (_FOOTNOTE, FOOTNOTE)):
        if match := pattern.search(text):
            return text[: match.start()], name
    if match := _BEHIND.search(text):
        bare, front = _in_front(text[: match.start()].strip())
        bare = _UNCERTAIN.sub("", bare)
        return bare, front or match["what"]
    return _in_front(text)


def _in_front(text: str) -> tuple[str, str]:
    match = _FRONT.match(text)
    return (match["sign"] + text[match.end() :], match["what"]) if match else (text, "")


def is_unit(text: str) -> bool:
    """Return whether `text` is a unit that people write beside numbers: 'km/h', '°C', 'mV', '€'."""
    return _IS_UNIT.match(text) is not None
