"""What the network predicts: the posterior under each prior, its evidence, and how likely candidate labels are."""

import math
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture, Limit, check_number
from ntkcore.dynamics import learned_over_value
from ntkcore.gaussian import Array, Factor, Gaussian, centred_log_density, condition, factorise
from ntkcore.kernels import KernelPair, as_finite, as_inputs, kernel_pair
from ntkcore.scene import Prior


def learned_up_to(factor: Factor, time: Array | float) -> tuple[Array, Array]:
    """What `condition` needs to know of training up to `time`."""
    once = learned_over_value(factor.shifted, time)
    converged = isinstance(time, float) and math.isinf(time)
    return once, once if converged else learned_over_value(factor.shifted, 2.0 * time)


def function_and_regression(prior: str, kernels: KernelPair) -> tuple[Array, Array]:
    """The kernels (F, R) of a prior."""
    function = kernels.ntk if prior == Prior.NTK else kernels.nngp
    return function, kernels.nngp if prior == Prior.NNGP else kernels.ntk


def _checked(name: str, value: float) -> float:
    """`value` as a float ≥ 0, or as it is if it is a tracer (which has no value yet)."""
    return value if isinstance(value, Tracer) else check_number(name, value, Limit(0.0, math.inf, 0.0))


def _prior(prior: str) -> Prior:
    try:
        return Prior(prior)
    except ValueError:
        raise ValueError(f"prior must be one of {', '.join(Prior)}, got {prior!r}. Choose one of them.") from None


def _labels(y: ArrayLike, count: int) -> np.ndarray:
    labels = as_finite("y", y)
    if labels.shape != (count,):
        raise ValueError(f"y must have shape ({count},), one label for each input, got {labels.shape}.")
    return labels


@partial(jax.jit, static_argnames="ensemble")
def _predict(
    function: jax.Array, regression: jax.Array, y: jax.Array, noise_std: float, time: float, ensemble: bool
) -> Gaussian:
    """The posterior at the inputs after the first n = y.size of the two Gram matrices."""
    n = y.size
    factor = factorise(regression[:n, :n], noise_std)
    gain, left, right = condition(
        factor, function[:n, :n], function[n:, :n], regression[n:, :n], learned_up_to(factor, time), ensemble
    )
    half = 0.5 * function[n:, n:] - left @ right.T
    return Gaussian(gain @ (y @ factor.vectors), half + half.T)


def predict(
    arch: Architecture,
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
    ½σ²‖θ − θ₀‖². Formulas: `gaussian.condition`. A nearly singular
    kernel gets the jitter that `gaussian.JITTER` states.

    Returns Gaussian(mean (m,), covariance (m, m)) of f, without label noise; n = 0 gives the prior.
    Raises ValueError for empty x_test, non-finite or badly shaped arrays, an unknown prior, or noise_std, time < 0.
    """
    kind = _prior(prior)
    tests = as_inputs("x_test", x_test)
    noise_std, time = _checked("noise_std", noise_std), _checked("time", time)
    empty = np.size(x) == 0
    inputs = tests if empty else np.concatenate([as_inputs("x", x, tests.shape[1]), tests])
    labels = _labels(y, len(inputs) - len(tests))
    function, regression = function_and_regression(kind, kernel_pair(arch, inputs))
    if empty:
        return Gaussian(jnp.zeros(len(tests)), function)
    return _predict(function, regression, labels, noise_std, time, kind == Prior.ENSEMBLE)


def log_evidence(
    arch: Architecture, x: ArrayLike, y: ArrayLike, *, prior: str = "nngp", noise_std: float = 0.1
) -> jax.Array:
    """log p(y | x) = log N(y; 0, K + σ²I) in nats, K the kernel named by `prior`, "nngp" or "ntk"; a scalar.

    Rasmussen & Williams (2006), eq. 2.30, with the jitter policy of `gaussian.JITTER`. Differentiable in
    arch.weight_std, arch.bias_std and noise_std, coincident inputs included. No data: 0.

    Raises ValueError for bad arrays, and for prior "ensemble": trained networks are not a Bayesian model, so their
    labels have no marginal likelihood (the density of y before training is that of "nngp").
    """
    kind = _prior(prior)
    if kind == Prior.ENSEMBLE:
        raise ValueError(
            "log_evidence needs a Bayesian model: prior must be 'nngp' or 'ntk', got 'ensemble'. Trained networks "
            "have no marginal likelihood; 'nngp' gives the density of y under their initial functions."
        )
    noise_std = _checked("noise_std", noise_std)
    if np.size(x) == 0:
        _labels(y, 0)
        return jnp.zeros(())
    rows = as_inputs("x", x)
    labels = _labels(y, len(rows))
    function, _ = function_and_regression(kind, kernel_pair(arch, rows))
    return centred_log_density(labels, function, noise_std)
