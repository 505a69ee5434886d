"""Convolution, pooling and flattening, and the kernels between all pairs of two sets of images, a few at a time."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from ntkcore import trees
from ntkcore.kernels.chain import Dense, Elementwise, Plain, Residual, in_order
from ntkcore.kernels.images import Images
from ntkcore.kernels.kinked import Block
from ntkcore.kernels.lossy import Lossy, hidden_angle
from ntkcore.kernels.repeats import through
from ntkcore.kernels.scaled import Layer, Scaled
from ntkcore.kernels.stack import Stack
from ntkcore.kernels.state import Scale, State
from ntkcore.kernels.taps import against

# So many entries of an array between images are done at once, so that the arrays of a layer stay in the processor's
# caches; for images of many positions so many as are needed to fill its vectors with columns, if they are not too many.
_ENTRIES, _MOST_ENTRIES = 2**14, 2**17
_COLUMNS, _LANES = 128, 4


@dataclass(frozen=True, slots=True)
class Conv(Scaled):
    """z at p = weight_std · Σ_δ W_δ h at p + δ/√(size² channels) + bias_std · β, with stride 1.

    K ← b² + w² times the mean of K at (p + δ, p′ + δ) over the size² taps δ, of which those beyond the border are 0
    with padding "same"; Θ ← K + w² times that mean of Θ (Novak et al. 2019; Arora et al. 2019).
    """

    size: int
    weight_std: Any
    bias_std: Any
    padding: str

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The state after this layer and its Scale, from those before it."""
        return Dense(self.weight_std, self.bias_std).at_scale(state.averaged(self.size, self.padding), scale)


@dataclass(frozen=True, slots=True)
class AvgPool(Scaled):
    """Means over windows of size × size positions, with stride `size`; a row or column that is left over is dropped."""

    size: int

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The state after this layer and its Scale, from those before it."""
        return state.pooled(self.size, self.size), scale


@dataclass(frozen=True, slots=True)
class GlobalAvgPool(Scaled):
    """The mean over all positions: K and Θ are means over all pairs of positions."""

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State of vectors after this layer and its Scale, from those before it."""
        return state.pooled(*state.first.shape[:2]).flat(), scale


@dataclass(frozen=True, slots=True)
class Flatten(Scaled):
    """Positions become channels of one vector: K and Θ are means over pairs of equal positions."""

    def at_scale(self, state: Any, scale: Scale) -> tuple[Any, Scale]:
        """The State of vectors after this layer and its Scale, from those before it."""
        return state.flat(), scale


for _cls in (AvgPool, GlobalAvgPool, Flatten):
    trees.register(_cls, lambda *_: True)
trees.register(Conv, lambda name, _: name in ("size", "padding"))


def averages(layer: Layer) -> bool:
    """True if a layer of the chain takes means over positions, so that all pairs of positions are needed."""
    return any(
        isinstance(each, AvgPool | GlobalAvgPool) or (isinstance(each, Residual) and averages(each.branch))
        for each in in_order(layer)
    )


def needs_variances(layer: Layer) -> bool:
    """True if a layer after pooling needs the variances of means, so that covariances inside of images are needed."""
    pooled = False
    for each in in_order(layer):
        pooled = pooled or averages(each)
        if pooled and not isinstance(each, Dense | Conv | AvgPool | GlobalAvgPool | Flatten):
            return True
    return False


def _is_smooth(layer: Layer) -> bool:
    """True if an activation of the chain is not piecewise linear."""
    return any(
        (isinstance(each, Elementwise) and getattr(each.expectations, "lines", None) is None)
        or (isinstance(each, Residual) and _is_smooth(each.branch))
        or isinstance(each, Plain | Stack)
        for each in in_order(layer)
    )


def _kernels_of(layer: Layer, state: Any, scale: Scale) -> tuple[State, Scale, Any]:
    """The State of vectors after the chain, its Scale, and the Lossy pairs, if `state` tells them."""
    chain = [*in_order(layer)]
    last = next(i for i, each in enumerate(chain) if isinstance(each, Flatten | GlobalAvgPool))
    state, scale = through(chain[:last], state, scale)
    if isinstance(chain[last], GlobalAvgPool):
        state = state.pooled(*state.first.shape[:2])
    lossy, state = state.lossy, state.flat()
    if lossy is not None and not all(isinstance(each, Dense) for each in chain[last + 1 :]):
        q11, q22, _, det, gap = state.pair
        hidden = hidden_angle(gap * gap + 4.0 * det, gap, q11 * q22, 2.0 * (q11 + q22))
        lossy = lossy.either(Lossy(hidden >= 1.0))
    return *through(chain[last + 1 :], state, scale), lossy


def inputs(
    x1: jax.Array, x2: jax.Array, *, full: bool, within: bool, gaps: bool = False, lossy: bool = False
) -> Images:
    """The state of two images (H, W, C, …): K = x_p·x′_p′/C, and no NTK.

    `full`: for all pairs of positions. `within`: inside of each image too; without it, pooling leaves variances and
    differences as they are on average, so that only K and Θ are right after it. `gaps`: carry differences of variances.
    `lossy`: tell of which pairs digits are lost; the images are then (H, W, C, n1, 1) and (H, W, C, 1, n2).
    """

    def between(a: jax.Array, b: jax.Array, *, full: bool) -> Block:
        a, b = against(a, b, full=full)
        less, more, channels = a - b, a + b, 4 if full else 2
        minus, plus = (jnp.mean(jnp.square(h), channels) for h in (less, more))
        return Block(minus, plus, jnp.mean(less * more, channels) if gaps else None)

    first, second = (jnp.mean(x * x, 2) for x in (x1, x2))
    cross = between(x1, x2, full=full)
    inside = (between(x1, x1, full=True), between(x2, x2, full=True)) if within else None
    return Images(first, second, cross, jnp.zeros(()), inside, Lossy() if lossy else None)


def all_pairs(
    layer: Layer, x1: jax.Array, x2: jax.Array, scale: Scale, *, lossy: bool = False
) -> tuple[jax.Array, ...]:
    """NNGP kernel and NTK, (n1, n2), of every image of x1 (n1, H, W, C) with every one of x2 (n2, H, W, C).

    With `lossy`, also for which pairs rounding has taken more than 1e-12 (see `lossy.Lossy`), as truth values.

    The images are in the unit of `scale`. A few at a time, so that all arrays stay in the caches; what is of one image
    only is done once for them.
    """
    rows, columns = _side(layer, x1, len(x1), len(x2))
    kernels = jax.checkpoint(partial(_tile, layer, scale, lossy))  # derivatives compute a tile again, and keep none
    firsts, seconds = _tiles(x1, rows), _tiles(x2, columns)
    results = lax.map(lambda first: lax.map(partial(kernels, first[..., None]), seconds[..., None, :]), firsts)
    return tuple(
        h.transpose(0, 2, 1, 3).reshape(len(firsts) * rows, len(seconds) * columns)[: len(x1), : len(x2)]
        for h in results
    )


def paired(layer: Layer, x1: jax.Array, x2: jax.Array, scale: Scale, *, lossy: bool = False) -> tuple[jax.Array, ...]:
    """NNGP kernel and NTK, (n,), of each image of x1 (n, H, W, C) with that of x2 of the same number."""
    columns = _side(layer, x1, 1, len(x2))[1]
    kernels = jax.checkpoint(partial(_tile, layer, scale, lossy))
    both = tuple(_tiles(x, columns)[..., None, :] for x in (x1, x2))
    return tuple(h.ravel()[: len(x1)] for h in lax.map(lambda images: kernels(*images), both))


def _side(layer: Layer, images: jax.Array, n1: int, n2: int) -> tuple[int, int]:
    """The rows and columns of a tile."""
    entries = math.prod(images.shape[1:3]) ** (2 if averages(layer) else 1)
    columns = whole_vectors(even(n2, min(_COLUMNS, max(1, _MOST_ENTRIES // entries))))
    return even(n1, max(1, _ENTRIES // (entries * columns))), columns


def _tile(layer: Layer, scale: Scale, lossy: bool, first: jax.Array, second: jax.Array) -> tuple[jax.Array, ...]:
    """The results of `all_pairs` for images (H, W, C, rows or 1, 1 or columns) and (H, W, C, 1, columns)."""
    full, within = averages(layer), needs_variances(layer)
    state = inputs(first, second, full=full, within=within, gaps=_is_smooth(layer), lossy=lossy)
    last, unit, lost = _kernels_of(layer, state, scale)
    results = [unit.unit * h * unit.unit for h in (last.pair.q12, last.ntk)]
    if lossy:
        results.append(lost.always | (lost.unless_equal & jnp.any(first != second, (0, 1, 2))))
    return tuple(jnp.broadcast_to(h, (first.shape[-2], second.shape[-1])) for h in results)


def even(count: int, most: int) -> int:
    """The size of equal tiles of at most `most` inputs, so that as few as possible are computed in vain."""
    return -(-count // -(-count // most))


def whole_vectors(columns: int) -> int:
    """So many columns that they fill the vectors of a processor; a few columns are left as they are."""
    return columns if columns < 2 * _LANES else -(-columns // _LANES) * _LANES


def _tiles(x: jax.Array, size: int) -> jax.Array:
    """Images (n, H, W, C) as tiles of `size` images, (count, H, W, C, size); the last is filled up with the last."""
    x = jnp.pad(x, ((0, -len(x) % size), *((0, 0),) * 3), mode="edge")
    return jnp.moveaxis(x.reshape(-1, size, *x.shape[1:]), 1, -1)
