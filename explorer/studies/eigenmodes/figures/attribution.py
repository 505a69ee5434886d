"""Figures of what modes do: log p as a waterfall, which mode is learned first, which goal is the likelier."""

import math
from typing import Any

import numpy as np

from explorer.figures.axes import hover_x, inputs_axis
from explorer.figures.palette import MODE, NEGATIVE, NEUTRAL, PICKED, POSITIVE, SEQUENCE
from explorer.figures.style import POWERS, Figure, bar, between, dots, hline, line, picture, vline
from explorer.format import number
from explorer.scene.units import WINDOW, Axis
from explorer.studies.eigenmodes.figures.modes import COUNTED, log_axis
from explorer.studies.eigenmodes.numbers.attribution import Attribution, Basis
from explorer.studies.eigenmodes.numbers.decay import Theory
from explorer.studies.eigenmodes.numbers.goals import Goals
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum, remaining

_CURVES = (0, 1, 2, 4, 7, 12, 20, 33, 54)  # which modes are drawn against time
_HEIGHTS = (0.5, 0.66, 0.34, 0.82, 0.18, 0.92, 0.08)  # where a curve may have its number, the best first
_MANY = 24  # with more bars than this their numbers would overlap
_SMALLEST_PLOT = (275, 230)  # pixels: a phone's
_ROOM = (20, 18)  # pixels, across and up, that the number of a curve needs


def waterfall(attribution: Attribution) -> Figure:
    """Bars from 0 to log p, each on the end of the one before: the terms of the modes, or the three of an only mode."""
    steps = _terms(attribution) if len(attribution.values) == 1 else _modes(attribution)
    if attribution.basis == Basis.JOINT:
        given = number(attribution.given, ".3f")
        reason = f"log p of the data alone is {given};<br>it is subtracted, because the data are given"
        steps.append(("− data", -attribution.given, reason))
    names, heights, hover = (list(column) for column in zip(*steps, strict=True))
    total = f"log p = {number(attribution.log_p, '.4f')} nats"
    sums = np.cumsum(heights)
    colours = [POSITIVE if height >= 0 else NEGATIVE for height in heights] + [NEUTRAL]
    trace = bar([*names, "log p"], [*heights, attribution.log_p], colours, "%{customdata}", name="terms")
    trace |= {"base": [0.0, *sums[:-1], 0.0], "customdata": [*hover, total]}
    if len(steps) <= _MANY:
        trace |= {"text": [*map(_signed, heights), _signed(attribution.log_p).removeprefix("+")], "cliponaxis": False}
        trace |= {"textposition": "outside"}
    # From the end of each bar to the start of the next.
    ends = zip(trace["x"], trace["x"][1:], sums, strict=False)
    threads = [(x, y) for left, right, y in ends for x, y in ((left, y), (right, y), (right, np.nan))]
    joined = line([x for x, _ in threads], np.array([y for _, y in threads]), NEUTRAL, width=0.5)
    across = "term of the only mode" if len(attribution.values) == 1 else "mode k, largest λ first"
    x = {"title": across, "type": "category"}
    lowest = int(np.argmin(heights))
    finding = f"{total}, the sum of {len(steps)} terms. The lowest is {names[lowest]}: {_signed(heights[lowest])}."
    return picture([trace, joined], x, {"title": "sum so far, nats", "zeroline": True}, 360, finding=finding)


def _modes(attribution: Attribution) -> list[tuple[str, float, str]]:
    """Name, height and hover text of each mode's bar."""
    form, terms = _coordinate(attribution), (attribution.data, attribution.complexity, attribution.modes)
    rows = zip(attribution.values_in_units, attribution.coordinates_in_units, *terms, strict=True)
    return [
        (
            str(k),
            float(term),
            f"mode {k}, λ = {number(value, '.3g')}, c = {number(c, form)}<br>labels −½c²/λ = {number(data, '+.3f')}"
            f"<br>size −½ log λ = {number(size, '+.3f')}<br>constant −½ log 2π = {number(attribution.constant, '+.3f')}"
            f"<br>together {number(term, '+.3f')} nats",
        )
        for k, (value, c, data, size, term) in enumerate(rows, 1)
    ]


def _coordinate(attribution: Attribution) -> str:
    """The format of a coordinate: only in the window are its decimals known beforehand."""
    return "+.3f" if attribution.scale == 1.0 else "+.4g"


def _terms(attribution: Attribution) -> list[tuple[str, float, str]]:
    """Name, height and hover text of the three terms of the only mode."""
    data, size = float(attribution.data[0]), float(attribution.complexity[0])
    off = number(float(attribution.coordinates_in_units[0]), _coordinate(attribution))
    value = number(float(attribution.values_in_units[0]), ".3g")
    return [
        ("label", data, f"c = {off} off the mean, λ = {value}: −½c²/λ = {number(data, '+.3f')}"),
        ("size", size, f"−½ log λ = {number(size, '+.3f')}: a narrow density is a high one"),
        ("constant", attribution.constant, f"−½ log 2π = {number(attribution.constant, '+.3f')}"),
    ]


def _signed(value: float) -> str:
    """A bar's height in nats with its sign, as short as fits above the bar."""
    return "0" if abs(value) < 0.005 else number(value, "+.2f" if abs(value) < 1e4 else "+.1e")


def contributions(
    by_mode: np.ndarray,
    first: str,
    second: str,
    attribution: Attribution,
    index: int,
    asked: int,
    x_axis: Axis = WINDOW.x,
) -> Figure:
    """Each mode's contribution `by_mode` (m,) to the log odds of two labellings; below, mode `index` at its inputs.

    Bars upwards favour the labelling called `first`, bars downwards `second`. The last `asked` inputs of the
    attribution are those asked about.
    """
    names = [str(k) for k in range(1, len(by_mode) + 1)]
    below = [trace | {"xaxis": "x2", "yaxis": "y2"} for trace in _at_inputs(attribution, index, asked, x_axis)]
    across = {"title": "mode k, largest λ first", "type": "category"}
    up = _nats(first, second) | {"domain": [0.54, 1.0]}
    x = inputs_axis(x_axis, (-1.6, 1.6)) | {"anchor": "y2"}
    y = {"title": f"mode {index + 1}", "zeroline": True, "anchor": "x2", "domain": [0.0, 0.32]}
    bars = _bars(by_mode, names, first, second)
    finding = _strongest("Mode", by_mode, names, first, second)
    return picture([bars, *below], across, up, 500, finding=finding, xaxis2=x, yaxis2=y)


def _bars(values: np.ndarray, names: list[str], first: str, second: str) -> dict[str, Any]:
    """Bars upwards, which favour `first`, and downwards, which favour `second`; NaN is drawn as 0."""
    finite = np.clip(np.nan_to_num(values), -1e300, 1e300)
    up = finite >= 0
    hover = [
        f"{name}: {number(value, '+.4g')} nats for {first if good else second}"
        for name, value, good in zip(names, finite, up, strict=True)
    ]
    colours = np.where(up, POSITIVE, NEGATIVE).tolist()
    trace = bar(names, finite, colours, "%{customdata}", name="contribution", customdata=hover)
    if len(names) <= _MANY:
        trace |= {"text": [_signed(value) if value else "" for value in finite], "textposition": "outside"}
        trace |= {"cliponaxis": False}
    return trace


def _strongest(noun: str, values: np.ndarray, names: list[str], first: str, second: str) -> str:
    """A sentence about the longest bar: its name, its length, and whether it favours `first` or `second`."""
    shown = np.nan_to_num(values)
    at = int(np.abs(shown).argmax())
    winner = first if shown[at] >= 0 else second
    return f"{noun} {names[at]} contributes most, {number(abs(float(shown[at])), '.3g')} nats for {winner}."


def _nats(first: str, second: str) -> dict[str, Any]:
    """The axis of bars that favour `first` or `second`."""
    return {"title": f"nats · {second} ↓ ↑ {first}", "zeroline": True}


def _at_inputs(attribution: Attribution, index: int, asked: int, x_axis: Axis) -> list[dict[str, Any]]:
    """One mode at the inputs that it is made of, as traces."""
    order = np.argsort(attribution.x, kind="stable")
    x, values = x_axis.values(attribution.x[order]), attribution.vectors[order, index]
    is_asked = order >= len(attribution.x) - asked
    stems = line(np.repeat(x, 3), np.stack([0 * x, values, x * np.nan], axis=1).ravel(), NEUTRAL, width=1)
    hover = f"{hover_x(x_axis)}<br>v = %{{y:+.3f}}"
    diamond = {"symbol": "diamond", "size": 11}
    return [
        stems,
        dots(x[~is_asked], values[~is_asked], NEUTRAL, f"training input, {hover}", {"size": 9}, name="training inputs"),
        dots(x[is_asked], values[is_asked], PICKED, f"asked about, {hover}", diamond, name="inputs asked about"),
    ]


def residuals(spectrum: Spectrum, time: float, times: np.ndarray) -> Figure:
    """e^{−λt} against time for some of the modes, the largest λ first; a line marks the chosen `time`."""
    indices = [k for k in _CURVES if k < len(spectrum.values)]
    left, name = remaining(spectrum.values[indices], times), COUNTED.get(spectrum.inputs, "mode")
    traces = []
    for index, curve, color in zip(indices, left, SEQUENCE, strict=False):
        label = f"{name.removesuffix(' k')} {spectrum.order[index]}"
        traces.append(line(times, curve, color, f"{label}<br>t = %{{x:.3g}}<br>left: %{{y:.1%}}", name=label))
    numbered = zip(indices, number_positions(times, left, time), strict=True)
    tags = [(*position, str(spectrum.order[index])) for index, position in numbered if position]
    if tags:
        across, up, numbers = (list(column) for column in zip(*tags, strict=True))
        traces.append({"type": "scatter", "x": across, "y": up, "text": numbers, "mode": "text", "hoverinfo": "skip"})
    x = {"title": "training time t", "dtick": 1} | POWERS
    y = {"title": "remaining error, e<sup>−λt</sup>", "range": [-0.03, 1.05], "tickformat": ".0%"}
    done = int((spectrum.values * time >= 1.0).sum())
    finding = f"At t = {time:g}, {done} of {len(spectrum.values)} eigenvalues λ have λt ≥ 1: at least 63 % is learned."
    return picture(traces, x, y, 360, finding=finding, shapes=[vline(time, PICKED, "dot")])


def number_positions(times: np.ndarray, curves: np.ndarray, now: float) -> list[tuple[float, float] | None]:
    """The point (time, height) of each falling curve at which its number stands; None for a curve without room.

    The number is on the curve. Neither another number nor the line at the time `now` may be near it on a phone, whose
    plot is smallest.
    """
    steps = np.log10(times)
    across = _ROOM[0] * (steps[-1] - steps[0]) / _SMALLEST_PLOT[0]
    high = _ROOM[1] / _SMALLEST_PLOT[1]
    positions: list[tuple[float, float] | None] = []
    for curve in curves:
        for height in _HEIGHTS:
            at = int(np.abs(curve - height).argmin())
            x, y = steps[at], float(curve[at])
            others = [position for position in positions if position]
            free = all(abs(x - math.log10(t)) >= across or abs(y - other) >= high for t, other in others)
            inside = min(x - steps[0], steps[-1] - x) >= across / 2
            if free and inside and abs(y - height) < 0.04 and abs(x - math.log10(now)) >= across / 2:
                positions.append((float(times[at]), y))
                break
        else:
            positions.append(None)
    return positions


def times_to_learn(spectrum: Spectrum, theory: Theory, time: float) -> Figure:
    """The time 1/λ at which 63 % of a mode is learned, against k: dots up to the chosen `time`, rings above it."""
    shown = spectrum.resolved & (spectrum.order > 0)
    k, when, name = spectrum.order[shown], 1.0 / spectrum.values[shown], COUNTED.get(spectrum.inputs, "mode k")
    hover = f"{name} = %{{x}}<br>63 % learned at t = %{{y:.3g}}"
    traces = [
        dots(k[part], when[part], color, hover, marker={"symbol": symbol}, name=called)
        for part, color, symbol, called in (
            (when <= time, MODE, "circle", "already learned"),
            (when > time, MODE, "circle-open", "not yet learned"),
        )
    ]
    promised = shown & (theory.values > 0)
    if promised.any():
        traces.append(
            line(spectrum.order[promised], 1 / theory.values[promised], NEUTRAL, "theory", name="theory", dash="dash")
        )
    x = {"title": name, "type": "log", "tickvals": [1, 2, 5, 10, 20, 50]}
    finding = f"The time to learn a mode lies {between(when)}."
    now = [hline(time, PICKED, "dot")]
    return picture(traces, x, log_axis("time to learn 1/λ", when), 360, finding=finding, shapes=now)


def odds_by_degree(goals: Goals, first: str, second: str) -> Figure:
    """Each degree's contribution to the log odds of the features called `first` and `second`."""
    names = [str(degree) for degree in range(len(goals.values))]
    bars = _bars(goals.by_degree, names, first, second)
    finding = _strongest("Degree", goals.by_degree, names, first, second)
    across = {"title": "degree of the modes", "type": "category"}
    return picture([bars], across, _nats(first, second), 300, finding=finding)
