"""The digits in the order in which a network finds them alike to one that was moved, and the rank of the original."""

from typing import NamedTuple

import numpy as np

from explorer.studies.images.numbers.digits import COUNT, all_pixels, as_pixels, moved
from explorer.studies.images.numbers.networks import KERNELS, Chosen
from explorer.studies.prior.numbers.images import digits
from ntkcore import Network, kernel_pair, layers
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Kernel


class Alike(NamedTuple):
    """All digits as one network compares them with the query."""

    cosines: np.ndarray  # (240,)

    @property
    def order(self) -> np.ndarray:
        """The digits (240,), most alike first; of equal ones the one with the lower number."""
        return np.argsort(-self.cosines, kind="stable")

    def rank(self, digit: int) -> int:
        """The rank of one digit, 1 for the most alike."""
        return int(np.flatnonzero(self.order == digit)[0]) + 1


@cached(256)  # two rows of 240 numbers each; sliders pass through many
def alike(chosen: Chosen, kernel: Kernel, digit: int, right: int, down: int) -> tuple[Alike, Alike]:
    """The likeness of all 240 digits to the one that was moved, for both networks: fully connected, convolutional.

    The cosine is k(x, x′)/√(k(x, x) k(x′, x′)).
    """
    query, pixels = as_pixels(moved(digits()[0][[digit]], right, down)), all_pixels()
    pooled = chosen.convolutional(layers.global_avg_pool())
    flat = [x.reshape(len(x), -1) for x in (query, pixels)]
    return _cosines(chosen.connected(), kernel, *flat), _cosines(pooled, kernel, query, pixels)


def _cosines(network: Architecture | Network, kernel: Kernel, query: np.ndarray, pixels: np.ndarray) -> Alike:
    """The cosines of one query (1, …) with all digits (240, …)."""
    itself = np.asarray(getattr(kernel_pair(network, query), kernel))[0, 0]
    row = np.asarray(getattr(kernel_pair(network, query, pixels), kernel))[0]
    return Alike(row / np.sqrt(itself * _with_themselves(network)[KERNELS.index(kernel)]))


@cached(32)  # 4 kB for each network
def _with_themselves(network: Architecture | Network) -> np.ndarray:
    """k(x, x) of all digits, (2, 240), by the order of KERNELS."""
    pixels = all_pixels()
    if not isinstance(network, Network):
        pixels = pixels.reshape(COUNT, -1)
    pairs = (kernel_pair(network, pixels[[image]]) for image in range(COUNT))
    return np.array([[np.asarray(getattr(pair, kernel))[0, 0] for kernel in KERNELS] for pair in pairs]).T
