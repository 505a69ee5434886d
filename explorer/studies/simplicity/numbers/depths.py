"""The bias towards simple functions over the depth of networks, one network after the other."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from explorer.studies.simplicity.numbers.functions import Refused, all_functions
from explorer.studies.simplicity.numbers.overview import overview
from ntkcore.architecture import Architecture

DEPTHS = (1, 2, 4, 8, 16, 32)
BITS = 4
# Inputs become alike from layer to layer in the first; in the second like inputs become different, which is chaos.
ORDERED = Architecture("relu", 1, 2**0.5, 0.3)
CHAOTIC = Architecture("erf", 1, 3.0, 0.3)


class Point(NamedTuple):
    """The entropy of P in bits, and the mean size of the shortest formula under P."""

    entropy: float
    mean_leaves: float


class Sweep(NamedTuple):
    """The networks that are computed, None for those without probabilities, and the share of the work that is done."""

    points: dict[Architecture, Point | None]
    share: float


def family(arch: Architecture) -> list[Architecture]:
    """The networks of all DEPTHS that are otherwise like this one."""
    return [replace(arch, hidden_layers=depth) for depth in DEPTHS]


def sweep(arch: Architecture) -> Iterator[Sweep]:
    """Compute the families of this network and of both examples."""
    networks = list(dict.fromkeys(each for root in (ORDERED, CHAOTIC, arch) for each in family(root)))
    points: dict[Architecture, Point | None] = {}
    for network in networks:
        yield Sweep(dict(points), len(points) / len(networks))
        points[network] = _point(network)
    yield Sweep(dict(points), 1.0)


def _point(network: Architecture) -> Point | None:
    every = all_functions(network, BITS)
    if isinstance(every, Refused):
        return None
    told = overview(every, BITS)
    return Point(told.entropy, told.mean_leaves)
