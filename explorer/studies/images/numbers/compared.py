"""Finite convolutional networks beside their kernel, measured beforehand: assets/results/chains.json."""

import json
from typing import Any, NamedTuple

from explorer.format import number
from explorer.ui import assets
from ntkcore.cache import cached

_NAMES = {"flattened": "flattened", "pooled": "mean of all positions"}
_SHOWN = (20, 100, 400)  # steps


class Recorded(NamedTuple):
    """The stored table, and the values of the texts around it."""

    head: list[str]
    rows: list[list[str]]
    told: dict[str, str]
    source: dict[str, str]


@cached(1)  # one small file
def recorded() -> Recorded:
    """The distances with their standard errors, the accuracies after all steps, and the power of the width."""
    held: dict[str, Any] = json.loads(assets.read("results/chains.json"))
    steps = held["steps"]
    at = [steps.index(step) for step in _SHOWN]
    rows = []
    for name, network in held["networks"].items():
        for width, each in network["widths"].items():
            distances = [f"{each['distance'][i]:.3f} ± {each['distance_error'][i]:.3f}" for i in at]
            right = f"{100 * each['right'][-1]:.0f} % ({100 * network['kernel_right'][-1]:.0f} %)"
            rows.append([_NAMES[name], f"{width}", f"{each['networks']}", *distances, right])
    head = ["At the end", "Width", "Networks", *(f"after {step} steps" for step in _SHOWN), "Right (kernel)"]
    powers = {name: network["powers"][str(_SHOWN[0])] for name, network in held["networks"].items()}
    told = {name: number(power, ".2f") for name, power in powers.items()}
    source = {"command": held["command"], "seed": str(held["seed"])}
    return Recorded(head, rows, told | {"step": f"{_SHOWN[0]}"}, source)
