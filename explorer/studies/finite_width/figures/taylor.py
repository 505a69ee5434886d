"""Figures of one network and its Taylor polynomials, and of mean shifts over many."""

from typing import Any

import numpy as np

from explorer.figures.axes import escaped, inputs_axis, outputs_axis
from explorer.figures.curves import function_line, points, with_legend, y_range
from explorer.figures.palette import BOUND, FINITE, MODE, NEUTRAL, NTK, PICKED, POSITIVE
from explorer.figures.style import HEIGHT, Figure, dots, hline, line
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.power_law import PowerLaw
from explorer.scene.scene import Dataset
from explorer.scene.units import Units
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.finite_width.figures.learned import logarithmic
from explorer.studies.finite_width.numbers.polynomials import (
    CORRECTED,
    CUBIC,
    LINEAR,
    NETWORK,
    POLYNOMIALS,
    QUADRATIC,
    Answer,
)
from explorer.studies.finite_width.numbers.shift import Number, Shift

phrase = phrases_of("studies/finite_width")

NAMES = Phrases("studies/finite_width", "models")
_COLOURS = {NETWORK: FINITE, LINEAR: NTK, QUADRATIC: MODE, CUBIC: POSITIVE, CORRECTED: BOUND}
_DASHES = {NETWORK: "solid", LINEAR: "dot", QUADRATIC: "dashdot", CUBIC: "dash", CORRECTED: "longdash"}
_SYMBOLS = {NETWORK: "circle", QUADRATIC: "x", CUBIC: "diamond-open", CORRECTED: "square-open"}
_APART = 0.012  # of the window, between markers at one input
_BARS = 2.0  # standard errors


def curves(answer: Answer, data: Dataset, units: Units) -> Figure:
    """The four curves over the window, as far as they are ready, with the points."""
    traces = [
        function_line(curve.outputs, _COLOURS[name], NAMES[name], _DASHES[name], 3 if name == NETWORK else 2, units)
        for name, curve in answer.curves.items()
    ]
    room = y_range(np.array(data.y), *(curve.outputs for curve in answer.curves.values()))
    names = ", ".join(NAMES[name] for name in answer.curves)
    finding = phrase("taylor.curves", names=names or phrase("taylor.none"))
    x, y = inputs_axis(units.x), outputs_axis(units.y, room, "f(x)")
    return with_legend([*traces, points(data, units)], x, y, HEIGHT + 40, finding=finding)


def gaps(answer: Answer, units: Units) -> Figure:
    """Each polynomial minus the network, over the window."""
    at, network = units.x.values(PLOT_INPUTS), answer.curves[NETWORK].outputs
    ready = [name for name in POLYNOMIALS if name in answer.curves]
    traces = [
        line(
            at,
            units.y.lengths(answer.curves[name].outputs - network),
            _COLOURS[name],
            phrase("taylor.gap", name=NAMES[name]),
            dash=_DASHES[name],
            name=phrase("taylor.minus", name=NAMES[name]),
        )
        for name in ready
    ]
    told = [f"{NAMES[name]} {number(units.y.length(answer.miss(name)), '.2g')}" for name in ready]
    finding = phrase("taylor.gaps", gaps=", ".join(told) or phrase("taylor.none"))
    y = {"title": phrase("taylor.difference", unit=escaped(units.y.in_unit()))}
    zero = hline(0.0, NEUTRAL, width=1.0)
    return with_legend(traces, inputs_axis(units.x), y, HEIGHT + 40, finding=finding, shapes=[zero])


def over_inputs(shift: Shift, units: Units) -> Figure:
    """n times the mean shift over the inputs, of networks and their models, with two standard errors to each side."""
    traces = [_shifted(shift, name, index, units) for index, name in enumerate(shift.means)]
    mean, error = shift.means[NETWORK]
    far = int(np.argmax(np.abs(mean) / error)) if (error > 0).all() else int(np.argmax(np.abs(mean)))
    scaled = number(shift.width * units.y.length(float(mean[far])), ".2f")
    finding = phrase("taylor.furthest", size=scaled)
    y = {"title": phrase("taylor.shift", unit=escaped(units.y.in_unit()))}
    zero = hline(0.0, NEUTRAL, width=1.0)
    return with_legend(traces, inputs_axis(units.x), y, HEIGHT + 40, finding=finding, shapes=[zero])


def _shifted(shift: Shift, name: str, index: int, units: Units) -> dict[str, Any]:
    mean, error = (shift.width * units.y.lengths(each) for each in shift.means[name])
    at = units.x.values(shift.tests + _APART * (index - 1.5))
    bars = {"array": _BARS * np.nan_to_num(error), "width": 0, "thickness": 1.5}
    hover = phrase("taylor.shifted", name=NAMES[name])
    style = {"mode": "lines+markers", "line": {"color": _COLOURS[name], "width": 1.2, "dash": _DASHES[name]}}
    marker = {"symbol": _SYMBOLS[name]}
    return dots(at, mean, _COLOURS[name], hover, marker, name=NAMES[name], error_y=bars) | style


def sizes_by_width(stored: dict[str, tuple[dict[int, Number], PowerLaw, int]], fresh: dict[int, Number]) -> Figure:
    """The size of the mean shift against the width: the person's own, and stored ones by the name of the activation.

    These have their power laws, with the widths from which on they are fitted.
    """
    styles = ((POSITIVE, "circle", "solid"), (FINITE, "diamond", "dash"))
    traces: list[dict[str, Any]] = []
    told = []
    for (name, (sizes, law, narrowest)), (colour, symbol, dash) in zip(stored.items(), styles, strict=True):
        widths = np.array([width for width in sizes if width >= narrowest], dtype=float)
        fitted = line(widths, law.factor * widths**law.power, colour, dash=dash, width=1.5)
        traces += [_sizes(sizes, colour, symbol, name), fitted | {"name": f"{name}: ∝ n^({law.text})"}]
        told.append(phrase("taylor.falls", name=name, power=law.text))
    if fresh:
        traces.append(_sizes(fresh, PICKED, "star", phrase("taylor.yours")))
    ticks = [16, 64, 256, 1024, 4096]
    x = {"title": phrase("width"), "type": "log", "tickvals": ticks, "ticktext": list(map(str, ticks))}
    ends = [end for each in (*(sizes for sizes, *_ in stored.values()), fresh) for end in _ends(each)]
    y = logarithmic(phrase("taylor.up"), ends)
    return with_legend(traces, x, y, HEIGHT + 40, finding=" ".join(told))


def _sizes(sizes: dict[int, Number], colour: str, symbol: str, name: str) -> dict[str, Any]:
    """Dots of sizes above 0 by width, with two standard errors; on a logarithmic axis a bar to 0 has no end."""
    shown = _above_zero(sizes)
    values, errors = (np.array([getattr(each, field) for each in shown.values()]) for field in ("value", "error"))
    up = _BARS * np.nan_to_num(errors)
    bars = {"array": up, "arrayminus": np.minimum(up, 0.9 * values), "symmetric": False, "width": 3, "thickness": 1.5}
    hover = phrase("taylor.size", name=name)
    return dots(list(shown), values, colour, hover, {"symbol": symbol, "size": 8}, name=name, error_y=bars)


def _above_zero(sizes: dict[int, Number]) -> dict[int, Number]:
    return {width: each for width, each in sizes.items() if each.value > 0}


def _ends(sizes: dict[int, Number]) -> list[float]:
    """The ends of the bars that are drawn."""
    shown = _above_zero(sizes).values()
    reach = [(each.value, _BARS * np.nan_to_num(each.error)) for each in shown]
    return [float(end) for value, up in reach for end in (value + up, value - min(up, 0.9 * value))]
