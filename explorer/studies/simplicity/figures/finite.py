"""Figures of finite networks over the exact line, and of the ratio of both probabilities."""

import math
from typing import Any, NamedTuple

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import DASHES, FINITE, NEUTRAL, NNGP, PICKED
from explorer.figures.style import POWERS, Figure, dots, line
from explorer.format import number, power_of_ten
from explorer.language import phrases_of
from explorer.studies.simplicity.numbers.presets import NAMES
from explorer.studies.simplicity.numbers.rare import Rare
from explorer.studies.simplicity.numbers.widths import WIDTHS, Ratio, Trend
from ntkcore import boolean
from ntkcore.boolean.tables import tables_of

phrase = phrases_of("studies/simplicity")

_HEIGHT = 380
_MARGIN = 190  # pixels for the names of functions
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
        phrase("widths.class", table="".join(map(str, table)), size=size)
        for table, size in zip(tables, exact.multiplicity[order], strict=True)
    ]
    at = np.flatnonzero(exact.representative[order] == label)
    return Line(order, log_p[order], names, int(at[0]) if len(at) else -1)


def over_line(exact: Line, counts: boolean.WidthCounts | None) -> Figure:
    """P of one function of each class against its rank: the exact line, and the counts of networks of one width."""
    ranks, p = np.arange(1, len(exact.log_p) + 1), np.exp(exact.log_p)
    hover = phrase("widths.ranked", name="%{text}")
    infinite = line(ranks, p, NNGP, hover, dash=DASHES[NNGP], name=phrase("infinite"))
    traces: list[dict[str, Any]] = [infinite | {"text": exact.names}]
    finding = phrase("widths.exact", first=number(p[0], ".2g"), last=number(p[-1], ".2g"))
    if counts is not None:
        traces.append(_counted(exact, counts))
        some = int((counts.counts[exact.order] > 0).sum())
        finding += f" {phrase('widths.counted', width=counts.width, some=some, classes=len(p))}"
    if exact.picked >= 0:
        marker = {"symbol": "diamond-open", "size": 13, "line": {"width": 2.5}}
        name = phrase("your_function")
        point = ([ranks[exact.picked]], [p[exact.picked]])
        traces.append(dots(*point, PICKED, phrase("widths.ranked", name=name), marker, name=name))
    x = {"title": phrase("widths.rank")}
    return with_legend(traces, x, {"title": phrase("widths.of_one")} | POWERS, _HEIGHT, finding=finding)


def _counted(exact: Line, counts: boolean.WidthCounts) -> dict[str, Any]:
    """The dots of the classes that were counted, with their standard errors."""
    p, error = counts.p[exact.order], counts.standard_error[exact.order]
    some = np.flatnonzero((p > 0) & np.isfinite(error))
    down = np.minimum(error[some], 0.9 * p[some])  # a bar to 0 has no end on a logarithmic axis
    bars = {"array": error[some], "arrayminus": down, "symmetric": False, "width": 0, "thickness": 1.2}
    name = phrase("widths.width", width=counts.width)
    hover = f"%{{text}}<br>{name}: P = %{{y:.3g}}"
    trace = dots(some + 1, p[some], FINITE, hover, {"size": 5}, name=name, error_y=bars)
    return trace | {"text": [exact.names[index] for index in some]}


def against_width(ratios: dict[str, Ratio], trend: Trend | None) -> Figure:
    """P_N/P_∞ against the width N, for functions by their keys in labels.json, with the fitted curve of the first."""
    colours, symbols = (FINITE, PICKED), ("circle", "diamond-open")
    traces = [line([WIDTHS[0], WIDTHS[-1]], [1.0, 1.0], NNGP, dash=DASHES[NNGP]) | {"name": phrase("infinite")}]
    told = []
    for (key, ratio), colour, symbol in zip(ratios.items(), colours, symbols, strict=False):
        bars = {"array": ratio.errors, "width": 3, "thickness": 1.5}
        name = phrase(key)
        hover = f"{name}<br>N = %{{x}}<br>P<sub>N</sub>/P<sub>∞</sub> = %{{y:.4f}}"
        marker = {"symbol": symbol, "size": 8}
        traces.append(dots(ratio.widths, ratio.ratios, colour, hover, marker, name=name, error_y=bars))
        if len(ratio.ratios):
            ends = number(ratio.ratios[0], ".3f"), number(ratio.ratios[-1], ".3f")
            told.append(phrase("widths.ends", name=name, first=ends[0], last=ends[1]))
    if trend is not None:
        widths = np.geomspace(WIDTHS[0], WIDTHS[-1], 60)
        curve = line(widths, trend.at(widths), NEUTRAL, phrase("widths.fit"), dash="dot", width=1.5)
        traces.append(curve | {"name": f"{formula(trend)} + …"})
    ends = [math.log10(WIDTHS[0]), math.log10(WIDTHS[-1])]
    x = {"title": phrase("widths.n"), "type": "log", "range": [ends[0] - _ROOM, ends[1] + _ROOM]}
    x |= {"tickvals": list(WIDTHS), "ticktext": list(map(str, WIDTHS))}
    y = {"title": "P<sub>N</sub> / P<sub>∞</sub>"}
    return with_legend(traces, x, y, _HEIGHT, finding=" ".join(told) or phrase("widths.none"))


def formula(trend: Trend) -> str:
    """'1 + 3.40/N': the ratio to the first order of the inverse width."""
    return f"1 {'−' if trend.first < 0 else '+'} {number(abs(trend.first), '.2f')}/N"


def of_rare(answer: Rare) -> Figure:
    """P_N/P_∞ of named functions, the most probable above, with standard errors."""
    bars = {"array": answer.errors, "width": 4, "thickness": 1.5}
    plain = [NAMES[name] for name in answer.names]
    names = [
        f"{name} ({power_of_ten(round(log_p / math.log(10)))})" for name, log_p in zip(plain, answer.log_p, strict=True)
    ]
    hover = "%{y}<br>P<sub>N</sub>/P<sub>∞</sub> = %{x:.3f}"
    ends, width = [-0.6, len(names) - 0.4], phrase("widths.width", width=answer.finite.width)
    traces = [
        line([1.0, 1.0], np.array([names[0], names[-1]]), NNGP, dash=DASHES[NNGP]) | {"name": phrase("infinite")},
        dots(answer.ratios, np.array(names), FINITE, hover, name=width, error_x=bars),
    ]
    told = [f"{name}: {number(float(ratio), '.2f')}" for name, ratio in zip(plain, answer.ratios, strict=True)]
    x = {"title": "P<sub>N</sub> / P<sub>∞</sub>"}
    y = {
        "column": phrase("widths.function"),
        "type": "category",
        "categoryarray": names,
        "range": ends[::-1],
        "dtick": 1,
    }
    finding = phrase("widths.ratios", told=", ".join(told))
    return with_legend(traces, x, y, _HEIGHT, finding=finding, margin={"l": _MARGIN})
