"""The symmetric root of a covariance, with derivatives where eigenvalues coincide."""

import jax
import jax.numpy as jnp


@jax.custom_jvp
def symmetric_root(matrix: jax.Array) -> jax.Array:
    r"""S = C^{1/2} of a symmetric C (m, m), eigenvalues below 0 set to 0.

    S dS + dS S = dC gives derivatives also where eigenvalues coincide: in coordinates of the modes
    dS_ij = dC_ij / (√λ_i + √λ_j), and 0 where both are 0. Second derivatives need simple eigenvalues.
    """
    return _root_in_modes(matrix)[0]


def _root_in_modes(matrix: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
    """`symmetric_root`, √λ and the modes."""
    values, vectors = jnp.linalg.eigh(matrix)
    roots = jnp.sqrt(jnp.maximum(values, 0.0))
    return (vectors * roots) @ vectors.T, roots, vectors


@symmetric_root.defjvp
def _symmetric_root_jvp(primals: tuple[jax.Array], tangents: tuple[jax.Array]) -> tuple[jax.Array, jax.Array]:
    (matrix,), (change,) = primals, tangents
    root, roots, vectors = _root_in_modes(matrix)
    sums = roots[:, None] + roots
    inside = vectors.T @ (0.5 * (change + change.T)) @ vectors
    inside = jnp.where(sums > 0, inside / jnp.where(sums > 0, sums, 1.0), 0.0)
    return root, vectors @ inside @ vectors.T
