"""Estimates of tilted orthants by scrambled Sobol points: each scramble gives an independent, unbiased mean."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import scipy
from scipy.special import log_ndtr, ndtr, ndtri, ndtri_exp

from ntkcore.cache import cached
from ntkcore.inference.orthant.ordering import Ordered, mills
from ntkcore.inference.orthant.tilting import Tilt, arguments

_BITS = 30  # of a coordinate of a Sobol point
_LEAST = -37.0  # below, Φ is no longer a float64 with all digits
_NUMBERS_AT_ONCE = 2**17  # of the points that are drawn together: they fit into the processor's cache
_BLOCK = 32  # coordinates whose sum over earlier ones is one product of matrices


class Draws(NamedTuple):
    """Means of the weights exp(ψ − ψ*) for each scramble, and moments of the points, for b orthants."""

    means: np.ndarray  # (b, scrambles)
    first: np.ndarray | None  # (b, d): the mean of z in the orthant
    second: np.ndarray | None  # (b, d, d): that of z zᵀ


@cached(16)  # 1 MB each up to 512 dimensions; a seed needs up to five of them
def _sobol(dimension: int, log2_count: int, seed: int) -> np.ndarray:
    """Sobol points (dimension, 2^log2_count) with scrambled digits (Matoušek 1998), as integers of 30 bits."""
    # SciPy loads its statistics when they are first asked for: importing them takes longer than the rest of SciPy.
    rng = np.random.default_rng([seed, log2_count])
    points = scipy.stats.qmc.Sobol(dimension, bits=_BITS, rng=rng).random_base2(log2_count)
    return np.ascontiguousarray((points.T * 2.0**_BITS).astype(np.uint32))


def draw(
    gaussian: Ordered, tilted: Tilt, log2_count: int, scrambles: int, seeds: tuple[int, int], *, moments: bool = False
) -> Draws:
    """Draws 2^log2_count points for each scramble in each of b orthants and weighs them; see `tilting` for the density.

    A scramble flips the same random bits in all Sobol points of an orthant, others in each coordinate: with that alone,
    each point is uniform. `seeds` are those of the Sobol points and of the flips.
    """
    batch, d = gaussian.start.shape
    points = _sobol(d - 1, log2_count, seeds[0])
    flips = np.random.default_rng([*seeds, log2_count]).integers(
        2**_BITS, size=(batch, d - 1, scrambles, 1), dtype=np.uint32
    )
    log_at_saddle = log_ndtr(arguments(gaussian, tilted.z, tilted.mu))
    means = np.empty((batch, scrambles))
    first, second = (np.empty((batch, d)), np.empty((batch, d, d))) if moments else (None, None)
    group = max(1, _NUMBERS_AT_ONCE // (points.size * scrambles))
    width = max(1, _NUMBERS_AT_ONCE // points.size)
    for start in range(0, batch, group):
        chunk = slice(start, start + group)
        orthants, saddle = gaussian.take(chunk), tilted.take(chunk)
        pieces = []
        for left in range(0, scrambles, width):
            uniform = _uniform(points, flips[chunk, :, left : left + width])
            pieces.append(_weights(orthants, saddle, log_at_saddle[chunk], uniform))
            some = pieces[-1][0]
            means[chunk, left : left + width] = some.reshape(len(some), -1, points.shape[1]).mean(axis=2)
        if first is not None and second is not None:
            first[chunk], second[chunk] = _moments(pieces)
    return Draws(means, first, second)


def _uniform(points: np.ndarray, flips: np.ndarray) -> np.ndarray:
    """Points (b, d − 1, n) in (0, 1), the middles of their cells, from points and flips that broadcast."""
    flipped = points[:, None] ^ flips
    return (flipped.reshape(*flipped.shape[:2], -1) + 0.5) * 0.5**_BITS


def _weights(
    gaussian: Ordered, saddle: Tilt, log_at_saddle: np.ndarray, points: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """exp(ψ − ψ*) (b, n), the points z (b, d, n) but for their last coordinate, the argument of the last Φ (b, n)."""
    (batch, d), count = gaussian.start.shape, points.shape[2]
    z, sums, w = np.empty((batch, d, count)), np.zeros((batch, d, count)), np.empty((batch, count))
    exponent = np.zeros((batch, count))
    offset = saddle.mu - gaussian.start
    for i in range(d):
        left = i - i % _BLOCK
        if i == left > 0:
            sums[:, i:] += gaussian.below[:, i:, i - _BLOCK : i] @ z[:, i - _BLOCK : i]
        np.add(sums[:, i], offset[:, i, None], out=w)
        if i > left:
            w += (gaussian.below[:, i, None, left:i] @ z[:, left:i])[:, 0]
        far = not w.min() > _LEAST
        mass = None if far else ndtr(w)
        logs = log_ndtr(w) if mass is None else np.log(mass)
        exponent += logs
        exponent -= log_at_saddle[:, i, None]
        if i < d - 1:
            tail = ndtri_exp(np.log(points[:, i]) + logs) if mass is None else ndtri(points[:, i] * mass)
            np.subtract(saddle.mu[:, i, None], tail, out=z[:, i])
            exponent -= saddle.mu[:, i, None] * (z[:, i] - saddle.z[:, i, None])
    return np.exp(exponent, out=exponent), z, w


def _moments(pieces: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """The weighted means of z and z zᵀ, (b, d) and (b, d, d); the last coordinate enters by its mean and square."""
    first, second, total = 0.0, 0.0, 0.0
    for weights, z, w in pieces:
        z[:, -1] = mills(w)
        weighted = weights[:, None] * z
        moment = weighted @ z.transpose(0, 2, 1)
        moment[:, -1, -1] = (weights * (1.0 - w * z[:, -1])).sum(axis=1)
        first, second, total = first + weighted.sum(axis=2), second + moment, total + weights.sum(axis=1)
    return first / np.asarray(total)[:, None], second / np.asarray(total)[:, None, None]


def weighted_points(
    gaussian: Ordered, tilted: Tilt, log2_count: int, scrambles: int, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields weights (2^log2_count,) and points z (d, 2^log2_count) of one orthant for each scramble.

    Weighted, the points have the density of the Gaussian within its orthant; the mean weight is P/exp ψ*. Other than in
    `draw`, the last coordinate is drawn too.
    """
    d = gaussian.start.shape[1]
    points = _sobol(d, log2_count, seed)
    flips = np.random.default_rng([seed, log2_count]).integers(2**_BITS, size=(1, d, scrambles, 1), dtype=np.uint32)
    log_at_saddle = log_ndtr(arguments(gaussian, tilted.z, tilted.mu))
    for scramble in range(scrambles):
        uniform = _uniform(points, flips[:, :, scramble : scramble + 1])
        weights, z, w = _weights(gaussian, tilted, log_at_saddle, uniform[:, : d - 1])
        z[:, -1] = -ndtri_exp(np.log(uniform[:, -1]) + log_ndtr(w))
        yield weights[0], z[0]
