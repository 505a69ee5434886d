"""Lets figures follow a network while a hand moves its settings: the browser draws them by assets/plot/follow.js."""

from dataclasses import asdict
from typing import Any

from explorer.figures.style import Figure
from ntkcore.architecture import Architecture


def followed(figure: Figure, recipe: str, arch: Architecture, **shown: Any) -> Figure:
    """The figure with the name of the `recipe` by which the browser draws it for another network.

    `arch` is the network that it shows, and `shown` says what else the recipe takes.
    """
    meta = figure["layout"]["meta"] | {"live": {"recipe": recipe, "network": asdict(arch), **shown}}
    return {**figure, "layout": figure["layout"] | {"meta": meta}}
