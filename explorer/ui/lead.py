"""The playground's title and the lines under it, which explain the picture for each choice of networks."""

import math

from explorer.format import number
from explorer.scene.scene import Scene
from explorer.ui import text
from ntkcore.choices import Activation, Distribution

TITLE = "What do very wide networks predict?"
KINKED = (Activation.RELU, Activation.LEAKY_RELU, Activation.ABS)


MOMENTS = {
    "start": "before any training",
    "between": "after training for a time t = {time}",
    "end": "after training",
}


def markdown(scene: Scene) -> str:
    """The title and two lines under it, as Markdown."""
    return f"# {TITLE}\n\n{picture(scene)}"


def picture(scene: Scene) -> str:
    """The explanation of dots, line and band."""
    match scene.prior:
        case Distribution.NNGP:
            return text.section(
                "playground", "lead_nngp", through="pass close to" if scene.noise_std else "pass through"
            )
        case Distribution.NTK:
            jagged = "the lines are jagged, and " if scene.architecture.activation in KINKED else ""
            return text.section("playground", "lead_ntk", jagged=jagged)
    return text.section("playground", "lead_ensemble", moment=_moment(scene.time))


def _moment(time: float) -> str:
    """The training time of the networks shown, as text."""
    if time == 0:
        return MOMENTS["start"]
    return MOMENTS["end"] if math.isinf(time) else MOMENTS["between"].format(time=number(time, ".3g"))
