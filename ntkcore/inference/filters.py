"""Gradient flow in function space: how much of each eigenmode has been learned at training time t."""

import math

import jax
import jax.numpy as jnp
import numpy as np

from ntkcore.checks import Array
from ntkcore.inference.factor import array_namespace

_LEARNED = 1e3  # λt from which on e^{−λt} is 0 in float64


def spectral_filter(values: Array, time: Array | float) -> Array:
    r"""(1 − e^{−λt})/λ for each λ ≥ 0 and t ∈ [0, ∞]: the learned fraction of a mode, divided by its eigenvalue.

    Gradient flow of ½Σ(f − y)² at learning rate 1 shrinks the residual along an eigenvector of the NTK as e^{−λt}
    (Jacot et al. 2018, §5), so that the trained function is f₀ + Θ_{*X} V diag((1 − e^{−λt})/λ) Vᵀ (y − f₀(X)).
    At t = ∞ this is the inverse, at t = 0 it is 0. A mode with λ = 0 is never learned and gets 0.
    numpy arrays are answered by numpy. At t = ∞ derivatives by λ are those of 1/λ.
    """
    xp = array_namespace(values)
    positive = values > 0
    safe = values + ~positive
    if isinstance(time, float) and math.isinf(time):
        return positive / safe
    effective = xp.minimum(time, _LEARNED / safe)  # λt can neither overflow nor become ∞·0
    return positive * -xp.expm1(-safe * effective) / safe


@jax.custom_jvp
def learned_times(gram: jax.Array, shift: jax.Array, time: jax.Array, columns: jax.Array) -> jax.Array:
    r"""(I − e^{−Mt}) M⁻¹ C for columns C (n, m), M = K + shift·I of a symmetric K (n, n), eigenvalues kept ≥ shift.

    First derivatives are exact also where eigenvalues coincide: in coordinates of the modes (Daleckii & Krein 1965)

    .. math:: dG_{ij} = g[λ_i, λ_j]\, dM_{ij}, \quad g[a, b] = (g(a) − g(b)) / (a − b), \quad g[a, a] = g′(a).

    Second derivatives need simple eigenvalues.
    """
    return _in_modes(gram, shift, time, columns)[0]


def _in_modes(gram, shift, time, columns) -> tuple[jax.Array, ...]:
    """`learned_times`; and what its derivative needs: λ′, the modes, C in their coordinates."""
    values, vectors = jnp.linalg.eigh(gram)
    shifted = jnp.maximum(values, 0.0) + shift
    inside = vectors.T @ columns
    return vectors @ (spectral_filter(shifted, time)[:, None] * inside), shifted, vectors, inside


@learned_times.defjvp
def _learned_times_jvp(primals, tangents) -> tuple[jax.Array, jax.Array]:
    time, (d_gram, d_shift, d_time, d_columns) = primals[2], tangents
    value, shifted, vectors, inside = _in_modes(*primals)
    moved = vectors.T @ (0.5 * (d_gram + d_gram.T)) @ vectors + d_shift * jnp.eye(len(shifted))
    decay = jnp.exp(-shifted * jnp.minimum(time, _LEARNED / shifted))
    change = (_divided_differences(shifted, time) * moved) @ inside + (decay * d_time)[:, None] * inside
    change += spectral_filter(shifted, time)[:, None] * (vectors.T @ d_columns)
    return value, vectors @ change


def _divided_differences(values: jax.Array, time: jax.Array) -> jax.Array:
    r"""g[a, b] for all pairs of `values` > 0 (n,), (n, n), of g(λ) = (1 − e^{−λt})/λ.

    For a ≤ b, g[a, b] = −(g(a) − e^{−at} g(b − a))/b with g(0) = t; where bt is small, where this would cancel, the
    series t² Σ (−1)^k h_{k−1}(at, bt)/(k + 1)! in the complete homogeneous polynomials h.
    """
    low, high = jnp.minimum(values[:, None], values), jnp.maximum(values[:, None], values)
    time = jnp.minimum(time, _LEARNED / low)
    p, q = low * time, high * time
    far = -(-jnp.expm1(-p) / low - jnp.exp(-p) * _mean_decay(high - low, time)) / high
    small = q < 0.5
    p, q = jnp.where(small, p, 0.0), jnp.where(small, q, 0.0)
    term, series, power, factorial = jnp.ones_like(p), jnp.full_like(p, -0.5), jnp.ones_like(p), 2.0
    for k in range(2, 14):
        power = power * p
        term, factorial = q * term + power, factorial * (k + 1)
        series += (-1.0) ** k * term / factorial
    return jnp.where(small, time * time * series, far)


def _mean_decay(rates: jax.Array, time: jax.Array) -> jax.Array:
    """∫₀ᵗ e^{−λs} ds for rates λ ≥ 0: (1 − e^{−λt})/λ, and t at λ = 0."""
    return jnp.where(rates > 0, spectral_filter(rates, time), time)


def excess_by_mode(
    values: np.ndarray, squares: np.ndarray, noise_var: float, times: np.ndarray
) -> tuple[np.ndarray, float]:
    r"""Each mode's loss above its minimum at the times (T,) of gradient flow, (T, n), and the sum of the minima.

    Along an eigenvector of Θ with eigenvalue λ and starting residual r, r² = `squares` (n,), the loss
    ½Σ(f − y)² + ½σ²‖θ − θ₀‖², σ² = `noise_var`, is

    .. math:: ½ \frac{σ²}{λ + σ²} r² + ½ \frac{λ}{λ + σ²} r² e^{−2(λ + σ²)t},

    so that without σ it falls at least as fast as e^{−2λ_min t} (Du et al. 2019, thm. 3.2, in the limit of width).
    λ = 0 is never learned. The second value is the sum of the first terms.
    """
    rates, learnable, floor = _learnable(values, squares, noise_var)
    return learnable * np.exp(-2.0 * np.outer(times, rates)), floor


def excess_by_steps(
    values: np.ndarray, squares: np.ndarray, noise_var: float, rate: float, steps: np.ndarray
) -> tuple[np.ndarray, float]:
    """`excess_by_mode` for gradient descent after `steps` (K,) steps of size η = `rate`: (1 − η(λ + σ²))^{2k}.

    It falls for η < 2/(λ_max + σ²), the stable limit, and grows beyond; at t = kη it follows the flow if η λ_max ≪ 1.
    """
    rates, learnable, floor = _learnable(values, squares, noise_var)
    with np.errstate(over="ignore", under="ignore"):  # beyond the limit it may pass the largest float
        return learnable * np.abs(1.0 - rate * rates) ** (2.0 * np.asarray(steps)[:, None]), floor


def _learnable(values: np.ndarray, squares: np.ndarray, noise_var: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Rates λ + σ², what of ½r² can be learned along each mode, and the sum of what cannot."""
    rates = values + noise_var
    share = np.divide(values, rates, out=np.zeros_like(rates), where=rates > 0)
    return rates, 0.5 * share * squares, float(0.5 * ((1.0 - share) * squares).sum())
