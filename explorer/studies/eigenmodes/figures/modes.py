"""Spectra and modes as pictures: how fast eigenvalues fall, what modes look like, and the symmetries behind them."""

from typing import Any

import numpy as np

from explorer.figures.axes import field, hover_x, hover_y, inputs_axis, outputs_axis
from explorer.figures.palette import MODE, NEGATIVE, NEUTRAL, PICKED, POSITIVE, SIGNED, translucent
from explorer.figures.style import POWERS, Figure, between, dots, heatmap, line, picture
from explorer.format import number
from explorer.scene.units import WINDOW, Axis, Units
from explorer.scene.window import GRID
from explorer.studies.eigenmodes.numbers.decay import Decay, Theory, half_waves, is_power
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import FLOOR, Rebuilt, Spectrum
from ntkcore.spectra.modes import Sinusoid
from ntkcore.spectra.symmetric import Symmetry

_DIAMOND = {"size": 11, "symbol": "diamond"}
MIXED = 0.02  # a mode whose parity is this far from ±1 is neither even nor odd
# What is counted by k, and what the modes are drawn over.
COUNTED = {InputSet.CIRCLE: "frequency k", InputSet.CUBE: "degree k"}
_IN_THE_WINDOW = (InputSet.INTERVAL, InputSet.TRAINING)  # the window itself or the person's points in it
OVER = {InputSet.CIRCLE: "angle in turns", InputSet.CUBE: "corner"}


def log_axis(title: str, values: np.ndarray) -> dict[str, Any]:
    """A logarithmic axis with about six powers of ten."""
    decades = float(np.log10(values.max() / values.min())) if len(values) else 1.0
    return {"title": title, "dtick": max(1, round(decades / 6))} | POWERS


def eigenvalues(spectrum: Spectrum, theory: Theory, decay: Decay, axes: str) -> Figure:
    """λ against k, with theory as a dashed line and the fit as a thick pale one; `axes` "loglog", "log" or "linear"."""
    cube, name = spectrum.inputs == InputSet.CUBE, COUNTED.get(spectrum.inputs, "mode k")
    shown = spectrum.resolved & ((spectrum.order > 0) | (axes != "loglog") | cube)
    k, values = spectrum.order[shown], spectrum.values[shown]
    hover = f"{name} = %{{x}}<br>λ = %{{y:.4g}}<br>modes with this λ: %{{customdata}}"
    traces = [dots(k, values, MODE, hover, name="eigenvalues", customdata=spectrum.multiplicity[shown])]
    waves = np.maximum(half_waves(spectrum), 1).astype(float)
    fitted = shown & (spectrum.order >= decay.first) & (spectrum.order <= decay.last) & np.isfinite(decay.exponent)
    if fitted.any():
        power = is_power(spectrum, theory.law)
        shape = waves**decay.exponent if power else decay.factor ** spectrum.order.astype(float)
        start = np.exp(np.mean(np.log(spectrum.values[fitted] / shape[fitted])))
        traces.insert(0, line(spectrum.order[fitted], start * shape[fitted], translucent(MODE, 0.25), width=18))
    promised = shown & (theory.values > 0)
    if promised.any():
        theory_hover = f"theory at {name} = %{{x}}<br>λ = %{{y:.4g}}"
        traces.append(
            line(spectrum.order[promised], theory.values[promised], NEUTRAL, theory_hover, name="theory", dash="dash")
        )
    across = {"title": name} | ({"dtick": 1} if cube else {})
    if axes == "loglog" and not cube:
        across |= {"type": "log", "tickvals": [1, 2, 5, 10, 20, 50]}
    up = {"title": "eigenvalue λ"} if axes == "linear" else log_axis("eigenvalue λ", values)
    finding = f"{len(k)} eigenvalues lie {between(values)}."
    return picture(traces, across, up, 360, finding=finding)


def mode(spectrum: Spectrum, index: int, nearest: Sinusoid | None, x_axis: Axis = WINDOW.x) -> Figure:
    """Mode number `index` of the spectrum and the sinusoid nearest to it; on the cube, a map of its corners.

    Inputs in the window have the person's units; those of the other sets are examples and have none.
    """
    values, over = spectrum.modes[:, index], OVER.get(spectrum.inputs, "input x")
    if spectrum.inputs == InputSet.CUBE:
        return corners(values, "v = %{z:+.0f}")
    x = spectrum.x / (2 * np.pi) if spectrum.inputs == InputSet.CIRCLE else spectrum.x
    is_training = spectrum.inputs == InputSet.TRAINING
    fitted = None if nearest is None else nearest.fitted[:, index]
    if spectrum.inputs == InputSet.CLUSTERS:  # no line where no input lies
        x, values = _parted(x), _parted(values)
        fitted = None if fitted is None else _parted(fitted)
    across, where = {"title": over}, f"{over} %{{x:.2f}}"
    if spectrum.inputs in _IN_THE_WINDOW and not _is_plain(x_axis):
        room = 0.05 * float(np.ptp(x)) or 0.1
        across = inputs_axis(x_axis, (float(x.min()) - room, float(x.max()) + room))
        where, x = hover_x(x_axis), x_axis.values(x)
    traces = [line(x, values, MODE, f"{where}<br>v = %{{y:.3f}}", name="mode")]
    if is_training:
        traces[0] |= {"mode": "lines+markers", "marker": {"size": 8}}
    if fitted is not None:
        traces.append(line(x, fitted, NEUTRAL, "nearest sinusoid %{y:.3f}", name="nearest sinusoid", dash="dash"))
    signs = np.sign(spectrum.modes[:, index])
    turns = int((np.diff(signs[signs != 0]) != 0).sum())  # an odd mode is 0 in the middle
    fit = "" if nearest is None else f" The nearest sinusoid has R² = {number(float(nearest.r_squared[index]), '.4f')}."
    finding = f"Mode {spectrum.order[index]} changes its sign {turns} time{'' if turns == 1 else 's'}.{fit}"
    return picture(traces, across, {"title": "mode v(x)"}, 300, finding=finding)


def _is_plain(axis: Axis) -> bool:
    """Whether an axis has neither a name nor units of the person's, so that plotly may find its range."""
    return axis.is_window and not axis.name


def _parted(values: np.ndarray) -> np.ndarray:
    """`values` with a gap in the middle, between the two clusters."""
    return np.insert(values, len(values) // 2, np.nan)


def corners(values: np.ndarray, hover: str) -> Figure:
    """A number for each corner of the cube (2ᵈ,), on a map: the first inputs across, the others down."""
    dimension = len(values).bit_length() - 1
    across = (dimension + 1) // 2
    table = values.reshape(-1, 2**across)
    signs = np.array(["".join("−" if i >> bit & 1 else "+" for bit in range(dimension)) for i in range(len(values))])
    heat = heatmap(table, SIGNED, (-1.0, 1.0), f"inputs %{{customdata}}<br>{hover}", name="corners")
    heat |= {"xgap": 1, "ygap": 1, "customdata": signs.reshape(table.shape)}
    bare = {"showticklabels": False, "showgrid": False, "ticks": ""}
    x = bare | {"title": f"signs of inputs 1 to {across}"}
    y = bare | {"title": f"signs of inputs {across + 1} to {dimension}", "autorange": "reversed"}
    counts = [int((np.sign(values) == sign).sum()) for sign in (1, -1, 0)]
    finding = "Of {} corners, {} are above 0, {} below 0 and {} are 0.".format(len(values), *counts)
    return picture([heat], x, y, 300, finding=finding)


def sinusoidality(spectrum: Spectrum, nearest: Sinusoid, index: int) -> Figure:
    """R² of the nearest sinusoid for every mode above rounding, the chosen one marked."""
    name = COUNTED.get(spectrum.inputs, "mode k")
    k, good = spectrum.order[spectrum.resolved], nearest.r_squared[spectrum.resolved]
    traces = [dots(k, good, MODE, f"{name} = %{{x}}<br>R² = %{{y:.4f}}", marker={"size": 5}, name="all modes")]
    ring = {"size": 13, "symbol": "circle-open", "line": {"width": 2}}
    traces.append(
        dots(
            spectrum.order[[index]],
            nearest.r_squared[[index]],
            PICKED,
            "the mode above",
            marker=ring,
            name="the mode above",
        )
    )
    finding = f"R² of the nearest sinusoid lies {between(good)} over {len(k)} modes."
    return picture(traces, {"title": name}, {"title": "R²", "range": [-0.05, 1.08]}, 230, finding=finding)


def rebuilt_labels(x: tuple[float, ...], y: tuple[float, ...], rebuilt: Rebuilt, units: Units = WINDOW) -> Figure:
    """The person's labels y at x as rings, and the labels rebuilt from the first modes as diamonds on a curve."""
    ring = {"size": 12, "symbol": "circle-open", "line": {"width": 2}}
    at, label = hover_x(units.x), field("y", units.y, ".3f")
    inputs, labels = (
        np.array([axis.to_data(value) for value in values]) for axis, values in zip(units, (x, y), strict=True)
    )
    curve_hover = f"{at}<br>from these modes: {label}"
    diamond = {"symbol": "diamond"}
    made = units.y.values(rebuilt.labels)
    traces = [
        line(units.x.values(GRID), units.y.values(rebuilt.curve), MODE, curve_hover, name="curve"),
        dots(inputs, labels, NEUTRAL, f"your label at {at}<br>{hover_y(units.y)}", marker=ring, name="your labels"),
        dots(inputs, made, MODE, f"rebuilt at {at}<br>{label}", marker=diamond, name="rebuilt labels"),
    ]
    reach = 1.6 * max(0.5, *np.abs(y))
    off = float(np.abs(np.array(y) - rebuilt.labels).max())
    finding = f"The rebuilt labels differ from yours by at most {units.y.length_text(off)}."
    across = {"title": "input x"} if _is_plain(units.x) else inputs_axis(units.x, (-1.6, 1.6))
    return picture(traces, across, outputs_axis(units.y, (-reach, reach), "label y"), 300, finding=finding)


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
    finding = f"Of {len(below[0]['x'])} frequencies, {len(below[1]['x'])} have a second eigenvalue."
    return _with_positions(above, bare | {"scaleanchor": "y2"}, bare, below, "frequency", finding)


def interval(symmetry: Symmetry, moved: float, most: int) -> Figure:
    """Inputs on a line, the one at `moved` a diamond; below, the first `most` eigenvalues λ.

    Dots are even modes, diamonds odd ones, crosses neither.
    """
    above = [
        dots(symmetry.positions, np.zeros(len(symmetry.positions)), NEUTRAL, "x = %{x:.3f}", marker={"size": 6}),
        dots(np.array([moved]), np.zeros(1), PICKED, "x = %{x:.3f}", marker=_DIAMOND),
    ]
    x = {"title": "input x", "range": [-1.6, 1.6]}
    below = _parities(symmetry, most)
    even, odd, neither = (len(trace["x"]) for trace in below)
    finding = f"Of these modes, {even} are even, {odd} are odd and {neither} are neither."
    return _with_positions(above, x, {"visible": False, "range": [-1.25, 1.25]}, below, "mode k", finding)


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
    up = log_axis("eigenvalue λ", values) | {"domain": [0.0, 0.55]}
    second = {"xaxis2": x | {"anchor": "y2"}, "yaxis2": y | {"anchor": "x2", "domain": [0.72, 1.0]}}
    finding = f"{finding} Eigenvalues lie {between(values)}."
    return picture([*below, *top], {"title": name}, up, 420, finding=finding, **second)


def _pairs(symmetry: Symmetry, most: int) -> list[dict[str, Any]]:
    """The circle's eigenvalues by frequency, as traces: first rings, then dots."""
    kept = (symmetry.frequency <= most) & (symmetry.values > FLOOR * symmetry.values[0])
    frequency, values = symmetry.frequency[kept], symmetry.values[kept]
    first = np.array([k not in frequency[:index] for index, k in enumerate(frequency)], dtype=bool)
    hover = "frequency %{x}<br>λ = %{y:.6g}"
    ring = {"size": 13, "symbol": "circle-open", "line": {"width": 2}}
    return [
        dots(frequency[first], values[first], MODE, hover, marker=ring, name="first of the pair"),
        dots(frequency[~first], values[~first], MODE, hover, marker={"size": 6}, name="second of the pair"),
    ]


def kept_parities(symmetry: Symmetry, most: int) -> np.ndarray:
    """The indices of those among the first `most` modes on a line that are above rounding."""
    return np.flatnonzero(symmetry.values[:most] > FLOOR * symmetry.values[0])


def _parities(symmetry: Symmetry, most: int) -> list[dict[str, Any]]:
    """The eigenvalues on a line, as traces: dots for even modes, diamonds for odd ones, crosses for neither."""
    kept = kept_parities(symmetry, most)
    parities = (
        ("even", POSITIVE, "circle", symmetry.parity > 1 - MIXED),
        ("odd", NEGATIVE, "diamond", symmetry.parity < MIXED - 1),
        ("neither even nor odd", NEUTRAL, "x", np.abs(symmetry.parity) <= 1 - MIXED),
    )
    traces = []
    for name, color, symbol, mask in parities:
        at = kept[mask[kept]]
        hover = f"mode %{{x}}, {name}<br>λ = %{{y:.4g}}<br>parity %{{customdata:+.3f}}"
        style = {"symbol": symbol, "size": 8}
        traces.append(dots(at + 1, symmetry.values[at], color, hover, style, name=name, customdata=symmetry.parity[at]))
    return traces
