"""Gaussian distributions of function values: standard deviations, draws, log-densities of labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import Array, as_finite, as_noise_std, check_integer, is_traced
from ntkcore.inference.factor import condition_of
from ntkcore.inference.ridge import log_density_of
from ntkcore.inference.roots import symmetric_root
from ntkcore.kernels.angles import flat_sqrt
from ntkcore.precision import in_float64
from ntkcore.reals import shown


class System(NamedTuple):
    """K + added·I that was solved with: K (n, n), and the noise variance with the jitter."""

    gram: Any
    added: Any


@partial(jax.tree_util.register_dataclass, data_fields=("mean", "covariance", "system", "jitter"), meta_fields=())
@dataclass(frozen=True, eq=False)
class Gaussian:
    """N(mean, covariance) of f at m inputs, without label noise: ``mean, covariance = gaussian``. A pytree of JAX.

    mean (m,) and covariance (m, m); with k outputs, mean (m, k): they are independent and share the covariance. With T
    training times both have a leading axis T, mean (T, m) or (T, m, k) and covariance (T, m, m).

    `jitter` is what the solve that it came from, if it came from one, had to add to the diagonal of the training
    inputs' kernel (0: nothing). `JitterWarning` says if that decides the answer.
    """

    mean: Any  # Array
    covariance: Any  # Array, diagonal ≥ 0; None where only the mean was asked for
    system: Any = None  # None, a System, or its condition number where JAX traced the solve
    jitter: Any = None  # None, or a scalar

    def __iter__(self) -> Iterator[Array]:
        yield from (self.mean, self.covariance)

    @cached_property
    def condition(self) -> Any:
        """The condition number of the training inputs' kernel with noise and jitter; None if it came from no solve.

        Computed from all eigenvalues when it is first asked for, which takes longer than the solve did.
        """
        if not isinstance(self.system, System):
            return self.system
        return condition_of(np.asarray(self.system.gram), np.asarray(self.system.added))

    @property
    @in_float64
    def std(self) -> jax.Array:
        """The standard deviation of f at each input, (m,) or (T, m), the same for every output.

        0 where rounding left a variance below 0.
        """
        return flat_sqrt(jnp.diagonal(_covariance(self), axis1=-2, axis2=-1))

    def sample(self, key: jax.Array, count: int) -> jax.Array:
        """`count` independent draws of f from a ``jax.random`` key, ``(count, *mean.shape)``: mean + C^{1/2} z.

        The symmetric root of the covariance C varies continuously with it, and so do the draws of one key. With T
        training times, a draw has the same z at all of them: each time has its law, and f moves continuously.
        """
        count = check_integer("count", count, 0, 2**31)
        if not isinstance(key, Array):
            raise ValueError(f"key must be a key of JAX's, got {shown(key)}. Make one by jax.random.key(0).")
        event = np.shape(self.mean)[_batch_axes(self) :]
        return _transformed(self, _standard_normals(key, (count, *event)))

    @in_float64
    def log_density(self, labels: ArrayLike, noise_std: float = 0.0) -> jax.Array:
        """log N(labels; mean, C + σ² I) in nats, σ = `noise_std` of the labels' own noise; labels (..., m) → (...).

        Where mean is (m, k), labels are (..., m, k) and log p is summed over the outputs. With T training times, the
        axes before those are broadcast against (T,): labels (m,) give (T,), labels (c, 1, m) give (c, T).

        One output is what ``scipy.stats.multivariate_normal.logpdf`` computes. If λ_min(C) + σ² < JITTER·s with s the
        mean diagonal of C, JITTER·s is added to the diagonal. If C and σ are 0, the density is +∞ at the mean and −∞
        elsewhere. Raises ValueError if labels are not finite numbers of such a shape, or if σ < 0.
        """
        batch = _batch_axes(self)
        shape = np.shape(self.mean)
        array, noise_std = as_finite("labels", labels), as_noise_std(noise_std)
        _check_labels(array.shape, shape[:batch], shape[batch:])
        residual = array - jnp.asarray(self.mean, jnp.float64)
        if len(shape) - batch == 1:
            residual = residual[..., None]
        if residual.shape[-2] == 0:
            return jnp.zeros(residual.shape[:-2])
        return _log_densities(residual, _covariance(self), noise_std)


def _covariance(gaussian: Gaussian) -> jax.Array:
    """The covariance in float64. Raises ValueError if there is none."""
    return jnp.asarray(as_finite("covariance", _checked_covariance(gaussian)), jnp.float64)


def _checked_covariance(gaussian: Gaussian) -> Array:
    """The covariance as it was given. Raises ValueError if there is none."""
    if gaussian.covariance is None:
        raise ValueError(
            "This Gaussian has a mean only. For draws, spreads and densities, ask for its covariance: "
            "predict(…, covariance=True), or fitted(cross, test)."
        )
    return gaussian.covariance


def _batch_axes(gaussian: Gaussian) -> int:
    """The number of axes before those of one distribution. Raises ValueError if mean and covariance do not fit."""
    mean, covariance = np.shape(gaussian.mean), np.shape(_checked_covariance(gaussian))
    batch = len(covariance) - 2
    event = mean[max(batch, 0) :]
    if batch < 0 or len(event) not in (1, 2) or covariance != (*mean[:batch], event[0], event[0]):
        raise ValueError(
            f"A Gaussian's mean and covariance must have shapes (m,) or (m, k) and (m, m), got {mean} and {covariance}."
            " Leading axes, of times for example, stand before both."
        )
    return batch


def _check_labels(labels: tuple[int, ...], batch: tuple[int, ...], event: tuple[int, ...]) -> None:
    """Raises ValueError if labels of this shape do not fit distributions of a mean of shape (*batch, *event)."""
    leading = labels[: max(len(labels) - len(event), 0)]
    pairs = zip(leading[::-1], batch[::-1], strict=False)
    if labels[len(leading) :] != event or any(have not in (1, want) and want != 1 for have, want in pairs):
        inner = ", ".join(map(str, event))
        times = f" whose leading axes broadcast against the times {batch}" if batch else ""
        raise ValueError(
            f"labels must have shape (..., {inner}), one for each input and output of the Gaussian{times}, "
            f"got {labels}. Put inputs, then outputs, on the last axes."
        )


@jax.jit
def _log_densities(residual: jax.Array, covariance: jax.Array, noise_std: jax.Array | float) -> jax.Array:
    """`log_density_of` residuals (..., m, k) with covariances (..., m, m), whose leading axes are broadcast."""

    def density(residual: jax.Array, covariance: jax.Array) -> jax.Array:
        return log_density_of(residual, covariance, noise_std)[0]

    return jnp.vectorize(density, signature="(m,k),(m,m)->()")(residual, covariance)


def _standard_normals(key: jax.Array, shape: tuple[int, ...]) -> jax.Array:
    """Standard normals in float64; in JAX's default dtype if the key is traced, since it is compiled later."""
    if is_traced(key):
        return jax.random.normal(key, shape)
    with jax.enable_x64(True), jax.ensure_compile_time_eval():
        return jax.random.normal(key, shape, jnp.float64)


@in_float64
def _transformed(gaussian: Gaussian, normals: ArrayLike) -> jax.Array:
    """mean + C^{1/2} z for standard normals z (count, m) or (count, m, k)."""
    root = jnp.vectorize(symmetric_root, signature="(m,m)->(m,m)")(_covariance(gaussian))
    columns = jnp.asarray(normals, jnp.float64)
    count, size, *outputs = columns.shape
    columns = columns.reshape(count, *(1 for _ in root.shape[2:]), size, *(outputs or (1,)))
    return jnp.asarray(gaussian.mean, jnp.float64) + (root @ columns).reshape(count, *np.shape(gaussian.mean))


def log_density(gaussian: Gaussian, labels: ArrayLike) -> jax.Array:
    """``gaussian.log_density(labels)``: log N(labels; mean, covariance) in nats."""
    if not isinstance(gaussian, Gaussian):
        raise ValueError(f"gaussian must be a Gaussian, got {shown(gaussian)}. Give Gaussian(mean, covariance).")
    return gaussian.log_density(labels)
