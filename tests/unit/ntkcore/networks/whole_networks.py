"""Random networks with whole weight matrices, and the tangent kernel of each by its two passes."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from ntkcore.networks import layers as networks


def draw_whole(arch, width, count, seed):
    """q, f and Θ̂ at x = 1, (count,) each, in float64: q from the inputs of the last layer."""

    @partial(jax.vmap)
    def of_key(key):
        parameters = networks.init(key, arch.hidden_layers, width, dtype="float64")
        passed = networks.passes(arch, parameters, jnp.ones((1, 1)))
        h = passed.layers[-1][0][0]
        q = arch.bias_std**2 + arch.weight_std**2 * jnp.mean(h * h)
        return q, passed.outputs[0], networks.dense_ntk(arch, parameters, jnp.ones((1, 1)), jnp.ones((1, 1)))[0, 0]

    with jax.enable_x64(True):
        keys = jax.random.split(jax.random.key(seed), count)
        chunks = [jax.jit(of_key)(part) for part in jnp.split(keys, 20)]
        return [np.concatenate(each) for each in zip(*chunks, strict=True)]
