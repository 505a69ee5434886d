"""A scene in one or two sentences: for the Share panel, the previews of links and the heads of files."""

import math

from explorer.format import number
from explorer.scene.scene import Candidate, Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution, Norm, Skip

_NAMES = {
    Activation.RELU: "ReLU",
    Activation.LEAKY_RELU: "leaky ReLU",
    Activation.ABS: "|x|",
    Activation.ERF: "erf",
    Activation.GELU: "GELU",
    Activation.SIN: "sine",
    Activation.IDENTITY: "linear",
}
_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def describe(scene: Scene) -> str:
    """The data, the networks, what is pinned to compare with, and the question of a scene, in plain sentences."""
    return " ".join(filter(None, (data(scene), setting(scene), _pinned(scene), _question(scene))))


def data(scene: Scene) -> str:
    """The number of training points in a sentence, with the names of the axes."""
    count = len(scene.dataset.x)
    shown = _COUNTS[count] if count < len(_COUNTS) else str(count)
    axes = (scene.x_axis.name, scene.y_axis.name)
    named = f" of {axes[1] or 'y'} against {axes[0] or 'x'}" if any(axes) else ""
    return f"{shown} training point{'' if count == 1 else 's'}{named}."


def setting(scene: Scene) -> str:
    """The distribution of a scene with its networks, in a sentence."""
    spreads, noise = _spreads(scene.architecture), noise_text(scene)
    which = f"infinitely wide {_named(scene.architecture)}"
    match scene.prior:
        case Distribution.NNGP:
            how = f"Random {which}, conditioned on the data"
        case Distribution.NTK:
            how = f"The NTK prior of {which}"
        case _:
            how = f"{which}, {_moment(scene.time)}"
    return f"{how[0].upper()}{how[1:]} ({spreads}, {noise})."


def networks(network: Architecture) -> str:
    """The networks of an architecture in a sentence, whatever their width and distribution."""
    named = _named(network)
    return f"{named[0].upper()}{named[1:]} ({_spreads(network)})."


def noise_text(scene: Scene) -> str:
    """The label noise of a scene: 'label noise 0.1', in the person's units."""
    return f"label noise {scene.y_axis.noise_text(scene.noise_std)}" if scene.noise_std else "no label noise"


def _named(network: Architecture) -> str:
    layers = f"{network.hidden_layers} hidden layer{'' if network.hidden_layers == 1 else 's'}"
    return f"{_NAMES[Activation(network.activation)]} networks with {_listed([layers, *_blocks(network)])}"


def _spreads(network: Architecture) -> str:
    return f"weight size {number(network.weight_std, '.4g')}, bias size {number(network.bias_std, '.4g')}"


def _blocks(network: Architecture) -> list[str]:
    """The skips and the norm of a network, in words."""
    skips = {Skip.EQUAL: "equal skip connections", Skip.SCALED: "scaled skip connections"}
    normed = ["layer norm"] if network.norm == Norm.LAYER else []
    return [*([skips[Skip(network.skip)]] if network.skip != Skip.NONE else []), *normed]


def _pinned(scene: Scene) -> str:
    if scene.pin is None:
        return ""
    pinned = scene.pin.drawn(scene)
    points = "" if pinned.dataset == scene.dataset else f"{data(pinned)} "
    return f"Pinned for comparison: {points}{setting(pinned)}"


def _moment(time: float) -> str:
    if time == 0:
        return "before any training"
    return "after training" if math.isinf(time) else f"after a training time of {number(time, '.3g')}"


def _question(scene: Scene) -> str:
    if not scene.candidates:
        return ""
    groups = [
        (x, [_label(scene, candidate) for candidate in asked]) for x, asked in scene.candidates_by_input().items()
    ]
    return f"How likely are the values {'; '.join(f'{_listed(labels)} at {_at(scene, x)}' for x, labels in groups)}?"


def _label(scene: Scene, candidate: Candidate) -> str:
    values = ", ".join(scene.y_axis.text(y) for y in candidate.y)
    return f"{candidate.name} = {values}" if len(candidate.y) == 1 else f"{candidate.name} = ({values})"


def _at(scene: Scene, x: tuple[float, ...]) -> str:
    return f"{scene.x_axis.name or 'x'} = {', '.join(map(scene.x_axis.text, x))}"


def _listed(labels: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(labels[:-1]), labels[-1])))
