"""Numbers as people read them: a real minus sign, powers of ten with superscripts, ∞."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_IN_FULL = 5  # digits before the point that are written out


def number(value: float, form: str = "g") -> str:
    """`value` in a format of Python's, e.g. '.3g' → '−0.839', '1.55·10⁻⁵', '12300'; '.0e' → '5·10¹', '10⁶'."""
    text = f"{value:{form}}".replace("inf", "∞")
    mantissa, _, power = text.partition("e")
    if power and form.endswith("g") and 0 <= int(power) < _IN_FULL:
        mantissa, power = f"{float(text):.0f}", ""
    tail = power_of_ten(int(power)) if power and int(power) else ""
    front = "" if tail and mantissa == "1" else mantissa.replace("-", "−")
    return f"{front}·{tail}" if front and tail else front + tail


def power_of_ten(power: int) -> str:
    """−3 → '10⁻³'."""
    return f"10{str(power).translate(_RAISED)}"
