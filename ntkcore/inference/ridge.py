"""The addition to a Gram matrix's diagonal that makes it invertible, its Cholesky factor, and solves with both.

Eigenvalues are computed only where a Cholesky factorisation, a tenth of their work, does not show that no jitter is
needed.
"""

import math
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from jax.custom_derivatives import SymbolicZero

from ntkcore.checks import Array
from ntkcore.inference.factor import JITTER, jitter_for, variance_of_noise

# With this many times JITTER·s as noise variance, no rounding of a covariance of 10⁵ inputs leaves it indefinite.
_FAR = 1e3


class Ridge(NamedTuple):
    """K + shift·I of a Gram matrix K (n, n), as a `Factor` has it. All but `cholesky` have derivatives."""

    shift: Array  # σ² + jitter; 1 where K, σ and so the jitter are 0
    added: Array  # σ² + jitter
    jitter: Array
    certain: Array  # bool: K and σ are 0
    cholesky: jax.Array  # lower factor of K + shift·I, a constant for derivatives


def ridge(gram: jax.Array, noise_std: jax.Array | float, relative_ridge: jax.Array | float = 0.0) -> Ridge:
    """Noise and jitter of the symmetric `gram` (n, n), n ≥ 1, by the policy that `factor.JITTER` states.

    λ_min(K) + σ² ≥ JITTER·s if and only if K + (σ² − JITTER·s) I has a Cholesky factor, up to rounding. Where σ² is
    far above JITTER·s, that of K + σ² I is enough, and serves. The decision, a step function, has no derivative.
    """
    scale = jnp.mean(jnp.diagonal(gram))
    noise_var = variance_of_noise(noise_std, scale, relative_ridge)
    constant, unit, variance = lax.stop_gradient((gram, JITTER * scale, noise_var))
    is_far = variance >= _FAR * unit
    attempt = _lower_factor(constant, jnp.where(is_far, variance, variance - unit))
    definite = jnp.isfinite(attempt[-1, -1])
    smallest = lax.cond(definite, lambda: unit, lambda: jnp.linalg.eigvalsh(constant)[0])
    jitter = jitter_for(smallest, scale, noise_var)
    certain = (scale <= 0) & (noise_var <= 0)
    added = noise_var + jitter
    shift = jnp.where(certain, 1.0, added)
    final = lax.stop_gradient(shift)
    cholesky = lax.cond(is_far & definite, lambda: attempt, lambda: _lower_factor(constant, final))
    return Ridge(shift, added, jitter, certain, cholesky)


def _lower_factor(gram: jax.Array, shift: jax.Array) -> jax.Array:
    """L of L Lᵀ = K + shift·I; NaN where it has none."""
    return lax.linalg.cholesky(gram + shift * jnp.eye(len(gram)), symmetrize_input=False)


def solve_columns(gram: jax.Array, ridge: Ridge, columns: jax.Array) -> jax.Array:
    """(K + shift·I)⁻¹ C for columns C (n, m). Derivatives of any order are solves with the same factor."""

    def product(solution: jax.Array) -> jax.Array:
        return gram @ solution + ridge.shift * solution

    def solve(_, right: jax.Array) -> jax.Array:
        return jax.scipy.linalg.cho_solve((ridge.cholesky, True), right)

    return lax.custom_linear_solve(product, columns, solve, symmetric=True)


def log_density_of(residual: jax.Array, gram: jax.Array, noise_std, relative_ridge=0.0) -> tuple[jax.Array, Array]:
    """log N(r; 0, K + (σ² + jitter) I) in nats, summed over the k columns of r (m, k), and the jitter; K (m, m).

    By Cholesky, hence differentiable also where eigenvalues coincide. If K and σ are 0: +∞ at r = 0, −∞ elsewhere.
    """
    added = ridge(gram, noise_std, relative_ridge)
    density = _density(residual, gram, added)
    return jnp.where(added.certain, jnp.where(jnp.all(residual == 0), math.inf, -math.inf), density), added.jitter


@jax.custom_jvp
def _density(residual: jax.Array, gram: jax.Array, added: Ridge) -> jax.Array:
    r"""log N(r; 0, C) of C = K + shift·I, summed over the k columns of r, from the Cholesky factor that there is.

    .. math:: ∂ \log p = \tfrac12 \operatorname{tr}\left((α αᵀ − k C^{-1}) ∂C\right) − \operatorname{tr}(αᵀ ∂r), \quad
              α = C^{-1} r

    (Rasmussen & Williams 2006, eq. 5.9), by solves that have derivatives of their own.
    """
    size, outputs = residual.shape
    white = jax.scipy.linalg.solve_triangular(added.cholesky, residual, lower=True)
    log_det = 2.0 * jnp.sum(jnp.log(jnp.diagonal(added.cholesky)))
    return -0.5 * (jnp.sum(white**2) + outputs * (log_det + size * math.log(2 * math.pi)))


@partial(_density.defjvp, symbolic_zeros=True)
def _density_jvp(primals, tangents) -> tuple[jax.Array, Any]:
    (residual, gram, added), (d_residual, d_gram, d_added) = primals, tangents
    size, outputs = residual.shape
    alpha, change = solve_columns(gram, added, residual), jnp.zeros(())
    if not _is_zero(d_residual):
        change -= jnp.sum(alpha * d_residual)
    if not (_is_zero(d_gram) and _is_zero(d_added.shift)):
        slope = 0.5 * (alpha @ alpha.T - outputs * solve_columns(gram, added, jnp.eye(size)))
        change += 0.0 if _is_zero(d_gram) else jnp.sum(slope * d_gram)
        change += 0.0 if _is_zero(d_added.shift) else jnp.trace(slope) * d_added.shift
    return _density(residual, gram, added), change


def _is_zero(tangent: Any) -> bool:
    return isinstance(tangent, SymbolicZero)
