"""Products of all rows of two matrices that are too large to exist: made a few rows at a time."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

Rows = Callable[[jax.Array], Any]  # indices (r,) → a pytree of arrays (r, …)


def row_products(left: Rows, count: int, right: Rows, right_count: int, most: int) -> jax.Array:
    """L Rᵀ (count, right_count) float64 of L and R, of which no more than `most` rows each exist at any time.

    Rows of R are made anew for each block of L. In reverse mode all rows are, so that no more of them exist there.
    """
    (blocks, size), (right_blocks, right_size) = _cut(count, most), _cut(right_count, most)

    @jax.checkpoint
    def band(i: jax.Array) -> jax.Array:
        rows = left(_indices(i, size, count))

        @jax.checkpoint
        def block(j: jax.Array) -> jax.Array:
            return _product(rows, right(_indices(j, right_size, right_count)))

        return lax.map(block, numbers(right_blocks))

    entries = lax.map(band, numbers(blocks))
    return entries.swapaxes(1, 2).reshape(blocks * size, right_blocks * right_size)[:count, :right_count]


def row_gram(rows: Rows, count: int, most: int) -> jax.Array:
    """R Rᵀ (count, count) float64, exactly symmetric, as `row_products` but with about half of the work.

    Block i meets the blocks i, i + 1, …, i + ⌊b/2⌋, counted round: each two of the b blocks meet.
    """
    blocks, size = _cut(count, most)

    @jax.checkpoint
    def band(i: jax.Array) -> jax.Array:
        first = rows(_indices(i, size, count))

        @jax.checkpoint
        def block(step: jax.Array) -> jax.Array:
            return _product(first, rows(_indices((i + step) % blocks, size, count)))

        return lax.map(block, numbers(blocks // 2 + 1))

    entries = lax.map(band, numbers(blocks))
    i, j = np.meshgrid(np.arange(blocks), np.arange(blocks), indexing="ij")
    turned = (j - i) % blocks > blocks // 2
    first, step = np.where(turned, j, i), np.where(turned, i - j, j - i) % blocks
    ordered = entries[first, step]
    ordered = jnp.where(turned[..., None, None], ordered.swapaxes(2, 3), ordered)
    upper = jnp.triu(ordered.swapaxes(1, 2).reshape(blocks * size, blocks * size)[:count, :count])
    return upper + jnp.triu(upper, 1).T


def numbers(count: int) -> jax.Array:
    """The integers 0 … count − 1 in 32 bits: derivatives by indices of 64 bits need 64-bit numbers when compiled."""
    return jnp.arange(count, dtype=jnp.int32)


def _cut(count: int, most: int) -> tuple[int, int]:
    """The least number of blocks of at most `most` rows, and the least size of each."""
    blocks = -(-count // most)
    return blocks, -(-count // blocks)


def _indices(block: jax.Array, size: int, count: int) -> jax.Array:
    """The rows of a block; beyond the last row, the last one again."""
    return jnp.minimum(block * size + numbers(size), count - 1)


def _product(left: Any, right: Any) -> jax.Array:
    """L Rᵀ (r, r) of rows that lie in several arrays (r, …), summed in float64."""
    total = jnp.zeros(())
    for a, b in zip(jax.tree.leaves(left), jax.tree.leaves(right), strict=True):
        total += a.reshape(len(a), -1).astype(jnp.float64) @ b.reshape(len(b), -1).astype(jnp.float64).T
    return total
