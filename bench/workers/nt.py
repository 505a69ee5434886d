"""neural-tangents: its kernels and posteriors compiled for one shape, and as its users call it, without jit."""
# pyright: reportMissingImports=false

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from neural_tangents import predict, stax

from bench.workers import arrays
from bench.workers.protocol import answer, inputs

jax.config.update("jax_enable_x64", True)
DENSE = {"W_std": arrays.WEIGHT_STD, "b_std": arrays.BIAS_STD}
KERNEL = stax.serial(*[stax.Dense(512, **DENSE), stax.Relu()] * arrays.HIDDEN_LAYERS, stax.Dense(1, **DENSE))[2]
CONVOLUTION = [stax.Conv(64, (3, 3), padding="SAME", **DENSE), stax.Relu()] * arrays.CONVOLUTIONS
IMAGES = {
    "flatten": stax.serial(*CONVOLUTION, stax.Flatten(), stax.Dense(1, **DENSE))[2],
    "pooled": stax.serial(*CONVOLUTION, stax.GlobalAvgPool(), stax.Dense(1, **DENSE))[2],
}


def _both(kernel: Callable[..., Any], draw: Callable[[int, int], np.ndarray], n: int, *, two: bool) -> Any:
    """Both kernels of n inputs with themselves, or with `two` of two sets of n inputs, compiled."""
    both = (
        jax.jit(lambda x1, x2: kernel(x1, x2, ("nngp", "ntk")))
        if two
        else jax.jit(lambda x: kernel(x, None, ("nngp", "ntk")))
    )
    draws = [draw(n, step) for step in range(2)]
    if two:
        return lambda step: jax.block_until_ready(both(draws[step % 2], draws[1 - step % 2]))
    return lambda step: jax.block_until_ready(both(draws[step % 2]))


def _vectors(features: int, *, two: bool) -> Callable[[int], Callable[[int], Any]]:
    return lambda n: _both(KERNEL, lambda n, step: arrays.vectors(n, features, step), n, two=two)


def _images(network: str) -> Callable[[int], Callable[[int], Any]]:
    return lambda n: _both(IMAGES[network], arrays.images, n, two=True)


def _predict(n: int, *, covariance: bool) -> Callable[[int], Any]:
    """The NNGP posterior at `arrays.TESTS` inputs from n, compiled."""
    y = arrays.labels(n)[:, None]

    @jax.jit
    def posterior(x: jax.Array, tests: jax.Array) -> Any:
        train, cross = KERNEL(x, None, "nngp"), KERNEL(tests, x, "nngp")
        solve = predict.gp_inference(train, y, diag_reg=arrays.NOISE_STD**2, diag_reg_absolute_scale=True)
        return solve("nngp", cross, KERNEL(tests, None, "nngp") if covariance else None)

    draws = [arrays.vectors(n, arrays.PREDICT_FEATURES, step) for step in range(2)]
    tests = arrays.vectors(arrays.TESTS, arrays.PREDICT_FEATURES, 0)
    return lambda step: jax.block_until_ready(posterior(draws[step % 2], tests))


def _kernel(n: int) -> Callable[[int], Any]:
    """Both kernels at n × n inputs on a line, compiled."""
    both = jax.jit(lambda x: KERNEL(x, x, ("nngp", "ntk")))
    columns = [jnp.asarray(inputs(n, step))[:, None] for step in range(16)]
    return lambda step: jax.block_until_ready(both(columns[step % 16]))


def _posterior(n: int) -> Callable[[int], Any]:
    """Kernels and posterior mean and covariance on the grid after one point has moved, not compiled."""
    grid = jnp.linspace(-1.5, 1.5, 301)[:, None]
    y = jnp.sin(jnp.asarray(inputs(n, 0))[:, None])

    def edit(step: int) -> Any:
        x = jnp.asarray(inputs(n, step))[:, None]
        train, cross, test = KERNEL(x, x, "nngp"), KERNEL(grid, x, "nngp"), KERNEL(grid, grid, "nngp")
        return jax.block_until_ready(predict.gp_inference(train, y, diag_reg=1e-6)("nngp", cross, test))

    return edit


CASES = {"kernel": _kernel, "posterior": _posterior}
CASES |= {f"{features} features": _vectors(features, two=False) for features in arrays.KERNEL_FEATURES}
CASES |= {f"{features} features, two sets": _vectors(features, two=True) for features in arrays.KERNEL_FEATURES}
CASES |= {"mean": partial(_predict, covariance=False), "mean and covariance": partial(_predict, covariance=True)}
CASES |= {network: _images(network) for network in IMAGES}

if __name__ == "__main__":
    answer(CASES, ("neural-tangents", "jax", "numpy", "scipy"))
