"""The probability that the outputs of a random network at given inputs have given signs."""

from functools import partial

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.inference.orthant.distinct import check_parallel, correlations
from ntkcore.inference.orthant.estimate import ACCURACY, solve
from ntkcore.inference.orthant.traced import evaluate
from ntkcore.kernels.gram import kernel_pair
from ntkcore.kernels.layers import Network
from ntkcore.reals import Array, is_traced

NAME = "the NNGP kernel of net at the inputs"


def nngp_of(net: Architecture | Network, x: Array) -> Array:
    """The NNGP kernel (n, n) at x. Raises ValueError if only rounding makes outputs at two inputs equal or opposite."""
    kernel = kernel_pair(net, x).nngp
    if not is_traced(kernel):
        kernel = np.asarray(kernel)
        check_parallel(correlations(kernel, NAME)[0], np.asarray(x), NAME)
    return kernel


def log_signs(
    net: Architecture | Network,
    x: Array,
    signs: np.ndarray,
    seed: int,
    accuracy: float = ACCURACY,
    weights: np.ndarray | None = None,
) -> tuple[Array, Array]:
    """log P of the signs (b, n) of the outputs at x, (b,), and their standard errors (b,), `accuracy` if possible.

    With `weights` (b,) the accuracy is that of shares, as in `log_orthant`.
    """
    solver = partial(solve, signs, seed, NAME, accuracy=accuracy, weights=weights)
    return evaluate(solver, len(signs), nngp_of(net, x), np.zeros(len(x)))
