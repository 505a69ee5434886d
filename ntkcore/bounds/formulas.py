"""The PAC-Bayes bounds as formulas: of P(S) or a relative entropy, the number of examples, and δ."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy.special import xlogy
from numpy.typing import ArrayLike

from ntkcore.precision import in_float64
from ntkcore.reals import as_reals, is_traced

_HALVINGS = 60


def _checked(**arguments: Any) -> list[jax.Array]:
    """The arguments of a bound as arrays of JAX. Raises ValueError for what is out of range, unless it is traced."""
    checks = {
        "log_p": (lambda v: v <= 0.0, "at most 0: a logarithm of a probability"),
        "m": (lambda v: (v >= 1.0) & (v == np.floor(v)), "a whole number of examples, at least 1"),
        "delta": (lambda v: (v > 0.0) & (v <= 1.0), "in (0, 1]: the probability that the bound fails"),
        "empirical": (lambda v: (v >= 0.0) & (v <= 1.0), "in [0, 1]: the mean error on the examples"),
        "kl": (lambda v: v >= 0.0, "at least 0"),
    }
    arrays = []
    for name, value in arguments.items():
        array = as_reals(name, value)
        fits, wanted = checks[name]
        if not is_traced(array) and not np.all(fits(array)):
            wrong = np.asarray(array)[~np.asarray(fits(array))][0]
            raise ValueError(f"{name} must be {wanted}, got {wrong:g}. Choose a value in that range.")
        arrays.append(jnp.asarray(array))
    return arrays


@in_float64
def realisable(log_p: ArrayLike, m: ArrayLike, delta: ArrayLike) -> jax.Array:
    r"""The bound of the Gibbs error for examples that all networks of Q fit.

    .. math:: -\ln(1 - ε) ≤ \frac{\ln 1/P(S) + \ln 1/δ}{m}

    Derived here. The mean over the examples of :math:`P(S) E_Q (1 - ε_f)^{-m}` is at most
    :math:`E_{f ∼ P} (1 - ε_f)^m (1 - ε_f)^{-m} = 1`: f fits m examples with probability :math:`(1 - ε_f)^m`. By
    Markov's inequality it is above 1/δ with probability δ at most, and by Jensen's
    :math:`(1 - ε)^{-m} ≤ E_Q (1 - ε_f)^{-m}`. With KL(Q‖P) for ln 1/P(S) it is true, at once, for every Q of networks
    that fit the examples.

    log_p = log P(S) ≤ 0, m examples, δ in (0, 1]: numbers or arrays that broadcast. Returns ε ≤ 1. Differentiable.
    Raises ValueError for arguments out of range.
    """
    probability, count, failure = _checked(log_p=log_p, m=m, delta=delta)
    return -jnp.expm1((probability + jnp.log(failure)) / count)


@in_float64
def valle_perez(log_p: ArrayLike, m: ArrayLike, delta: ArrayLike) -> jax.Array:
    r"""The bound of Valle-Pérez, Camargo and Louis (2019); arguments and result as of `realisable`.

    .. math:: -\ln(1 - ε) ≤ \frac{\ln 1/P(S) + \ln(2m/δ)}{m - 1}

    For m = 1 it says nothing: ε ≤ 1.
    """
    probability, count, failure = _checked(log_p=log_p, m=m, delta=delta)
    nats = (probability - jnp.log(2.0 * count / failure)) / jnp.maximum(count - 1.0, 1.0)
    return jnp.where(count > 1.0, -jnp.expm1(nats), 1.0)


def _relative_entropy(q: jax.Array, p: jax.Array) -> jax.Array:
    """kl(q‖p) of two coins, in nats."""
    return xlogy(q, q) - xlogy(q, p) + xlogy(1.0 - q, 1.0 - q) - xlogy(1.0 - q, 1.0 - p)


@jax.custom_jvp
def _largest(q: jax.Array, nats: jax.Array) -> jax.Array:
    """The largest p with kl(q‖p) ≤ nats, by bisection of p in [q, 1]."""

    def halve(_: int, ends: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array]:
        middle = 0.5 * (ends[0] + ends[1])
        below = _relative_entropy(q, middle) <= nats
        return jnp.where(below, middle, ends[0]), jnp.where(below, ends[1], middle)

    return lax.fori_loop(0, _HALVINGS, halve, (q, jnp.ones_like(q)))[1]


@_largest.defjvp
def _(primals: tuple, tangents: tuple) -> tuple[jax.Array, jax.Array]:
    """From kl(q‖p) = nats: dp = [dnats − ln(q(1 − p)/(p(1 − q))) dq] / [(p − q)/(p(1 − p))]."""
    (q, nats), (dq, dnats) = primals, tangents
    p = _largest(q, nats)
    inside = (q > 0.0) & (q < 1.0) & (p > q) & (p < 1.0)
    safe_q, safe_p = jnp.where(inside, q, 0.25), jnp.where(inside, p, 0.5)
    odds = jnp.log(safe_q / safe_p) - jnp.log((1.0 - safe_q) / (1.0 - safe_p))
    slope = (dnats - odds * dq) * safe_p * (1.0 - safe_p) / (safe_p - safe_q)
    at_zero = (1.0 - p) * dnats  # kl(0‖p) = −ln(1 − p)
    return p, jnp.where(inside, slope, jnp.where(q == 0.0, at_zero, 0.0))


@in_float64
def maurer(empirical: ArrayLike, kl: ArrayLike, m: ArrayLike, delta: ArrayLike) -> jax.Array:
    r"""The bound of the Gibbs error of any Q, also one that does not fit all examples (Maurer 2004).

    .. math:: \mathrm{kl}(\hat ε ‖ ε) ≤ \frac{\mathrm{KL}(Q ‖ P) + \ln(2 \sqrt m/δ)}{m}, \qquad
              \mathrm{kl}(q ‖ p) = q \ln \frac qp + (1 - q) \ln \frac{1 - q}{1 - p}

    `empirical` is the error ε̂ of Q on the m ≥ 8 examples, `kl` = KL(Q‖P) ≥ 0 in nats, for a prior P that does not
    depend on the examples; for the Q of `realisable` that is ln 1/P(S), and ε̂ = 0. Seeger (2002) has (m + 1)/δ in the
    place of 2√m/δ. Numbers or arrays that broadcast. Returns the largest ε ≤ 1 that the bound allows. Differentiable
    in `empirical` (above 0) and `kl`. Raises ValueError for arguments out of range; the theorem needs m ≥ 8.
    """
    error, divergence, count, failure = _checked(empirical=empirical, kl=kl, m=m, delta=delta)
    if not is_traced(count) and float(count.min()) < 8:
        raise ValueError(f"m must be at least 8 for this bound, got {float(count.min()):g}. Take more examples.")
    nats = (divergence + jnp.log(2.0 * jnp.sqrt(count) / failure)) / count
    return _largest(*jnp.broadcast_arrays(error, nats))
