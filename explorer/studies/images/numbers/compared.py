"""Finite convolutional networks beside their kernel, measured beforehand: assets/results/chains.json."""

import json
from typing import Any, NamedTuple

from explorer.format import number
from explorer.language import Phrases, cached_in_language, phrases_of
from explorer.ui import assets

phrase = phrases_of("studies/images")

_NAMES = Phrases("studies/images", "ends")
_SHOWN = (20, 100, 400)  # steps


class Recorded(NamedTuple):
    """The stored table, and the values of the texts around it."""

    head: list[str]
    rows: list[list[str]]
    told: dict[str, str]
    source: dict[str, str]


@cached_in_language(2)  # one small table, in two languages
def recorded() -> Recorded:
    """The distances with their standard errors, the accuracies after all steps, and the power of the width."""
    held: dict[str, Any] = json.loads(assets.read("results/chains.json"))
    steps = held["steps"]
    at = [steps.index(step) for step in _SHOWN]
    rows = []
    for name, network in held["networks"].items():
        for width, each in network["widths"].items():
            pairs = [(each["distance"][i], each["distance_error"][i]) for i in at]
            distances = [" ± ".join(number(value, ".3f") for value in pair) for pair in pairs]
            right = f"{100 * each['right'][-1]:.0f} % ({100 * network['kernel_right'][-1]:.0f} %)"
            rows.append([_NAMES[name], f"{width}", f"{each['networks']}", *distances, right])
    steps = (phrase("beside.after", steps=step) for step in _SHOWN)
    head = [*(phrase(f"beside.{key}") for key in ("end", "width", "networks")), *steps, phrase("beside.right")]
    powers = {name: network["powers"][str(_SHOWN[0])] for name, network in held["networks"].items()}
    told = {name: number(power, ".2f") for name, power in powers.items()}
    source = {"command": held["command"], "seed": str(held["seed"])}
    return Recorded(head, rows, told | {"step": f"{_SHOWN[0]}"}, source)
