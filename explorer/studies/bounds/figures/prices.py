"""Prices of trained networks beyond that of random ones that fit: points with error bars, a row for each training."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, TRAINED
from explorer.figures.style import Figure, dots
from explorer.format import number
from explorer.studies.bounds.numbers.trained import TRAININGS, Counted

_APART = 0.16  # of the two points of a row
_LOOKS = ((TRAINED, "circle", 1), (FINITE, "square", -1))  # colour, symbol and side of each problem
_ROW = 56  # pixels
_ERRORS = 2.0  # standard errors to either side


def prices(counted: Counted) -> Figure:
    """KL(Q‖P_B) of each training on both problems."""
    rows = np.arange(len(TRAININGS))[::-1]
    traces, findings = [], []
    for problem, (colour, symbol, side) in zip(counted.problems, _LOOKS, strict=True):
        each = [problem.by_training[name] for name in TRAININGS]
        nats = np.array([price.nats for price in each])
        bars = {"type": "data", "array": [_ERRORS * price.std for price in each], "color": colour, "thickness": 2}
        hover = f"target: {problem.name}<br>%{{x:.3f}} nats"
        marker = {"symbol": symbol, "size": 10}
        traces.append(
            dots(nats, rows + side * _APART, colour, hover, marker, name=f"target: {problem.name}", error_x=bars)
        )
        listed = ", ".join(
            f"{label} {number(value, '.2f')}" for label, value in zip(TRAININGS.values(), nats, strict=True)
        )
        findings.append(f"Target {problem.name}: {listed}.")
    across = {"title": "KL(Q‖P_B), nats", "range": [0, 1.15], "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    labels = [name.replace(", ", ",<br>") for name in TRAININGS.values()]
    down = {"tickvals": rows, "ticktext": labels, "range": [-0.6, len(rows) - 0.4], "showgrid": True}
    height = 120 + _ROW * len(rows)
    return with_legend(traces, across, down, height, finding=" ".join(findings), margin={"l": 130})
