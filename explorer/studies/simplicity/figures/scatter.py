"""The figure of all Boolean functions: log P against complexity, a dot for each class."""

import math
from collections.abc import Sequence

import numpy as np

from explorer.figures.palette import NNGP, PICKED, RING, translucent
from explorer.figures.style import Figure, between, dots, picture
from explorer.format import number
from explorer.language import phrases_of

phrase = phrases_of("studies/simplicity")

_HEIGHT = 400
_LARGEST, _LEAST = 20.0, 5.0  # pixels: the diameter of the largest class, and that of the smallest


def by_complexity(
    values: np.ndarray, log_p: np.ndarray, sizes: np.ndarray, names: Sequence[str], measure: str, at: int
) -> Figure:
    """Dots: a measure (c,) and log P (c,) of each class, with areas by their sizes (c,); a star marks class `at`."""
    powers, possible = log_p / math.log(10.0), np.isfinite(log_p)
    texts = [
        phrase(
            "all.dot", name=name, measure=measure, value=number(value, ".3g"), p=number(10.0**power, ".3g"), size=size
        )
        for name, value, power, size in zip(names, values.tolist(), powers.tolist(), sizes.tolist(), strict=True)
    ]
    diameters = np.maximum(_LEAST, _LARGEST * np.sqrt(sizes / sizes.max()))
    marker = {"size": diameters[possible], "opacity": 1, "line": {"width": 1.2, "color": NNGP}}
    shown = [text for text, each in zip(texts, possible, strict=True) if each]
    hollow, name = translucent(NNGP, 0.3), phrase("all.dots")
    traces = [dots(values[possible], powers[possible], hollow, "%{text}", marker, name=name, text=shown)]
    if possible[at]:
        star = {"symbol": "star", "size": 17, "line": {"width": 1, "color": RING}}
        yours = {"text": [f"{phrase('your_function')}<br>{texts[at]}"]}
        traces.append(dots(values[[at]], powers[[at]], PICKED, "%{text}", star, name=phrase("your_function"), **yours))
    finding = phrase("all.finding", count=int(possible.sum()), range=between(powers[possible]))
    return picture(traces, {"title": measure}, {"title": phrase("all.up")}, _HEIGHT, finding=finding)
