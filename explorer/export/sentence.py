"""A scene in one or two sentences: for the Share panel, the previews of links and the heads of files."""

import math

from explorer.format import number
from explorer.scene.scene import Scene
from ntkcore.choices import Activation, Distribution

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
    """The data, the networks and the question of a scene, in plain sentences."""
    return " ".join(filter(None, (_data(scene), _networks(scene), _question(scene))))


def _data(scene: Scene) -> str:
    count = len(scene.dataset.x)
    shown = _COUNTS[count] if count < len(_COUNTS) else str(count)
    axes = (scene.x_axis.name, scene.y_axis.name)
    named = f" of {axes[1] or 'y'} against {axes[0] or 'x'}" if any(axes) else ""
    return f"{shown} training point{'' if count == 1 else 's'}{named}."


def _networks(scene: Scene) -> str:
    network = scene.architecture
    layers = f"{network.hidden_layers} hidden layer{'' if network.hidden_layers == 1 else 's'}"
    spreads = f"weight size {number(network.weight_std, '.4g')}, bias size {number(network.bias_std, '.4g')}"
    noise = f"label noise {scene.y_axis.noise_text(scene.noise_std)}" if scene.noise_std else "no label noise"
    name = _NAMES[Activation(network.activation)]
    which = f"infinitely wide {name} networks with {layers}"
    match scene.prior:
        case Distribution.NNGP:
            how = f"Random {which}, conditioned on the data"
        case Distribution.NTK:
            how = f"The NTK prior of {which}"
        case _:
            how = f"Trained {which}, {_moment(scene.time)}"
    return f"{how} ({spreads}, {noise})."


def _moment(time: float) -> str:
    if time == 0:
        return "before any training"
    return "after training" if math.isinf(time) else f"after a training time of {number(time, '.3g')}"


def _question(scene: Scene) -> str:
    if not scene.candidates:
        return ""
    if len(scene.candidates) == 1:
        return f"The value asked about is {scene.candidates[0].name}."
    return f"The values asked about are {', '.join(candidate.name for candidate in scene.candidates)}."
