"""Figures of networks that learn features: by α, by width, and their hidden units."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NEGATIVE, NEUTRAL, NTK, PICKED, POSITIVE
from explorer.figures.style import Figure, bar, dots, line
from explorer.format import number
from explorer.studies.finite_width.numbers.rich_runs import Mean, Point, Units, selective

_HEIGHT = 320


def fraction(scale: float) -> str:
    """'1/16' for 0.0625, '8' for 8."""
    return f"{scale:g}" if scale >= 1.0 else f"1/{number(1.0 / scale, '.4g')}"


def logarithmic(title: str, *values: Sequence[float]) -> dict[str, Any]:
    """A logarithmic axis with plain numbers, 1 and 3 times the powers of ten, and room for all `values`."""
    low, high = (math.log10(end(map(end, values))) for end in (min, max))
    powers = range(math.floor(low) - 1, math.ceil(high) + 1)
    steps = (1.0,) if high - low > 3 else (1.0, 3.0)
    ticks = [step * 10.0**power for power in powers for step in steps]
    room = 0.08 * (high - low) + 0.05
    shown = {"tickvals": ticks, "ticktext": [number(tick, ".4g") for tick in ticks]}
    return {"title": title, "type": "log", "range": [low - room, high + room]} | shown


def values_of(means: Sequence[Mean]) -> list[float]:
    """The values alone."""
    return [mean.value for mean in means]


def with_bars(
    x: Sequence[float],
    means: Sequence[Mean],
    colour: str,
    name: str,
    symbol: str = "circle",
    *,
    dash: str = "solid",
    joined: bool = True,
) -> dict[str, Any]:
    """Dots with two standard errors to either side; downwards never to 0, which a logarithmic axis does not have."""
    values, errors = np.array(values_of(means)), np.nan_to_num([2.0 * m.error for m in means])
    bars = {"array": errors, "arrayminus": np.minimum(errors, 0.9 * values), "symmetric": False}
    bars |= {"width": 0, "thickness": 1.5, "color": colour}
    hover = f"{name}<br>%{{x:.4g}}: %{{y:.4g}}"
    trace = dots(list(x), values, colour, hover, {"size": 8, "symbol": symbol}, name=name, error_y=bars)
    style = {"mode": "lines+markers", "line": {"color": colour, "width": 2, "dash": dash}}
    return trace | style if joined else trace


def _by_alpha(points: Sequence[Point]) -> dict[str, Any]:
    scales = [point.scale for point in points]
    ends = [math.log10(max(scales)) + 0.15, math.log10(min(scales)) - 0.15]
    shown = [scale for scale in scales if math.log2(scale) % 2 == 1 or scale in (1.0, min(scales))]
    ticks = {"tickvals": shown, "ticktext": list(map(fraction, shown))}
    return {"title": "α (features are learned →)", "type": "log", "range": ends, "column": "α"} | ticks


def errors_by_alpha(points: Sequence[Point], fresh: Point | None) -> Figure:
    """The test error against α, from lazy to rich, beside the kernel's; `fresh` are networks that one has trained."""
    scales, kernel = [point.scale for point in points], points[0].kernel_error
    traces = [
        line(scales, [kernel.value] * len(scales), NTK, "kernel: %{y:.3g}", dash="dot", name="NTK, infinite width"),
        with_bars(scales, [point.error for point in points], FINITE, "finite networks"),
    ]
    if fresh is not None:
        traces.append(with_bars([fresh.scale], [fresh.error], PICKED, "your networks", "diamond-open", joined=False))
    best = points[-1]
    finding = (
        f"The kernel's test error is {kernel}. That of networks is {points[0].error} "
        f"at α = {fraction(points[0].scale)} and {best.error} at α = {fraction(best.scale)}."
    )
    errors = values_of([point.error for point in (*points, *([fresh] if fresh else []))])
    y = logarithmic("mean squared test error", [*errors, kernel.value])
    return with_legend(traces, _by_alpha(points), y, _HEIGHT, finding=finding)


def alignments_by_alpha(points: Sequence[Point], fresh: Point | None) -> Figure:
    """The alignment of the kernel with the labels after training against α, beside that before."""
    scales = [point.scale for point in points]
    traces = [
        with_bars(scales, [point.before for point in points], NEUTRAL, "before training", "square", joined=False),
        with_bars(scales, [point.after for point in points], FINITE, "finite networks, after training"),
    ]
    if fresh is not None:
        traces.append(with_bars([fresh.scale], [fresh.after], PICKED, "your networks", "diamond-open", joined=False))
    finding = f"The alignment is {points[-1].before} before training and {points[-1].after} after it at the smallest α."
    y = {"title": "alignment of kernel and labels", "rangemode": "tozero"}
    return with_legend(traces, _by_alpha(points), y, _HEIGHT, finding=finding)


def lines_by_width(lazy: Sequence[Point], rich: Sequence[Point], of: str) -> Figure:
    """The movement of the kernel ("moved") or the test error ("error") against the width, for both rules of α."""
    widths = [point.width for point in lazy]
    names = ("finite networks, α = 1", "finite networks, α = 1/√n")
    looks = (("square-open", "dash"), ("circle", "solid"))
    traces, told, listed = [], [], []
    for points, name, (symbol, dash) in zip((lazy, rich), names, looks, strict=True):
        means = [getattr(point, of) for point in points]
        traces.append(with_bars(widths, means, FINITE, name, symbol, dash=dash))
        listed += values_of(means)
        told.append(f"With {name} it goes from {means[0]} at width {widths[0]} to {means[-1]} at {widths[-1]}.")
    title = "movement ‖ΔΘ‖/‖Θ‖ of the kernel"
    if of == "error":
        kernel = lazy[0].kernel_error.value
        traces.append(
            line(widths, [kernel] * len(widths), NTK, "kernel: %{y:.3g}", dash="dot", name="NTK, infinite width")
        )
        title, listed = "mean squared test error", [*listed, kernel]
    ends = [math.log10(widths[0]) - 0.1, math.log10(widths[-1]) + 0.1]
    x = {"title": "width n", "type": "log", "range": ends, "tickvals": widths, "ticktext": list(map(str, widths))}
    return with_legend(traces, x, logarithmic(title, listed), _HEIGHT, finding=" ".join(told))


def unit_weights(shown: Units) -> Figure:
    """Each hidden unit at its weights on x₁ and x₂: grey before training, coloured after by its outgoing sign."""
    before, after = shown.before[:, :2], shown.after[:, :2]
    end = 1.08 * float(np.abs(np.vstack([before, after])).max())
    strength = np.abs(shown.outgoing) * (shown.after**2).sum(axis=1)
    sizes = 4.0 + 10.0 * np.sqrt(strength / strength.max())
    hover = "weight on x₁ %{x:.2f}<br>on x₂ %{y:.2f}"
    traces = [dots(before[:, 0], before[:, 1], NEUTRAL, hover, {"size": 3}, name="before")]
    for sign, name, colour, symbol in (
        (1, "after, output weight > 0", POSITIVE, "circle-open"),
        (-1, "after, < 0", NEGATIVE, "x-thin-open"),
    ):
        some = np.sign(shown.outgoing) == sign
        marker = {"size": sizes[some], "symbol": symbol, "opacity": 1, "line": {"width": 1.5}}
        traces.append(dots(after[some, 0], after[some, 1], colour, hover, marker, name=name))
    angle = np.arctan2(after[:, 1], after[:, 0])
    along = float(np.average(np.abs(np.sin(2.0 * angle)), weights=strength))
    average = number(along, ".2f")
    finding = f"After training, |sin 2θ| of the weights on x₁ and x₂ is {average} on average; at random it is 0.64."
    x, y = ({"title": f"weight on {name}", "range": [-end, end], "nticks": 5} for name in ("x₁", "x₂"))
    return with_legend(traces, x, y, 380, finding=finding)


def share_bars(shown: Units) -> Figure:
    """Bars of units by the share of their squared weights on x₁ and x₂, before and after training."""
    edges = np.linspace(0.0, 1.0, 21)
    centres, traces = 0.5 * (edges[1:] + edges[:-1]), []
    strength = np.abs(shown.outgoing) * (shown.after**2).sum(axis=1)
    means = []
    for weights, name, colour, by in (
        (shown.before, "before training", NEUTRAL, np.ones(len(strength))),
        (shown.after, "finite networks after training", FINITE, strength),
    ):
        share = selective(weights)
        counted = np.histogram(share, edges, weights=by / by.sum())[0]
        means.append(float(np.average(share, weights=by)))
        traces.append(bar(centres, counted, colour, "share %{x:.2f}: %{y:.1%}", name=name))
    finding = f"The mean share is {number(means[0], '.2f')} before training and {number(means[1], '.2f')} after it."
    x = {"title": "share of squared weights on x₁ and x₂", "range": [0, 1]}
    y = {"title": "units", "tickformat": ".0%", "rangemode": "tozero"}
    return with_legend(traces, x, y, 380, finding=finding, barmode="group", bargap=0.1)
