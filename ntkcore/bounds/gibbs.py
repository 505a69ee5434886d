"""The Gibbs error: how often a random network that fits the examples is wrong at other inputs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.bounds.probability import as_row, check_method
from ntkcore.checks import as_examples, check_integer
from ntkcore.inference.expectation_propagation import positive, propagate
from ntkcore.inference.orthant.distinct import check_rank, correlations, distinct
from ntkcore.inference.orthant.elsewhere import elsewhere
from ntkcore.inference.orthant.signs import NAME, nngp_of
from ntkcore.kernels.layers import Network
from ntkcore.precision import in_float64
from ntkcore.reals import is_traced

_MOST_SEED = 2**53


class GibbsError(NamedTuple):
    """The probability of a wrong sign at each of t inputs (t,), their mean, and its standard error."""

    each: np.ndarray
    mean: float
    standard_error: float


@in_float64
def gibbs_error(
    net: Architecture | Network,
    x: ArrayLike,
    signs: ArrayLike,
    x_test: ArrayLike,
    signs_test: ArrayLike,
    *,
    method: str = "ep",
    seed: int = 0,
) -> GibbsError:
    r"""The error at `x_test` (t, d) of random networks of infinite width that have the given signs at x (m, d).

    .. math:: ε(x_*) = P(s_* f(x_*) < 0 \mid s_i f(x_i) > 0 \text{ for all } i)

    `signs` (m,) and `signs_test` (t,) are 1 or −1. At inputs among the examples the error is 0 or 1. `method` is

    - "ep": expectation propagation, in milliseconds; its error is not estimated. For corners of a cube the mean was
      within 0.003 of that by "orthant" for most targets, and within 0.03 after a single example.
    - "orthant": points drawn from the Gaussian within its orthant, as for `inference.orthant.log_orthant`, with the
      standard error of the mean.

    All results are NaN where no network fits the examples. Raises ValueError as `log_p_s`, and for traced arrays.
    """
    check_method(method)
    number = check_integer("seed", seed, 0, _MOST_SEED)
    rows, tests = as_examples("x", x), as_examples("x_test", x_test)
    if is_traced(rows, tests):
        raise ValueError("x and x_test must have values, got traced arrays. Call gibbs_error outside jit and vmap.")
    given, wanted = as_row("signs", signs, len(rows)), as_row("signs_test", signs_test, len(tests))
    correlation, _ = correlations(nngp_of(net, np.concatenate([rows, tests])), NAME)
    groups = distinct(correlation)
    towards = np.concatenate([given, wanted]) * groups.relation  # the signs that the outputs of each group must have
    fitted, first, back = np.unique(groups.of[: len(rows)], return_index=True, return_inverse=True)
    sides = towards[first]
    if (sides[back] != towards[: len(rows)]).any():
        return GibbsError(np.full(len(tests), np.nan), np.nan, np.nan)
    among = correlation[np.ix_(groups.kept, groups.kept)]
    positions = np.searchsorted(fitted, groups.of[len(rows) :]).clip(max=len(fitted) - 1)
    is_fitted = fitted[positions] == groups.of[len(rows) :]
    positive_at = among[np.ix_(fitted, fitted)] * np.outer(sides, sides)
    cross = among[np.ix_(groups.of[len(rows) :], fitted)] * sides
    side, share = towards[len(rows) :], np.full(len(tests), 1.0 / len(tests))
    error = 0.0
    if method == "ep":
        up = positive(positive_at, propagate(positive_at, np.ones(len(fitted))), cross, np.ones(len(tests)))
    else:
        check_rank(positive_at, NAME)
        estimate = elsewhere(positive_at, cross, np.ones(len(tests)), number)
        up = estimate.positive
        _, error = estimate.combined(np.where(is_fitted, 0.0, side * share))
    up = np.where(is_fitted, (sides[positions] > 0).astype(float), up)
    each = np.where(side > 0, 1.0 - up, up)
    return GibbsError(each, float(each.mean()), error)
