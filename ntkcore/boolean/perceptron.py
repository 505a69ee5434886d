"""The functions of perceptrons of several inputs: those that they can make, and how many ones random ones have."""

import math
from functools import partial

import numpy as np
import scipy

from ntkcore.boolean.classes import classes
from ntkcore.boolean.tables import tables_of
from ntkcore.cache import cached
from ntkcore.checks import check_integer, check_number
from ntkcore.spectra.inputs import at_corners

_MOST_BITS, _MOST_DRAWS, _MOST_SEED = 12, 2**40, 2**53
_NUMBERS_AT_ONCE = 2**21  # outputs that are drawn together


def zero_one(corners: np.ndarray) -> np.ndarray:
    """Inputs of 0 and 1 for corners ±1: 1 where the corner has +1."""
    return (corners + 1.0) / 2.0


@cached(4)  # one small array for each number of inputs
def separable(bits: int) -> np.ndarray:
    """Whether a perceptron can make the functions of each class of n = `bits` ≤ 4 inputs, (c,), by linear programs.

    It can if some weights give s_i (w·x_i + b) ≥ 1 at all corners, with the signs s of the outputs.
    """
    planes = np.hstack([at_corners(bits), np.ones((2**bits, 1))])
    signs = 2.0 * tables_of(classes(bits).representative, bits) - 1.0
    ones, free = np.ones(len(planes)), [(None, None)] * (bits + 1)
    solve = partial(scipy.optimize.linprog, np.zeros(bits + 1), b_ub=-ones, bounds=free)
    return np.array([solve(A_ub=-sign[:, None] * planes).status == 0 for sign in signs])


def count_of_ones(
    bits: int, *, plus_minus: bool = False, bias_std: float = 0.0, uniform: bool = False, draws: int, seed: int = 0
) -> np.ndarray:
    """Counts those of `draws` random perceptrons that are 1 at t corners, (2ⁿ + 1,) for t = 0 … 2ⁿ; n ≤ 12 inputs.

    Inputs are 0 and 1, with `plus_minus` −1 and 1. Weights are N(0, 1), with `uniform` uniform on [−1, 1]; the bias has
    the same distribution, times `bias_std`. Inputs of 0 and 1 without bias have P(t) = 2⁻ⁿ for t < 2ⁿ and every
    distribution that does not change when signs of weights do (Mingard et al. 2019, with another proof): with
    w_i = ±a_i, a sum w·x is the sum of some of the a_i, less the sum of those with a minus. Both run over the same 2ⁿ
    sums of subsets, the second at random. So t is the number of these that are above a random one of them.

    Raises ValueError for numbers outside their ranges.
    """
    corners = at_corners(check_integer("bits", bits, 1, _MOST_BITS))
    spread = check_number("bias_std", bias_std, 0.0, math.inf, open_end=True)
    rng = np.random.default_rng(check_integer("seed", seed, 0, _MOST_SEED))
    x = np.hstack([corners if plus_minus else zero_one(corners), np.full((len(corners), 1), spread)])
    left = check_integer("draws", draws, 1, _MOST_DRAWS)
    counts = np.zeros(len(corners) + 1, np.int64)
    while left:
        size = (min(left, max(1, _NUMBERS_AT_ONCE // len(x))), bits + 1)
        weights = rng.uniform(-1.0, 1.0, size) if uniform else rng.standard_normal(size)
        counts += np.bincount((weights @ x.T > 0.0).sum(axis=1), minlength=len(counts))
        left -= size[0]
    return counts
