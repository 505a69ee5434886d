"""The playground's title and the lines under it, which explain the picture for each choice of networks."""

import math

from explorer.format import number
from explorer.scene.scene import Scene
from ntkcore.choices import Activation, Distribution

TITLE = "What do very wide networks predict?"
_KINKED = (Activation.RELU, Activation.LEAKY_RELU, Activation.ABS)


def markdown(scene: Scene) -> str:
    """The title and two lines under it, as Markdown."""
    return f"# {TITLE}\n\n{_picture(scene)}"


def _picture(scene: Scene) -> str:
    """The explanation of dots, line and band."""
    match scene.prior:
        case Distribution.NNGP:
            return (
                "The dots are your data. Imagine very many, very wide networks with random weights, and keep only "
                f"those that {'pass close to' if scene.noise_std else 'pass through'} the dots. The line is their "
                "average; the band shows how much they differ."
            )
        case Distribution.NTK:
            jagged = "the lines are jagged, and " if scene.architecture.activation in _KINKED else ""
            return (
                "The dots are your data. The line is the average of very wide networks after training. The thin lines "
                f"and the band come from a kernel used as a prior. No network looks like them: {jagged}the band is "
                "usually several times too wide."
            )
    return (
        "The dots are your data. The line is the average of very many, very wide networks "
        f"{_moment(scene.time)}; the band shows how much they differ."
    )


def _moment(time: float) -> str:
    """The training time of the networks shown, as text."""
    if time == 0:
        return "before any training"
    return "after training" if math.isinf(time) else f"after training for a time t = {number(time, '.3g')}"
