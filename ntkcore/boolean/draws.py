"""Boolean functions drawn from random networks of infinite width, how often each comes, and what chance makes of it."""

from typing import NamedTuple

import numpy as np
import scipy

from ntkcore.architecture import Architecture
from ntkcore.checks import check_integer, check_number
from ntkcore.inference.orthant.signs import nngp_of
from ntkcore.kernels.layers import Network
from ntkcore.precision import in_float64
from ntkcore.spectra.inputs import at_corners

_MOST_BITS, _MOST_DRAWS, _MOST_SEED = 12, 2**31, 2**53
_NUMBERS_AT_ONCE = 2**21


class Frequencies(NamedTuple):
    """The functions of a sample, the most frequent first: tables (k, 2ⁿ) of 0 and 1, and how often each came (k,)."""

    tables: np.ndarray
    counts: np.ndarray


@in_float64
def draw_tables(net: Architecture | Network, bits: int, draws: int, *, seed: int = 0) -> np.ndarray:
    """The truth tables (draws, 2ⁿ), uint8, of random networks of infinite width on n = `bits` ≤ 12 inputs ±1.

    The outputs at the corners are drawn from N(0, K) with the NNGP kernel K, a Gaussian of 2ⁿ coordinates. The same
    `seed` gives the same tables, and the first ones of a longer sample are those of a shorter one.
    Raises ValueError for numbers outside their ranges, and where only rounding makes outputs at two corners equal.
    """
    corners = at_corners(check_integer("bits", bits, 1, _MOST_BITS))
    values, vectors = np.linalg.eigh(np.asarray(nngp_of(net, corners)))
    factor = vectors * np.sqrt(np.maximum(values, 0.0))
    rng = np.random.default_rng(check_integer("seed", seed, 0, _MOST_SEED))
    tables = np.empty((check_integer("draws", draws, 1, _MOST_DRAWS), len(corners)), np.uint8)
    step = max(1, _NUMBERS_AT_ONCE // len(corners))
    for start in range(0, len(tables), step):
        part = tables[start : start + step]
        part[:] = rng.standard_normal(part.shape) @ factor.T > 0.0
    return tables


def frequencies(tables: np.ndarray) -> Frequencies:
    """The different tables among (m, 2ⁿ) of 0 and 1, the most frequent first; equally frequent ones by their table."""
    packed = np.ascontiguousarray(np.packbits(tables, axis=1))
    rows = packed.view(f"V{packed.shape[1]}").ravel()
    _, first, counts = np.unique(rows, return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return Frequencies(tables[first[order]], counts[order])


def ranked_by_chance(mean: float, count: int) -> np.ndarray:
    r"""Expected counts (count,), in descending order, of as many functions of which each is expected `mean` times.

    .. math:: E[X_{(k)}] = Σ_{x ≥ 1} P(\text{Binomial}(m, P(X ≥ x)) ≥ k), \quad X \sim \text{Poisson}

    for m = `count` ≤ 4096: what a list that is sorted by count shows where there is nothing to sort.
    """
    rate = check_number("mean", mean, 0.0, 1e9)
    ranks = np.arange(check_integer("count", count, 1, 4096))
    largest = int(scipy.stats.poisson.isf(1e-9 / count, rate)) + 1  # SciPy loads its statistics at their first use
    beyond = scipy.stats.poisson.sf(np.arange(largest), rate)
    return scipy.stats.binom.sf(ranks[:, None], count, beyond).sum(axis=1)
