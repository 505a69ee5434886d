"""Spectra and modes as pictures: how fast eigenvalues fall, what modes look like."""

from typing import Any

import numpy as np

from explorer.figures.axes import field, hover_x, hover_y, inputs_axis, outputs_axis
from explorer.figures.palette import MODE, NEUTRAL, PICKED, SIGNED, translucent
from explorer.figures.style import POWERS, Figure, between, dots, heatmap, line, picture
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.scene.units import WINDOW, Axis, Units
from explorer.scene.window import GRID
from explorer.studies.eigenmodes.numbers.decay import Decay, Theory, half_waves, is_power
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Rebuilt, Spectrum
from ntkcore.spectra.modes import Sinusoid

phrase = phrases_of("studies/eigenmodes")

# What is counted by k, and what the modes are drawn over.
COUNTED = Phrases("studies/eigenmodes", "counted", {InputSet.CIRCLE: "circle", InputSet.CUBE: "cube"})
_IN_THE_WINDOW = (InputSet.INTERVAL, InputSet.TRAINING)  # the window itself or the person's points in it
OVER = Phrases("studies/eigenmodes", "over", {InputSet.CIRCLE: "circle", InputSet.CUBE: "cube"})


def log_axis(title: str, values: np.ndarray) -> dict[str, Any]:
    """A logarithmic axis with about six powers of ten."""
    decades = float(np.log10(values.max() / values.min())) if len(values) else 1.0
    return {"title": title, "dtick": max(1, round(decades / 6))} | POWERS


def eigenvalues(spectrum: Spectrum, theory: Theory, decay: Decay, axes: str) -> Figure:
    """λ against k, with theory as a dashed line and the fit as a thick pale one; `axes` "loglog", "log" or "linear"."""
    cube, name = spectrum.inputs == InputSet.CUBE, COUNTED.get(spectrum.inputs, phrase("counted.mode"))
    shown = spectrum.resolved & ((spectrum.order > 0) | (axes != "loglog") | cube)
    k, values = spectrum.order[shown], spectrum.values[shown]
    hover = f"{name} = %{{x}}<br>λ = %{{y:.4g}}<br>{phrase('eigenvalues.hover')}"
    traces = [dots(k, values, MODE, hover, name=phrase("series.eigenvalues"), customdata=spectrum.multiplicity[shown])]
    waves = np.maximum(half_waves(spectrum), 1).astype(float)
    fitted = shown & (spectrum.order >= decay.first) & (spectrum.order <= decay.last) & np.isfinite(decay.exponent)
    if fitted.any():
        power = is_power(spectrum, theory.law)
        shape = waves**decay.exponent if power else decay.factor ** spectrum.order.astype(float)
        start = np.exp(np.mean(np.log(spectrum.values[fitted] / shape[fitted])))
        traces.insert(0, line(spectrum.order[fitted], start * shape[fitted], translucent(MODE, 0.25), width=18))
    promised = shown & (theory.values > 0)
    if promised.any():
        at = phrase("eigenvalues.theory", name=name)
        given, called = (spectrum.order[promised], theory.values[promised]), phrase("series.theory")
        traces.append(line(*given, NEUTRAL, f"{at} = %{{x}}<br>λ = %{{y:.4g}}", name=called, dash="dash"))
    across = {"title": name} | ({"dtick": 1} if cube else {})
    if axes == "loglog" and not cube:
        across |= {"type": "log", "tickvals": [1, 2, 5, 10, 20, 50]}
    title = phrase("eigenvalues.up")
    up = {"title": title} if axes == "linear" else log_axis(title, values)
    finding = phrase("eigenvalues.finding", count=len(k), range=between(values))
    return picture(traces, across, up, 360, finding=finding)


def mode(spectrum: Spectrum, index: int, nearest: Sinusoid | None, x_axis: Axis = WINDOW.x) -> Figure:
    """Mode number `index` of the spectrum and the sinusoid nearest to it; on the cube, a map of its corners.

    Inputs in the window have the person's units; those of the other sets are examples and have none.
    """
    values, over = spectrum.modes[:, index], OVER.get(spectrum.inputs, phrase("over.input"))
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
    traces = [line(x, values, MODE, f"{where}<br>v = %{{y:.3f}}", name=phrase("series.mode"))]
    if is_training:
        traces[0] |= {"mode": "lines+markers", "marker": {"size": 8}}
    if fitted is not None:
        called = phrase("mode.nearest")
        traces.append(line(x, fitted, NEUTRAL, f"{called} %{{y:.3f}}", name=called, dash="dash"))
    signs = np.sign(spectrum.modes[:, index])
    turns = int((np.diff(signs[signs != 0]) != 0).sum())  # an odd mode is 0 in the middle
    fit = "" if nearest is None else phrase("mode.fit", value=number(float(nearest.r_squared[index]), ".4f"))
    told = "mode.finding_one" if turns == 1 else "mode.finding"
    finding = phrase(told, k=spectrum.order[index], turns=turns, fit=fit)
    return picture(traces, across, {"title": phrase("mode.up")}, 300, finding=finding)


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
    hover = phrase("corners.hover", value=hover)
    heat = heatmap(table, SIGNED, (-1.0, 1.0), hover, name=phrase("series.corners"))
    heat |= {"xgap": 1, "ygap": 1, "customdata": signs.reshape(table.shape)}
    bare = {"showticklabels": False, "showgrid": False, "ticks": ""}
    x = bare | {"title": phrase("corners.signs", low=1, high=across)}
    y = bare | {"title": phrase("corners.signs", low=across + 1, high=dimension), "autorange": "reversed"}
    up, down, none = (int((np.sign(values) == sign).sum()) for sign in (1, -1, 0))
    finding = phrase("corners.finding", count=len(values), up=up, down=down, none=none)
    return picture([heat], x, y, 300, finding=finding)


def sinusoidality(spectrum: Spectrum, nearest: Sinusoid, index: int) -> Figure:
    """R² of the nearest sinusoid for every mode above rounding, the chosen one marked."""
    name = COUNTED.get(spectrum.inputs, phrase("counted.mode"))
    k, good = spectrum.order[spectrum.resolved], nearest.r_squared[spectrum.resolved]
    traces = [
        dots(k, good, MODE, f"{name} = %{{x}}<br>R² = %{{y:.4f}}", marker={"size": 5}, name=phrase("sinusoidality.all"))
    ]
    ring = {"size": 13, "symbol": "circle-open", "line": {"width": 2}}
    traces.append(
        dots(
            spectrum.order[[index]],
            nearest.r_squared[[index]],
            PICKED,
            phrase("sinusoidality.this"),
            marker=ring,
            name=phrase("sinusoidality.this"),
        )
    )
    finding = phrase("sinusoidality.finding", range=between(good), count=len(k))
    return picture(traces, {"title": name}, {"title": "R²", "range": [-0.05, 1.08]}, 230, finding=finding)


def rebuilt_labels(x: tuple[float, ...], y: tuple[float, ...], rebuilt: Rebuilt, units: Units = WINDOW) -> Figure:
    """The person's labels y at x as rings, and the labels rebuilt from the first modes as diamonds on a curve."""
    ring = {"size": 12, "symbol": "circle-open", "line": {"width": 2}}
    at, label = hover_x(units.x), field("y", units.y, ".3f")
    inputs, labels = (
        np.array([axis.to_data(value) for value in values]) for axis, values in zip(units, (x, y), strict=True)
    )
    curve_hover = f"{at}<br>{phrase('rebuild.from', label=label)}"
    your_hover = f"{phrase('rebuild.your', at=at)}<br>{hover_y(units.y)}"
    made_hover = f"{phrase('rebuild.label', at=at)}<br>{label}"
    diamond = {"symbol": "diamond"}
    made = units.y.values(rebuilt.labels)
    traces = [
        line(units.x.values(GRID), units.y.values(rebuilt.curve), MODE, curve_hover, name=phrase("rebuild.curve")),
        dots(inputs, labels, NEUTRAL, your_hover, marker=ring, name=phrase("rebuild.yours")),
        dots(inputs, made, MODE, made_hover, marker=diamond, name=phrase("rebuild.labels")),
    ]
    reach = 1.6 * max(0.5, *np.abs(y))
    off = float(np.abs(np.array(y) - rebuilt.labels).max())
    finding = phrase("rebuild.finding", off=units.y.length_text(off))
    across = {"title": phrase("over.input")} if _is_plain(units.x) else inputs_axis(units.x, (-1.6, 1.6))
    return picture(traces, across, outputs_axis(units.y, (-reach, reach), phrase("rebuild.up")), 300, finding=finding)
