"""Predictions of a network: the posterior under each prior, and the evidence of its labels."""

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import (
    Array,
    as_distribution,
    as_examples,
    as_finite,
    as_labels,
    as_noise_std,
    as_relative_ridge,
    as_times,
    is_traced,
)
from ntkcore.choices import Distribution
from ntkcore.inference.factor import factorise
from ntkcore.inference.fitting import Fitted, Regression, evaluate, regression, solve, system_of
from ntkcore.inference.gaussian import Gaussian
from ntkcore.inference.jitter import change_of_density, warn_of_jitter
from ntkcore.inference.posterior import function_and_regression
from ntkcore.inference.ridge import log_density_of
from ntkcore.kernels.gram import KernelPair, kernel_pair
from ntkcore.kernels.layers import Network
from ntkcore.precision import in_float64

# Up to this many inputs, one kernel of all of them costs less than the calls for its blocks.
_JOINED_UP_TO = 512


@in_float64
def predict(
    net: Architecture | Network,
    x: ArrayLike,
    y: ArrayLike,
    x_test: ArrayLike,
    *,
    prior: str = "ensemble",
    noise_std: float = 0.0,
    time: ArrayLike = math.inf,
    covariance: bool = True,
    relative_ridge: float = 0.0,
) -> Gaussian:
    """The distribution of f at x_test, (m,) or (m, d), after training on x, (n,) or (n, d), and y, (n,) or (n, k).

    `prior` is one of

    - "nngp": the Bayesian posterior under the network's function prior (also: only the last layer trained);
    - "ntk": the NTK used as the covariance of a Gaussian process;
    - "ensemble": trained infinitely wide networks, their random initial functions included.

    `time` is the training time t of gradient flow on ½Σ(f − y)² at learning rate 1 (neural-tangents averages over
    the n points and k outputs: its time is n·k times this one); at t = ∞ training has converged. At finite t, "nngp"
    and "ntk" give gradient flow towards labels with noise drawn once, which ends in the posterior (Matthews et al.
    2017). Several times (T,), ∞ among them, share one eigendecomposition.
    `noise_std` is the label noise σ of the Gaussian processes and the weight of the ensemble's penalty
    ½σ²‖θ − θ₀‖². `relative_ridge` ρ adds ρ · mean diagonal of the regressing kernel at x to σ² (the diag_reg of
    neural-tangents). Formulas: `posterior.posterior_update`. A nearly singular kernel gets the jitter that
    `factor.JITTER` states; `JitterWarning` says if it, and not the data, decides the mean.

    Returns Gaussian(mean (m,), covariance (m, m)) of f, without label noise, with the condition number and the jitter
    of the solve; n = 0 gives the prior. With y (n, k) the mean is (m, k): the k outputs are independent given the
    kernel and share the covariance. With T times, mean (T, m) or (T, m, k), covariance (T, m, m). With
    `covariance` = False, no kernel among x_test is computed and the covariance is None. This is
    ``fit(train, y)(cross, test)`` with the kernels of `kernel_pair`.
    Works under jit, vmap and grad in all of the network's stds, x, y, x_test, noise_std, relative_ridge and time.
    Derivatives are exact where eigenvalues coincide too, and finite where inputs do (there the NTK of a kinked φ has a
    kink in them: the derivative is the mean of both sides). Second derivatives need t = ∞ or simple eigenvalues.

    Raises ValueError for empty x_test, non-finite or badly shaped arrays, k = 0, an unknown prior, or noise_std,
    relative_ridge, time < 0.
    """
    chosen = as_distribution(prior)
    tests = as_examples("x_test", x_test)
    options = as_noise_std(noise_std), as_relative_ridge(relative_ridge), as_times(time)
    rows = as_finite("x", x)
    rows = tests[:0] if rows.shape[:1] == (0,) else as_examples("x", rows, like=tests)
    labels = as_labels(y, len(rows))
    if not len(rows):
        function = kernel_pair(net, tests).of(chosen.function_kernel) if covariance else None
        return _untrained(function, jnp.shape(options[2]), (len(tests), *labels.shape[1:]))
    train, cross, test = _blocks(net, rows, tests, covariance)
    data = regression(chosen, function_and_regression(chosen, train), labels, *options)
    function_cross, regression_cross = function_and_regression(chosen, cross)
    function_test = None if test is None else test.of(chosen.function_kernel)
    mean, variance, added, jitter, weights = _predicted(data, function_cross, regression_cross, function_test)
    data.warn(jitter, weights, regression_cross)
    return Gaussian(mean, variance, system_of(data.gram, added, traced=is_traced(mean)), jitter)


def _untrained(function: Array | None, times: tuple[int, ...], event: tuple[int, ...]) -> Gaussian:
    """The prior with covariance `function` (m, m), at times of this shape, with a mean of shape `event` at each."""
    if function is not None and times:
        function = jnp.broadcast_to(function, (*times, *function.shape))
    return Gaussian(jnp.zeros((*times, *event)), function, 1.0, 0.0)


def _blocks(net: Any, x: Array, tests: Array, covariance: bool) -> tuple[KernelPair, KernelPair, KernelPair | None]:
    """The kernels among x, between `tests` and x, and, for a covariance, among `tests`."""
    n = len(x)
    if n + len(tests) > _JOINED_UP_TO:
        return kernel_pair(net, x), kernel_pair(net, tests, x), kernel_pair(net, tests) if covariance else None
    joined = (jnp if is_traced(x, tests) else np).concatenate([x, tests])
    kernels = kernel_pair(net, joined) if covariance else kernel_pair(net, joined, x)
    if not is_traced(kernels):
        kernels = KernelPair(*(np.asarray(kernel) for kernel in kernels))

    def block(rows: slice, columns: slice) -> KernelPair:
        return KernelPair(*(kernel[rows, columns] for kernel in kernels))

    train, test = slice(n), slice(n, None)
    return block(train, train), block(test, train), block(test, test) if covariance else None


@jax.jit
def _predicted(data: Regression, function_cross, regression_cross, function_test) -> tuple[Any, ...]:
    """Mean and covariance of the regression at m inputs, `Ridge.added`, the jitter and the weights of a Fitted."""
    added, weights = solve(data)
    mean, covariance = evaluate(Fitted(data, added, weights), function_cross, regression_cross, function_test)
    return mean, covariance, added.added, added.jitter, weights


@in_float64
def log_evidence(
    net: Architecture | Network,
    x: ArrayLike,
    y: ArrayLike,
    *,
    prior: str = "nngp",
    noise_std: float = 0.1,
    relative_ridge: float = 0.0,
) -> jax.Array:
    """log p(y | x) = log N(y; 0, K + σ²I) in nats, K the kernel named by `prior`, "nngp" or "ntk"; a scalar.

    With y (n, k), the sum over the k outputs, which are independent given the kernel. `relative_ridge` is added to σ²
    as in `predict`. Rasmussen & Williams (2006), eq. 2.30, with the jitter policy of `factor.JITTER`; `JitterWarning`
    says if the jitter decides the answer. Differentiable in the network's stds, noise_std, relative_ridge, x and y,
    coincident inputs included. No data: 0.

    Raises ValueError for bad arrays, and for prior "ensemble": trained networks are not a Bayesian model, so their
    labels have no marginal likelihood (the density of y before training is that of "nngp").
    """
    chosen = as_distribution(prior)
    if chosen == Distribution.ENSEMBLE:
        raise ValueError(
            "log_evidence needs a Bayesian model: prior must be 'nngp' or 'ntk', got 'ensemble'. Trained networks "
            "have no marginal likelihood; 'nngp' gives the density of y under their initial functions."
        )
    noise_std, ratio = as_noise_std(noise_std), as_relative_ridge(relative_ridge)
    rows = as_finite("x", x)
    if rows.shape[:1] == (0,):
        as_labels(y, 0)
        return jnp.zeros(())
    rows = as_examples("x", rows)
    labels = as_labels(y, len(rows))
    gram = kernel_pair(net, rows).of(chosen.regression_kernel)
    density, jitter = _log_density(labels.reshape(len(rows), -1), gram, noise_std, ratio)
    if not is_traced(jitter) and jitter > 0 and not is_traced(density):
        factor = factorise(np.asarray(gram), noise_std, ratio)
        warn_of_jitter(factor, change_of_density(factor, np.asarray(labels)), "the log-evidence", nats=True)
    return density


_log_density = jax.jit(log_density_of)
