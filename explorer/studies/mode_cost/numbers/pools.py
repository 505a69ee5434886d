"""The inputs from which examples are drawn, with the modes of a kernel on them, and the targets to learn."""

from typing import NamedTuple

import numpy as np

from explorer.studies.prior.numbers.images import digits
from ntkcore import kernel_pair
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra import symmetric
from ntkcore.spectra.draws import Modes, modes_of
from ntkcore.spectra.inputs import at_corners

_FLOOR = 1e-13  # of the largest eigenvalue: what rounding may leave of 0
CUBE, IMAGES = "cube", "digits"
TARGETS = ("one", "two", "three", "majority", "and", "parity", "random")  # on the cube
GOALS = ("digit", "low", "even", "coin")  # of images
IMAGE_COUNT = 240
_COINS = 21  # the seed of the random function and of the random labels


class Pool(NamedTuple):
    """N inputs that are equally likely, and the modes of a kernel on them in groups with one eigenvalue each."""

    modes: Modes
    group: np.ndarray  # (N,) the number of each mode's group: its degree on the cube, its rank among images
    values: np.ndarray  # (g,) λ of each group
    counts: np.ndarray  # (g,) modes in each group

    @property
    def size(self) -> int:
        """The number of inputs."""
        return len(self.group)

    def mean(self, shares: np.ndarray) -> np.ndarray:
        """The mean over each group, (g,), of a number for each mode, (N,)."""
        return np.bincount(self.group, shares) / self.counts

    def weights(self, target: np.ndarray) -> np.ndarray:
        """The sum of squared coefficients of `target` (N, k) in each group, (g,)."""
        squares = np.square(self.modes.vectors.T @ target / self.size).sum(axis=1)
        return np.bincount(self.group, squares)


def without_rounding(values: np.ndarray) -> np.ndarray:
    """`values` with 0 in the place of eigenvalues that rounding may have made."""
    return np.where(values > _FLOOR * values.max(), values, 0.0)


@cached(8)  # 1 MB each, one for each network that a class looks at in a minute
def cube(arch: Architecture, kernel: str, dimension: int) -> Pool:
    """The corners of {±1}^dimension with all parities as modes, in groups by degree."""
    corners = np.arange(2**dimension)
    distance = symmetric.degrees(dimension)
    by_distance = symmetric.angular_kernel(arch, 1.0 - 2.0 * np.arange(dimension + 1) / dimension, kernel)
    values = without_rounding(symmetric.cube_spectrum(arch, kernel, dimension))
    parities = 1.0 - 2.0 * (distance[corners[:, None] & corners] % 2)
    gram = by_distance[distance[corners[:, None] ^ corners]]
    return Pool(Modes(gram, values[distance], parities), distance, values, symmetric.multiplicities(dimension))


@cached(8)  # 1 MB each
def images(arch: Architecture, kernel: str) -> Pool:
    """The 240 digits that come with the app, with their modes by rank."""
    modes = modes_of(kernel_pair(arch, digits()[2]).of(kernel))
    values = without_rounding(modes.values)
    ranks = np.arange(len(values))
    return Pool(modes._replace(values=values), ranks, values, np.ones(len(values)))


@cached(64)  # 20 kB each
def target_of(data: str, name: str, dimension: int) -> np.ndarray:
    """The target (N, k) of mean square 1 for each output of ±1; ten outputs tell which digit an image is."""
    if data == CUBE:
        return _on_cube(name, dimension)[:, None]
    labels = digits()[1]
    if name == "digit":
        return np.eye(10)[labels] - 0.1
    coins = np.random.default_rng(_COINS).choice([-1.0, 1.0], len(labels))
    signs = {"low": labels < 5, "even": labels % 2 == 0, "coin": coins > 0}[name]
    return np.where(signs, 1.0, -1.0)[:, None]


def _on_cube(name: str, dimension: int) -> np.ndarray:
    x = at_corners(dimension)
    match name:
        case "one" | "two" | "three":
            return x[:, : ("one", "two", "three").index(name) + 1].prod(axis=1)
        case "majority":
            return np.sign(x[:, : voters(dimension)].sum(axis=1))
        case "and":
            return np.where((x[:, :3] > 0).all(axis=1), 1.0, -1.0)
        case "parity":
            return x.prod(axis=1)
        case "random":
            return np.random.default_rng([_COINS, dimension]).choice([-1.0, 1.0], len(x))
    raise ValueError(f"target must be one of {', '.join(TARGETS)}, got {name!r}.")


def voters(dimension: int) -> int:
    """The number of inputs of which the majority is taken: all of them, but for one if they are even."""
    return dimension - 1 + dimension % 2
