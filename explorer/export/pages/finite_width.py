"""The scripts of the Finite width page: order and chaos here, and those of other tabs in files of their own."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages import drawn, features, learning
from explorer.export.script import HEAD, as_text, network_line
from explorer.scene.scene import Scene
from explorer.scene.window import snap


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the tab on screen."""
    make = {
        "drawn": drawn.lines,
        "learning": learning.lines,
        "rich": features.rich,
        "posterior": features.posterior,
    }.get(settings["show"], _order)
    return as_text(*HEAD, *make(scene, settings))


def _order(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """Sizes, correlation and NTK of two inputs after each of 50 layers."""
    norm = settings["norm"] == "yes"
    return [
        "from ntkcore import Architecture, depth",
        "",
        network_line(scene),
        f"a, b = {snap(settings['a'])!r}, {snap(settings['b'])!r}  # units of the window",
        f'way = depth.course(network, a, b, layers=50, layer_norm={norm}, skips="{settings["skips"]}")',
        "correlation, ntk_cosine = np.asarray(way.correlation), np.asarray(way.ntk_cosine)",
        'print("correlation after 50 layers:", correlation[-1], "cosine of the NTK:", ntk_cosine[-1])',
    ]
