"""Kernels after every layer of a network, computed layer by layer: a new order of layers compiles nothing new."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import as_examples, is_traced
from ntkcore.compiled import bounded_jit
from ntkcore.kernels import spatial
from ntkcore.kernels.chain import Layer, in_order
from ntkcore.kernels.images import Images
from ntkcore.kernels.layers import Network, check_net
from ntkcore.kernels.order import check_shapes
from ntkcore.kernels.scaled import at_scale
from ntkcore.kernels.state import Scale, State, inputs, scale_of
from ntkcore.precision import in_float64

# So many images are one side of a tile: 100 pairs of 8 × 8 images, with all pairs of positions, take 3 MB an array.
_SIDE = 10


class LayerKernels(NamedTuple):
    """Both kernels before the first layer and after each, (layers + 1, n1, n2)."""

    nngp: np.ndarray
    ntk: np.ndarray

    @property
    def cosines(self) -> tuple[np.ndarray, np.ndarray]:
        """k(x, x′)/√(k(x, x) k(x′, x′)) of both for one set of inputs, NaN where k(x, x) = 0."""
        with np.errstate(invalid="ignore", divide="ignore"):
            sizes = [np.sqrt(np.diagonal(k, axis1=1, axis2=2)) for k in self]
            nngp, ntk = (k / s[:, :, None] / s[:, None, :] for k, s in zip(self, sizes, strict=True))
        return nngp, ntk


@in_float64
def kernels_by_layer(net: Network, x1: ArrayLike, x2: ArrayLike | None = None) -> LayerKernels:
    r"""The covariance of what two inputs have become, and the tangent kernel, before the first layer and after each.

    Inputs are x1, (n1, d) or (n1, H, W, C), and x2 (default: x1). Of images with positions left, both are means over
    pairs of equal positions, so that a cosine compares all positions and channels together. The last entries are those
    of `kernel_pair`, to rounding. Before the first weights the tangent kernel is 0. A residual layer counts as one.

    Each sort of layer is compiled for itself: `kernel_pair` compiles each new network, which takes seconds, and is
    then faster. Where floats lose digits it does not compute with more, see `layers.conv`.

    Raises ValueError for what is no `Network`, for inputs as `kernel_pair` does, and for what JAX traces.
    """
    check_net(net)
    if not isinstance(net, Network) or is_traced(net, x1, x2):
        raise ValueError(f"net must be a Network whose numbers JAX does not trace, got {net!r:.60}. Wrap its layers.")
    first = np.asarray(as_examples("x1", x1))
    second = first if x2 is None else np.asarray(as_examples("x2", x2, like=jnp.asarray(first)))
    check_shapes(net.layer, first.shape[1:])
    scale = jax.tree.map(jnp.asarray, scale_of(jnp.asarray(first), jnp.asarray(second)))
    rows, columns = (_tiles(each / np.asarray(scale.unit)) for each in (first, second))
    steps = [*in_order(net.layer)]
    side1, side2 = rows.shape[1], columns.shape[1]
    result = np.zeros((2, len(steps) + 1, len(rows) * side1, len(columns) * side2))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if x2 is not None or j >= i:
                at = (..., slice(i * side1, (i + 1) * side1), slice(j * side2, (j + 1) * side2))
                result[at] = _tile(steps, row, column, scale)
    result = result[:, :, : len(first), : len(second)]
    if x2 is None:
        result = np.triu(result) + np.triu(result, 1).swapaxes(2, 3)
    return LayerKernels(*result)


def _tiles(x: np.ndarray) -> np.ndarray:
    """Inputs as (tiles, side, …), the last tile filled up with the last input."""
    side = len(x) if x.ndim == 2 else min(_SIDE, len(x))
    missing = -len(x) % side
    padded = np.concatenate([x, np.repeat(x[-1:], missing, axis=0)])
    return padded.reshape(-1, side, *x.shape[1:])


def _tile(steps: list[Layer], x1: np.ndarray, x2: np.ndarray, scale: Scale) -> np.ndarray:
    """Both kernels, (2, layers + 1, r, c), between inputs (r, …) and (c, …)."""
    full = any(map(spatial.averages, steps))
    state = _start(jnp.asarray(x1), jnp.asarray(x2), full=full)
    kernels = [_shown(state, scale)]
    for layer in steps:
        state, scale = _step(layer, state, scale)
        kernels.append(_shown(state, scale))
    return np.stack([np.broadcast_to(each, (2, len(x1), len(x2))) for each in kernels], axis=1)


@bounded_jit(16, "full", quick=True)
def _start(x1: jax.Array, x2: jax.Array, *, full: bool) -> State | Images:
    """The state of all pairs of inputs (r, …) and (c, …) before the first layer."""
    if x1.ndim == 2:
        return jax.vmap(lambda a: jax.vmap(lambda b: inputs(a, b))(x2))(x1)
    first, second = jnp.moveaxis(x1, 0, -1)[..., None], jnp.moveaxis(x2, 0, -1)[..., None, :]
    return spatial.inputs(first, second, full=full, within=full, gaps=True)


@bounded_jit(96, quick=True)  # sorts of layers times shapes of images; a few hundred kB each
def _step(layer: Any, state: Any, scale: Scale) -> tuple[Any, Scale]:
    """The state after one layer, and its scale."""
    state, new = at_scale(layer, state, scale)
    return state, Scale(*(jnp.max(jnp.asarray(each)) for each in new))


@bounded_jit(32, quick=True)
def _shown(state: Any, scale: Scale) -> jax.Array:
    """Both kernels of a state, (2, r, c) or what broadcasts to it."""
    vectors = state.flat() if isinstance(state, Images) else state
    numbers = jnp.broadcast_arrays(vectors.pair.q12, vectors.ntk)
    return scale.unit * jnp.stack(numbers) * scale.unit
