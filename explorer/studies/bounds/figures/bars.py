"""Bounds of several distributions as bars: the error on the examples, and the price on top of it."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import BOUND, NEGATIVE, NEUTRAL, PAPER, RING
from explorer.figures.style import HEIGHT, Figure, bar, dots, hline
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.bounds.figures.curves import GUESSING, vacuous
from explorer.studies.bounds.numbers.recorded import Bound

phrase = phrases_of("studies/bounds")


def bars(by_name: dict[str, Bound]) -> Figure:
    """Bounds of several distributions as bars: their error on the examples, and the price on top of it."""
    names = list(by_name)
    errors, values, tests = (
        np.array([getattr(each, name) for each in by_name.values()]) for name in ("error", "value", "error_test")
    )
    wrong, added, other = (phrase(f"bars.{name}") for name in ("wrong", "added", "other"))
    mark = {"symbol": "diamond", "size": 12, "line": {"width": 1.5, "color": RING}}
    traces = [
        bar(names, errors, NEGATIVE, f"{wrong}: %{{y:.3f}}", name=wrong),
        bar(names, values - errors, BOUND, f"{added}: %{{y:.3f}}", name=added),
        dots(np.array(names), tests, PAPER, f"{other}: %{{y:.3f}}", mark, name=other),
    ]
    tops = [
        {"x": name, "y": value, "text": number(value, ".3f"), "showarrow": False, "yanchor": "bottom"}
        for name, value in zip(names, values, strict=True)
    ]
    listed = ", ".join(
        f"{name.replace('<br>', ' ')} {number(value, '.3f')}" for name, value in zip(names, values, strict=True)
    )
    return with_legend(
        traces,
        {},
        {"title": phrase("error"), "range": [0, 0.56], "tickvals": [0, 0.1, 0.2, 0.3, 0.4, 0.5]},
        HEIGHT + 20,
        finding=phrase("bars.finding", listed=listed),
        barmode="stack",
        bargap=0.5,
        shapes=[hline(GUESSING, NEUTRAL, "dash", 1.5)],
        annotations=[vacuous(), *tops],
    )
