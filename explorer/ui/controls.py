"""Widgets of the scene: each shows the scene's value, and a change commits a new scene."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from explorer.format import number
from explorer.scene.limits import LIMITS
from explorer.scene.units import Axis
from explorer.ui import light, session, text
from explorer.ui.widgets import mirror, steps_of
from ntkcore.choices import Activation, Distribution

ACTIVATION_NAMES = {
    Activation.RELU: "ReLU",
    Activation.LEAKY_RELU: "leaky ReLU (slope 0.1)",
    Activation.ABS: "|x|",
    Activation.ERF: "erf",
    Activation.GELU: "GELU",
    Activation.SIN: "sin",
    Activation.IDENTITY: "identity (a linear network)",
}
PRIOR_NAMES = {Distribution.NNGP: "Random", Distribution.ENSEMBLE: "Trained", Distribution.NTK: "NTK prior"}
# Quarter decades from 0.01 to 10⁴, with both ends: the start of training and its limit.
_TIMES = (0.0, *(float(f"{10 ** (k / 4):.3g}") for k in range(-8, 17)), math.inf)


def network_controls() -> None:
    """Draw the network's controls in the sidebar."""
    network, zero = session.current().architecture, session.current().origin
    with st.sidebar:
        hint = "The function that each neuron applies to its sum of inputs."
        _choice(st.selectbox, "Activation", "activation", network.activation, ACTIVATION_NAMES, help=hint)
        hint = "How many layers of neurons lie between input and output."
        _slider("Hidden layers", "hidden_layers", network.hidden_layers, hint)
        _slider("Weight size σ_w", "weight_std", network.weight_std, text.section("playground", "help_weight"))
        hint = text.section("playground", "help_bias", **zero._asdict())
        _slider("Bias size σ_b", "bias_std", network.bias_std, hint)


def sidebar() -> None:
    """Draw the playground's controls: distribution, network, label noise and new samples."""
    distribution_choice()
    network_controls()
    with st.sidebar:
        noise_control(session.current().prior)
        new_samples_button()


def distribution_controls() -> None:
    """Draw the distribution with its training time and the label noise in the sidebar."""
    distribution_choice()
    with st.sidebar:
        noise_control(session.current().prior)


def distribution_choice() -> None:
    """Draw the distribution and, for trained networks, their training time in the sidebar."""
    scene = session.current()
    with st.sidebar:
        style = {"required": True, "width": "stretch", "help": text.section("playground", "help_prior")}
        _choice(st.segmented_control, "Which networks?", "prior", scene.prior, PRIOR_NAMES, **style)
        if scene.prior == Distribution.ENSEMBLE:
            _widget(
                st.select_slider,
                "Training time t",
                "time",
                scene.time,
                options=sorted({*_TIMES, scene.time}),
                format_func=time_text,
                help=text.section("playground", "help_time"),
            )


def noise_control(prior: str) -> None:
    """Draw the control of the label noise; its help depends on the distribution `prior`."""
    scene = session.current()
    axis, value, help_text = scene.y_axis, scene.noise_std, text.section("playground", _NOISE_HELP[prior])
    if axis.is_window:
        _slider("Label noise", "noise_std", value, help_text)
        return
    what = axis.unit or f"in {axis.name or 'units of y'}"
    in_units = _in_units(axis)
    options, label = steps_of(LIMITS["noise_std"], value, in_units), f"Label noise ({light.plain(what)})"
    _widget(st.select_slider, label, "noise_std", value, options=options, format_func=in_units, help=help_text)


def _in_units(axis: Axis) -> Callable[[float], str]:
    """A function that formats noise in the units of `axis`, so that each step of the slider has a different text."""
    return lambda noise: number(axis.length(noise), ".4g")


def new_samples_button() -> None:
    """Draw the button that gives all sample functions another seed."""
    st.button(
        "New samples",
        icon=":material/casino:",
        on_click=_next_seed,
        help="Draw five other random functions.",
        width="stretch",
    )


_NOISE_HELP: dict[str, str] = {
    Distribution.NNGP: "help_noise",
    Distribution.NTK: "help_noise",
    Distribution.ENSEMBLE: "help_noise_trained",
}


def time_text(time: float) -> str:
    """A training time as text: '∞', '0' or the number."""
    return number(time, ".6g")


def _next_seed() -> None:
    session.change(seed=(session.current().seed + 1) % int(LIMITS["seed"].high))


def _slider(label: str, name: str, value: float, help_text: str) -> None:
    """Draw a slider over LIMITS[name], of whole numbers if the step is 1."""
    low, high, step = LIMITS[name]
    if step == 1:
        _widget(st.slider, label, name, int(value), min_value=int(low), max_value=int(high), step=1, help=help_text)
    else:
        # Noise of 0.003, which rounding to 0.01 implies, needs three digits; so does the peak of the evidence.
        form = "%.3g" if name == "noise_std" else "%.2f" if round(value, 2) == value else "%.3f"
        _widget(st.slider, label, name, value, min_value=low, max_value=high, step=step, format=form, help=help_text)


def _choice(
    widget: Callable[..., Any], label: str, name: str, value: str, names: Mapping[Any, str], **options: object
) -> None:
    """Draw a widget that offers the keys of `names`, shown by their names."""
    _widget(widget, label, name, value, options=list(names), format_func=names.__getitem__, **options)


def _widget(widget: Callable[..., Any], label: str, name: str, value: object, **options: object) -> None:
    """Draw a widget that shows the scene's `value` of field `name` and commits what the person sets."""
    mirror(widget, label, f"control_{name}", value, lambda chosen: session.change(**{name: chosen}), **options)
