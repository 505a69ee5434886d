"""Functions of a covariance that NumPy computes, with their derivatives, under jit, vmap and grad."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.reals import Array, is_traced


def _floats(bits: np.ndarray) -> np.ndarray:
    """Floats (…) from their bits (…, 2): JAX hands floats over in 32 bits where it has 64-bit ones switched off."""
    return np.ascontiguousarray(bits).view(np.float64)[..., 0]


def _bits(floats: np.ndarray) -> np.ndarray:
    """The bits (…, 2) of floats (…)."""
    return np.ascontiguousarray(floats)[..., None].view(np.uint32)


def evaluate(solver: Callable[..., tuple[np.ndarray, ...]], batch: int, covariance: Array, mean: Array) -> tuple:
    """``solver(covariance, mean)``: values (batch,) and their standard errors, also while JAX traces the arrays.

    ``solver(covariance, mean, slopes=True)`` also gives the derivatives of the values by covariance (batch, n, n) and
    mean (batch, n), of which there are no further derivatives. The standard error has derivative 0. Errors that the
    solver raises are raised when the compiled function runs.
    """
    if not is_traced(covariance, mean):
        return solver(np.asarray(covariance), np.asarray(mean))
    n = len(covariance)
    shapes = ((batch,), (batch,), (batch, n, n), (batch, n))

    def on_host(count: int, *arrays: jax.Array) -> tuple[jax.Array, ...]:
        def call(*given: np.ndarray) -> tuple[np.ndarray, ...]:
            results = solver(*(_floats(np.asarray(bits)) for bits in given), slopes=count > 2)
            return tuple(_bits(np.asarray(result)) for result in results)

        bits = [jax.ShapeDtypeStruct((*shape, 2), jnp.uint32) for shape in shapes[:count]]
        given = (lax.bitcast_convert_type(array, jnp.uint32) for array in arrays)
        results = jax.pure_callback(call, tuple(bits), *given, vmap_method="sequential")
        return tuple(lax.bitcast_convert_type(result, jnp.float64) for result in results)

    @jax.custom_jvp
    def values(covariance: jax.Array, mean: jax.Array) -> tuple[jax.Array, ...]:
        return on_host(2, covariance, mean)

    @values.defjvp
    def _(primals: tuple, tangents: tuple) -> tuple:
        log_p, error, by_covariance, by_mean = on_host(4, *primals)
        slope = jnp.einsum("bij,ij->b", by_covariance, tangents[0]) + by_mean @ tangents[1]
        return (log_p, error), (slope, jnp.zeros_like(error))

    return values(jnp.asarray(covariance), jnp.asarray(mean))
