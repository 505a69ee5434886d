"""The limits of a scene: its activations, and the range and step of every number, for its checks, widgets and link."""

import math
from typing import NamedTuple

from ntkcore.checks import check_integer, check_number
from ntkcore.choices import Activation


class Limit(NamedTuple):
    """A closed range [low, high] and the step of its widget."""

    low: float
    high: float
    step: float


LIMITS: dict[str, Limit] = {
    "hidden_layers": Limit(1, 32, 1),
    "weight_std": Limit(0.1, 3.0, 0.01),
    "bias_std": Limit(0.0, 3.0, 0.01),
    "noise_std": Limit(0.0, 1.0, 0.001),
    "time": Limit(0.0, math.inf, 0.0),
    "x": Limit(-1.5, 1.5, 0.01),
    "y": Limit(-3.0, 3.0, 0.01),
    "points": Limit(0, 64, 1),
    "candidates": Limit(0, 26, 1),
    "candidate_inputs": Limit(1, 8, 1),
    "seed": Limit(0, 2**31 - 1, 1),
}


# Those with a closed form, which every part of the app has words for. The library has more.
ACTIVATIONS = (
    Activation.RELU,
    Activation.LEAKY_RELU,
    Activation.ABS,
    Activation.ERF,
    Activation.GELU,
    Activation.SIN,
    Activation.IDENTITY,
)


def check_limit(name: str, value: object) -> float:
    """`value` as a float within ``LIMITS[name]``, a whole number where the step is 1. Raises ValueError."""
    low, high, step = LIMITS[name]
    return (check_integer if step == 1 else check_number)(name, value, low, high)
