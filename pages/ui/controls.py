"""Widgets ↔ scene: each widget shows the scene's value, and a change commits a new scene."""

import math
from collections.abc import Callable
from typing import Any

import streamlit as st

from ntkcore.architecture import LIMITS, Activation
from ntkcore.scene import Prior
from pages.ui import state
from pages.ui.widgets import mirror

ACTIVATION_NAMES = {
    Activation.RELU: "ReLU",
    Activation.LEAKY_RELU: "leaky ReLU (slope 0.1)",
    Activation.ABS: "|x|",
    Activation.ERF: "erf",
    Activation.GELU: "GELU",
    Activation.SIN: "sin",
    Activation.IDENTITY: "identity (a linear network)",
}
PRIOR_NAMES = {Prior.NNGP: "NNGP", Prior.NTK: "NTK", Prior.ENSEMBLE: "Trained nets"}
PRIOR_WORDS: dict[str, str] = {
    Prior.NNGP: "Networks as they are drawn at random, kept if they fit the data: the Bayesian posterior.",
    Prior.NTK: "The tangent kernel used as the covariance of a Gaussian process.",
    Prior.ENSEMBLE: "Many wide networks, each trained by gradient descent from its own random start.",
}
# Quarter decades from 0.01 to 10⁴, with both ends: the start of training and its limit.
_TIMES = (0.0, *(float(f"{10 ** (k / 4):.3g}") for k in range(-8, 17)), math.inf)


def network_controls() -> None:
    """The network, in the sidebar."""
    network = state.current().architecture
    with st.sidebar:
        _widget(
            st.selectbox,
            "Activation",
            "activation",
            network.activation,
            options=list(Activation),
            format_func=ACTIVATION_NAMES.__getitem__,
            help="The nonlinearity after each hidden layer.",
        )
        _slider("Hidden layers", "hidden_layers", network.hidden_layers, "How deep the network is.")
        _slider(
            "Weight std σ_w",
            "weight_std",
            network.weight_std,
            "Spread of the random initial weights. √2 ≈ 1.41 keeps ReLU signals at the same size from layer to layer.",
        )
        _slider(
            "Bias std σ_b",
            "bias_std",
            network.bias_std,
            "Spread of the random initial biases. At 0 every network is 0 at x = 0.",
        )


def sidebar() -> None:
    """The network, the distribution and the noise, in the sidebar, and other samples."""
    network_controls()
    distribution_controls()
    with st.sidebar:
        new_samples_button()


def distribution_controls() -> None:
    """The distribution with its time and the noise, in the sidebar."""
    scene = state.current()
    with st.sidebar:
        _widget(
            st.segmented_control,
            "Which distribution?",
            "prior",
            scene.prior,
            options=list(Prior),
            format_func=PRIOR_NAMES.__getitem__,
            required=True,
            width="stretch",
        )
        st.caption(PRIOR_WORDS[scene.prior])
        if scene.prior == Prior.ENSEMBLE:
            _widget(
                st.select_slider,
                "Training time t",
                "time",
                scene.time,
                options=sorted({*_TIMES, scene.time}),
                format_func=time_words,
                help="Gradient flow on ½Σ(f − y)²: a mode with eigenvalue λ is learned at t ≈ 1/λ. "
                "∞ is the end of training.",
            )
        noise_control(scene.prior)


def noise_control(prior: str) -> None:
    """The noise of the labels, where it is called; `prior` says what it means."""
    _slider("Noise std", "noise_std", state.current().noise_std, _NOISE_HELP[prior])


def new_samples_button() -> None:
    """Another seed for all sample functions."""
    st.button("New samples", icon=":material/casino:", on_click=_next_seed, help="Draw five other sample functions.")


_NOISE_HELP: dict[str, str] = {
    Prior.NNGP: "Labels are f(x) plus Gaussian noise of this spread.",
    Prior.NTK: "Labels are f(x) plus Gaussian noise of this spread.",
    Prior.ENSEMBLE: "Training is pulled back to the start with strength noise²; labels carry noise of this spread.",
}


def time_words(time: float) -> str:
    """'∞', '0' or the number."""
    return "∞" if math.isinf(time) else f"{time:.6g}"


def _next_seed() -> None:
    state.change(seed=(state.current().seed + 1) % int(LIMITS["seed"].high))


def _slider(label: str, name: str, value: float, words: str) -> None:
    """A slider over LIMITS[name]; whole numbers where the step is 1."""
    low, high, step = LIMITS[name]
    if step == 1:
        _widget(st.slider, label, name, int(value), min_value=int(low), max_value=int(high), step=1, help=words)
    else:
        _widget(st.slider, label, name, value, min_value=low, max_value=high, step=step, format="%.2f", help=words)


def _widget(widget: Callable[..., Any], label: str, name: str, value: object, **options: object) -> None:
    """One widget that shows the scene's `value` of field `name` and commits what the person sets."""
    mirror(widget, label, f"control_{name}", value, lambda chosen: state.change(**{name: chosen}), **options)
