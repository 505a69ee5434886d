"""Labels regressed on kernels that are given: `fit`, once for all inputs at which the answer is wanted."""

import math
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import (
    Array,
    as_distribution,
    as_labels,
    as_noise_std,
    as_relative_ridge,
    as_times,
    is_traced,
)
from ntkcore.choices import Distribution
from ntkcore.inference.factor import condition_of, factorise
from ntkcore.inference.filters import learned_times
from ntkcore.inference.gaussian import Gaussian, System
from ntkcore.inference.given import check_gram, kernel_of
from ntkcore.inference.jitter import change_of_fit, change_of_mean, warn_of_jitter, warn_of_missed_labels
from ntkcore.inference.posterior import conditional_covariance, is_converged
from ntkcore.inference.ridge import Ridge, ridge, solve_columns
from ntkcore.kernels.angles import flat_sqrt
from ntkcore.kernels.gram import KernelPair
from ntkcore.precision import in_float64


@partial(
    jax.tree_util.register_dataclass,
    data_fields=("gram", "function", "labels", "noise_std", "relative_ridge", "time"),
    meta_fields=("prior", "converged"),
)
@dataclass(frozen=True, eq=False)
class Regression:
    """Labels at n inputs, the inputs' kernels among themselves, and how the labels are learned. A pytree of JAX."""

    gram: Any  # R_XX (n, n)
    function: Any  # F_XX (n, n)
    labels: Any  # (n,) or (n, k)
    noise_std: Any
    relative_ridge: Any
    time: Any  # a number, or (T,)
    prior: Distribution
    converged: bool  # time is ∞ for certain

    def warn(self, jitter: Any, weights: Any, cross: Array | None = None) -> None:
        """`JitterWarning`, if `jitter`, which the solve added, decides the mean at inputs with this R_*X.

        Without R_*X: if it decides the fit itself. In both cases also if it keeps the mean from the labels. `weights`
        are those of a Fitted. While JAX is tracing there is nothing to compare.
        """
        if is_traced(self, jitter, cross) or not jitter > 0:
            return
        factor = factorise(np.asarray(self.gram), self.noise_std, self.relative_ridge)
        labels = np.asarray(self.labels)
        if cross is None:
            warned = warn_of_jitter(factor, change_of_fit(factor, labels, self.time), "the fit")
        else:
            warned = warn_of_jitter(factor, change_of_mean(factor, labels, np.asarray(cross), self.time), "the mean")
        if not warned:
            warn_of_missed_labels(factor, labels, np.asarray(weights))


@partial(jax.tree_util.register_dataclass, data_fields=("regression", "ridge", "weights"), meta_fields=())
@dataclass(frozen=True, eq=False)
class Fitted:
    """The data of `fit`, solved for: call it with the kernels at other inputs. A pytree of JAX.

    With M = R_XX + (σ² + jitter) I, A(t) = R_*X (I − e^{−Mt}) M⁻¹; at t = ∞ from the Cholesky factor of M, so that
    derivatives exist where eigenvalues coincide, else by `filters.learned_times`.
    """

    regression: Regression
    ridge: Ridge
    weights: Any  # (I − e^{−Mt}) M⁻¹ y, (n, k) or (T, n, k) with k = 1 for labels (n,)

    @property
    def jitter(self) -> Any:
        """The addition to R_XX that was not asked for: 0, or JITTER · mean diagonal of R_XX."""
        return self.ridge.jitter

    @cached_property
    def condition(self) -> Any:
        """The condition number of M, from all its eigenvalues: computed when it is first asked for."""
        return condition_of(self.regression.gram, self.ridge.added)

    @in_float64
    def __call__(self, cross: KernelPair, test: KernelPair | None = None) -> Gaussian:
        """The distribution of f at m inputs: `cross` between them (rows) and the n training inputs, `test` among them.

        cross (m, n), test (m, m), as `kernel_pair` gives them. Without `test` only the mean is computed, from the
        kernel of `cross` that regresses alone, and the covariance is None. Shapes of the answer: see `Gaussian`.
        Warns with `JitterWarning` if jitter decides what the mean is there.
        Raises ValueError for other shapes, and for what is not finite.
        """
        data, n = self.regression, len(self.regression.labels)
        regression_cross = kernel_of("cross", cross, data.prior.regression_kernel, (None, n))
        m, function_cross, tests = len(regression_cross), None, None
        if test is not None:
            function_cross = kernel_of("cross", cross, data.prior.function_kernel, (m, n))
            tests = kernel_of("test", test, data.prior.function_kernel, (m, m))
            check_gram("test", tests)
        mean, covariance = _evaluated(self, function_cross, regression_cross, tests)
        data.warn(self.jitter, self.weights, regression_cross)
        traced = is_traced(self, mean)
        return Gaussian(mean, covariance, system_of(data.gram, self.ridge.added, traced=traced), self.jitter)


def system_of(gram: Array, added: Any, *, traced: bool) -> Any:
    """The `system` that a `Gaussian` keeps: the matrix, or its condition number while JAX is tracing.

    A compiled or batched function would return the whole matrix; a number that nobody uses is never computed.
    """
    return _condition_of(gram, added) if traced else System(gram, added)


@jax.jit
def _condition_of(gram: jax.Array, added: jax.Array) -> Array:
    return jax.lax.stop_gradient(condition_of(jax.lax.stop_gradient(gram), jax.lax.stop_gradient(added)))


@in_float64
def fit(
    train: KernelPair,
    y: ArrayLike,
    *,
    prior: str = "ensemble",
    noise_std: float = 0.0,
    time: ArrayLike = math.inf,
    relative_ridge: float = 0.0,
) -> Fitted:
    """Solve for labels y, (n,) or (n, k), at inputs whose kernels among themselves are `train`, (n, n) each, n ≥ 1.

    The options are those of `predict`, which is ``fit(train, y)(cross, test)``. Of the two kernels only those that the
    prior needs are looked at. Warns with `JitterWarning` if jitter decides how large the fitted function is. Raises
    ValueError for bad arrays, an unknown prior, or noise_std, time, relative_ridge < 0.
    """
    chosen = as_distribution(prior)
    gram = kernel_of("train", train, chosen.regression_kernel, (None, None))
    n = len(gram)
    if n == 0:
        raise ValueError("train must have shape (n, n) with n ≥ 1, got (0, 0). Without data, use the prior's kernel.")
    check_gram("train", gram)
    function = gram
    if chosen.function_kernel != chosen.regression_kernel:
        function = kernel_of("train", train, chosen.function_kernel, (n, n))
        check_gram("train", function)
    options = as_noise_std(noise_std), as_relative_ridge(relative_ridge), as_times(time)
    data = regression(chosen, (function, gram), as_labels(y, n), *options)
    solved, weights = _solved(data)
    data.warn(solved.jitter, weights)
    return Fitted(data, solved, weights)


def regression(prior: Distribution, kernels, labels: Array, noise_std, relative_ridge, time) -> Regression:
    """The Regression of checked arguments, the first of them the kernels (F_XX, R_XX)."""
    function, gram = kernels
    return Regression(gram, function, labels, noise_std, relative_ridge, time, prior, is_converged(time))


def solve(data: Regression) -> tuple[Ridge, jax.Array]:
    """The addition to the diagonal of R_XX, and the `weights` of a Fitted."""
    added = ridge(data.gram, data.noise_std, data.relative_ridge)
    columns = data.labels.reshape(len(data.labels), -1)
    return added, _at_times(data, lambda time: _learned(data, added, time, columns))


_solved = jax.jit(solve)


def _at_times(data: Regression, function) -> jax.Array:
    """`function` of the time, or of each of several, along a leading axis."""
    return jax.vmap(function)(data.time) if jnp.ndim(data.time) else function(data.time)


def _learned(data: Regression, added: Ridge, time: jax.Array, columns: jax.Array) -> jax.Array:
    """(I − e^{−Mt}) M⁻¹ columns."""
    if data.converged:
        return solve_columns(data.gram, added, columns)
    return learned_times(data.gram, added.shift, time, columns)


def evaluate(fitted: Fitted, function_cross, regression_cross, function_test) -> tuple[jax.Array, jax.Array | None]:
    """The mean and the covariance of `Fitted.__call__`: F_*X and R_*X (m, n), F** (m, m), or None for no covariance."""
    data = fitted.regression
    means = regression_cross @ fitted.weights
    mean = means[..., 0] if data.labels.ndim == 1 else means
    if function_test is None:
        return mean, None

    def covariance(time: jax.Array) -> jax.Array:
        gain = _learned(data, fitted.ridge, time, regression_cross.T).T
        if data.prior == Distribution.ENSEMBLE:
            left, right = gain, function_cross - 0.5 * gain @ data.function
        else:
            left = gain if data.converged else _learned(data, fitted.ridge, 2.0 * time, regression_cross.T).T
            right = 0.5 * regression_cross
        return _bounded(conditional_covariance(function_test, left, right))

    return mean, _at_times(data, covariance)


_evaluated = jax.jit(evaluate)


def _bounded(covariance: Array) -> jax.Array:
    """The covariance (m, m) with variances ≥ 0, and nothing beyond what they allow.

    Rounding of a large kernel may leave more: beside a variance of 0, all is 0.
    """
    variances = jnp.diagonal(covariance)
    above = jnp.where(variances > 0, variances, 0.0)
    largest = flat_sqrt(above)[:, None] * flat_sqrt(above)
    covariance = jnp.clip(covariance, -largest, largest)
    return jnp.where(jnp.eye(len(variances), dtype=bool), above[:, None], covariance)
