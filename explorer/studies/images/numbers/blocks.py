"""The network of the editor's blocks before any data: kernels after each block, and functions at random."""

from typing import NamedTuple

import jax
import numpy as np

from explorer.scene.blocks.network import network_of
from explorer.scene.blocks.order import needs_images
from explorer.scene.blocks.sorts import Block
from explorer.studies.images.numbers.digits import all_pixels
from explorer.studies.prior.numbers.images import digits
from explorer.studies.prior.numbers.similarity import standardised
from ntkcore import Gaussian
from ntkcore.cache import cached
from ntkcore.kernels.by_layer import LayerKernels, kernels_by_layer

Row = tuple[Block, ...]
LINE = np.linspace(-1.5, 1.5, 61)  # inputs of a network without positions
BLEND = np.linspace(0.0, 1.0, 20)  # from the first digit to the second
_DRAWS = 4


class Believed(NamedTuple):
    """The network of some blocks on its inputs: ten digits or the line."""

    blocks: Row
    kernels: LayerKernels  # (layers + 1, n, n)
    at: np.ndarray  # inputs of the functions: a share of the second digit, or x
    functions: np.ndarray  # (draws, inputs) at random

    @property
    def on_line(self) -> bool:
        """Whether the inputs are those of the line."""
        return len(self.at) == len(LINE)


@cached(1)  # ten numbers
def one_of_each() -> np.ndarray:
    """The number of the first digit with each label, (10,)."""
    return np.array([int(np.flatnonzero(digits()[1] == label)[0]) for label in range(10)])


def inputs_for(blocks: Row, images: np.ndarray) -> np.ndarray:
    """Images (n, 8, 8, 1) as the network of these blocks reads them: as they are, or as lists of 64 numbers."""
    return images if needs_images(blocks) else images.reshape(len(images), -1)


def believe(blocks: Row, first: int, second: int, seed: int, *, on_line: bool) -> Believed:
    """The kernels of ten digits and functions between two of them, or both on the line."""
    if on_line:
        kernels = _on_line(blocks)
        return Believed(blocks, kernels, LINE, _draw(kernels.nngp[-1], seed))
    return Believed(blocks, _of_digits(blocks), BLEND, _draw(_between(blocks, first, second), seed))


@cached(64)  # up to 14 kB each; a drag of a block passes through several
def _of_digits(blocks: Row) -> LayerKernels:
    return kernels_by_layer(network_of(blocks), inputs_for(blocks, all_pixels()[one_of_each()]))


@cached(16)  # up to 540 kB each
def _on_line(blocks: Row) -> LayerKernels:
    return kernels_by_layer(network_of(blocks), LINE[:, None])


@cached(64)  # 3 kB each
def _between(blocks: Row, first: int, second: int) -> np.ndarray:
    """The NNGP kernel between images that turn from one digit into another, (20, 20)."""
    start, end = all_pixels()[one_of_each()[[first, second]]]
    mixed = [(1.0 - share) * start + share * end for share in BLEND]
    images = standardised(np.stack(mixed)).reshape(len(BLEND), *start.shape)
    return kernels_by_layer(network_of(blocks), inputs_for(blocks, images)).nngp[-1]


def _draw(nngp: np.ndarray, seed: int) -> np.ndarray:
    return np.asarray(Gaussian(np.zeros(len(nngp)), nngp).sample(jax.random.key(seed), _DRAWS))
