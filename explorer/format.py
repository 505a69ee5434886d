"""Numbers as people read them: a real minus sign, their language's decimal sign, powers of ten, ∞."""

from explorer import language

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ENGLISH_SEPARATORS = ".,"
_COMMA = str.maketrans(".,", ",.")
_IN_FULL = 5  # digits before the point that are written out


def number(value: float, form: str = "g") -> str:
    """`value` in a format of Python's, e.g. '.3g' → '−0.839', '1.55·10⁻⁵', '12300'; '.0e' → '5·10¹', '10⁶'."""
    text = f"{value:{form}}".replace("inf", "∞")
    mantissa, _, power = text.partition("e")
    if power and form.endswith("g") and 0 <= int(power) < _IN_FULL:
        mantissa, power = f"{float(text):.0f}", ""
    tail = power_of_ten(int(power)) if power and int(power) else ""
    front = "" if tail and mantissa == "1" else signs(mantissa)
    return f"{front}·{tail}" if front and tail else front + tail


def in_formula(value: float, form: str = "g") -> str:
    """`number` as a formula in LaTeX has it, which would leave a gap after a comma: '-0{,}5'."""
    return number(value, form).replace("−", "-").replace(",", "{,}")


def separators() -> str:
    """The signs of the language before decimals and between thousands: '.,' or ',.'."""
    return ENGLISH_SEPARATORS[::-1] if language.now() in language.COMMAS else ENGLISH_SEPARATORS


def signs(digits: str) -> str:
    """'-1,234.5' → '−1,234.5'; where the decimal sign is a comma, '−1.234,5'."""
    text = digits.replace("-", "−")
    return text if separators() == ENGLISH_SEPARATORS else text.translate(_COMMA)


def power_of_ten(power: int) -> str:
    """−3 → '10⁻³'."""
    return f"10{str(power).translate(_RAISED)}"
