"""Digits with wrong labels: bounds for examples whose labels are partly or wholly drawn by a coin."""

from typing import NamedTuple

import numpy as np

from explorer.studies.prior.numbers.images import digits
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.inference.expectation_propagation import NONE, Predicted, extended, predict, propagate
from ntkcore.inference.orthant.distinct import check_rank, correlations
from ntkcore.inference.orthant.signs import NAME, nngp_of

SIZES = (10, 20, 40, 60, 80, 120, 160, 200)  # numbers of examples; the other images measure the error
_TOLERANCE = 2e-2  # of the factors: nats are then off by less than 3e-4, errors by less than 1e-4


class Digits(NamedTuple):
    """P(S) and the Gibbs error on the images left out after m digits, (k,) each."""

    m: np.ndarray
    log_p: np.ndarray
    error: np.ndarray
    standard_error: np.ndarray  # of the error, from the spread over the images left out


@cached(16)  # 460 kB each
def correlation_of(arch: Architecture) -> np.ndarray:
    """The correlations (240, 240) of outputs at all images. Raises SingularKernelError if they depend on each other."""
    correlation, _ = correlations(nngp_of(arch, digits()[2]), NAME)
    check_rank(correlation, NAME)
    return correlation


@cached(128)  # under 1 kB each, but eight solutions; a drag passes through many shares
def with_wrong_labels(arch: Architecture, flips: float, shuffle: int) -> Digits:
    """Learn 0–4 against 5–9 where a share `flips` of the images has the wrong label, in the order number `shuffle`.

    Each image has a number in [0, 1) that is drawn once: its label is wrong where that is below `flips`. Raises
    SingularKernelError as `correlation_of`, and ArithmeticError where expectation propagation does not converge.
    """
    correlation = correlation_of(arch)
    rng = np.random.default_rng([240, shuffle])
    order, luck = rng.permutation(len(correlation)), rng.random(len(correlation))
    signs = np.where(digits()[1] < 5, 1.0, -1.0)
    signs = np.where(luck < flips, -signs, signs)
    sites = NONE
    outputs = Predicted(np.zeros(len(correlation)), np.ones(len(correlation)))  # of the images not yet learnt
    rows = []
    for m in SIZES:
        fitted, others = order[:m], order[m:]
        towards = correlation[np.ix_(fitted, fitted)] * np.outer(signs[fitted], signs[fitted])
        new = fitted[len(sites.shift) :]
        expected = Predicted(outputs.mean[new] * signs[new], outputs.variance[new])
        sites = propagate(towards, np.ones(m), extended(sites, expected), _TOLERANCE)
        cross = correlation[np.ix_(others, fitted)] * signs[fitted]
        predicted = predict(towards, sites, cross, np.ones(len(others)))
        outputs.mean[others], outputs.variance[others] = predicted
        up = predicted.positive
        wrong = np.where(signs[others] > 0, 1.0 - up, up)
        rows.append((sites.log_p, wrong.mean(), wrong.std(ddof=1) / len(others) ** 0.5))
    return Digits(np.array(SIZES), *np.array(rows).T)
