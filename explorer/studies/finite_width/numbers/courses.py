"""Order and chaos: what a network with the spreads of the scene makes of two inputs in 50 layers."""

from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.networks import depth

LAYERS = 50


class Asked(NamedTuple):
    """A network, two inputs, and what its hidden layers have besides weights and activation."""

    arch: Architecture
    a: float
    b: float
    layer_norm: bool = False
    skips: str = "none"


@cached(256)  # 3 kB each, for every network and pair of inputs on the way of a slider
def course(asked: Asked) -> depth.Course:
    """Cached sizes, correlations and NTK after each of the `LAYERS`."""
    arch, a, b, layer_norm, skips = asked
    way = depth.course(arch, a, b, layers=LAYERS, layer_norm=layer_norm, skips=skips)
    return depth.Course(*map(np.asarray, way))  # pyright: ignore[reportArgumentType]
