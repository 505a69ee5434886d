"""The images in the order in which a network finds them alike to one that was moved, and the rank of the original."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.studies.images.numbers.digits import all_pixels, as_pixels, moved
from explorer.studies.images.numbers.networks import Chosen
from explorer.studies.prior.numbers.images import digits
from ntkcore import Network, kernel_pair, layers
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Kernel
from ntkcore.kernels.paired import paired_kernels

CONNECTED, POOLED = 0, 1  # in `both`
_AT_ONCE = 8  # queries of which the answers come together


class Alike(NamedTuple):
    """All images as one network compares them with a query."""

    cosines: np.ndarray  # (n,)

    @property
    def order(self) -> np.ndarray:
        """The images (n,), most alike first; of equal ones the one with the lower number."""
        return np.argsort(-self.cosines, kind="stable")

    def rank(self, image: int) -> int:
        """The rank of one image: 1, and one more for each that is more alike."""
        return 1 + int((self.cosines > self.cosines[image]).sum())


class Ranks(NamedTuple):
    """The answers to all images as queries, as far as they are computed, for both networks."""

    total: int  # images
    rank: np.ndarray  # (2, m): of the image before it was moved; by fully connected, convolutional
    nearest: np.ndarray  # (2, m): the image that is most alike

    @property
    def share(self) -> float:
        """The share of the images that have been asked about."""
        return self.rank.shape[1] / self.total

    @property
    def medians(self) -> tuple[float, float]:
        """The median of the ranks for each network."""
        connected, convolutional = np.median(self.rank, axis=1)
        return float(connected), float(convolutional)

    @property
    def first(self) -> tuple[int, int]:
        """The number of images that each network ranks first."""
        connected, convolutional = (self.rank == 1).sum(axis=1)
        return int(connected), int(convolutional)

    def same(self, labels: np.ndarray) -> tuple[float, float]:
        """The share of queries whose most alike image has the same label."""
        connected, convolutional = (labels[self.nearest] == labels[: self.rank.shape[1]]).mean(axis=1)
        return float(connected), float(convolutional)


def both(chosen: Chosen) -> tuple[Architecture, Network]:
    """The fully connected network, and the convolutional one with a mean over all positions at its end."""
    return chosen.connected(), chosen.convolutional(layers.global_avg_pool())


def alike(chosen: Chosen, kernel: Kernel, digit: int, right: int, down: int) -> tuple[Alike, Alike]:
    """The likeness of all 240 digits to the one that was moved, for both networks: fully connected, convolutional.

    The cosine is k(x, x′)/√(k(x, x) k(x′, x′)).
    """
    return _alike(chosen, kernel, CONNECTED, digit, right, down), _alike(chosen, kernel, POOLED, digit, right, down)


@cached(512)  # 2 kB each; sliders pass through many
def _alike(chosen: Chosen, kernel: Kernel, index: int, digit: int, right: int, down: int) -> Alike:
    """Cached answer of one of `both` networks."""
    query = as_pixels(moved(digits()[0][[digit]], right, down))
    *row, itself = _kernel(both(chosen)[index], kernel, query, np.concatenate([all_pixels(), query]))[0]
    return Alike(np.array(row) / np.sqrt(itself * _lengths(chosen, kernel, index)))


@cached(64)  # 2 kB for each network
def _lengths(chosen: Chosen, kernel: Kernel, index: int) -> np.ndarray:
    """k(x, x) (240,) of all digits, for one of `both` networks."""
    return _itself(both(chosen)[index], kernel, all_pixels())


def all_ranks(chosen: Chosen, kernel: Kernel, images: np.ndarray, right: int, down: int) -> Iterator[Ranks]:
    """Ask about each of the images (n, H, W) after it was moved; all images are candidates. Yields as they come."""
    queries, pixels = as_pixels(moved(images, right, down)), as_pixels(images)
    networks = both(chosen)
    lengths = [_itself(network, kernel, pixels) for network in networks]
    now = Ranks(len(images), *(np.zeros((len(networks), 0), int) for _ in range(2)))
    for start in range(0, len(images), _AT_ONCE):
        some = queries[start : start + _AT_ONCE]
        alikes = [  # the length of a query has no part in the order
            [Alike(row / np.sqrt(length)) for row in _kernel(network, kernel, some, pixels)]
            for network, length in zip(networks, lengths, strict=True)
        ]
        rank = np.array([[each.rank(start + i) for i, each in enumerate(row)] for row in alikes])
        nearest = np.array([[each.order[0] for each in row] for row in alikes])
        now = Ranks(len(images), np.hstack([now.rank, rank]), np.hstack([now.nearest, nearest]))
        yield now


def _kernel(network: Architecture | Network, kernel: Kernel, *pixels: np.ndarray) -> np.ndarray:
    """The kernel (n1, n2) of images (n, H, W, 1) with others."""
    return np.asarray(getattr(kernel_pair(network, *_read_by(network, pixels)), kernel))


def _itself(network: Architecture | Network, kernel: Kernel, pixels: np.ndarray) -> np.ndarray:
    """k(x, x) (n,) of each image. All pairs of vectors take less time to compile and no more to compute."""
    if isinstance(network, Architecture):
        return _kernel(network, kernel, pixels, pixels).diagonal()
    return _paired(network, kernel, pixels, pixels)


def _paired(network: Network, kernel: Kernel, *pixels: np.ndarray) -> np.ndarray:
    """The kernel (n,) of each image with the other one of the same number."""
    return np.asarray(getattr(paired_kernels(network, *pixels), kernel))


def _read_by(network: Architecture | Network, pixels: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """Images as the network reads them: a fully connected one reads vectors."""
    return tuple(each.reshape(len(each), -1) for each in pixels) if isinstance(network, Architecture) else pixels


@cached(64)  # 2 kB for each network and move
def _mistaken(chosen: Chosen, kernel: Kernel, right: int, down: int) -> np.ndarray:
    """The digit (240,) of another class that each moved one is taken for; −1 where the networks do not disagree."""
    labels, pixels = digits()[1], all_pixels()
    queries = as_pixels(moved(digits()[0], right, down))
    connected, convolutional = both(chosen)
    taken = np.argmax(
        _kernel(connected, kernel, queries, pixels) / np.sqrt(_lengths(chosen, kernel, CONNECTED)), axis=1
    )
    lengths = _lengths(chosen, kernel, POOLED)
    to_itself = _paired(convolutional, kernel, queries, pixels) / np.sqrt(lengths)
    to_taken = _paired(convolutional, kernel, queries, pixels[taken]) / np.sqrt(lengths[taken])
    return np.where((labels[taken] != labels) & (to_itself > to_taken), taken, -1)


def disagreement(chosen: Chosen, kernel: Kernel, after: int, right: int, down: int) -> tuple[int, int] | None:
    """The next digit after number `after` on which the networks disagree, and what the first takes it for.

    The fully connected one finds a digit of another class most alike, the convolutional one finds the original more
    alike than that. The search comes round to `after` itself. None if there is no such digit.
    """
    taken = np.roll(_mistaken(chosen, kernel, right, down), -after - 1)
    steps = np.flatnonzero(taken >= 0)
    return (int((after + 1 + steps[0]) % len(taken)), int(taken[steps[0]])) if len(steps) else None
