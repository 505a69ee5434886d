"""Symmetries as pictures: inputs on a circle or a line, and the eigenvalues of the kernel on them."""

from typing import Any

import numpy as np

from explorer.figures.palette import MODE, NEGATIVE, NEUTRAL, PICKED, POSITIVE
from explorer.figures.style import Figure, between, dots, line, picture
from explorer.language import phrases_of
from explorer.studies.eigenmodes.figures.modes import log_axis
from explorer.studies.eigenmodes.numbers.spectrum import FLOOR
from ntkcore.spectra.symmetric import Symmetry

phrase = phrases_of("studies/eigenmodes")

_DIAMOND = {"size": 11, "symbol": "diamond"}
MIXED = 0.02  # a mode whose parity is this far from ±1 is neither even nor odd


def circle(symmetry: Symmetry, moved: float, most: int) -> Figure:
    """Inputs on a circle, the one at `moved` a diamond; below, the eigenvalues λ up to frequency `most`.

    A ring and a dot at each frequency, which coincide while the pair is equal.
    """
    turn, hover = np.linspace(0, 2 * np.pi, 91), "(%{x:.2f}, %{y:.2f}) · √2"
    above = [
        line(np.cos(turn), np.sin(turn), NEUTRAL, width=0.5),
        dots(np.cos(symmetry.positions), np.sin(symmetry.positions), NEUTRAL, hover, marker={"size": 6}),
        dots(np.cos([moved]), np.sin([moved]), PICKED, hover, marker=_DIAMOND),
    ]
    bare = {"visible": False, "range": [-1.25, 1.25]}
    below = _pairs(symmetry, most)
    finding = phrase("symmetry.pairs", count=len(below[0]["x"]), pairs=len(below[1]["x"]))
    return _with_positions(above, bare | {"scaleanchor": "y2"}, bare, below, phrase("symmetry.frequency"), finding)


def interval(symmetry: Symmetry, moved: float, most: int) -> Figure:
    """Inputs on a line, the one at `moved` a diamond; below, the first `most` eigenvalues λ.

    Dots are even modes, diamonds odd ones, crosses neither.
    """
    above = [
        dots(symmetry.positions, np.zeros(len(symmetry.positions)), NEUTRAL, "x = %{x:.3f}", marker={"size": 6}),
        dots(np.array([moved]), np.zeros(1), PICKED, "x = %{x:.3f}", marker=_DIAMOND),
    ]
    x = {"title": phrase("over.input"), "range": [-1.6, 1.6]}
    below = _parities(symmetry, most)
    even, odd, neither = (len(trace["x"]) for trace in below)
    finding = phrase("symmetry.parities", even=even, odd=odd, neither=neither)
    bare = {"visible": False, "range": [-1.25, 1.25]}
    return _with_positions(above, x, bare, below, phrase("counted.mode"), finding)


def _with_positions(
    above: list[dict[str, Any]],
    x: dict[str, Any],
    y: dict[str, Any],
    below: list[dict[str, Any]],
    name: str,
    finding: str,
) -> Figure:
    """The traces `above` of positions, on axes x and y, over the traces `below` of eigenvalues, against `name`.

    One figure is drawn faster than two. `finding` is the sentence about the modes.
    """
    values = np.concatenate([trace["y"] for trace in below])
    top = [trace | {"xaxis": "x2", "yaxis": "y2"} for trace in above]
    up = log_axis(phrase("eigenvalues.up"), values) | {"domain": [0.0, 0.55]}
    second = {"xaxis2": x | {"anchor": "y2"}, "yaxis2": y | {"anchor": "x2", "domain": [0.72, 1.0]}}
    finding = phrase("symmetry.lie", finding=finding, range=between(values))
    return picture([*below, *top], {"title": name}, up, 420, finding=finding, **second)


def _pairs(symmetry: Symmetry, most: int) -> list[dict[str, Any]]:
    """The circle's eigenvalues by frequency, as traces: first rings, then dots."""
    kept = (symmetry.frequency <= most) & (symmetry.values > FLOOR * symmetry.values[0])
    frequency, values = symmetry.frequency[kept], symmetry.values[kept]
    first = np.array([k not in frequency[:index] for index, k in enumerate(frequency)], dtype=bool)
    hover = phrase("symmetry.frequency_hover")
    ring = {"size": 13, "symbol": "circle-open", "line": {"width": 2}}
    return [
        dots(frequency[first], values[first], MODE, hover, marker=ring, name=phrase("symmetry.ring")),
        dots(frequency[~first], values[~first], MODE, hover, marker={"size": 6}, name=phrase("symmetry.dot")),
    ]


def kept_parities(symmetry: Symmetry, most: int) -> np.ndarray:
    """The indices of those among the first `most` modes on a line that are above rounding."""
    return np.flatnonzero(symmetry.values[:most] > FLOOR * symmetry.values[0])


def _parities(symmetry: Symmetry, most: int) -> list[dict[str, Any]]:
    """The eigenvalues on a line, as traces: dots for even modes, diamonds for odd ones, crosses for neither."""
    kept = kept_parities(symmetry, most)
    parities = (
        (phrase("symmetry.even"), POSITIVE, "circle", symmetry.parity > 1 - MIXED),
        (phrase("symmetry.odd"), NEGATIVE, "diamond", symmetry.parity < MIXED - 1),
        (phrase("symmetry.neither"), NEUTRAL, "x", np.abs(symmetry.parity) <= 1 - MIXED),
    )
    traces = []
    for name, color, symbol, mask in parities:
        at = kept[mask[kept]]
        hover = phrase("symmetry.parity_hover", name=name)
        style = {"symbol": symbol, "size": 8}
        traces.append(dots(at + 1, symmetry.values[at], color, hover, style, name=name, customdata=symmetry.parity[at]))
    return traces
