"""Kernel regression's share of each mode: how many examples a mode costs, and the test error that follows."""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.checks import Array, as_finite, as_noise_std, check_number, is_traced
from ntkcore.precision import in_float64

_STEPS = 100  # of Newton's method with bisection, at most; 10 are usual
_CLOSE = 3e-16  # a step so small is the last one


class Learnability(NamedTuple):
    """The share of each mode that kernel regression learns from n examples: see `learnability`."""

    kappa: jax.Array  # κ
    learnability: jax.Array  # (m,) L = λ/(λ + κ)
    overfitting: jax.Array  # E₀ = n/(n − Σ L²): what the error at test inputs is, by the error at n = ∞ with this κ
    missed: jax.Array  # (m,) 1 − L = κ/(λ + κ), with every digit where it is small
    noise_std: Any  # that of `learnability`

    def test_error(self, coefficients: ArrayLike, *, label_noise_std: float | None = None) -> jax.Array:
        r"""Mean squared error at new inputs with noisy labels, E₀ (Σ v² (1 − L)² + σ²) (Simon et al. 2023, eq. 12).

        The target is Σ v_i φ_i with orthonormal modes φ_i; `coefficients` are v (m,), or (m, k) for k outputs, whose
        errors add. Of a value that stands for several modes, v² is the sum over these. σ is the noise of labels, the
        `noise_std` of the call unless given: subtract k σ² for the error of the function without noise.

        Raises ValueError for another number of coefficients and for a noise below 0.
        """
        return _test_error(self, coefficients, label_noise_std)


@in_float64
def learnability(
    values: ArrayLike, n: ArrayLike, noise_std: float = 0.0, *, multiplicities: ArrayLike | None = None
) -> Learnability:
    r"""Compute the share of each mode of a kernel that is learned from n random examples: λ/(λ + κ).

    .. math:: \sum_i \frac{λ_i}{λ_i + κ} + \frac δκ = n, \quad δ = noise\_std², \quad L_i = \frac{λ_i}{λ_i + κ}, \quad
              E_0 = \frac{n}{n − \sum_i L_i²}

    (Simon et al. 2023, eqs. 4 to 9; Bordelon, Canatar & Pehlevan 2020). `values` λ ≥ 0 (m,) are eigenvalues of the
    kernel as an operator under the density of inputs, K/M for M inputs. Each counts as often as `multiplicities` says,
    default 1. δ is added to the diagonal of the kernel's matrix, as in `predict`. n ≥ 0 need not be a whole number.

    A mode with L near 1 is learned, and one with L near 0 is not. Without noise the L add up to n: examples are a
    budget that modes share. (For any set of n different inputs the measured ones do so exactly.) From as many
    examples as there are modes λ > 0 on, κ is 0 without noise. For n = 0, κ is ∞.

    The formulas are exact for many independent random modes. On the corners of a cube and for images they are right
    within a few per cent; for random inputs on a line or a circle the errors are several times larger than predicted,
    since gaps between inputs fluctuate. `aliasing.equally_spaced` is exact for equally spaced inputs on a circle.

    Works under jit, vmap and grad, in values, n and noise_std; the derivative where κ turns 0 is that of its one side.

    Raises ValueError for values that are negative, not finite or not (m,), for n < 0, and for noise_std < 0.

    >>> from ntkcore import learnability
    >>> learned = learnability([1.0, 0.5, 0.25, 0.25], 2)
    >>> print([round(float(share), 4) for share in learned.learnability], round(float(learned.learnability.sum()), 10))
    [0.7484, 0.598, 0.4265, 0.4265] 2.0
    """
    spectrum, counts = as_spectrum(values, multiplicities)
    examples = _as_count(n)
    noise = as_noise_std(noise_std)
    return _learnability(spectrum, counts, examples, jnp.asarray(noise))


@in_float64
def examples_needed(
    values: ArrayLike, share: float = 0.5, noise_std: float = 0.0, *, multiplicities: ArrayLike | None = None
) -> jax.Array:
    r"""The number of examples n (m,) from which the `share` of each mode is learned; the price of the modes.

    L_k is that share where κ = λ_k (1 − share)/share, so n_k = Σ_i λ_i/(λ_i + κ) + δ/κ, not rounded. A mode with λ = 0
    is never learned: ∞. Arguments as for `learnability`. Raises ValueError as it does, and unless 0 < share < 1.
    """
    spectrum, counts = as_spectrum(values, multiplicities)
    part = check_number("share", share, 0.0, 1.0, open_end=True)
    if part == 0.0:
        raise ValueError("share must be in (0, 1), got 0.0. Choose a value in that range.")
    ridge = jnp.square(jnp.asarray(as_noise_std(noise_std)))
    return _examples_needed(spectrum, counts, ridge, (1.0 - part) / part)


def as_spectrum(values: ArrayLike, multiplicities: ArrayLike | None) -> tuple[Array, Array]:
    """Both as float64 arrays (m,). Raises ValueError."""
    spectrum = _as_row("values", values)
    if multiplicities is None:
        return spectrum, jnp.ones(len(spectrum))
    counts = _as_row("multiplicities", multiplicities)
    if len(counts) != len(spectrum):
        raise ValueError(
            f"multiplicities must have one number for each of {len(spectrum)} values, got {len(counts)}. "
            "Say how often each value occurs."
        )
    return spectrum, counts


def _as_row(name: str, value: ArrayLike) -> Array:
    array = as_finite(name, value)
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name} must have shape (m,) with m ≥ 1, got {array.shape}. Give a flat list.")
    if not is_traced(array) and array.min() < 0:
        raise ValueError(f"{name} must be ≥ 0, got {array.min():g}. Set what rounding made negative to 0.")
    return array


def _as_count(n: ArrayLike) -> Any:
    if is_traced(n):
        return as_finite("n", n)
    return np.float64(check_number("n", n, 0.0, math.inf, open_end=True))


@jax.jit
def _learnability(values: Any, counts: Any, n: Any, noise_std: Any) -> Learnability:
    positive = (values > 0) & (counts > 0)
    rank = jnp.sum(jnp.where(positive, counts, 0.0))
    ridge = jnp.square(noise_std)
    solved = (n > 0) & ((ridge > 0) | (n < rank))
    log_kappa = _log_kappa(values, counts, positive, rank, jnp.where(solved, n, 0.5), jnp.where(solved, ridge, 1.0))
    kappa = jnp.where(n > 0, jnp.where(solved, jnp.exp(log_kappa), 0.0), jnp.inf)
    size = jnp.where(solved, kappa, 1.0)
    nothing, everything = n <= 0, ~solved & (n > 0)
    learned = jnp.where(nothing, 0.0, jnp.where(everything, jnp.where(positive, 1.0, 0.0), values / (values + size)))
    missed = jnp.where(nothing, 1.0, jnp.where(everything, jnp.where(positive, 0.0, 1.0), size / (values + size)))
    # n − Σ L² without cancellation: n is Σ L + δ/κ, and without κ what is more than the rank.
    spare = jnp.sum(counts * learned * missed) + jnp.where(solved, ridge / size, n - rank)
    spare = jnp.where(nothing, 1.0, spare)
    overfitting = jnp.where(nothing, 1.0, jnp.where(spare > 0, n / jnp.where(spare > 0, spare, 1.0), jnp.inf))
    return Learnability(kappa, learned, overfitting, missed, noise_std)


def _log_kappa(values: Any, counts: Any, positive: Any, rank: Any, n: Any, ridge: Any) -> jax.Array:
    """ln κ of Σ λ/(λ + κ) + δ/κ = n, for n > 0 and a ridge δ > 0 or n below the rank; implicit derivatives.

    Where most is learned, rank − n = Σ κ/(λ + κ) − δ/κ decides: the other sum would lose what is missed.
    """
    safe = jnp.where(positive, values, 1.0)
    weight = jnp.where(positive, counts, 0.0)
    many = n > 0.5 * rank

    def excess(t: jax.Array) -> jax.Array:
        kappa = jnp.exp(t)
        rest = ridge / kappa
        few = jnp.sum(weight * safe / (safe + kappa)) + rest - n
        return jnp.where(many, (rank - n) - jnp.sum(weight * kappa / (safe + kappa)) + rest, few)

    # κ is at most (Σ λ + δ)/n, and at least what it would be if all λ > 0 were as small as the least one.
    high = jnp.log((jnp.sum(weight * safe) + ridge) / n)
    least = jnp.min(jnp.where(positive, values, jnp.inf), initial=jnp.finfo(jnp.float64).max)
    low = jnp.maximum(least * (rank - n) / n, ridge / n)
    low = jnp.log(jnp.maximum(low, jnp.finfo(jnp.float64).tiny))
    start = lax.stop_gradient((low, jnp.maximum(high, low)))
    return lax.custom_root(excess, start[1], lambda f, _: _falling_root(f, *start), _divide)


def _falling_root(f: Any, low: jax.Array, high: jax.Array) -> jax.Array:
    """The root of a falling f in [low, high]: Newton's method, and bisection where that leaves the bracket."""

    def is_open(state: tuple[Any, ...]) -> Any:
        low, high, t, moved, step = state
        return (step < _STEPS) & (jnp.abs(moved) > _CLOSE * (1.0 + jnp.abs(t))) & (high > low)

    def improve(state: tuple[Any, ...]) -> tuple[Any, ...]:
        low, high, t, _, step = state
        at, slope = jax.jvp(f, (t,), (jnp.ones_like(t),))
        low, high = jnp.where(at >= 0, t, low), jnp.where(at <= 0, t, high)
        newton = t - at / jnp.where(slope < 0, slope, -1.0)
        last = jnp.abs(newton - t) <= _CLOSE * (1.0 + jnp.abs(t))
        inside = ((newton > low) & (newton < high) | last) & (slope < 0)
        after = jnp.where(at == 0, t, jnp.where(inside, newton, 0.5 * (low + high)))
        return low, high, after, after - t, step + 1

    middle = 0.5 * (low + high)
    return lax.while_loop(is_open, improve, (low, high, middle, jnp.full_like(middle, jnp.inf), jnp.int32(0)))[2]


def _divide(tangent: Any, y: jax.Array) -> jax.Array:
    return y / tangent(jnp.ones_like(y))


@in_float64
def _test_error(learned: Learnability, coefficients: ArrayLike, label_noise_std: float | None) -> jax.Array:
    target = as_finite("coefficients", coefficients)
    count = len(learned.missed)
    if target.ndim not in (1, 2) or len(target) != count:
        raise ValueError(
            f"coefficients must have shape ({count},) or ({count}, k), got {target.shape}. Give one row for each value."
        )
    noise = learned.noise_std if label_noise_std is None else as_noise_std(label_noise_std)
    outputs = 1 if target.ndim == 1 else target.shape[1]
    squares = jnp.sum(jnp.square(target).reshape(count, -1), axis=1)
    error = jnp.sum(squares * jnp.square(learned.missed)) + outputs * jnp.square(noise)
    return jnp.where(error > 0, learned.overfitting * jnp.where(error > 0, error, 1.0), 0.0)


@jax.jit
def _examples_needed(values: Any, counts: Any, ridge: Any, ratio: float) -> jax.Array:
    kappa = jnp.where(values > 0, values, 1.0) * ratio
    shares = values[None, :] / (values[None, :] + kappa[:, None])
    return jnp.where(values > 0, shares @ counts + ridge / kappa, jnp.inf)
