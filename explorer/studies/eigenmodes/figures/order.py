"""The order of learning as pictures: what is left of each mode against time, and the time that each mode takes."""

import math

import numpy as np

from explorer.figures.palette import MODE, NEUTRAL, PICKED, SEQUENCE
from explorer.figures.style import POWERS, Figure, between, dots, hline, line, picture, vline
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.eigenmodes.figures.modes import COUNTED, log_axis
from explorer.studies.eigenmodes.numbers.decay import Theory
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum, remaining

phrase = phrases_of("studies/eigenmodes")

_NUMBERED = {InputSet.CIRCLE: "circle", InputSet.CUBE: "cube"}
_CURVES = (0, 1, 2, 4, 7, 12, 20, 33, 54)  # which modes are drawn against time
_HEIGHTS = (0.5, 0.66, 0.34, 0.82, 0.18, 0.92, 0.08)  # where a curve may have its number, the best first
_SMALLEST_PLOT = (275, 230)  # pixels: a phone's
_ROOM = (20, 18)  # pixels, across and up, that the number of a curve needs


def residuals(spectrum: Spectrum, time: float, times: np.ndarray) -> Figure:
    """e^{−λt} against time for some of the modes, the largest λ first; a line marks the chosen `time`."""
    indices = [k for k in _CURVES if k < len(spectrum.values)]
    left, sort = remaining(spectrum.values[indices], times), _NUMBERED.get(spectrum.inputs, "mode")
    traces = []
    for index, curve, color in zip(indices, left, SEQUENCE, strict=False):
        label = phrase(f"numbered.{sort}", k=spectrum.order[index])
        share = phrase("residuals.left", share="%{y:.1%}")
        traces.append(line(times, curve, color, f"{label}<br>t = %{{x:.3g}}<br>{share}", name=label))
    numbered = zip(indices, number_positions(times, left, time), strict=True)
    tags = [(*position, str(spectrum.order[index])) for index, position in numbered if position]
    if tags:
        across, up, numbers = (list(column) for column in zip(*tags, strict=True))
        traces.append({"type": "scatter", "x": across, "y": up, "text": numbers, "mode": "text", "hoverinfo": "skip"})
    x = {"title": phrase("order.time_axis"), "dtick": 1} | POWERS
    y = {"title": phrase("residuals.up"), "range": [-0.03, 1.05], "tickformat": ".0%"}
    done = int((spectrum.values * time >= 1.0).sum())
    finding = phrase("residuals.finding", time=number(time), done=done, count=len(spectrum.values))
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
    k, when, name = (
        spectrum.order[shown],
        1.0 / spectrum.values[shown],
        COUNTED.get(spectrum.inputs, phrase("counted.mode")),
    )
    hover = f"{name} = %{{x}}<br>{phrase('times.hover')}"
    traces = [
        dots(k[part], when[part], color, hover, marker={"symbol": symbol}, name=called)
        for part, color, symbol, called in (
            (when <= time, MODE, "circle", phrase("times.done")),
            (when > time, MODE, "circle-open", phrase("times.later")),
        )
    ]
    promised = shown & (theory.values > 0)
    if promised.any():
        called = phrase("series.theory")
        traces.append(
            line(spectrum.order[promised], 1 / theory.values[promised], NEUTRAL, called, name=called, dash="dash")
        )
    x = {"title": name, "type": "log", "tickvals": [1, 2, 5, 10, 20, 50]}
    finding = phrase("times.finding", range=between(when))
    now = [hline(time, PICKED, "dot")]
    return picture(traces, x, log_axis(phrase("times.up"), when), 360, finding=finding, shapes=now)
