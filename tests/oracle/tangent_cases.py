"""Two small networks as plain functions of JAX, their parameters and inputs: the same on every version of JAX."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np


def dense(params: Any, x: jax.Array) -> jax.Array:
    """tanh(tanh(x W₁ + b₁) W₂) V of inputs (n, 2): (n, 3)."""
    h = jnp.tanh(jnp.tanh(x @ params["first"]["w"] + params["first"]["b"]) @ params["second"])
    return h @ params["last"]


def convolutional(params: Any, x: jax.Array) -> jax.Array:
    """Averages over positions of tanh of a 3×3 convolution, times a matrix, of inputs (n, 5, 4, 2): (n, 3)."""
    z = jax.lax.conv_general_dilated(x, params["filter"], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"))
    return jnp.tanh(z).mean(axis=(1, 2)) @ params["last"]


def case(name: str) -> tuple[Any, Any, np.ndarray, np.ndarray]:
    """The network, its parameters, and four and three inputs."""
    normal = np.random.default_rng(7).normal
    if name == "dense":
        params = {
            "first": {"w": normal(size=(2, 6)), "b": normal(size=6)},
            "second": 0.4 * normal(size=(6, 5)),
            "last": normal(size=(5, 3)),
        }
        return dense, params, normal(size=(4, 2)), normal(size=(3, 2))
    params = {"filter": 0.3 * normal(size=(3, 3, 2, 5)), "last": normal(size=(5, 3))}
    return convolutional, params, normal(size=(4, 5, 4, 2)), normal(size=(3, 5, 4, 2))
