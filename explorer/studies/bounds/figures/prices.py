"""Prices of trained networks beyond that of random ones that fit: points with error bars, a row for each training."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import BOUND, NEUTRAL
from explorer.figures.style import Figure, between, dots
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.bounds.numbers import trained
from explorer.studies.bounds.numbers.trained import Counted

phrase = phrases_of("studies/bounds")

TRAININGS = Phrases("studies/bounds", "prices.trainings", trained.TRAININGS)
PROBLEMS = Phrases("studies/bounds", "prices.problems", trained.PROBLEMS)
_APART = 0.16  # of the two points of a row
_LOOKS = (("circle", 1), ("square", -1))  # symbol and side of each problem
_MARGIN = 1.15  # a factor between the range of the axis and what is in it
_ROW = 56  # pixels
_ERRORS = 2.0  # standard errors to either side


def prices(counted: Counted) -> Figure:
    """KL(Q‖P_B) of each training on both problems."""
    rows = np.arange(len(TRAININGS))[::-1]
    traces, findings = [], []
    for problem, (symbol, side) in zip(counted.problems, _LOOKS, strict=True):
        each = [problem.by_training[name] for name in TRAININGS]
        nats = np.array([price.nats for price in each])
        bars = {"type": "data", "array": [_ERRORS * price.std for price in each], "color": BOUND, "thickness": 2}
        target = phrase("prices.target", name=PROBLEMS[problem.key])
        hover = f"{target}<br>{phrase('prices.hover')}"
        marker = {"symbol": symbol, "size": 10}
        traces.append(dots(nats, rows + side * _APART, BOUND, hover, marker, name=target, error_x=bars))
        listed = ", ".join(
            f"{label} {number(value, '.2f')}" for label, value in zip(TRAININGS.values(), nats, strict=True)
        )
        findings.append(phrase("prices.finding", name=PROBLEMS[problem.key], listed=listed))
    least = min(price.nats - _ERRORS * price.std for each in counted.problems for price in each.by_training.values())
    every = np.array([[each.by_training[name].nats for name in TRAININGS] for each in counted.others])
    name = phrase("prices.further", count=len(counted.others))
    mark = {"symbol": "line-ns-open", "size": 11, "line": {"width": 1.5}}
    traces.append(dots(every.ravel(), np.tile(rows, len(every)), NEUTRAL, phrase("prices.hover"), mark, name=name))
    findings.append(phrase("prices.finding_others", name=name, range=between(every)))
    ends = np.log10([least / _MARGIN, every.max() * _MARGIN]).tolist()
    across = {"title": phrase("prices.axis"), "type": "log", "range": ends, "tickvals": [0.05, 0.1, 0.2, 0.5, 1, 2]}
    labels = [name.replace(", ", ",<br>") for name in TRAININGS.values()]
    down = {"tickvals": rows, "ticktext": labels, "range": [-0.6, len(rows) - 0.4], "showgrid": True}
    height = 120 + _ROW * len(rows)
    return with_legend(traces, across, down, height, finding=" ".join(findings), margin={"l": 130})
