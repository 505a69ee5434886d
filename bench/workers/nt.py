"""neural-tangents: its kernel compiled for one shape, and its posterior as its users call it, without jit."""
# pyright: reportMissingImports=false

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from neural_tangents import predict, stax

from bench.workers.protocol import answer, inputs

jax.config.update("jax_enable_x64", True)
GRID = jnp.linspace(-1.5, 1.5, 301)[:, None]
DENSE = {"W_std": 2**0.5, "b_std": 0.3}
KERNEL = stax.serial(*[stax.Dense(512, **DENSE), stax.Relu()] * 3, stax.Dense(1, **DENSE))[2]


def _column(n: int, step: int) -> jax.Array:
    return jnp.asarray(inputs(n, step))[:, None]


def kernel(n: int) -> Callable[[int], Any]:
    """Both kernels at n × n inputs, compiled."""
    both = jax.jit(lambda x: KERNEL(x, x, ("nngp", "ntk")))
    columns = [_column(n, step) for step in range(16)]
    return lambda step: jax.block_until_ready(both(columns[step % 16]))


def posterior(n: int) -> Callable[[int], Any]:
    """Kernels and posterior mean and covariance on the grid after one point has moved, not compiled."""
    y = jnp.sin(_column(n, 0))

    def edit(step: int) -> Any:
        x = _column(n, step)
        train, cross, test = KERNEL(x, x, "nngp"), KERNEL(GRID, x, "nngp"), KERNEL(GRID, GRID, "nngp")
        return jax.block_until_ready(predict.gp_inference(train, y, diag_reg=1e-6)("nngp", cross, test))

    return edit


if __name__ == "__main__":
    answer({"kernel": kernel, "posterior": posterior}, ("neural-tangents", "jax", "numpy", "scipy"))
