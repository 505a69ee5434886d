"""Eigendecompositions of Gram matrices, and the jitter that makes a nearly singular one invertible."""

import math
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from ntkcore.checks import Array

# Jitter policy. With s the mean diagonal of a Gram matrix K and σ² the noise variance: if λ_min(K) + σ² < JITTER·s,
# then JITTER·s is added to the diagonal; otherwise nothing is. Rounding moves the eigenvalues of up to 64 points on
# the grid by at most 2.5e-13·s (measured: every activation, depth 1–32, repeated points), so that what is divided by
# is always positive. Where only jitter holds a direction up, the mean in it is known to about 1e-4 of the labels.
JITTER = 1e-12
# A noise variance below this share of s counts as none: adding it changes no digit of K. Nor does one count whose
# inverse may overflow, or the square of which underflowed.
_NEGLIGIBLE, _LEAST_VARIANCE = 1e-20, 1e-280


def array_namespace(array: Array) -> Any:
    """numpy or jax.numpy, whichever `array` belongs to: small problems at run time are numpy's, traced ones JAX's."""
    return np if isinstance(array, np.ndarray | np.generic) else jnp


class Factor(NamedTuple):
    """K = V Λ Vᵀ of a Gram matrix (n, n), and λ′ = max(Λ, 0) + σ² + jitter, which conditioning divides by.

    If jitter > noise_var > 0, the jitter is larger than the noise that was asked for and takes its place.
    """

    values: Array  # (n,) Λ as computed, descending
    vectors: Array  # (n, n), in columns
    shifted: Array  # (n,) λ′
    jitter: Array | float  # what was added to the diagonal: 0 or JITTER · mean diagonal
    condition: Array | float  # max λ′ / min λ′
    noise_var: Array | float  # σ², or 0 if the noise is so small that it counts as none


def variance_of_noise(noise_std: Array | float, scale: Array, relative_ridge: Array | float = 0.0) -> Array:
    """σ² + ρ·scale of noise σ and relative ridge ρ, scale: the mean diagonal of a Gram matrix.

    0 where that is far below the rounding of the Gram matrix.
    """
    variance = noise_std * noise_std + relative_ridge * scale
    return variance * ((variance >= _NEGLIGIBLE * scale) & (variance >= _LEAST_VARIANCE))


def jitter_for(smallest: Array, scale: Array, noise_var: Array | float) -> Array:
    """The stated policy: JITTER·scale if smallest + noise_var < JITTER·scale, else 0 (scale: the mean diagonal).

    Rounding moves the eigenvalues of thousands of points by more than that: what is added leaves none below
    ½ JITTER·scale.
    """
    unit = JITTER * scale
    return (smallest + noise_var < unit) * array_namespace(smallest).maximum(unit, 0.5 * unit - smallest)


def factorise(gram: Array, noise_std: Array | float, relative_ridge: Array | float = 0.0) -> Factor:
    """Factor of the symmetric `gram` (n, n) with σ² + relative_ridge · mean diagonal; n = 0 gives condition 1.

    A numpy `gram` gives a Factor of numpy arrays, computed by numpy; so do the functions below.
    """
    xp, size = array_namespace(gram), gram.shape[0]
    if size == 0:
        empty = gram.diagonal()
        return Factor(empty, gram, empty, 0.0, 1.0, noise_std * noise_std)
    values, vectors = xp.linalg.eigh(gram)
    values, vectors = values[::-1], vectors[:, ::-1]
    scale = gram.trace() / size
    noise_var = variance_of_noise(noise_std, scale, relative_ridge)
    jitter = jitter_for(values[-1], scale, noise_var)
    return _shifted(Factor(values, vectors, values, jitter, 1.0, noise_var))


def with_jitter(factor: Factor, multiple: float) -> Factor:
    """The factor of the same matrix with the jitter multiplied; eigenvectors are those of `factor`.

    What changes with ten times and a tenth of the jitter is decided by the jitter, not by the data.
    """
    return factor if factor.values.size == 0 else _shifted(factor._replace(jitter=factor.jitter * multiple))


def _shifted(factor: Factor) -> Factor:
    """`factor` with λ′ and the condition number that follow from its other fields."""
    shifted = array_namespace(factor.values).maximum(factor.values, 0.0) + (factor.noise_var + factor.jitter)
    return factor._replace(shifted=shifted, condition=_ratio(shifted[0], shifted[-1]))


def _ratio(top: Array, bottom: Array) -> Array:
    """A condition number from the largest and the smallest eigenvalue: ∞ where the smallest is 0."""
    return array_namespace(top).where(bottom > 0, top / (bottom + (bottom <= 0)), math.inf)


def condition_of(gram: Array, added: Array | float) -> Array:
    """The condition number of K + added·I for a symmetric K (n, n), eigenvalues of K below 0 set to 0."""
    xp = array_namespace(gram)
    values = xp.maximum(xp.linalg.eigvalsh(gram), 0.0) + added
    return _ratio(values[-1], values[0])


def factor_log_density(factor: Factor, residual: Array) -> float:
    """log N(residual; 0, V diag(λ′) Vᵀ) in nats, summed over outputs; residual (n,) or (n, k).

    If K = 0 and there is no noise, the density is +∞ at residual 0 and −∞ elsewhere.
    """
    size = len(residual)
    if size and factor.shifted[-1] <= 0:
        return -math.inf if residual.any() else math.inf
    outputs = math.prod(residual.shape[1:])
    xp, coordinates = array_namespace(residual), residual.T @ factor.vectors
    quadratic = float(xp.vdot(coordinates, coordinates / factor.shifted))
    log_det = float(xp.log(factor.shifted).sum())
    return -0.5 * (quadratic + outputs * log_det + outputs * size * math.log(2 * math.pi))


def square_root_times(values: Array, vectors: Array, normals: Array) -> Array:
    """K^{1/2} z for each row z of `normals` (S, n), K = V Λ Vᵀ: samples of N(0, K), (S, n).

    The symmetric root V √Λ Vᵀ varies continuously with K, whatever the signs and rotations of V, so that samples
    with fixed normals move smoothly when the architecture does.
    """
    return ((normals @ vectors) * jnp.sqrt(jnp.maximum(values, 0.0))) @ vectors.T
