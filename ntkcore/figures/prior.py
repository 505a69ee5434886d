"""The prior as pictures: sample functions, an output's histogram, the kernel as similarity, the map of the evidence."""

import math
from typing import Any

import numpy as np

from ntkcore.figures.curves import NNGP, NTK, REAL, clear
from ntkcore.figures.style import (
    CLEAR_POSITIVE,
    GREY,
    HEIGHT,
    NEGATIVE,
    POSITIVE,
    SIGNED,
    Figure,
    between,
    dots,
    line,
    picture,
)
from ntkcore.words import number

MARK = "#009E73"  # Okabe–Ito green: what the person has picked, and the peak
_HALF_POSITIVE = "rgba(0,114,178,0.35)"
_SPAN = 30.0  # nats below the peak at which the map of the evidence ends


def functions(x: np.ndarray, draws: np.ndarray, reach: float, color: str, name: str, frames: int = 0) -> Figure:
    """Sample functions (S, P) at x (P,) within ±reach; of two independent sets (2, S, P) the first, to be played.

    The browser turns them along the great circle f₀ cos θ + f₁ sin θ, in `frames` steps once round: at each θ that is
    an exact draw, since the two sets are independent. The frames themselves would be sixteen times as many bytes.
    """
    sets = draws if frames else draws[None]
    gap = np.full((*sets.shape[:2], 1), np.nan)
    heights = np.concatenate([sets, gap], axis=2).reshape(len(sets), -1).astype(np.float32)
    places = np.tile(np.append(x, np.nan), sets.shape[1]).astype(np.float32)
    curves = line(places, heights[0], color, f"{name}<br>x = %{{x:.2f}}<br>f(x) = %{{y:.3f}}", name=name, width=1.6)
    across = {"title": "input x", "range": [x[0], x[-1]]}
    up = {"title": "f(x)", "range": [-reach, reach], "zeroline": True}
    moving = {"meta": {"circle": {"count": frames, "second": heights[1]}}} if frames else {}
    # Room for a button also where there is none: the axes of two pictures stand side by side.
    finding = f"{sets.shape[1]} random functions ({name}), {between(sets[0])}."
    return picture([curves], across, up, HEIGHT, finding=finding, margin={"t": 54}, **moving)


def histogram(edges: np.ndarray, density: np.ndarray, variance: float) -> Figure:
    """The density (B,) of finite networks' outputs between edges (B + 1,), and the limit N(0, variance)."""
    middle, width = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    outputs = np.linspace(edges[0], edges[-1], 121)
    peak = 1.0 / math.sqrt(2.0 * math.pi * variance)
    normal = peak * np.exp(-0.5 * outputs**2 / variance)
    bars = {"type": "bar", "name": "finite networks", "x": middle, "y": density, "width": width}
    bars |= {"marker": {"color": clear(REAL, 0.35), "line": {"width": 1, "color": REAL}}}
    bars |= {"hovertemplate": "finite networks<br>f(x) ≈ %{x:.2f}<br>density %{y:.3f}<extra></extra>"}
    limit = line(
        outputs,
        normal,
        POSITIVE,
        "infinite width<br>f(x) = %{x:.2f}<br>density %{y:.3f}",
        name="infinite width",
        width=2.5,
    )
    across = {"title": "output f(x)", "range": [edges[0], edges[-1]]}
    up = {"title": "density", "range": [0.0, min(1.08 * max(float(density.max()), peak), 3.0 * peak)]}
    highest = number(float(density.max()), ".3g")
    finding = f"The highest bar has density {highest}; the peak of the limit has {number(peak, '.3g')}."
    return picture([bars, limit], across, up, 300, finding=finding)


def similarity(x: np.ndarray, kernel: np.ndarray, pick: tuple[int, int], symbol: str) -> Figure:
    """k(x, x′) (P, P) at x (P,) as a heat map; below it, on the same axis, the slice at the first pick, x′ = a.

    The dot is the pair of both picks, (a, b), given by their places in x; `symbol` is what the axis calls k.
    """
    first, second = pick
    low, high = min(0.0, float(np.nanmin(kernel))), max(float(np.nanmax(np.abs(kernel))), np.finfo(float).tiny)
    around = [low - 0.06 * (high - low), high + 0.06 * (high - low)]
    value = float(kernel[first, second])
    said = f"a = {number(x[first], '.2f')}, b = {number(x[second], '.2f')}<br>{symbol} = {number(value, '.4g')}"
    pair = {"size": 11, "line": {"width": 2, "color": "white"}}
    dot = dots(x[[second]], x[[first]], MARK, said, pair, name="the pair (a, b)")
    level = line(x[[0, -1]], x[[first, first]], GREY, dash="dash", width=1)
    thirds = {"tickvals": [-1, 0, 1], "ticks": ""}
    words = f"x = %{{x:.2f}}<br>{symbol} with a = %{{y:.4g}}"
    cut = line(x.astype(np.float32), kernel[first].astype(np.float32), POSITIVE, words, name="slice", width=2.5)
    cut |= {"yaxis": "y2"}
    heat = _heat(x, kernel, low, high, symbol)
    across = {"title": "input x", "range": [x[0], x[-1]], "anchor": "y2"} | thirds
    up = {"title": "input x′", "domain": [0.4, 1.0], "range": [x[0], x[-1]], "showgrid": False} | thirds
    below = {"title": f"{symbol} at x′ = a", "domain": [0.0, 0.33], "range": around, "nticks": 4}
    traces = [heat, level, dot, cut, dot | {"y": [value], "yaxis": "y2"}]
    finding = f"{symbol} is {number(value, '.4g')} for the pair a, b; all values lie {between(kernel)}."
    return picture(traces, across, up, 520, finding=finding, yaxis2=below)


def _heat(x: np.ndarray, kernel: np.ndarray, low: float, high: float, symbol: str) -> dict[str, Any]:
    """Zero is clear, so that it reads in a light and in a dark theme; blue above, vermillion below."""
    signed = low < 0
    scale = [[0, CLEAR_POSITIVE], [1, POSITIVE]]
    if signed:
        scale = SIGNED
    places = x.astype(np.float32)
    heat = {
        "type": "heatmap",
        "name": symbol,
        "x": places,
        "y": places,
        "z": kernel.astype(np.float32),
        "colorscale": scale,
    }
    heat |= {"zmin": -high if signed else 0.0, "zmax": high, "showscale": False}
    return heat | {"hovertemplate": f"x = %{{x:.2f}}<br>x′ = %{{y:.2f}}<br>{symbol} = %{{z:.4g}}<extra></extra>"}


def by_correlation(
    correlations: np.ndarray, curves: dict[str, np.ndarray], images: dict[str, dict[str, tuple[float, float]]]
) -> Figure:
    """How alike the network finds two images against how alike their pixels are: images[kernel][letter] = both."""
    styles = {"NNGP": (NNGP, "solid", "circle"), "NTK": (NTK, "dash", "diamond")}
    traces: list[dict[str, Any]] = []
    for name, curve in curves.items():
        color, dash, symbol = styles[name]
        hover = f"{name}<br>pixels %{{x:.2f}}<br>network %{{y:.3f}}"
        traces.append(
            line(correlations.astype(np.float32), curve.astype(np.float32), color, hover, name=name, dash=dash)
        )
        places, heights = zip(*images[name].values(), strict=True)
        hover = f"{name}: A and %{{text}}<br>pixels %{{x:.3f}}<br>network %{{y:.3f}}"
        marker = {"size": 10, "symbol": symbol, "line": {"width": 1.5, "color": "white"}}
        named = {"text": list(images[name]), "textposition": "top left" if name == "NNGP" else "bottom right"}
        traces.append(
            dots(places, heights, color, hover, marker, name=f"{name}: B, then C") | named | {"mode": "markers+text"}
        )
    across = {"title": "correlation of the pixels", "range": [-1.02, 1.02]}
    found = [
        f"{name}: " + ", ".join(f"{number(height, '.3f')} with {letter}" for letter, (_, height) in pairs.items())
        for name, pairs in images.items()
    ]
    finding = f"Cosine similarity of image A. {'. '.join(found)}."
    return picture(traces, across, {"title": "cosine similarity", "zeroline": True}, 320, finding=finding)


def evidence_map(
    weights: np.ndarray,
    biases: np.ndarray,
    values: np.ndarray,
    name: str,
    here: tuple[float, float],
    peak: tuple[float, float] | None,
) -> Figure:
    """values (biases, weights) in nats as a map, the present choice as a cross and the peak, if known, as a star."""
    top = float(values.max())
    clipped = np.maximum(values, top - _SPAN)
    levels = {"type": "contour", "name": name, "x": weights, "y": biases, "z": clipped, "customdata": values}
    levels |= {"colorscale": [[0, CLEAR_POSITIVE], [0.75, _HALF_POSITIVE], [1, POSITIVE]]}
    levels |= {"contours": {"start": top - _SPAN, "end": top, "size": 5.0, "coloring": "heatmap"}}
    levels |= {"line": {"width": 0.6, "color": GREY}}
    tens = 10.0 * np.arange(math.ceil((top - _SPAN) / 10.0), math.floor(top / 10.0) + 1)
    bar = {"title": {"text": "nats", "side": "top"}, "thickness": 10, "len": 0.9, "tickvals": tens}
    levels |= {"colorbar": bar}
    words = f"σ_w = %{{x:.1f}}<br>σ_b = %{{y:.1f}}<br>{name} %{{customdata:.2f}} nats<extra></extra>"
    marks = [("this network", here, "x", NEGATIVE)]
    if peak is not None:
        marks.append(("the peak", peak, "star", MARK))
    traces: list[dict[str, Any]] = [levels | {"hovertemplate": words}]
    for words, (weight, bias), symbol, color in marks:
        marker = {"symbol": symbol, "size": 15, "line": {"width": 2, "color": "white"}}
        hover = f"{words}<br>σ_w = %{{x:.3f}}<br>σ_b = %{{y:.3f}}"
        traces.append(dots([weight], [bias], color, hover, marker, name=words, cliponaxis=False))
    across = {"title": "weight std σ_w", "range": [weights[0], weights[-1]]}
    up = {"title": "bias std σ_b", "range": [biases[0] - 0.06, biases[-1]], "showgrid": False}
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    place = f"σ_w = {number(float(weights[column]), '.2f')}, σ_b = {number(float(biases[row]), '.2f')}"
    finding = f"The highest value of {name} on the map is {number(top, '.4g')} nats, at {place}."
    return picture(traces, across, up, 420, finding=finding)
