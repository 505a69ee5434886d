"""Steps of a network of finite width between two of its Dense layers, on arrays of numpy's and of JAX's."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Norm, Skip
from ntkcore.kernels.activations import apply as activate


def hidden_of(arch: Architecture, z: Any) -> Any:
    """φ(z), with z normalised first if the network has layer norm; z is (…, width)."""
    return activate(Activation(arch.activation), normalised(z) if arch.norm == Norm.LAYER else z)


def normalised(z: Any) -> Any:
    """(z − mean)/√(mean square of z − mean) over the units of each layer, the last axis; 0 where all are equal."""
    xp = jnp if isinstance(z, jax.Array) else np
    centred = z - z.mean(axis=-1, keepdims=True)
    square = (centred * centred).mean(axis=-1, keepdims=True)
    return xp.where(square > 0, centred, 0.0) / xp.sqrt(xp.where(square > 0, square, 1.0))


def next_of(arch: Architecture, z: Any, branch: Any) -> Any:
    """The pre-activations s z + r `branch` of the next hidden layer, from those of this one and Dense(φ(z))."""
    if arch.skip == Skip.NONE:
        return branch
    skip, scale = arch.factors
    return skip * z + scale * branch
