"""The posterior of each prior given data, in the modes of the training inputs' kernel."""

import math
from typing import NamedTuple

from ntkcore.checks import Array
from ntkcore.choices import Distribution
from ntkcore.inference.factor import Factor
from ntkcore.inference.filters import spectral_filter
from ntkcore.kernels.gram import KernelPair


def function_and_regression(prior: str, kernels: KernelPair) -> tuple[Array, Array]:
    """The kernels (F, R) of a distribution: that of the functions, and that which regresses."""
    chosen = Distribution(prior)
    return kernels.of(chosen.function_kernel), kernels.of(chosen.regression_kernel)


def spectral_filters(factor: Factor, time: Array | float) -> tuple[Array, Array]:
    """The filters (1 − e^{−λt})/λ and (1 − e^{−2λt})/λ of each eigenvalue λ of the `factor`, t = `time`."""
    once = spectral_filter(factor.shifted, time)
    return once, once if is_converged(time) else spectral_filter(factor.shifted, 2.0 * time)


def is_converged(time: Array | float) -> bool:
    """True if `time` is certain to be ∞; a traced time is not, nor are several."""
    return isinstance(time, float) and math.isinf(time)


class Update(NamedTuple):
    """The effect of data on a function at m inputs: mean gain Vᵀ y, covariance F** − L Rᵀ − R Lᵀ; each (m, n).

    All three are in the coordinates of the modes V of the Factor that they were made from.
    """

    gain: Array  # A V
    left: Array  # L
    right: Array  # R


def posterior_update(
    factor: Factor,
    function_train: Array,
    function_cross: Array,
    regression_cross: Array,
    learned: tuple[Array, Array],
    ensemble: bool,
) -> Update:
    r"""The posterior at m inputs given n training inputs, as an `Update`.

    With F the kernel of the function prior, R that of the regression, R_XX = V Λ Vᵀ factored, and
    learned = (g, h) = ((1 − e^{−λ′t})/λ′, (1 − e^{−2λ′t})/λ′), both 1/λ′ when training has converged,

    .. math:: A = R_{*X} V g Vᵀ, \quad mean = A y.

    Ensemble (F = NNGP, R = NTK; Lee et al. 2019, eqs. 14–16; noise is the penalty ½σ²‖θ − θ₀‖²):
    cov = F** + A F_XX Aᵀ − A F_X* − F_*X Aᵀ, the law of f₀ + A(y − f₀(X)).
    Gaussian process (F = R): cov = F** − P h Pᵀ, P = F_*X V, the law of f₀ + A(y − f₀(X) − ε) with
    ε ~ N(0, σ² + jitter) drawn once; when training has converged, the Bayesian posterior.

    function_train (n, n), *_cross (m, n).
    """
    projection = regression_cross @ factor.vectors
    gain = projection * learned[0]
    if ensemble:
        middle = factor.vectors.T @ function_train @ factor.vectors
        return Update(gain, gain, function_cross @ factor.vectors - 0.5 * gain @ middle)
    return Update(gain, projection * learned[1], 0.5 * projection)


def conditional_covariance(prior_covariance: Array, left: Array, right: Array) -> Array:
    """F** − L Rᵀ − R Lᵀ (m, m) from F** (m, m), L and R (m, n) of an `Update`: exactly symmetric."""
    half_covariance = 0.5 * prior_covariance - left @ right.T
    return half_covariance + half_covariance.T
