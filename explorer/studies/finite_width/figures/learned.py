"""Figures of networks that learn features: by α, by width, and their hidden neurons."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import DASHES, FINITE, NAMES, NEGATIVE, NEUTRAL, NTK, PICKED, POSITIVE
from explorer.figures.style import Figure, bar, dots, line
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.finite_width.numbers.rich_runs import Mean, Point, Units, selective

phrase = phrases_of("studies/finite_width")

_HEIGHT = 320


def fraction(scale: float) -> str:
    """'1/16' for 0.0625, '8' for 8."""
    return number(scale) if scale >= 1.0 else f"1/{number(1.0 / scale, '.4g')}"


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
    return {"title": phrase("learned.alpha"), "type": "log", "range": ends, "column": "α"} | ticks


def errors_by_alpha(points: Sequence[Point], fresh: Point | None) -> Figure:
    """The test error against α, from lazy to rich, beside the kernel's; `fresh` are networks that one has trained."""
    scales, kernel = [point.scale for point in points], points[0].kernel_error
    traces = [
        _kernel(scales, kernel.value),
        with_bars(scales, [point.error for point in points], FINITE, NAMES[FINITE]),
    ]
    if fresh is not None:
        traces.append(with_bars([fresh.scale], [fresh.error], PICKED, phrase("yours"), "diamond-open", joined=False))
    lazy, rich = points[0], points[-1]
    ends = {"first": lazy.error, "lazy": fraction(lazy.scale), "last": rich.error, "rich": fraction(rich.scale)}
    finding = phrase("learned.errors", kernel=kernel, **ends)
    errors = values_of([point.error for point in (*points, *([fresh] if fresh else []))])
    y = logarithmic(phrase("error"), [*errors, kernel.value])
    return with_legend(traces, _by_alpha(points), y, _HEIGHT, finding=finding)


def _kernel(across: Sequence[float], error: float) -> dict[str, Any]:
    """The kernel's test error, a line over a figure."""
    name = phrase("infinite", name=NAMES[NTK])
    return line(across, [error] * len(across), NTK, phrase("kernel_error"), dash=DASHES[NTK], name=name)


def alignments_by_alpha(points: Sequence[Point], fresh: Point | None) -> Figure:
    """The alignment of the kernel with the labels after training against α, beside that before."""
    scales = [point.scale for point in points]
    traces = [
        with_bars(scales, [p.before for p in points], NEUTRAL, phrase("learned.before"), "square", joined=False),
        with_bars(scales, [p.after for p in points], FINITE, phrase("learned.finite", name=NAMES[FINITE])),
    ]
    if fresh is not None:
        traces.append(with_bars([fresh.scale], [fresh.after], PICKED, phrase("yours"), "diamond-open", joined=False))
    finding = phrase("learned.alignments", before=points[-1].before, after=points[-1].after)
    y = {"title": phrase("learned.alignment"), "rangemode": "tozero"}
    return with_legend(traces, _by_alpha(points), y, _HEIGHT, finding=finding)


def lines_by_width(lazy: Sequence[Point], rich: Sequence[Point], of: str) -> Figure:
    """The movement of the kernel ("moved") or the test error ("error") against the width, for both rules of α."""
    widths = [point.width for point in lazy]
    names = (phrase("learned.at_alpha", name=NAMES[FINITE], alpha=alpha) for alpha in ("1", "1/√n"))
    looks = (("square-open", "dash"), ("circle", "solid"))
    traces, told, listed = [], [], []
    for points, name, (symbol, dash) in zip((lazy, rich), names, looks, strict=True):
        means = [getattr(point, of) for point in points]
        traces.append(with_bars(widths, means, FINITE, name, symbol, dash=dash))
        listed += values_of(means)
        ends = {"first": means[0], "narrow": widths[0], "last": means[-1], "wide": widths[-1]}
        told.append(phrase("learned.goes", name=name, **ends))
    title = phrase("learned.movement")
    if of == "error":
        kernel = lazy[0].kernel_error.value
        traces.append(_kernel(widths, kernel))
        title, listed = phrase("error"), [*listed, kernel]
    room = [math.log10(widths[0]) - 0.1, math.log10(widths[-1]) + 0.1]
    x = {"title": phrase("width"), "type": "log", "range": room, "tickvals": widths, "ticktext": list(map(str, widths))}
    return with_legend(traces, x, logarithmic(title, listed), _HEIGHT, finding=" ".join(told))


def unit_weights(shown: Units) -> Figure:
    """Each hidden neuron at its weights on x₁ and x₂: grey before training, coloured after by its outgoing sign."""
    before, after = shown.before[:, :2], shown.after[:, :2]
    end = 1.08 * float(np.abs(np.vstack([before, after])).max())
    strength = np.abs(shown.outgoing) * (shown.after**2).sum(axis=1)
    sizes = 4.0 + 10.0 * np.sqrt(strength / strength.max())
    hover = phrase("neurons.hover")
    traces = [dots(before[:, 0], before[:, 1], NEUTRAL, hover, {"size": 3}, name=phrase("neurons.before"))]
    for sign, name, colour, symbol in (
        (1, phrase("neurons.above"), POSITIVE, "circle-open"),
        (-1, phrase("neurons.below"), NEGATIVE, "x-thin-open"),
    ):
        some = np.sign(shown.outgoing) == sign
        marker = {"size": sizes[some], "symbol": symbol, "opacity": 1, "line": {"width": 1.5}}
        traces.append(dots(after[some, 0], after[some, 1], colour, hover, marker, name=name))
    angle = np.arctan2(after[:, 1], after[:, 0])
    along = float(np.average(np.abs(np.sin(2.0 * angle)), weights=strength))
    at_random = number(2.0 / math.pi, ".2f")
    finding = phrase("neurons.finding", average=number(along, ".2f"), random=at_random)
    x, y = ({"title": phrase("neurons.axis", name=name), "range": [-end, end], "nticks": 5} for name in ("x₁", "x₂"))
    return with_legend(traces, x, y, 380, finding=finding)


def share_bars(shown: Units) -> Figure:
    """Bars of neurons by the share of their squared weights on x₁ and x₂, before and after training."""
    edges = np.linspace(0.0, 1.0, 21)
    centres, traces = 0.5 * (edges[1:] + edges[:-1]), []
    strength = np.abs(shown.outgoing) * (shown.after**2).sum(axis=1)
    means = []
    for weights, name, colour, by in (
        (shown.before, phrase("learned.before"), NEUTRAL, np.ones(len(strength))),
        (shown.after, phrase("learned.trained", name=NAMES[FINITE]), FINITE, strength),
    ):
        share = selective(weights)
        counted = np.histogram(share, edges, weights=by / by.sum())[0]
        means.append(float(np.average(share, weights=by)))
        traces.append(bar(centres, counted, colour, phrase("neurons.share"), name=name))
    before, after = (number(mean, ".2f") for mean in means)
    finding = phrase("neurons.mean", before=before, after=after)
    x = {"title": phrase("neurons.across"), "range": [0, 1]}
    y = {"title": phrase("neurons.up"), "tickformat": ".0%", "rangemode": "tozero"}
    return with_legend(traces, x, y, 380, finding=finding, barmode="group", bargap=0.1)
