"""Figures of finite networks over the exact line, and of the ratio of both probabilities."""

import math
from typing import Any, NamedTuple

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import DASHES, FINITE, NEUTRAL, NNGP, PICKED
from explorer.figures.style import POWERS, Figure, dots, line
from explorer.format import number, power_of_ten
from explorer.studies.simplicity.numbers.rare import Rare
from explorer.studies.simplicity.numbers.widths import WIDTHS, Ratio, Trend
from ntkcore import boolean
from ntkcore.boolean.tables import tables_of

_HEIGHT = 380
_NAMES = 190  # pixels for the names of functions
_ROOM = 0.05  # of the width of a logarithmic axis, beyond its ends


class Line(NamedTuple):
    """The exact probabilities of one function of each class, most probable first, and what marks them."""

    order: np.ndarray  # (c,): classes by their probability
    log_p: np.ndarray  # (c,), in this order
    names: list[str]  # (c,): the table of a member and the number of members
    picked: int  # the index, in this order, of the class that is marked


def line_of(exact: boolean.ClassProbabilities, bits: int, label: int) -> Line:
    """Order the classes that any network computes by their probability."""
    log_p = np.asarray(exact.log_p)
    order = np.argsort(-log_p, kind="stable")
    order = order[np.isfinite(log_p[order])]
    tables = tables_of(exact.representative[order], bits)
    names = [
        f"class of {''.join(map(str, table))} ({size} functions)"
        for table, size in zip(tables, exact.multiplicity[order], strict=True)
    ]
    at = np.flatnonzero(exact.representative[order] == label)
    return Line(order, log_p[order], names, int(at[0]) if len(at) else -1)


def over_line(exact: Line, counts: boolean.WidthCounts | None) -> Figure:
    """P of one function of each class against its rank: the exact line, and the counts of networks of one width."""
    ranks, p = np.arange(1, len(exact.log_p) + 1), np.exp(exact.log_p)
    infinite = line(ranks, p, NNGP, "%{text}<br>rank %{x}<br>P = %{y:.3g}", dash=DASHES[NNGP], name="infinite width")
    traces: list[dict[str, Any]] = [infinite | {"text": exact.names}]
    finding = f"The exact probabilities fall from {number(p[0], '.2g')} to {number(p[-1], '.2g')}."
    if counts is not None:
        traces.append(_counted(exact, counts))
        some = int((counts.counts[exact.order] > 0).sum())
        finding += f" Networks of width {counts.width} computed functions of {some} of the {len(p)} classes."
    if exact.picked >= 0:
        marker = {"symbol": "diamond-open", "size": 13, "line": {"width": 2.5}}
        hover = "your function<br>rank %{x}<br>P = %{y:.3g}"
        point = ([ranks[exact.picked]], [p[exact.picked]])
        traces.append(dots(*point, PICKED, hover, marker, name="your function"))
    x = {"title": "rank of the class, most probable first"}
    return with_legend(traces, x, {"title": "P of one function"} | POWERS, _HEIGHT, finding=finding)


def _counted(exact: Line, counts: boolean.WidthCounts) -> dict[str, Any]:
    """The dots of the classes that were counted, with their standard errors."""
    p, error = counts.p[exact.order], counts.standard_error[exact.order]
    some = np.flatnonzero((p > 0) & np.isfinite(error))
    down = np.minimum(error[some], 0.9 * p[some])  # a bar to 0 has no end on a logarithmic axis
    bars = {"array": error[some], "arrayminus": down, "symmetric": False, "width": 0, "thickness": 1.2}
    hover = f"%{{text}}<br>width {counts.width}: P = %{{y:.3g}}"
    trace = dots(some + 1, p[some], FINITE, hover, {"size": 5}, name=f"width {counts.width}", error_y=bars)
    return trace | {"text": [exact.names[index] for index in some]}


def against_width(ratios: dict[str, Ratio], trend: Trend | None) -> Figure:
    """P_N/P_∞ against the width N, for the functions by their names, with the fitted curve of the first."""
    colours, symbols = (FINITE, PICKED), ("circle", "diamond-open")
    traces = [line([WIDTHS[0], WIDTHS[-1]], [1.0, 1.0], NNGP, dash=DASHES[NNGP]) | {"name": "infinite width"}]
    told = []
    for (name, ratio), colour, symbol in zip(ratios.items(), colours, symbols, strict=False):
        bars = {"array": ratio.errors, "width": 3, "thickness": 1.5}
        hover = f"{name}<br>N = %{{x}}<br>P<sub>N</sub>/P<sub>∞</sub> = %{{y:.4f}}"
        marker = {"symbol": symbol, "size": 8}
        traces.append(dots(ratio.widths, ratio.ratios, colour, hover, marker, name=name, error_y=bars))
        if len(ratio.ratios):
            ends = number(ratio.ratios[0], ".3f"), number(ratio.ratios[-1], ".3f")
            told.append(f"For {name} the ratio is {ends[0]} at the smallest width and {ends[1]} at the largest.")
    if trend is not None:
        widths = np.geomspace(WIDTHS[0], WIDTHS[-1], 60)
        curve = line(widths, trend.at(widths), NEUTRAL, "fit: %{y:.4f}", dash="dot", width=1.5)
        traces.append(curve | {"name": f"{formula(trend)} + …"})
    ends = [math.log10(WIDTHS[0]), math.log10(WIDTHS[-1])]
    x = {"title": "width N", "type": "log", "range": [ends[0] - _ROOM, ends[1] + _ROOM]}
    x |= {"tickvals": list(WIDTHS), "ticktext": list(map(str, WIDTHS))}
    y = {"title": "P<sub>N</sub> / P<sub>∞</sub>"}
    return with_legend(traces, x, y, _HEIGHT, finding=" ".join(told) or "No networks are counted yet.")


def formula(trend: Trend) -> str:
    """'1 + 3.40/N': the ratio to the first order of the inverse width."""
    return f"1 {'−' if trend.first < 0 else '+'} {number(abs(trend.first), '.2f')}/N"


def of_rare(answer: Rare) -> Figure:
    """P_N/P_∞ of named functions, the most probable above, with standard errors."""
    bars = {"array": answer.errors, "width": 4, "thickness": 1.5}
    names = [
        f"{name} ({power_of_ten(round(log_p / math.log(10)))})"
        for name, log_p in zip(answer.names, answer.log_p, strict=True)
    ]
    hover = "%{y}<br>P<sub>N</sub>/P<sub>∞</sub> = %{x:.3f}"
    ends = [-0.6, len(names) - 0.4]
    traces = [
        line([1.0, 1.0], np.array([names[0], names[-1]]), NNGP, dash=DASHES[NNGP]) | {"name": "infinite width"},
        dots(answer.ratios, np.array(names), FINITE, hover, name=f"width {answer.finite.width}", error_x=bars),
    ]
    told = [f"{name}: {number(float(ratio), '.2f')}" for name, ratio in zip(answer.names, answer.ratios, strict=True)]
    x = {"title": "P<sub>N</sub> / P<sub>∞</sub>"}
    y = {"type": "category", "categoryarray": names, "range": ends[::-1], "dtick": 1}
    finding = f"Ratios to infinite width: {', '.join(told)}."
    return with_legend(traces, x, y, _HEIGHT, finding=finding, margin={"l": _NAMES})
