"""Order and chaos: what a network with the spreads of the scene makes of two inputs in 50 layers."""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Norm, Skip
from ntkcore.networks import correlations, criticality, depth

LAYERS, DEEP = 50, 1000
MULTIPLE = 6  # correlation lengths after which nothing is told apart
_RESOLVED = 1e-10  # of a correlation
_LARGEST = 1e90  # variance at which the map of correlations is shown


class Course(NamedTuple):
    """Two inputs in 50 layers, the limit that theory gives, and one layer's map of correlations."""

    arch: Architecture
    way: depth.Course
    variance: float  # the limit K*: 0, a number or ∞; with layer norm that of what the activation gets, 1
    decay: correlations.Decay | None  # None with scaled skips
    at: float  # the variance at which the map is shown
    grid: np.ndarray  # (201,) correlations
    web: correlations.Cobweb  # the map there, and its steps from the first layer's correlation

    @property
    def depth(self) -> float:
        """Layers down to which the two inputs are told apart; ∞ with scaled skips or on the critical line."""
        return math.inf if self.decay is None else MULTIPLE * self.decay.length

    def predicted(self) -> np.ndarray:
        """|c − c*| after each layer as theory has it; NaN where it says nothing.

        An exponential goes through the last correlation that differs from its limit, unless it takes more layers than
        there are; a power is complete.
        """
        layers, decay = np.arange(1.0, LAYERS + 1.0), self.decay
        if decay is None:
            return np.full(LAYERS, np.nan)
        if decay.power:
            return decay.factor / layers**decay.power
        gap = self.gap()
        clear = np.flatnonzero(gap > _RESOLVED)
        if not len(clear) or not 0.0 < decay.length < LAYERS:
            return np.full(LAYERS, np.nan)
        return gap[clear[-1]] * np.exp((layers[clear[-1]] - layers) / decay.length)

    def gap(self) -> np.ndarray:
        """|c − c*| after each layer; with skips 1 − c."""
        limit = 1.0 if self.decay is None else self.decay.correlation
        distance = np.asarray(self.way.distance)
        return distance if limit == 1.0 else np.abs(1.0 - distance - limit)


@cached(256)  # 12 kB each, for every network and pair of inputs on the way of a slider
def course(arch: Architecture, a: float, b: float) -> Course:
    """Cached Course of two different inputs."""
    way = depth.Course(*map(np.asarray, depth.course(arch, a, b, layers=LAYERS)))  # pyright: ignore[reportArgumentType]
    size = 0.5 * (a * a + b * b)
    decay = None if arch.skip == Skip.SCALED else correlations.decay(arch, size=size)
    plain = replace(arch, skip=Skip.NONE, norm=Norm.NONE)
    limit = 1.0 if arch.norm == Norm.LAYER else float(criticality.fixed_point(plain, size=size).variance)
    first, last = (float(way.variances[i].mean()) for i in (0, -1))
    at = limit if 0.0 < limit < math.inf else last
    if not arch.is_plain and (decay is None or arch.norm == Norm.LAYER):
        at = first if arch.skip == Skip.SCALED else last  # what skips carry has the size of z
    at = min(max(at, 1.0 / _LARGEST), _LARGEST)
    grid = np.linspace(-1.0, 1.0, 201)
    start = float(np.clip(np.nan_to_num(way.correlation[0]), -1.0, 1.0))
    web = correlations.cobweb(arch, grid, start, variance=at, layers=LAYERS)
    return Course(arch, way, limit, decay, at, grid, web)


@cached(64)  # a number, for every network with skips on the way of a slider
def after_many(arch: Architecture, a: float, b: float) -> float:
    """Cached 1 − c at the end of a network of 1,000 layers."""
    return float(depth.course(arch, a, b, layers=DEEP).distance[-1])
