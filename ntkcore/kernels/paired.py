"""Both kernels at pairs of inputs, without all other pairs: k(x, x) of many inputs, for example."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_examples, is_traced
from ntkcore.kernels import spatial
from ntkcore.kernels.gram import pair
from ntkcore.kernels.layers import AnyNetwork, Network, as_layer, at_any_depth, check_net
from ntkcore.kernels.order import check_shapes
from ntkcore.kernels.precise import is_precise, mended
from ntkcore.kernels.state import Scale, scale_of
from ntkcore.kernels.tiles import KernelPair
from ntkcore.precision import in_float64


@in_float64
def paired_kernels(net: Architecture | Network, x1: ArrayLike, x2: ArrayLike) -> KernelPair:
    """The NNGP kernel and the NTK of `net`, (n,) each, at each input of x1 and the one of x2 with the same number.

    What `kernel_pair` has on the diagonal, for inputs (n,), (n, d) or (n, H, W, C), in a time that grows with n.

    Raises ValueError as `kernel_pair` does, and if there are not as many inputs in x2.
    """
    check_net(net)
    first = as_examples("x1", x1)
    second = as_examples("x2", x2, like=first)
    if first.shape != second.shape:
        raise ValueError(f"x2 must have as many inputs as x1, {len(first)}, got {len(second)}. Give one for each.")
    layer = as_layer(net)
    check_shapes(layer, first.shape[1:])
    unknown = is_traced(net, first, second)
    network = at_any_depth(net) if isinstance(net, Architecture) and not unknown else net
    x1, x2 = jnp.asarray(first), jnp.asarray(second)
    scale = scale_of(x1, x2)
    if x1.ndim != 4:
        return _of_vectors(network, x1, x2, scale)
    x1, x2 = x1 / scale.unit, x2 / scale.unit
    nngp, ntk, *lossy = _of_images(network, x1, x2, scale, lossy=not unknown and is_precise(layer))
    if not lossy:
        return KernelPair(nngp, ntk)
    kernels = mended(layer, np.asarray(x1), np.asarray(x2), scale, (nngp, ntk), np.asarray(lossy[0]))
    return KernelPair(*kernels)


@jax.jit
def _of_vectors(network: AnyNetwork, x1: jax.Array, x2: jax.Array, scale: Scale) -> KernelPair:
    return jax.vmap(partial(pair, network, scale=scale))(x1, x2)


@partial(jax.jit, static_argnames="lossy")
def _of_images(
    network: AnyNetwork, x1: jax.Array, x2: jax.Array, scale: Scale, *, lossy: bool
) -> tuple[jax.Array, ...]:
    return spatial.paired(as_layer(network), x1, x2, scale, lossy=lossy)
