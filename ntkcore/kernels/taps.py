"""Values at positions: sums and means over the taps of filters and windows of pooling, pairs of positions."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def diagonal(h: jax.Array) -> jax.Array:
    """Values (H, W, H, W, …) at equal positions, (H, W, …)."""
    rows, columns = np.ogrid[: h.shape[0], : h.shape[1]]
    return h[rows, columns, rows, columns]


def padded(h: jax.Array, axes: tuple[int, ...], size: int, padding: str, border: jax.Array | None = None) -> jax.Array:
    """`h` with what the taps of a filter read beyond the border along `axes`; of an even filter, one more after than
    before.

    It is written into an array of zeros, or into `border`: jnp.pad would be fused with what h comes from, slowly.
    """
    if padding == "valid" or size == 1:
        return h
    before = (size - 1) // 2
    if padding == "circular":
        return jnp.pad(h, [(before, size - 1 - before) if i in axes else (0, 0) for i in range(h.ndim)], mode="wrap")
    shape = [length + (size - 1 if axis in axes else 0) for axis, length in enumerate(h.shape)]
    border = jnp.zeros((), h.dtype) if border is None else border
    return lax.dynamic_update_slice(
        jnp.broadcast_to(border, shape), h, [before if axis in axes else 0 for axis in range(h.ndim)]
    )


def sum_of_taps(h: jax.Array, axes: tuple[int, ...], size: int) -> jax.Array:
    """Sums over the taps of a filter that moves along `axes` together, where all of them are inside."""
    taps = []
    for tap in range(size):
        moved = h
        for axis in axes:
            moved = lax.slice_in_dim(moved, tap, h.shape[axis] - size + 1 + tap, axis=axis)
        taps.append(moved)
    return sum(taps[1:], taps[0])


def mean_of_windows(h: jax.Array, rows: int, columns: int, count: int) -> jax.Array:
    """Means over windows along the first `count` axes, which are rows and columns in turn."""
    sizes = (rows, columns) * (count // 2)
    lengths = [length // size for length, size in zip(h.shape, sizes, strict=False)]
    h = h[tuple(slice(length * size) for length, size in zip(lengths, sizes, strict=True))]
    split = [number for both in zip(lengths, sizes, strict=True) for number in both]
    return jnp.mean(h.reshape(*split, *h.shape[count:]), tuple(range(1, 2 * count, 2)))


def against(first: jax.Array, second: jax.Array, *, full: bool) -> tuple[jax.Array, jax.Array]:
    """Values at positions of two images, in shapes that meet: for all pairs of positions, or for equal ones."""
    return (first[:, :, None, None], second[None, None]) if full else (first, second)
