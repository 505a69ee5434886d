"""All derivatives by the parameters of a network, or of its Taylor polynomial, as products of what two passes leave."""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from ntkcore.architecture import Architecture
from ntkcore.networks import layers, taylor
from ntkcore.networks.layers import Dense, Parameters


class Jacobian(NamedTuple):
    """Outputs f (n,), and their derivatives as pairs for each Dense: what enters it, and the derivatives by it.

    Pairs are (k, n, fan_in) and (k, n, fan_out); the derivative of f by weights is the sum over k of outer products.
    """

    outputs: jax.Array
    pairs: tuple[tuple[jax.Array, jax.Array], ...]


def evaluate(
    arch: Architecture, weights: jax.Array | None, start: Parameters, theta: Parameters, x: jax.Array
) -> Jacobian:
    """The network at θ without `weights`, otherwise the polynomial about `start` with these weights of its terms."""
    if weights is None:
        passed = layers.passes(arch, theta, x)
        return Jacobian(passed.outputs, tuple((h[None], delta[None]) for h, delta in passed.layers))
    step = jax.tree.map(jnp.subtract, theta, start)
    taps = [jnp.zeros((taylor.MOST_ORDER + 1, len(x), layer.weights.shape[1])) for layer in start]

    def outputs(taps: list[jax.Array]) -> tuple[jax.Array, tuple[jax.Array, list[list[Any]]]]:
        entering, last = taylor.series(arch, start, step, x, taylor.MOST_ORDER, taps)
        f = jnp.stack([term[:, 0] for term in last], axis=1) @ weights
        return f.sum(), (f, entering)

    slopes, (f, entering) = jax.grad(outputs, has_aux=True)(taps)
    # ΔW takes the coefficient of one power to that of the next.
    pairs = (
        [(h, slope[power + 1]) for power, h in enumerate(before[:-1]) if h is not None]
        for before, slope in zip(entering, slopes, strict=True)
    )
    return Jacobian(f, tuple((jnp.stack([h for h, _ in some]), jnp.stack([c for _, c in some])) for some in pairs))


def _scales(arch: Architecture, h: jax.Array) -> tuple[jax.Array, jax.Array]:
    return jnp.asarray(arch.weight_std) / math.sqrt(h.shape[-1]), jnp.asarray(arch.bias_std)


def kernel(arch: Architecture, first: Jacobian, second: Jacobian) -> jax.Array:
    """J J′ᵀ, (n, n′): products of what enters times products of slopes, summed over all pairs of parts."""
    total = jnp.zeros((len(first.outputs), len(second.outputs)))
    for (h1, c1), (h2, c2) in zip(first.pairs, second.pairs, strict=True):
        weight, bias = _scales(arch, h1)
        entering, slopes = (jnp.einsum("kni,lmi->klnm", a, b) for a, b in ((h1, h2), (c1, c2)))
        total += weight**2 * (entering * slopes).sum(axis=(0, 1)) + bias**2 * slopes[0, 0]
    return total


def move(arch: Architecture, theta: Parameters, now: Jacobian, moved: jax.Array) -> Parameters:
    """θ − Jᵀ `moved`."""
    after = []
    for layer, (h, c) in zip(theta, now.pairs, strict=True):
        weight, bias = _scales(arch, h)
        c = moved[:, None] * c
        change = jnp.einsum("kni,kno->io", weight * h, c)
        after.append(Dense(layer.weights - change, layer.biases - bias * c[0].sum(axis=0)))
    return tuple(after)
