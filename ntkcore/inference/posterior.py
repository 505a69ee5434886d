"""The posterior of each prior given data, from kernels alone."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import Array, as_distribution, as_labels, as_matrix, as_noise_std, as_time, is_traced
from ntkcore.choices import Distribution
from ntkcore.inference.filters import learned_times, spectral_filter
from ntkcore.inference.gaussian import Factor, Gaussian, factorise, ridge
from ntkcore.inference.jitter import change_of_fit, change_of_mean, warn_of_jitter
from ntkcore.kernels.angles import flat_sqrt
from ntkcore.kernels.gram import KernelPair
from ntkcore.precision import in_float64


def function_and_regression(prior: str, kernels: KernelPair) -> tuple[Array, Array]:
    """The kernels (F, R) of a distribution: that of the functions, and that which regresses."""
    chosen = Distribution(prior)
    return kernels.of(chosen.function_kernel), kernels.of(chosen.regression_kernel)


def spectral_filters(factor: Factor, time: Array | float) -> tuple[Array, Array]:
    """The filters (1 − e^{−λt})/λ and (1 − e^{−2λt})/λ of each eigenvalue λ of the `factor`, t = `time`."""
    once = spectral_filter(factor.shifted, time)
    return once, once if is_converged(time) else spectral_filter(factor.shifted, 2.0 * time)


def is_converged(time: Array | float) -> bool:
    """True if `time` is known to be ∞; a traced time is not."""
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


@partial(
    jax.tree_util.register_dataclass,
    data_fields=("gram", "noise_std", "shift", "cholesky", "time", "labels", "function", "condition", "jitter"),
    meta_fields=("prior",),
)
@dataclass(frozen=True, eq=False)
class Fitted:
    """The data of `fit`, solved for: call it with the kernels at other inputs. A pytree of JAX.

    With M = R_XX + (σ² + jitter) I, A(t) = R_*X (I − e^{−Mt}) M⁻¹; at t = ∞ from the Cholesky factor of M, so that
    derivatives exist where eigenvalues coincide, else by `dynamics.learned_times`.
    """

    gram: Any  # R_XX (n, n)
    noise_std: Any
    shift: Any  # σ² + jitter
    cholesky: Any  # of M, or None if training stops before t = ∞
    time: Any
    labels: Any  # (n,)
    function: Any  # F_XX (n, n)
    condition: Any  # of M
    jitter: Any  # what of `shift` was not asked for: 0, or JITTER · mean diagonal of R_XX
    prior: Distribution

    @in_float64
    def __call__(self, cross: KernelPair, test: KernelPair | None = None) -> Gaussian:
        """The distribution of f at m inputs: `cross` between them (rows) and the n training inputs, `test` among them.

        cross (m, n), test (m, m), as `kernel_pair` gives them. Without `test` only the mean is computed, and the
        covariance is None. Warns with `JitterWarning` if jitter decides what the mean is there.
        Raises ValueError for other shapes, and for what is not finite.
        """
        n = len(self.labels)
        function, regression = (
            as_matrix("cross", kernel, (None, n)) for kernel in function_and_regression(self.prior, cross)
        )
        m, tests = len(function), None
        if test is not None:
            tests = as_matrix("test", function_and_regression(self.prior, test)[0], (m, m))
        posterior = evaluate(self, function, regression, tests)
        self.warn(regression)
        return posterior

    def warn(self, regression_cross: Array | None = None) -> None:
        """`JitterWarning`, if jitter decides the mean at inputs with this R_*X.

        Without R_*X: if it decides the fit itself. While JAX is tracing there is nothing to compare.
        """
        if is_traced(self, regression_cross) or not self.jitter > 0:
            return
        factor, labels, time = factorise(np.asarray(self.gram), self.noise_std), np.asarray(self.labels), self.time
        if regression_cross is None:
            warn_of_jitter(factor, change_of_fit(factor, labels, float(time)), "the fit")
        else:
            change = change_of_mean(factor, labels, np.asarray(regression_cross), float(time))
            warn_of_jitter(factor, change, "the mean")


@in_float64
def fit(
    train: KernelPair, y: ArrayLike, *, prior: str = "ensemble", noise_std: float = 0.0, time: float = math.inf
) -> Fitted:
    """Solve for labels y (n,) at inputs whose kernels among themselves are `train`, (n, n) each, n ≥ 1.

    `prior`, `noise_std` and `time` are those of `predict`, which is ``fit(train, y)(cross, test)``. Of the two kernels
    only those that the prior needs are looked at. Warns with `JitterWarning` if jitter decides how large the fitted
    function is. Raises ValueError for bad arrays, an unknown prior, or noise_std, time < 0.
    """
    chosen = as_distribution(prior)
    function, regression = function_and_regression(chosen, train)
    regression = as_matrix("train", regression, (None, None))
    n = len(regression)
    if n == 0:
        raise ValueError("train must have shape (n, n) with n ≥ 1, got (0, 0). Without data, use the prior's kernel.")
    regression, function = (as_matrix("train", kernel, (n, n)) for kernel in (regression, function))
    labels, noise_std, time = as_labels(y, n), as_noise_std(noise_std), as_time(time)
    converged = is_converged(time)
    fitted = solve(function, regression, labels, noise_std, time, prior=chosen, converged=converged)
    fitted.warn()
    return fitted


@partial(jax.jit, static_argnames=("prior", "converged"))
def solve(function, regression, labels, noise_std, time, *, prior: Distribution, converged: bool) -> Fitted:
    """`fit` without checks: F_XX and R_XX (n, n); `converged` if time is ∞ for certain."""
    added = ridge(regression, noise_std)
    cholesky = jnp.linalg.cholesky(regression + added.shift * jnp.eye(len(labels))) if converged else None
    return Fitted(
        regression, noise_std, added.shift, cholesky, time, labels, function, added.condition, added.jitter, prior
    )


@jax.jit
def evaluate(fitted: Fitted, function_cross, regression_cross, function_test) -> Gaussian:
    """`Fitted.__call__` without checks: F_*X and R_*X (m, n), F** (m, m) or None."""

    def learned(columns: jax.Array, time: jax.Array) -> jax.Array:
        """(I − e^{−Mt}) M⁻¹ columns."""
        if fitted.cholesky is not None:
            return jax.scipy.linalg.cho_solve((fitted.cholesky, True), columns)
        return learned_times(fitted.gram, fitted.shift, time, columns)

    gain = learned(regression_cross.T, fitted.time).T
    if function_test is None:
        return Gaussian(gain @ fitted.labels, None, fitted.condition, fitted.jitter)
    if fitted.prior == Distribution.ENSEMBLE:
        left, right = gain, function_cross - 0.5 * gain @ fitted.function
    else:
        left = gain if fitted.cholesky is not None else learned(regression_cross.T, 2.0 * fitted.time).T
        right = 0.5 * regression_cross
    covariance = conditional_covariance(function_test, left, right)
    variances = jnp.diagonal(covariance)
    size = len(variances)
    above = jnp.where(variances > 0, variances, 0.0)
    # Rounding of a large kernel may leave more than the variances allow: beside a variance of 0, all is 0.
    largest = flat_sqrt(above)[:, None] * flat_sqrt(above)
    covariance = jnp.clip(covariance, -largest, largest)
    covariance = jnp.where(jnp.eye(size, dtype=bool), above[:, None], covariance)
    return Gaussian(gain @ fitted.labels, covariance, fitted.condition, fitted.jitter)
