"""Figures of the prior: sample functions, a histogram of outputs, the kernel as similarity, the map of the evidence."""

import math
from typing import Any

import numpy as np

from explorer.figures.axes import escaped, field, hover_x, input_text, inputs_axis, outputs_axis, values_between
from explorer.figures.palette import (
    DASHES,
    FINITE,
    NAMES,
    NEUTRAL,
    NNGP,
    NTK,
    PAPER,
    PICKED,
    POSITIVE,
    RISING,
    SIGNED,
    translucent,
)
from explorer.figures.style import HEIGHT, Figure, bar, between, dots, heatmap, line, picture
from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.units import WINDOW, Axis, Units
from ntkcore.choices import Kernel

phrase = phrases_of("studies/prior")

KERNEL_COLOURS = {Kernel.NNGP: NNGP, Kernel.NTK: NTK}
_SPAN = 30.0  # nats below the peak at which the map of the evidence ends


def functions(
    x: np.ndarray, draws: np.ndarray, reach: float, color: str, name: str, frames: int = 0, units: Units = WINDOW
) -> Figure:
    """Sample functions at x (P,), on an axis of ±reach: `draws` (S, P) at rest, or with `frames` (2, S, P) in motion.

    In motion the browser draws f₀ cos θ + f₁ sin θ of the two independent sets f₀ and f₁, at `frames` angles once
    round: an exact draw at every θ. The frames themselves would be sixteen times as many bytes.
    """
    sets = draws if frames else draws[None]
    gap = np.full((*sets.shape[:2], 1), np.nan)
    heights = units.y.values(np.concatenate([sets, gap], axis=2).reshape(len(sets), -1).astype(np.float32))
    inputs = units.x.values(np.tile(np.append(x, np.nan), sets.shape[1]).astype(np.float32))
    hover = f"{name}<br>{hover_x(units.x)}<br>f(x) = {field('y', units.y, '.3f')}"
    curves = line(inputs, heights[0], color, hover, name=name, width=1.6)
    across = inputs_axis(units.x, (x[0], x[-1]))
    up = outputs_axis(units.y, (-reach, reach), "f(x)") | {"zeroline": True}
    circle = {"count": frames, "second": heights[-1], "centre": units.y.centre}
    moving = {"meta": {"circle": circle}} if frames else {}
    # Room for a button also where there is none: the axes of two pictures stand side by side.
    finding = phrase("functions.finding", count=sets.shape[1], name=name, range=values_between(units.y, sets[0]))
    return picture([curves], across, up, HEIGHT, finding=finding, margin={"t": 54}, **moving)


def histogram(edges: np.ndarray, density: np.ndarray, variance: float, y_axis: Axis = WINDOW.y) -> Figure:
    """The `density` (B,) of finite networks' outputs between `edges` (B + 1,), and the limit N(0, variance).

    All three are the window's; the figure has the units of `y_axis`, and its densities are per such unit.
    """
    middle, width = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    outputs = np.linspace(edges[0], edges[-1], 121)
    peak = 1.0 / math.sqrt(2.0 * math.pi * variance)
    normal = peak * np.exp(-0.5 * outputs**2 / variance)
    ends = (edges[0], edges[-1])
    middle, outputs, width = y_axis.values(middle), y_axis.values(outputs), y_axis.length(width)
    density, normal, peak = density * y_axis.scale, normal * y_axis.scale, peak * y_axis.scale
    at, high = field("x", y_axis, ".2f"), "%{y:.3f}" if y_axis.scale == 1.0 else "%{y:.3~g}"
    name, marker = NAMES[FINITE], {"line": {"width": 1, "color": FINITE}}
    hover = phrase("outputs.bar", name=name, value=at, height=high)
    bars = bar(middle, density, translucent(FINITE, 0.35), hover, name=name, marker=marker, width=width)
    name = phrase("infinite", name=NAMES[NNGP])
    limit = line(outputs, normal, NNGP, phrase("outputs.limit", name=name, value=at, height=high), name=name, width=2.5)
    across = outputs_axis(y_axis, ends, phrase("outputs.across"))
    per = phrase("outputs.per", unit=escaped(y_axis.name)) if y_axis.name and y_axis.scale != 1.0 else ""
    up: dict[str, Any] = {"title": phrase("outputs.up", per=per)} | (
        {} if y_axis.scale == 1.0 else {"exponentformat": "power"}
    )
    up["range"] = [0.0, min(1.08 * max(float(density.max()), peak), 3.0 * peak)]
    highest = number(float(density.max()), ".3g")
    finding = phrase("outputs.finding", highest=highest, peak=number(peak, ".3g"))
    return picture([bars, limit], across, up, 300, finding=finding)


def similarity(
    x: np.ndarray, gram: np.ndarray, pick: tuple[int, int], symbol: str, kernel: Kernel, x_axis: Axis = WINDOW.x
) -> Figure:
    """k(x, x′) (P, P) at x (P,) as a heat map; below it, on the same axis, the slice at the first pick, x′ = a.

    `pick` has the indices of a and b in x, and a dot marks their pair. The axis calls the `kernel` by its `symbol`.
    """
    first, second = pick
    low, high = min(0.0, float(np.nanmin(gram))), max(float(np.nanmax(np.abs(gram))), np.finfo(float).tiny)
    around = [low - 0.06 * (high - low), high + 0.06 * (high - low)]
    value = float(gram[first, second])
    pair_hover = pair_text(x[first], x[second], symbol, x_axis) + number(value, ".4g")
    window_x, x = x, x_axis.values(x)
    pair = {"size": 11, "line": {"width": 2, "color": PAPER}}
    dot = dots(x[[second]], x[[first]], PICKED, pair_hover, pair, name=phrase("similarity.pair"))
    level = line(x[[0, -1]], x[[first, first]], NEUTRAL, dash="dash", width=1)
    thirds = {"ticks": ""} | ({"tickvals": [-1, 0, 1]} if x_axis.is_window else {})
    slice_hover = f"{hover_x(x_axis)}<br>{symbol}(x, a) = %{{y:.4g}}"
    colour, name = KERNEL_COLOURS[kernel], phrase("similarity.slice", name=NAMES[KERNEL_COLOURS[kernel]])
    cut = line(_light(x, x_axis), gram[first].astype(np.float32), colour, slice_hover, name=name, width=2.5) | {
        "yaxis": "y2"
    }
    heat = _heat(x, gram, low, high, symbol, x_axis)
    inputs = inputs_axis(x_axis, (window_x[0], window_x[-1]), 4) | thirds
    across = inputs | {"anchor": "y2"}
    other = (
        {"title": phrase("similarity.other_x")}
        if not x_axis.name
        else {"title": phrase("similarity.other", name=inputs["title"])}
    )
    up = inputs | other | {"domain": [0.4, 1.0], "showgrid": False}
    if "column" in inputs:
        up["column"] = phrase("similarity.other", name=inputs["column"])
    below = {"title": phrase("similarity.below", symbol=symbol), "domain": [0.0, 0.33], "range": around, "nticks": 4}
    traces = [heat, level, dot, cut, dot | {"y": [value], "yaxis": "y2"}]
    finding = phrase("similarity.finding", symbol=symbol, value=number(value, ".4g"), range=between(gram))
    return picture(traces, across, up, 520, finding=finding, yaxis2=below)


def pair_text(a: float, b: float, symbol: str, x_axis: Axis = WINDOW.x) -> str:
    """The words before the kernel's value at the pair of inputs a and b."""
    return f"a = {input_text(a, x_axis)}, b = {input_text(b, x_axis)}<br>{symbol} = "


def _light(x: np.ndarray, axis: Axis) -> np.ndarray:
    """`x` as float32, which is half the bytes, where the window's two decimals are all its digits."""
    return x.astype(np.float32) if axis.is_window else x


def _heat(x: np.ndarray, gram: np.ndarray, low: float, high: float, symbol: str, x_axis: Axis) -> dict[str, Any]:
    """The map of k(x, x′) (P, P); 0 is transparent, so that it can be read in a light and in a dark theme."""
    scale, least = (SIGNED, -high) if low < 0 else (RISING, 0.0)
    inputs = _light(x, x_axis)
    hover = f"x = {field('x', x_axis, '.2f')}<br>x′ = {field('y', x_axis, '.2f')}<br>{symbol} = %{{z:.4g}}"
    return heatmap(gram.astype(np.float32), scale, (least, high), hover, name=symbol, x=inputs, y=inputs)


def by_correlation(
    correlations: np.ndarray, curves: dict[str, np.ndarray], images: dict[str, dict[str, tuple[float, float]]]
) -> Figure:
    """Cosines of images for the network against correlations of their pixels, by the name of the kernel.

    `curves` are the cosines at `correlations`; images[kernel][letter] is (correlation, cosine) of that image with A.
    """
    marks = ((NNGP, "circle", "top left"), (NTK, "diamond", "bottom right"))
    styles = {NAMES[colour]: (colour, DASHES[colour], *mark) for colour, *mark in marks}
    traces: list[dict[str, Any]] = []
    for name, curve in curves.items():
        color, dash, symbol, position = styles[name]
        hover = phrase("digits.curve", name=name)
        traces.append(
            line(correlations.astype(np.float32), curve.astype(np.float32), color, hover, name=name, dash=dash)
        )
        pixel_cosines, network_cosines = zip(*images[name].values(), strict=True)
        hover = phrase("digits.dot", name=name)
        marker = {"size": 10, "symbol": symbol, "line": {"width": 1.5, "color": PAPER}}
        named = {"text": list(images[name]), "textposition": position}
        traces.append(
            dots(pixel_cosines, network_cosines, color, hover, marker, name=phrase("digits.dots", name=name))
            | named
            | {"mode": "markers+text"}
        )
    across = {"title": phrase("digits.across"), "range": [-1.02, 1.02]}
    sentences = []
    for name, pairs in images.items():
        cosines = (
            phrase("digits.with", cosine=number(height, ".3f"), letter=letter) for letter, (_, height) in pairs.items()
        )
        sentences.append(phrase("digits.finding", name=name, cosines=phrase("digits.and").join(cosines)))
    finding = " ".join(sentences)
    return picture(traces, across, {"title": phrase("digits.up"), "zeroline": True}, 320, finding=finding)


def evidence_contours(
    weights: np.ndarray,
    biases: np.ndarray,
    values: np.ndarray,
    name: str,
    chosen: tuple[float, float],
    peak: tuple[float, float] | None,
) -> Figure:
    """`values` (biases, weights) in nats as a map, the chosen network as a cross and the peak, if known, as a star."""
    top = float(values.max())
    clipped = np.maximum(values, top - _SPAN)
    levels = {"type": "contour", "name": name, "x": weights, "y": biases, "z": clipped, "customdata": values}
    levels |= {"colorscale": [[0, translucent(POSITIVE)], [0.75, translucent(POSITIVE, 0.35)], [1, POSITIVE]]}
    levels |= {"contours": {"start": top - _SPAN, "end": top, "size": 5.0, "coloring": "heatmap"}}
    levels |= {"line": {"width": 0.6, "color": NEUTRAL}}
    tens = 10.0 * np.arange(math.ceil((top - _SPAN) / 10.0), math.floor(top / 10.0) + 1)
    bar = {"title": {"text": "nats", "side": "top"}, "thickness": 10, "len": 0.9, "tickvals": tens}
    levels |= {"colorbar": bar}
    map_hover = f"σ_w = %{{x:.1f}}<br>σ_b = %{{y:.1f}}<br>{name} %{{customdata:.2f}} nats<extra></extra>"
    marks = [(phrase("evidence.network"), chosen, "x")]
    if peak is not None:
        marks.append((phrase("evidence.peak"), peak, "star"))
    traces: list[dict[str, Any]] = [levels | {"hovertemplate": map_hover}]
    for label, (weight, bias), symbol in marks:
        marker = {"symbol": symbol, "size": 15, "line": {"width": 2, "color": PAPER}}
        hover = f"{label}<br>σ_w = %{{x:.3f}}<br>σ_b = %{{y:.3f}}"
        traces.append(dots([weight], [bias], PICKED, hover, marker, name=label, cliponaxis=False))
    across = {
        "title": phrase("evidence.weight"),
        "column": phrase("evidence.weight_column"),
        "range": [weights[0], weights[-1]],
    }
    up = {
        "title": phrase("evidence.bias"),
        "column": phrase("evidence.bias_column"),
        "range": [biases[0] - 0.06, biases[-1]],
        "showgrid": False,
    }
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    position = f"σ_w = {number(float(weights[column]), '.2f')}, σ_b = {number(float(biases[row]), '.2f')}"
    finding = phrase("evidence.finding", name=name, value=number(top, ".4g"), position=position)
    return picture(traces, across, up, 420, finding=finding)
