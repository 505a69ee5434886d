"""Finite networks of all layers, drawn and evaluated by their definitions alone: nothing is taken from the library.

The chains are those of `recursion`; besides, ``["phi", function]`` applies any function of JAX's. A network has
`width` features after each layer with weights, or channels at each position, and one output after the last.
"""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tests.oracle.recursion import Chain

PHI = {
    "relu": lambda z: jnp.where(z > 0, z, 0.0),
    "leaky_relu": lambda z: jnp.where(z > 0, z, 0.1 * z),
    "abs": jnp.abs,
    "identity": lambda z: z,
    "erf": jax.scipy.special.erf,
    "gelu": lambda z: 0.5 * z * (1.0 + jax.scipy.special.erf(z / math.sqrt(2.0))),
    "sin": jnp.sin,
    "tanh": jnp.tanh,
    "sigmoid_like": lambda z: 0.5 * (1.0 + jax.scipy.special.erf(z / 2.4020563531719796)),
}


class Statistics(NamedTuple):
    """Of draws of networks at n inputs: f f′ and the empirical NTK of each draw, (draws, n, n)."""

    products: np.ndarray  # mean over outputs
    tangents: np.ndarray


def init(chain: Chain, random: np.random.Generator, draws: int, h: Any, width: int) -> tuple[list[Any], Any]:
    """Parameters ~ N(0, 1) of `draws` chains whose input has the shape of h, and the shape of their output."""
    params = []
    for layer in chain:
        numbers: Any = ()
        if layer[0] in ("dense", "conv"):
            taps = layer[1] ** 2 if layer[0] == "conv" else 1
            shapes = (draws, taps, h.shape[2], width), (draws, width)
            numbers = tuple(random.standard_normal(shape, np.float32) for shape in shapes)
        elif layer[0] == "res":
            numbers, _ = init(layer[1], random, draws, h, width)
        params.append(numbers)
        h = jax.eval_shape(partial(apply, [layer]), [jax.tree.map(lambda leaf: leaf[0], numbers)], h)
    return params, h


def apply(chain: Chain, params: Sequence[Any], h: jax.Array) -> jax.Array:
    """The features (H, W, C) after the chain at one image."""
    for layer, numbers in zip(chain, params, strict=True):
        match layer:
            case ["dense", w, b]:
                weights, biases = numbers
                h = w / math.sqrt(h.shape[2]) * (h @ weights[0]) + b * biases
            case ["conv", size, padding, w, b]:
                weights, biases = numbers
                read = _windows(h, size, padding)
                h = w / math.sqrt(h.shape[2] * size**2) * sum(map(jnp.matmul, read, weights)) + b * biases
            case ["phi", phi]:
                h = PHI[phi](h) if isinstance(phi, str) else phi(h)
            case ["layernorm"]:
                h = (h - h.mean(2, keepdims=True)) / h.std(2, keepdims=True)
            case ["avgpool", size]:
                height, width, channels = h.shape[0] // size, h.shape[1] // size, h.shape[2]
                h = h[: height * size, : width * size].reshape(height, size, width, size, channels).mean((1, 3))
            case ["gap"]:
                h = h.mean((0, 1), keepdims=True)
            case ["flatten"]:
                h = h.reshape(1, 1, -1)
            case ["res", branch, skip, scale]:
                h = skip * h + scale * apply(branch, numbers, h)
            case _:
                raise ValueError(f"no layer: {layer!r}")
    return h


def _windows(h: jax.Array, size: int, padding: str) -> list[jax.Array]:
    """What each tap of a filter reads, (H, W, C) for each of size² taps."""
    if padding != "valid":
        edges = ((size - 1) // 2, size // 2)
        h = jnp.pad(h, (edges, edges, (0, 0)), mode="constant" if padding == "same" else "wrap")
    height, width = h.shape[0] - size + 1, h.shape[1] - size + 1
    return [h[dy : dy + height, dx : dx + width] for dy in range(size) for dx in range(size)]


def statistics(chain: Chain, x: np.ndarray, width: int, draws: int, *, seed: int = 0, batch: int = 50) -> Statistics:
    """f f′, a mean over `width` outputs, and JᵀJ of the first, at x (n, H, W, C), in single precision."""
    inputs, random = jnp.asarray(x, jnp.float32), np.random.default_rng(seed)

    def first_output(params: Any, image: jax.Array) -> tuple[jax.Array, jax.Array]:
        outputs = apply(chain, params, image)[0, 0]
        return outputs[0], outputs

    @jax.jit
    @partial(jax.vmap, in_axes=0)
    def of_draw(params: Any) -> tuple[jax.Array, jax.Array]:
        gradient = jax.grad(first_output, has_aux=True)
        slopes, outputs = jax.vmap(gradient, (None, 0))(params, inputs)
        flat = [leaf.reshape(len(inputs), -1) for leaf in jax.tree.leaves(slopes)]
        return outputs @ outputs.T / width, jnp.stack([leaf @ leaf.T for leaf in flat]).sum(0)

    batches = [of_draw(init(chain, random, batch, inputs[0], width)[0]) for _ in range(0, draws, batch)]
    return Statistics(*(np.concatenate(each, dtype=np.float64) for each in zip(*batches, strict=True)))
