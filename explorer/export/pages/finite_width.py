"""The scripts of the Finite width page: order and chaos here, and those of other tabs in files of their own."""

from collections.abc import Mapping
from typing import Any

from explorer.export.pages import drawn, features, learning
from explorer.export.script import HEAD, as_text, network_line
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Scene
from explorer.scene.window import snap
from ntkcore.choices import Norm, Skip


def script(scene: Scene, settings: Mapping[str, Any]) -> str:
    """The script of the tab on screen."""
    make = {
        "drawn": drawn.lines,
        "learning": learning.lines,
        "rich": features.rich,
        "posterior": features.posterior,
    }.get(settings["show"], _order)
    if _of_plain_networks(settings) and not scene.architecture.is_plain:
        return as_text(
            "# This part is about networks without skip connections and layer norm: nothing is computed here."
        )
    return as_text(*HEAD, *make(scene, settings))


def _of_plain_networks(settings: Mapping[str, Any]) -> bool:
    """Whether the tab on screen refuses networks with skips or layer norm."""
    return settings["show"] in ("drawn", "learning") or (settings["show"], settings["post"]) == ("posterior", "scene")


def _order(scene: Scene, settings: Mapping[str, Any]) -> list[str]:
    """The plane of correlation lengths with its line, the network's own limit, and both inputs after each layer."""
    ends = {name: (LIMITS[name].low, LIMITS[name].high) for name in ("weight_std", "bias_std")}
    (low, high), (least, most) = ends["weight_std"], ends["bias_std"]
    skip, norm = scene.architecture.skip, scene.architecture.norm
    lines = [
        "from ntkcore import Architecture, criticality, depth",
        "from ntkcore.networks import correlations, lengths",
        "",
        network_line(scene),
        f"a, b = {snap(settings['a'])!r}, {snap(settings['b'])!r}  # units of the window",
        "cells = (np.arange(60) + 0.5) / 60",
        f"weights, biases = {low} + {high - low} * cells, ({least} + {most - least} * cells)[:, None]",
        "spreads = {'weight_std': weights, 'bias_std': biases}",
        f"plane = lengths.correlation_lengths(network, a, b, layers={50 if skip == Skip.SCALED else 300}, **spreads)",
        "way = depth.course(network, a, b, layers=50)",
        "correlation, ntk_cosine = np.asarray(way.correlation), np.asarray(way.ntk_cosine)",
        'print("correlation after 50 layers:", correlation[-1], "cosine of the NTK:", ntk_cosine[-1])',
    ]
    if skip == Skip.SCALED:
        deep = "deep = depth.course(network, a, b, layers=1000)"
        return [*lines, deep, 'print("1 - c at the end of 1,000 layers:", float(deep.distance[-1]))']
    critical = "correlations.critical_ratio(network.activation)  # b/w"
    if norm == Norm.NONE:
        critical = "float(criticality.line(network.activation, network.bias_std))  # w at this b"
    return [
        *lines,
        "limit = correlations.decay(network, size=(a * a + b * b) / 2)",
        'print("told apart down to about layer", 6 * limit.length, "limit of c:", limit.correlation)',
        f"critical = {critical}",
        'print("critical:", critical)',
    ]
