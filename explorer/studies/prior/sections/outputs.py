"""The Prior page's outputs: thousands of finite networks at one input, and how far from a Gaussian they are."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.grid.prior import prior_kernels
from explorer.language import phrases_of
from explorer.scene.window import grid_index
from explorer.studies.prior import figures
from explorer.studies.prior.sections.functions import REACH
from explorer.studies.prior.sections.inputs import input_field, input_text, pick_input
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Activation
from ntkcore.networks import statistics

phrase = phrases_of("studies/prior")

_BINS = 41


class Outputs(NamedTuple):
    """Outputs of finite networks at one input, and the limit N(0, variance)."""

    x: float
    width: int
    networks: int
    edges: np.ndarray
    density: np.ndarray
    variance: float
    measured: statistics.Kurtosis
    predicted: statistics.Prediction


def input_control() -> float:
    """Draw the choice of the input; return it."""
    return pick_input(phrase("outputs.at"), "at")


def outputs_at(x: float) -> Outputs | Absent:
    """Compute the outputs of thousands of networks at x; Absent where every network gives the same."""
    scene = session.current()
    result = outputs(scene.architecture, int(settings.get("width")), x, scene.seed)
    if result.variance > 0:
        return result
    return Absent(text.section("prior", "nothing", **scene.origin._asdict()))


@cached(256)  # 1 kB each, but thousands of networks to draw; the sliders of width and input pass through many
def outputs(arch: Architecture, width: int, x: float, seed: int) -> Outputs:
    """Cached outputs of thousands of networks at x."""
    count = statistics.network_count(arch, width)
    drawn, variances = statistics.draw_outputs(arch, width, x, count, seed)
    at = grid_index(x)
    variance = float(prior_kernels(arch).nngp[at, at])
    reach = 1.25 * REACH * math.sqrt(variance) or 1.0
    edges = np.linspace(-reach, reach, _BINS + 1)
    density = np.histogram(drawn, edges)[0] / (count * (edges[1] - edges[0]))
    measured, predicted = statistics.measured_kurtosis(variances), statistics.predicted_kurtosis(arch, width, x)
    return Outputs(x, width, count, edges, density, variance, measured, predicted)


def figure(shown: Outputs) -> None:
    """Draw the histogram with the limit's density, and beside it the excess kurtosis."""
    picture, numbers = st.columns([3, 2])
    with numbers:
        _kurtosis(shown)
    with picture:
        axis = session.current().y_axis
        show(figures.histogram(shown.edges, shown.density, shown.variance, axis), "histogram")


def _kurtosis(shown: Outputs) -> None:
    measured, predicted, arch = shown.measured, shown.predicted, session.current().architecture
    st.metric(
        phrase("outputs.measured"),
        f"{number(measured.value, '.3g')} ± {number(measured.standard_error, '.2g')}",
        help=text.section("prior", "kurtosis_help"),
    )
    if not measured.reliable:
        text.caption("prior", "few")
    if not arch.is_plain:
        text.caption("prior", "only_measured")
        return
    how = phrase("outputs.exact") if predicted.exact else phrase("outputs.leading")
    prediction = text.section("prior", "prediction_help")
    st.metric(phrase("outputs.predicted"), number(predicted.value, ".3g"), help=prediction)
    st.caption(phrase("outputs.prediction", how=how))
    if arch.activation == Activation.RELU and arch.bias_std == 0.0:
        st.latex(rf"3\left(\left(1+\tfrac5{{{shown.width}}}\right)^{{{arch.hidden_layers}}}-1\right)")


def words(shown: Outputs) -> None:
    """Write what the bars are, and that networks start as different functions."""
    axis = session.current().y_axis
    mean, spread = axis.text(0.0), axis.length_text(math.sqrt(shown.variance))
    values = {
        "x": input_text(shown.x),
        "networks": number(shown.networks, ",d"),
        "width": shown.width,
        "spread": spread,
    }
    text.caption("prior", "histogram", mean=mean, **values)
    unit = "" if axis.scale == 1.0 else f" · {axis.length_text(1.0)}"
    text.show("prior", "start", mean=mean, unit=unit)


SECTION = Section("prior", "outputs", input_control, outputs_at, figure, words, {"at": input_field(0.7)})
