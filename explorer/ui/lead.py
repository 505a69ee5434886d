"""The playground's title and the lines under it, which explain the picture for each choice of networks."""

import math

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.scene import Scene
from explorer.ui import text
from ntkcore.choices import Activation, Distribution

phrase = phrases_of("ui")

KINKED = (Activation.RELU, Activation.LEAKY_RELU, Activation.ABS)


def title() -> str:
    """The Playground's title."""
    return phrase("lead.title")


def moments() -> dict[str, str]:
    """The texts for a training time: at the start, between, with a blank for the time, and at the end."""
    return {
        "start": phrase("lead.start"),
        "between": phrase("lead.between", time="{time}"),
        "end": phrase("lead.end"),
    }


def markdown(scene: Scene) -> str:
    """The title and two lines under it, as Markdown."""
    return f"# {title()}\n\n{picture(scene)}"


def picture(scene: Scene) -> str:
    """The explanation of dots, line and band."""
    match scene.prior:
        case Distribution.NNGP:
            return text.section(
                "playground", "lead_nngp", through=phrase("lead.near") if scene.noise_std else phrase("lead.through")
            )
        case Distribution.NTK:
            jagged = phrase("lead.jagged") + " " if scene.architecture.activation in KINKED else ""
            return text.section("playground", "lead_ntk", jagged=jagged)
    return text.section("playground", "lead_ensemble", moment=_moment(scene.time))


def _moment(time: float) -> str:
    """The training time of the networks shown, as text."""
    texts = moments()
    if time == 0:
        return texts["start"]
    return texts["end"] if math.isinf(time) else texts["between"].format(time=number(time, ".3g"))
