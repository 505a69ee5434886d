"""The state of two images between layers: covariances of h at their positions, each without cancellation."""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from ntkcore.kernels.angles import flat_sqrt, root_scale
from ntkcore.kernels.kinked import ROUNDING, Block, floored, kinked
from ntkcore.kernels.pair import Pair
from ntkcore.kernels.state import Expectations, Scale, State
from ntkcore.kernels.taps import diagonal, mean_of_taps, mean_of_windows, padded

_EQUAL = 2.0**-47  # the share of a mean over windows that rounding may leave of a difference of such means


class Images(NamedTuple):
    """The values that two images carry between layers: of one channel, at all positions.

    The axes of positions stand first, those of a batch after them: (H, W, …) of an image, (H, W, H, W, …) of pairs of
    positions. All entries are linear under averaging over positions, so that neither convolution nor pooling loses
    what is between nearly equal or nearly opposite patches. `cross` has pairs of equal positions only, (H, W, …),
    where no layer averages over others; otherwise `within` has the covariances inside of each image, which pooling
    turns into variances.
    """

    first: Any  # E[h²] in the first image
    second: Any  # and in the second
    cross: Block  # between both
    ntk: Any
    within: tuple[Block, ...] | None

    def times(self, ratio: Any) -> "Images":
        """The state of `ratio` · h."""
        return jax.tree.map(lambda number: ratio * number * ratio, self)

    def dense(self, weight_std: Any, bias_std: Any) -> "Images":
        """The state after a dense layer that acts on the channels at each position."""
        weight_var, bias_var = jnp.square(weight_std), jnp.square(bias_std)

        def after(block: Block) -> Block:
            return Block(weight_var * block.minus, weight_var * block.plus + 4.0 * bias_var)

        cross = after(self.cross)
        return Images(
            bias_var + weight_var * self.first,
            bias_var + weight_var * self.second,
            cross,
            0.25 * (cross.plus - cross.minus) + weight_var * self.ntk,
            self.within and (after(self.within[0]), after(self.within[1])),
        )

    def elementwise(self, expectations: Expectations, scale: Scale) -> tuple["Images", Scale]:
        """The state of φ(h), and its Scale, by the `expectations` of φ; `scale` is that of h."""
        lines = getattr(expectations, "lines", None)
        if lines is not None:
            return self._kinked(lines), Scale(scale.unit, math.hypot(*lines) * scale.size)
        zero = jnp.zeros(())
        units = []

        def after(state: State) -> State:
            state, new = state.elementwise(expectations, scale)
            units.append(new)
            return state

        def variance(q: jax.Array) -> jax.Array:
            return after(State(Pair(q, q, q, zero, zero), zero, zero)).pair.q11

        images = self._apply(after, variance)
        return images, Scale(jnp.max(units[0].unit), jnp.stack([jnp.max(unit.size) for unit in units]).max())

    def _kinked(self, lines: tuple[float, float]) -> "Images":
        """The state of a piecewise linear φ(h)."""
        total = lines[0] ** 2 + lines[1] ** 2

        def after(block: Block, first: jax.Array, second: jax.Array) -> tuple[Block, jax.Array]:
            stds = _against(flat_sqrt(first), flat_sqrt(second), full=block.minus.ndim > first.ndim)
            return kinked(lines, *stds, block)

        cross, slope = after(self.cross, self.first, self.second)
        within = self.within and tuple(
            after(block, q, q)[0] for block, q in zip(self.within, (self.first, self.second), strict=True)
        )
        return Images(total * self.first, total * self.second, cross, slope * self.ntk, within)

    def normalised(self) -> "Images":
        """The state of h divided by its standard deviation at each position."""
        return self._apply(State.normalised, lambda q: jnp.where(q > 0, jnp.ones_like(q), 0.0))

    def _apply(self, after: Any, variance: Any) -> "Images":
        """The state after a layer that acts on every position alone: on States, and on variances."""
        cross = after(self._state(self.first, self.second, self.cross, self.ntk))
        within = self.within and tuple(
            _block(after(self._state(q, q, block, jnp.zeros(()))))
            for q, block in zip((self.first, self.second), self.within, strict=True)
        )
        return Images(variance(self.first), variance(self.second), _block(cross), cross.ntk, within)

    def plus(self, other: "Images") -> "Images":
        """The state of the sum of h and an h of `other` that is uncorrelated with it: covariances add."""
        return jax.tree.map(jnp.add, self, other)

    def size(self) -> jax.Array:
        """The largest standard deviation of h, to a factor of 2, without derivatives."""
        variance = lax.stop_gradient(jnp.maximum(jnp.max(self.first), jnp.max(self.second)))
        return jnp.where(variance > 0, root_scale(variance)[0], 0.0)

    def averaged(self, size: int, padding: str) -> "Images":
        """The state of h averaged over the taps of a filter as a convolution with random weights has it: K and Θ at
        (p, p′) are the means over the size² taps δ of those at (p + δ, p′ + δ).
        """
        first, second = (mean_of_taps(q, ((0,), (1,)), size, padding) for q in (self.first, self.second))
        axes = self._axes

        def after(block: Block, p: jax.Array, q: jax.Array) -> Block:
            alone = None
            if padding == "same" and len(axes[0]) == 2:  # where one tap is outside, the variance of the other is left
                sides = (padded(h, ((0,), (1,)), size, padding) for h in (p, q))
                alone = jnp.add(*_against(*sides, full=True))
            return Block(*(mean_of_taps(h, axes, size, padding, alone) for h in block))

        return Images(
            first,
            second,
            after(self.cross, self.first, self.second),
            mean_of_taps(self.ntk, axes, size, padding),
            self.within and tuple(after(b, q, q) for b, q in zip(self.within, (self.first, self.second), strict=True)),
        )

    def pooled(self, rows: int, columns: int) -> "Images":
        """The state of the means of h over windows of `rows` × `columns` positions; what is left over is dropped.

        E(ū − v̄)² is the mean of E(u − v)² over both windows, less half the means of E(u − u′)² and E(v − v′)².
        """
        ntk = mean_of_windows(self.ntk, rows, columns, 4)
        blocks = [Block(*(mean_of_windows(h, rows, columns, 4) for h in b)) for b in (self.cross, *(self.within or ()))]
        if self.within is None:
            first, second = (mean_of_windows(q, rows, columns, 2) for q in (self.first, self.second))
            return Images(first, second, blocks[0], ntk, None)
        inner = [diagonal(block.minus) for block in blocks[1:]]

        def less(block: Block, p: jax.Array, q: jax.Array) -> Block:
            lost = 0.5 * jnp.add(*_against(p, q, full=True))
            return Block(*(floored(h - lost, _EQUAL * h) for h in block))

        first, second = (jnp.maximum(diagonal(0.25 * (b.plus - b.minus)), 0.0) for b in blocks[1:])
        return Images(
            first,
            second,
            less(blocks[0], *inner),
            ntk,
            (less(blocks[1], inner[0], inner[0]), less(blocks[2], inner[1], inner[1])),
        )

    def flat(self) -> State:
        """The State of two vectors whose entries are the channels at all positions: means over equal positions."""
        full = len(self._axes[0]) == 2
        numbers = (diagonal(h) if full else h for h in (*self.cross, self.ntk))
        first, second, minus, plus, ntk = (jnp.mean(h, (0, 1)) for h in (self.first, self.second, *numbers))
        return self._state(first, second, Block(minus, plus), ntk)

    @property
    def _axes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The axes of `cross` that have rows, and those that have columns."""
        return ((0, 2), (1, 3)) if self.cross.minus.ndim > self.first.ndim else ((0,), (1,))

    @staticmethod
    def _state(first: jax.Array, second: jax.Array, block: Block, ntk: jax.Array) -> State:
        """The State of pairs of positions, or of vectors: 4 det = E(h − h′)² E(h + h′)² − gap²."""
        q11, q22 = _against(first, second, full=block.minus.ndim > first.ndim)
        gap = q11 - q22
        product = block.minus * block.plus
        rounding = product + jnp.abs(gap) * (block.plus + block.minus)
        det = 0.25 * floored(product - gap * gap, ROUNDING * rounding)
        return State(Pair(q11, q22, 0.25 * (block.plus - block.minus), det, gap), block.minus, ntk)


def inputs(x1: jax.Array, x2: jax.Array, *, full: bool, within: bool) -> Images:
    """The state of two images (H, W, C, …): K = x_p·x′_p′/C, and no NTK.

    `full`: for all pairs of positions. `within`: inside of each image too; without it, pooling leaves variances and
    differences as they are on average, so that only K and Θ are right after it.
    """

    def between(a: jax.Array, b: jax.Array, *, full: bool) -> Block:
        a, b = _against(a, b, full=full)
        return Block(*(jnp.mean(jnp.square(h), 4 if full else 2) for h in (a - b, a + b)))

    first, second = (jnp.mean(x * x, 2) for x in (x1, x2))
    cross = between(x1, x2, full=full)
    inside = (between(x1, x1, full=True), between(x2, x2, full=True)) if within else None
    return Images(first, second, cross, jnp.zeros_like(cross.minus), inside)


def _against(first: jax.Array, second: jax.Array, *, full: bool) -> tuple[jax.Array, jax.Array]:
    """Values at positions of two images, in shapes that meet: for all pairs of positions, or for equal ones."""
    return (first[:, :, None, None], second[None, None]) if full else (first, second)


def _block(state: State) -> Block:
    """The Block of a State: of opposite values, E(h + h′)² = (gap² + 4 det)/E(h − h′)² has no cancellation."""
    _, _, q12, det, gap = state.pair
    safe = jnp.where(state.spread > 0, state.spread, 1.0)
    return Block(state.spread, jnp.where(q12 < 0, (gap * gap + 4.0 * det) / safe, state.spread + 4.0 * q12))
