"""P(S): the probability that a random network gives all examples their labels."""

import math
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_examples, check_integer
from ntkcore.inference import expectation_propagation
from ntkcore.inference.orthant.estimate import as_signs
from ntkcore.inference.orthant.signs import NAME, log_signs, nngp_of
from ntkcore.inference.orthant.traced import evaluate
from ntkcore.kernels.layers import Network
from ntkcore.precision import in_float64
from ntkcore.reals import Array, is_traced, shown

_MOST_SEED = 2**53


def check_method(method: object) -> None:
    """Raises ValueError unless `method` is 'ep' or 'orthant'."""
    if method not in ("ep", "orthant"):
        raise ValueError(f"method must be 'ep' or 'orthant', got {shown(method)}. Choose one of the two.")


def as_row(name: str, signs: ArrayLike, count: int) -> np.ndarray:
    """`signs` as an array (count,) of 1 and −1. Raises ValueError for other numbers and shapes."""
    row = as_signs(name, signs, count)
    if row.ndim != 1:
        raise ValueError(f"{name} must have shape ({count},), got {row.shape}. Call once for each row.")
    return row


def _distinct(x: Array, signs: np.ndarray) -> tuple[Array, np.ndarray] | None:
    """The inputs without repetitions and their signs; None if one input has both signs. Traced inputs are left."""
    if is_traced(x):
        return x, signs
    _, first, of = np.unique(np.asarray(x).reshape(len(x), -1), axis=0, return_index=True, return_inverse=True)
    if (signs[first][of.reshape(-1)] != signs).any():
        return None
    kept = np.sort(first)
    return x[kept], signs[kept]


@in_float64
def log_p_s(
    net: Architecture | Network, x: ArrayLike, signs: ArrayLike, *, method: str = "ep", seed: int = 0
) -> tuple[Array, Array]:
    """log P(S), in nats: all outputs of a random network of infinite width at x have the given signs; and its error.

    x (m, d), (m,) or images, `signs` (m,) of 1 and −1. Inputs that are repeated count once; one with both signs has
    log P(S) = −∞. `method` is one of

    - "ep": expectation propagation (`inference.expectation_propagation`), in tens of milliseconds at m = 100. Its
      error is not estimated: the second result is 0. It was at most 0.7 nats for corners of a cube, mostly far less.
    - "orthant": `inference.orthant.log_orthant`, with its standard error; `seed` chooses its points.

    −log P(S) is the sum over the examples of −ln(1 − ε_i): ε_i is the Gibbs error on example i given those before it.

    Works under jit and vmap in the stds and x, with first derivatives. Raises ValueError for another method, for signs
    other than ±1, and where the kernel does not tell the inputs apart in float64, for "orthant" also where its rank is
    lower than the number of inputs that are not parallel.
    """
    check_method(method)
    number = check_integer("seed", seed, 0, _MOST_SEED)
    rows = as_examples("x", x)
    wanted = as_row("signs", signs, len(rows))
    distinct = _distinct(rows, wanted)
    if distinct is None:
        return np.array(-math.inf), np.array(0.0)
    rows, wanted = distinct
    if method == "orthant":
        log_p, error = log_signs(net, rows, wanted[None], number)
    else:
        solver = partial(expectation_propagation.solve, wanted, NAME)
        log_p, error = evaluate(solver, 1, nngp_of(net, rows), np.zeros(len(rows)))
    return log_p[0], error[0]
