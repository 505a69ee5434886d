"""Predictions of a network: the posterior under each prior, and the evidence of its labels."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import Array, as_distribution, as_finite, as_inputs, as_labels, as_noise_std, as_time, is_traced
from ntkcore.choices import Distribution
from ntkcore.inference.gaussian import Gaussian, centred_log_density, factorise
from ntkcore.inference.jitter import change_of_density, warn_of_jitter
from ntkcore.inference.posterior import Fitted, evaluate, function_and_regression, is_converged, solve
from ntkcore.kernels.gram import kernel_pair
from ntkcore.kernels.layers import Network
from ntkcore.precision import in_float64


@in_float64
def predict(
    net: Architecture | Network,
    x: ArrayLike,
    y: ArrayLike,
    x_test: ArrayLike,
    *,
    prior: str = "ensemble",
    noise_std: float = 0.0,
    time: float = math.inf,
) -> Gaussian:
    """The distribution of f at x_test, (m,) or (m, d), after training on x, (n,) or (n, d), and y (n,).

    `prior` is one of

    - "nngp": the Bayesian posterior under the network's function prior (also: only the last layer trained);
    - "ntk": the NTK used as the covariance of a Gaussian process;
    - "ensemble": trained infinitely wide networks, their random initial functions included.

    `time` is the training time t of gradient flow on ½Σ(f − y)² at learning rate 1 (neural-tangents averages over
    the n points: its time is n times this one); at t = ∞ training has converged. At finite t, "nngp" and "ntk" give
    gradient flow towards labels with noise drawn once, which ends in the posterior (Matthews et al. 2017).
    `noise_std` is the label noise σ of the Gaussian processes and the weight of the ensemble's penalty
    ½σ²‖θ − θ₀‖². Formulas: `posterior.condition`. A nearly singular kernel gets the jitter that `gaussian.JITTER`
    states; `JitterWarning` says if it, and not the data, decides the mean.

    Returns Gaussian(mean (m,), covariance (m, m)) of f, without label noise, with the condition number and the jitter
    of the solve; n = 0 gives the prior. This is ``fit(train, y)(cross, test)`` with the kernels of `kernel_pair`.
    Works under jit, vmap and grad in all of the network's stds, x, y, x_test, noise_std and time. Derivatives are
    exact where eigenvalues coincide too, and finite where inputs do (there the NTK of a kinked φ has a kink in them:
    the derivative is the mean of both sides). Second derivatives need t = ∞ or simple eigenvalues.

    Raises ValueError for empty x_test, non-finite or badly shaped arrays, an unknown prior, or noise_std, time < 0.
    """
    chosen = as_distribution(prior)
    tests = as_inputs("x_test", x_test)
    noise_std, time = as_noise_std(noise_std), as_time(time)
    empty = as_finite("x", x).size == 0
    inputs = tests if empty else _joined(as_inputs("x", x, tests.shape[1]), tests)
    labels = as_labels(y, len(inputs) - len(tests))
    function, regression = function_and_regression(chosen, kernel_pair(net, inputs))
    if empty:
        return Gaussian(jnp.zeros(len(tests)), function, 1.0, 0.0)
    converged = is_converged(time)
    fitted, cross, posterior = _predict(function, regression, labels, noise_std, time, chosen, converged)
    fitted.warn(cross)
    return posterior


def _joined(x: Array, tests: Array) -> Array:
    return (jnp if is_traced(x, tests) else np).concatenate([x, tests])


@partial(jax.jit, static_argnames=("prior", "converged"))
def _predict(function, regression, labels, noise_std, time, prior, converged) -> tuple[Fitted, jax.Array, Gaussian]:
    """The posterior at the inputs after the first n = labels.size of the two Gram matrices; what it was made from."""
    n = labels.size
    fitted = solve(function[:n, :n], regression[:n, :n], labels, noise_std, time, prior=prior, converged=converged)
    cross = regression[n:, :n]
    return fitted, cross, evaluate(fitted, function[n:, :n], cross, function[n:, n:])


@in_float64
def log_evidence(
    net: Architecture | Network, x: ArrayLike, y: ArrayLike, *, prior: str = "nngp", noise_std: float = 0.1
) -> jax.Array:
    """log p(y | x) = log N(y; 0, K + σ²I) in nats, K the kernel named by `prior`, "nngp" or "ntk"; a scalar.

    Rasmussen & Williams (2006), eq. 2.30, with the jitter policy of `gaussian.JITTER`; `JitterWarning` says if the
    jitter decides the answer. Differentiable in the network's stds, noise_std, x and y, coincident inputs
    included. No data: 0.

    Raises ValueError for bad arrays, and for prior "ensemble": trained networks are not a Bayesian model, so their
    labels have no marginal likelihood (the density of y before training is that of "nngp").
    """
    chosen = as_distribution(prior)
    if chosen == Distribution.ENSEMBLE:
        raise ValueError(
            "log_evidence needs a Bayesian model: prior must be 'nngp' or 'ntk', got 'ensemble'. Trained networks "
            "have no marginal likelihood; 'nngp' gives the density of y under their initial functions."
        )
    noise_std = as_noise_std(noise_std)
    if as_finite("x", x).size == 0:
        as_labels(y, 0)
        return jnp.zeros(())
    rows = as_inputs("x", x)
    labels = as_labels(y, len(rows))
    function, _ = function_and_regression(chosen, kernel_pair(net, rows))
    if not is_traced(function, labels, noise_std):
        factor = factorise(np.asarray(function), noise_std)
        if factor.jitter > 0:
            warn_of_jitter(factor, change_of_density(factor, np.asarray(labels)), "the log-evidence", nats=True)
    return centred_log_density(labels, function, noise_std)
