"""Single values in a link: how their texts are read, written and quoted."""

import math

Problems = list[str]


def quote(text: str) -> str:
    """A short printable excerpt of `text`, for a message."""
    clean = "".join(letter for letter in str(text) if letter.isprintable())
    return f"“{clean[:24]}…”" if len(clean) > 24 else f"“{clean}”"


def number_of(text: str) -> float | None:
    """`text` as a float, or None if it is not a number or NaN."""
    try:
        value = float(text)
    except ValueError:
        return None
    return None if math.isnan(value) else value


def write_number(value: float) -> str:
    """The shortest text that reads back as exactly `value`."""
    return repr(int(value)) if math.isfinite(value) and value == int(value) else repr(float(value))
