"""The playground's title and the lines under it, which explain the picture for each choice of networks."""

import math

from explorer.format import number
from explorer.scene.scene import Scene
from explorer.ui import text
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
            return text.section(
                "playground", "lead_nngp", through="pass close to" if scene.noise_std else "pass through"
            )
        case Distribution.NTK:
            jagged = "the lines are jagged, and " if scene.architecture.activation in _KINKED else ""
            return text.section("playground", "lead_ntk", jagged=jagged)
    return text.section("playground", "lead_ensemble", moment=_moment(scene.time))


def _moment(time: float) -> str:
    """The training time of the networks shown, as text."""
    if time == 0:
        return "before any training"
    return "after training" if math.isinf(time) else f"after training for a time t = {number(time, '.3g')}"
