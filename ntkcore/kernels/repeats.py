"""Layers of a chain in turn; blocks of them that repeat and compile slowly are one loop."""

from collections.abc import Hashable, Iterator, Sequence
from numbers import Real
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.kernels.images import Images
from ntkcore.kernels.scaled import Layer, Scaled, at_scale
from ntkcore.kernels.state import Scale, State

_LEAST = 3  # blocks of layers that are a loop


def through(layers: Sequence[Layer], state: Any, scale: Scale) -> tuple[Any, Scale]:
    """The State after the last of some layers and its Scale, from those before the first."""
    start = 0
    for size, count in repeats([_structure(layer) for layer in layers]):
        blocks = [list(layers[i : i + size]) for i in range(start, start + size * count, size)]
        start += size * count
        looped = count >= _LEAST and _can_loop(blocks[0], state)
        while blocks:
            if looped and len(blocks) > 1 and _keeps_types(blocks[0], state, scale):
                state, scale = _loop(blocks, state, scale)
                break
            state, scale = _after(blocks.pop(0), state, scale)
    return state, scale


def repeats(structures: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    """(size, count) of blocks that follow each other: `count` times the same `size` structures; (1, 1) for one alone.

    From the start on, the blocks that cover most, and of those the smallest.
    """
    start = 0
    while start < len(structures):
        rest = structures[start:]
        counted = ((size, _count(rest, size)) for size in range(1, len(rest) // 2 + 1))
        size, count = max((each for each in counted if each[1] > 1), key=lambda each: each[0] * each[1], default=(1, 1))
        yield size, count
        start += size * count


def _count(structures: Sequence[Hashable], size: int) -> int:
    """Count how often the first `size` structures stand one after another."""
    first, count = list(structures[:size]), 1
    while list(structures[count * size : (count + 1) * size]) == first:
        count += 1
    return count


def _structure(layer: Layer) -> Hashable:
    """Equal for layers that differ in their numbers only."""
    leaves, structure = jax.tree.flatten(layer)
    return structure if all(isinstance(leaf, Real | np.ndarray | jax.Array) for leaf in leaves) else object()


def _can_loop(block: list[Layer], state: Any) -> bool:
    """True if a block is worth a loop, JAX can trace the State, and no layer notes lossy pairs in it."""
    layers = [layer for layer in block if isinstance(layer, Scaled)]
    if not any(layer.is_costly() for layer in layers) or not isinstance(state, State | Images):
        return False
    return getattr(state, "lossy", None) is None or not any(layer.notes_lossy() for layer in layers)


def _keeps_types(block: list[Layer], state: Any, scale: Scale) -> bool:
    """True if the State after the block has arrays of the same shapes as before it."""
    before = _carried(state, scale)
    return jax.eval_shape(lambda: before) == jax.eval_shape(lambda: _after(block, *before))


def _loop(blocks: list[list[Layer]], state: Any, scale: Scale) -> tuple[Any, Scale]:
    """The State after blocks of equal structure and its Scale."""
    numbers = jax.tree.map(lambda *leaves: jnp.stack([*map(jnp.asarray, leaves)]), *blocks)
    (after, scale), _ = lax.scan(lambda each, block: (_after(block, *each), None), _carried(state, scale), numbers)
    return after._replace(lossy=state.lossy) if isinstance(state, Images) else after, scale


def _carried(state: Any, scale: Scale) -> tuple[Any, Scale]:
    """The arrays of a State and its Scale."""
    return jax.tree.map(jnp.asarray, (state._replace(lossy=None) if isinstance(state, Images) else state, scale))


def _after(block: Sequence[Layer], state: Any, scale: Scale) -> tuple[Any, Scale]:
    for layer in block:
        state, scale = at_scale(layer, state, scale)
    return state, scale
