"""The Prior page's functions: samples at infinite and at finite width, and the outputs at one input."""

import math
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from explorer.figures.curves import REAL
from explorer.figures.style import POSITIVE
from explorer.format import number
from explorer.grid.prior import base_samples, prior_kernels
from explorer.scene.units import Units
from explorer.scene.window import GRID, grid_index
from explorer.studies.prior import figures
from explorer.studies.prior.sections import input_text, pick_input
from explorer.ui import controls, session, settings, text
from explorer.ui.plots import show
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Activation
from ntkcore.networks import statistics as finite

_STRIDE = 3  # every 0.03 in x
_FRAMES = 30
_BINS = 41
_REACH = 2.9  # standard deviations that the pictures of functions and outputs hold


class Outputs(NamedTuple):
    """What finite networks say at one input, against the limit N(0, variance)."""

    networks: int
    edges: np.ndarray
    density: np.ndarray
    variance: float
    measured: finite.Kurtosis
    predicted: finite.Prediction


def _reach(arch: Architecture) -> float:
    variances = np.asarray(prior_kernels(arch).nngp).diagonal()
    return _REACH * math.sqrt(float(variances.max())) or 1.0


@cached(64)  # a figure of 10 kB, one for each person of two classes
def _moving(arch: Architecture, seed: int, units: Units) -> Any:
    draws = base_samples(arch, "nngp", seed)[:, :, ::_STRIDE]
    return figures.functions(GRID[::_STRIDE], draws, _reach(arch), POSITIVE, "infinite width", _FRAMES, units)


@cached(64)  # as many, beside the moving ones
def _still(arch: Architecture, width: int, seed: int, units: Units) -> Any:
    drawn = finite.draw_functions(arch, width, GRID[::_STRIDE], 5, seed)
    return figures.functions(GRID[::_STRIDE], drawn, _reach(arch), REAL, f"width {width}", 0, units)


@cached(256)  # 1 kB each, but thousands of networks to draw; the sliders of width and input pass through many
def outputs(arch: Architecture, width: int, x: float, seed: int) -> Outputs:
    """Thousands of networks at one input."""
    count = finite.network_count(arch, width)
    drawn, variances = finite.draw_outputs(arch, width, x, count, seed)
    variance = float(prior_kernels(arch).nngp[(place := grid_index(x)), place])
    reach = 1.25 * _REACH * math.sqrt(variance) or 1.0
    edges = np.linspace(-reach, reach, _BINS + 1)
    density = np.histogram(drawn, edges)[0] / (count * (edges[1] - edges[0]))
    measured, predicted = finite.measured_kurtosis(variances), finite.predicted_kurtosis(arch, width, x)
    return Outputs(count, edges, density, variance, measured, predicted)


def functions_beside() -> None:
    """Sample functions at infinite width, in motion, and of finite networks."""
    scene, width = session.current(), int(settings.get("width"))
    infinite, narrow = st.columns(2)
    with infinite:
        st.markdown("**Infinitely wide**")
        show(_moving(scene.architecture, scene.seed, scene.units), "infinite")
    with narrow:
        st.markdown(f"**Width {width}**")
        show(_still(scene.architecture, width, scene.seed, scene.units), "finite")


def start_words() -> dict[str, str]:
    """The average of untrained networks, and the person's unit that the kernel's root is multiplied by, if any."""
    axis = session.current().y_axis
    return {"mean": axis.text(0.0), "unit": "" if axis.scale == 1.0 else f" · {axis.length_text(1.0)}"}


def width_controls() -> None:
    """Width of the finite networks, and other samples."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    names = {f"{width}": f"{width}" for width in finite.WIDTHS}
    with left:
        settings.choose(st.segmented_control, "Width of the finite networks", "width", names, required=True)
    with right:
        controls.new_samples_button()


def histogram() -> None:
    """The outputs of thousands of networks at one input, and how far from a Gaussian they are."""
    scene, width = session.current(), int(settings.get("width"))
    picture, numbers = st.columns([3, 2])
    with numbers:
        x = pick_input("At input", "at")
        shown = outputs(scene.architecture, width, x, scene.seed)
        if shown.variance > 0:
            _kurtosis(scene.architecture, width, shown)
        else:
            text.show("prior", "nothing", **scene.origin._asdict())
    with picture:
        if shown.variance > 0:
            figure = figures.histogram(shown.edges, shown.density, shown.variance, scene.y_axis)
            show(figure, "histogram")
            spread = scene.y_axis.length_text(math.sqrt(shown.variance))
            values = {"x": input_text(x), "networks": f"{shown.networks:,}", "width": width, "spread": spread}
            values["mean"] = scene.y_axis.text(0.0)
            text.caption("prior", "histogram", **values)


def _kurtosis(arch: Architecture, width: int, shown: Outputs) -> None:
    measured, predicted = shown.measured, shown.predicted
    st.metric(
        "Excess kurtosis, measured",
        f"{number(measured.value, '.3g')} ± {number(measured.standard_error, '.2g')}",
        help=text.section("prior", "kurtosis_help"),
    )
    if not measured.reliable:
        text.caption("prior", "few")
    how = "exact" if predicted.exact else "correct to leading order in 1/width"
    prediction = text.section("prior", "prediction_help")
    st.metric("Excess kurtosis, predicted", number(predicted.value, ".3g"), help=prediction)
    st.caption(f"The prediction is {how}.")
    if arch.activation == Activation.RELU and arch.bias_std == 0.0:
        st.latex(rf"3\left(\left(1+\tfrac5{{{width}}}\right)^{{{arch.hidden_layers}}}-1\right)")
