"""The bias towards simple functions over depth or spread of networks, one network after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from explorer.studies.simplicity.numbers.functions import Refused, all_functions
from explorer.studies.simplicity.numbers.overview import overview
from ntkcore.architecture import Architecture

VALUES: Mapping[str, tuple[float, ...]] = {  # by what is varied
    "hidden_layers": (1, 2, 4, 8, 16, 32),
    "weight_std": (0.5, 1.0, 1.5, 2.0, 2.5, 3.0),
    "bias_std": (0.1, 0.3, 1.0, 2.0, 3.0),
}
BITS = 4
# Inputs become alike from layer to layer in the first; in the second like inputs become different, which is chaos.
ORDERED = Architecture("relu", 8, 2**0.5, 0.3)
CHAOTIC = Architecture("erf", 8, 3.0, 0.3)


class Point(NamedTuple):
    """The entropy of P in bits, and the mean size of the shortest formula under P."""

    entropy: float
    mean_leaves: float


class Sweep(NamedTuple):
    """The networks that are computed, None for those without probabilities, and the share of the work that is done."""

    over: str  # a key of VALUES
    points: dict[Architecture, Point | None]
    share: float


def family(arch: Architecture, over: str) -> dict[float, Architecture]:
    """The networks that differ from this one in `over` alone, by its values."""
    return {value: replace(arch, **{over: value}) for value in VALUES[over]}


def sweep(arch: Architecture, over: str) -> Iterator[Sweep]:
    """Compute the families of this network and of both examples."""
    families = (family(root, over) for root in (arch, ORDERED, CHAOTIC))
    networks = list(dict.fromkeys(network for each in families for network in each.values()))
    points: dict[Architecture, Point | None] = {}
    for network in networks:
        yield Sweep(over, dict(points), len(points) / len(networks))
        points[network] = _point(network)
    yield Sweep(over, points, 1.0)


def _point(network: Architecture) -> Point | None:
    every = all_functions(network, BITS)
    if isinstance(every, Refused):
        return None
    told = overview(every, BITS)
    return Point(told.entropy, told.mean_leaves)
