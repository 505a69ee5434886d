"""Controls of the scene: each shows the scene's value, and a change commits a new scene."""

import math
from collections.abc import Iterable
from typing import Any, TypeVar

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Scene
from explorer.ui import events, inputs, session, text
from explorer.ui.inputs import Control, Stop
from ntkcore.choices import Activation, Distribution, Norm, Skip

_Choice = TypeVar("_Choice", bound=str)
_SYMBOLS = {  # the same in all languages; other activations have names
    Activation.RELU: "ReLU",
    Activation.LEAKY_RELU: "",
    Activation.ABS: "|x|",
    Activation.ERF: "erf",
    Activation.GELU: "GELU",
    Activation.SIN: "sin",
    Activation.IDENTITY: "",
}
# Quarter decades from 0.01 to 10⁴, with both ends: the start of training and its limit.
_TIMES = (0.0, *(float(f"{10 ** (k / 4):.3g}") for k in range(-8, 17)), math.inf)
_PRIORS = (Distribution.NNGP, Distribution.ENSEMBLE, Distribution.NTK)  # in the order on screen
_KEY = "controls"
phrase = phrases_of("ui")


def activation_names() -> dict[Activation, str]:
    """The names of the activations that the app offers, in their order on screen."""
    return {each: symbol or phrase(f"activation.{each}") for each, symbol in _SYMBOLS.items()}


def _names(key: str, choices: Iterable[_Choice]) -> dict[_Choice, str]:
    return {each: phrase(f"{key}.{each}") for each in choices}


def sidebar(*, network: bool = True, distribution: bool = False, noise: bool = False, seed: bool = False) -> None:
    """Draw the controls that a page has in its sidebar, as one component.

    Without the distribution the label noise is explained as that of trained networks.
    """
    scene = session.current()
    prior = scene.prior if distribution else Distribution.ENSEMBLE
    drawn = {"network": network, "distribution": distribution, "noise": noise}
    session.get().shown.settings = frozenset(name for name in drawn if drawn[name])
    controls = [
        *(_distribution(scene) if distribution else ()),
        *(_network(scene) if network else ()),
        *((_noise(scene, prior),) if noise else ()),
        *((_seed(scene),) if seed else ()),
        *(blocks(scene) if network else ()),
    ]
    with st.sidebar:
        inputs.draw(_KEY, controls, _commit, is_scene=True)


def playground(scene: Scene) -> list[Control]:
    """The controls that the Playground has in its sidebar, with the values of `scene`."""
    return [*_distribution(scene), *_network(scene), _noise(scene, scene.prior), _seed(scene), *blocks(scene)]


def newest() -> int:
    """The number of the newest event of the sidebar that the scene knows."""
    return events.newest(_KEY)


def noise_control(prior: str) -> None:
    """Draw the control of the label noise alone; its help depends on the distribution `prior`."""
    inputs.draw(f"{inputs.SLIDER}_noise_std", [_noise(session.current(), prior)], _commit, is_scene=True)


def depth_control() -> None:
    """Draw the number of hidden layers in a fragment of the page; the sidebar has it too, so the whole page follows."""
    state = session.get().chart
    rerun_page, state.rerun_page = state.rerun_page, False
    if rerun_page:
        st.rerun()
    layers = next(each for each in _network(session.current()) if each["name"] == "hidden_layers")
    named = layers | {"label": phrase("layers.beside")}  # unlike the one in the sidebar, which moves with it
    inputs.draw(f"{inputs.SLIDER}_hidden_layers", [named], _commit_beside, is_scene=True)


def new_samples_button() -> None:
    """Draw the button that gives all sample functions another seed."""
    inputs.draw(f"{inputs.COUNTER}_seed", [_seed(session.current())], _commit, is_scene=True)


def _commit(name: str, value: Any) -> None:
    session.change(**{name: value})


def _commit_beside(name: str, value: Any) -> None:
    _commit(name, value)
    session.get().chart.rerun_page = True


def _network(scene: Scene) -> tuple[Control, ...]:
    network = scene.architecture
    on_layers, named = phrase("layers.help"), phrase("layers.label")
    return (
        inputs.choice(
            "activation",
            phrase("activation.label"),
            network.activation,
            activation_names(),
            look=inputs.SELECT,
            help=phrase("activation.help"),
        ),
        inputs.slider("hidden_layers", named, network.hidden_layers, LIMITS["hidden_layers"], help=on_layers),
        *spreads(scene),
    )


def spreads(scene: Scene) -> tuple[Control, Control]:
    """The sliders of both spreads, as the sidebar has them."""
    on_weights = text.section("playground", "help_weight")
    on_biases = text.section("playground", "help_bias", **scene.origin._asdict())
    network = scene.architecture
    return (
        inputs.slider("weight_std", phrase("weight"), network.weight_std, LIMITS["weight_std"], help=on_weights),
        inputs.slider("bias_std", phrase("bias"), network.bias_std, LIMITS["bias_std"], help=on_biases),
    )


def blocks(scene: Scene) -> tuple[Control, Control]:
    """The controls of skips and layer norm, below all else: a newcomer's screen has room for the rest."""
    on_skip, on_norm = (text.section("playground", name) for name in ("help_skip", "help_norm"))
    network = scene.architecture
    return (
        inputs.choice("skip", phrase("skip.label"), network.skip, _names("skip", Skip), help=on_skip),
        inputs.choice("norm", phrase("norm.label"), network.norm, _names("norm", Norm), help=on_norm),
    )


def _distribution(scene: Scene) -> tuple[Control, Control]:
    """The distribution and, for trained networks, their training time."""
    on_prior, on_time = (text.section("playground", name) for name in ("help_prior", "help_time"))
    stops = [Stop(time, time_text(time), phrase("time.for_ever") if math.isinf(time) else "") for time in _TIMES]
    time = inputs.slider("time", phrase("time.label"), scene.time, LIMITS["time"], help=on_time, stops=stops)
    return (
        inputs.choice("prior", phrase("prior.label"), scene.prior, _names("prior", _PRIORS), help=on_prior),
        time | {"when": {"prior": Distribution.ENSEMBLE}},
    )


def _noise(scene: Scene, prior: str) -> Control:
    axis, on_noise = scene.y_axis, noise_help(prior)
    what = axis.unit or phrase("noise.in_units", name=axis.name or phrase("noise.units_of_y"))
    named = phrase("noise.label") if axis.is_window else phrase("noise.of", unit=what)
    return inputs.slider(
        "noise_std", named, scene.noise_std, LIMITS["noise_std"], help=on_noise, axis=axis, is_length=True
    )


def noise_help(prior: str) -> str:
    """The explanation of the label noise under a distribution."""
    return text.section("playground", _NOISE_HELP[prior])


def _seed(scene: Scene) -> Control:
    high = int(LIMITS["seed"].high)
    return inputs.counter("seed", phrase("seed.label"), int(scene.seed), high, help=phrase("seed.help"))


_NOISE_HELP: dict[str, str] = {
    Distribution.NNGP: "help_noise",
    Distribution.NTK: "help_noise",
    Distribution.ENSEMBLE: "help_noise_trained",
}


def time_text(time: float) -> str:
    """A training time as text: '∞', '0' or the number."""
    return number(time, ".6g")
