"""The posterior of the weights at several widths: how far each layer is from its prior."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ntkcore import kernel_pair
from ntkcore.architecture import Architecture
from ntkcore.networks import weight_posterior
from ntkcore.networks.weight_posterior import Distances

WIDTHS = (4, 8, 16, 32, 64, 128, 256)
MOST_POINTS, MOST_LAYERS = 8, 4
FEWEST_EFFECTIVE = 50  # networks: with fewer, error bars say little


class Request(NamedTuple):
    """The networks and the data of which the posterior is wanted."""

    arch: Architecture
    x: tuple[float, ...]
    y: tuple[float, ...]
    noise_std: float
    networks: int
    seed: int


class Layers(NamedTuple):
    """The distances at each width so far, what theory says of wide networks, and the `share` that is done."""

    request: Request
    distances: tuple[Distances, ...]
    coefficients: np.ndarray | None  # (L,) c of c/n for each hidden layer
    limit: float  # of the output layer, and of all weights together, at infinite width
    share: float


def theory(request: Request) -> tuple[np.ndarray | None, float]:
    """The coefficients of the hidden layers, None where two inputs are equal, and the divergence at infinite width."""
    x, y = np.array(request.x), np.array(request.y)
    coefficients = None
    if len(set(request.x)) == len(x):  # the formula needs different inputs
        coefficients = weight_posterior.leading_coefficients(request.arch, x, y, noise_std=request.noise_std)
    nngp = np.asarray(kernel_pair(request.arch, x).nngp)
    return coefficients, float(weight_posterior.output_layer(nngp, y, request.noise_std))


def measure(request: Request) -> Iterator[Layers]:
    """Measure width after width, the small ones first; yields what there is after every chunk of networks."""
    layers = Layers(request, (), None, math.nan, 0.0)
    costs = np.array(WIDTHS) + 30.0
    for width, begun, cost in zip(WIDTHS, np.cumsum(costs) - costs, costs, strict=True):
        options = {"noise_std": request.noise_std, "width": width, "networks": request.networks, "seed": request.seed}
        done = layers.distances
        for latest in weight_posterior.stream_distances(request.arch, request.x, request.y, **options):
            share = (begun + cost * latest.networks / request.networks) / costs.sum()
            layers = layers._replace(distances=(*done, latest), share=0.95 * share)
            yield layers
    coefficients, limit = theory(request)
    yield layers._replace(coefficients=coefficients, limit=limit, share=1.0)
