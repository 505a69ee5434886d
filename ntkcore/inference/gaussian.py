"""One home for the linear algebra of Gaussians: factorisation, jitter, log-densities, sampling."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.checks import Array, as_finite, as_noise_std, is_traced
from ntkcore.inference.roots import symmetric_root
from ntkcore.kernels.angles import flat_sqrt
from ntkcore.precision import in_float64

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


@partial(jax.tree_util.register_dataclass, data_fields=("mean", "covariance", "condition", "jitter"), meta_fields=())
@dataclass(frozen=True, eq=False)
class Gaussian:
    """N(mean, covariance) of f at m inputs: (m,) and (m, m), without label noise; ``mean, covariance = gaussian``.

    `condition` and `jitter` say how the solve went that it came from, if it came from one: the condition number of
    the training inputs' kernel with noise and jitter, and what jitter was added to its diagonal (0: none). Where
    jitter was added, `JitterWarning` says if it decides the answer. A pytree of JAX.
    """

    mean: Any  # Array (m,)
    covariance: Any  # Array (m, m), diagonal ≥ 0; None where only the mean was asked for
    condition: Any = None  # None, or a scalar
    jitter: Any = None  # None, or a scalar

    def __iter__(self) -> Iterator[Array]:
        yield from (self.mean, self.covariance)

    @property
    @in_float64
    def std(self) -> jax.Array:
        """The standard deviation of f at each input, (m,); 0 where rounding left a variance below 0."""
        return flat_sqrt(jnp.diagonal(jnp.asarray(self.covariance, jnp.float64), axis1=-2, axis2=-1))

    def sample(self, key: jax.Array, count: int) -> jax.Array:
        """`count` independent draws of f, (count, m), from a ``jax.random`` key: mean + C^{1/2} z.

        The symmetric root of the covariance C varies continuously with it, and so do the draws of one key.
        """
        return _transformed(self, _standard_normals(key, (count, len(self.mean))))

    @in_float64
    def log_density(self, labels: ArrayLike, noise_std: float = 0.0) -> jax.Array:
        """log N(labels; mean, C + σ² I) in nats, σ = `noise_std` of the labels' own noise; labels (..., m) → (...).

        This is what ``scipy.stats.multivariate_normal.logpdf`` computes. If λ_min(C) + σ² < JITTER·s with s the mean
        diagonal of C, JITTER·s is added to the diagonal. If C and σ are 0, the density is +∞ at the mean and −∞
        elsewhere. Raises ValueError if labels are not finite numbers with m entries in the last axis, or if σ < 0.
        """
        size = np.shape(self.mean)[-1]
        array = as_finite("labels", labels)
        if array.ndim == 0 or array.shape[-1] != size:
            raise ValueError(
                f"labels must have shape (..., {size}), one for each input of the Gaussian, got {array.shape}."
                " Put the inputs on the last axis."
            )
        if size == 0:
            return jnp.zeros(array.shape[:-1])
        return centred_log_density(
            array - self.mean, jnp.asarray(self.covariance, jnp.float64), as_noise_std(noise_std)
        )


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


def variance_of_noise(noise_std: Array | float, scale: Array) -> Array:
    """σ², or 0 where it is far below the rounding of a Gram matrix with mean diagonal `scale`."""
    variance = noise_std * noise_std
    return variance * ((variance >= _NEGLIGIBLE * scale) & (variance >= _LEAST_VARIANCE))


def jitter_for(smallest: Array, scale: Array, noise_var: Array | float) -> Array:
    """The stated policy: JITTER·scale if smallest + noise_var < JITTER·scale, else 0 (scale: the mean diagonal).

    Rounding moves the eigenvalues of thousands of points by more than that: what is added leaves none below
    ½ JITTER·scale.
    """
    unit = JITTER * scale
    return (smallest + noise_var < unit) * array_namespace(smallest).maximum(unit, 0.5 * unit - smallest)


def factorise(gram: Array, noise_std: Array | float) -> Factor:
    """Factor of the symmetric `gram` (n, n); n = 0 gives condition 1.

    A numpy `gram` gives a Factor of numpy arrays, computed by numpy; so do the functions below.
    """
    xp, size = array_namespace(gram), gram.shape[0]
    if size == 0:
        empty = gram.diagonal()
        return Factor(empty, gram, empty, 0.0, 1.0, noise_std * noise_std)
    values, vectors = xp.linalg.eigh(gram)
    values, vectors = values[::-1], vectors[:, ::-1]
    scale = gram.trace() / size
    noise_var = variance_of_noise(noise_std, scale)
    jitter = jitter_for(values[-1], scale, noise_var)
    return _shifted(Factor(values, vectors, values, jitter, 1.0, noise_var))


def with_jitter(factor: Factor, multiple: float) -> Factor:
    """The factor of the same matrix with the jitter multiplied; eigenvectors are those of `factor`.

    What changes with ten times and a tenth of the jitter is decided by the jitter, not by the data.
    """
    return factor if factor.values.size == 0 else _shifted(factor._replace(jitter=factor.jitter * multiple))


def _shifted(factor: Factor) -> Factor:
    """`factor` with λ′ and the condition number that follow from its other fields."""
    xp = array_namespace(factor.values)
    shifted = xp.maximum(factor.values, 0.0) + (factor.noise_var + factor.jitter)
    bottom = shifted[-1]
    condition = xp.where(bottom > 0, shifted[0] / (bottom + (bottom <= 0)), math.inf)
    return factor._replace(shifted=shifted, condition=condition)


def factor_log_density(factor: Factor, residual: Array) -> float:
    """log N(residual; 0, V diag(λ′) Vᵀ) in nats; residual (n,).

    If K = 0 and there is no noise, the density is +∞ at residual 0 and −∞ elsewhere.
    """
    if len(residual) and factor.shifted[-1] <= 0:
        return float(_point_mass(residual))
    coordinates = residual @ factor.vectors
    quadratic, log_det = coordinates @ (coordinates / factor.shifted), array_namespace(coordinates).log(factor.shifted)
    return -0.5 * (float(quadratic) + float(log_det.sum()) + len(residual) * math.log(2 * math.pi))


def _point_mass(residual: Array) -> Array:
    """Log-density of the distribution that is certain of 0: +∞ there, −∞ elsewhere; residual (..., m)."""
    xp = array_namespace(residual)
    return xp.where(xp.all(residual == 0, axis=-1), math.inf, -math.inf)


class Ridge(NamedTuple):
    """The addition to the diagonal of a Gram matrix K that makes it invertible, as a `Factor` has it."""

    shift: Array  # σ² + jitter; 1 where K, σ and so the jitter are 0
    jitter: Array
    condition: Array
    certain: Array  # bool: K and σ are 0


def ridge(gram: jax.Array, noise_std: jax.Array | float) -> Ridge:
    """Noise and jitter of the symmetric `gram` (n, n), n ≥ 1.

    Only the decision to add jitter, a step function, is taken from eigenvalues: it has no derivative.
    """
    scale = jnp.mean(jnp.diagonal(gram))
    noise_var = variance_of_noise(noise_std, scale)
    values = jnp.linalg.eigvalsh(lax.stop_gradient(gram))
    jitter = jitter_for(values[0], scale, noise_var)
    certain = (scale <= 0) & (noise_var <= 0)
    shift = jnp.where(certain, 1.0, noise_var + jitter)
    bottom, top = jnp.maximum(values[0], 0.0) + shift, jnp.maximum(values[-1], 0.0) + shift
    return Ridge(shift, jitter, lax.stop_gradient(jnp.where(certain, math.inf, top / bottom)), certain)


@jax.jit
def centred_log_density(residual: jax.Array, gram: jax.Array, noise_std: jax.Array | float) -> jax.Array:
    """log N(residual; 0, K + (σ² + jitter) I) in nats, with the jitter policy; residual (..., m), K (m, m).

    By Cholesky, hence differentiable also where eigenvalues coincide.
    """
    size = gram.shape[0]
    added = ridge(gram, noise_std)
    cholesky = jnp.linalg.cholesky(gram + added.shift * jnp.eye(size))
    white = jax.scipy.linalg.solve_triangular(cholesky, residual.reshape(-1, size).T, lower=True)
    quadratic = jnp.sum(white**2, axis=0).reshape(residual.shape[:-1])
    log_det = 2.0 * jnp.sum(jnp.log(jnp.diagonal(cholesky)))
    density = -0.5 * (quadratic + log_det + size * math.log(2 * math.pi))
    return jnp.where(added.certain, _point_mass(residual), density)


def _standard_normals(key: jax.Array, shape: tuple[int, int]) -> jax.Array:
    """Standard normals in float64; in JAX's default dtype if the key is traced, since it is compiled later."""
    if is_traced(key):
        return jax.random.normal(key, shape)
    with jax.enable_x64(True), jax.ensure_compile_time_eval():
        return jax.random.normal(key, shape, jnp.float64)


@in_float64
def _transformed(gaussian: Gaussian, normals: ArrayLike) -> jax.Array:
    """mean + C^{1/2} z for standard normals z (count, m)."""
    root = symmetric_root(jnp.asarray(gaussian.covariance, jnp.float64))
    return gaussian.mean + jnp.asarray(normals, jnp.float64) @ root


def log_density(gaussian: Gaussian, labels: ArrayLike) -> jax.Array:
    """``gaussian.log_density(labels)``: log N(labels; mean, covariance) in nats, labels (..., m) → (...)."""
    return gaussian.log_density(labels)


def square_root_times(values: Array, vectors: Array, normals: Array) -> Array:
    """K^{1/2} z for each row z of `normals` (S, n), K = V Λ Vᵀ: samples of N(0, K), (S, n).

    The symmetric root V √Λ Vᵀ varies continuously with K, whatever the signs and rotations of V, so that samples
    with fixed normals move smoothly when the architecture does.
    """
    return ((normals @ vectors) * jnp.sqrt(jnp.maximum(values, 0.0))) @ vectors.T
