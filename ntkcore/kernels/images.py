"""The state of two images between layers: covariances of h at their positions, each without cancellation."""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from ntkcore.kernels.angles import flat_sqrt, root_scale
from ntkcore.kernels.kinked import ROUNDING, Block, floored, kinked
from ntkcore.kernels.lossy import Lossy, Side, contrast
from ntkcore.kernels.pair import Pair
from ntkcore.kernels.state import Expectations, Scale, State
from ntkcore.kernels.taps import against, diagonal, mean_of_windows, padded, sum_of_taps

_EQUAL = 2.0**-47  # the share of a mean over windows that rounding may leave of a difference of such means
_FAR = 0.01  # variances with a product below this share of the square of their difference are far apart


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
    ntk: Any  # a number, 0, before the first weights
    within: tuple[Block, ...] | None
    lossy: Lossy | None = None  # if it is wanted; then the batch has two axes

    @property
    def _full(self) -> bool:
        """True if there are all pairs of positions, not only equal ones."""
        return self.cross.minus.ndim > self.first.ndim

    def times(self, ratio: Any) -> "Images":
        """The state of `ratio` · h."""
        return jax.tree.map(lambda number: ratio * number * ratio, self._replace(lossy=None))._replace(lossy=self.lossy)

    def dense(self, weight_std: Any, bias_std: Any) -> "Images":
        """The state after a dense layer that acts on the channels at each position."""
        weight_var, bias_var = jnp.square(weight_std), jnp.square(bias_std)

        def after(block: Block) -> Block:
            minus, plus, gap = jax.tree.map(lambda h: weight_var * h, block)
            return Block(minus, plus if plus is None else plus + 4.0 * bias_var, gap)

        first, second = (bias_var + weight_var * q for q in (self.first, self.second))
        cross = after(self.cross)
        return Images(
            first,
            second,
            cross,
            cross.covariance(*against(first, second, full=self._full)) + weight_var * self.ntk,
            self.within and (after(self.within[0]), after(self.within[1])),
            self.lossy,
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
            stds = against(flat_sqrt(first), flat_sqrt(second), full=block.minus.ndim > first.ndim)
            return kinked(lines, *stds, block)

        cross, slope = after(self.cross, self.first, self.second)
        within = self.within and tuple(
            after(block, q, q)[0] for block, q in zip(self.within, (self.first, self.second), strict=True)
        )
        lossy = self.lossy
        if lossy is not None and not lossy.angles and lines[0] != 0.0:
            lossy = lossy.add_angles(*self._sides())
        return Images(total * self.first, total * self.second, cross, slope * self.ntk, within, lossy)

    def _sides(self) -> list[Side]:
        """Each Block with the variances of both its sides."""
        sides = (self.first, self.second), (self.first, self.first), (self.second, self.second)
        blocks = self.cross, *(self.within or ())
        return [(b, *against(*each, full=self._full)) for b, each in zip(blocks, sides, strict=False)]

    def normalised(self) -> "Images":
        """The state of h divided by its standard deviation at each position."""
        after = self._apply(State.normalised, lambda q: jnp.where(q > 0, jnp.ones_like(q), 0.0))
        if self.lossy is None:
            return after
        lossy = self.lossy.add_angles(*self._sides())
        for _, p, q in self._sides():
            lossy = lossy.add(contrast(p * q, p + q))
        return after._replace(lossy=lossy)

    def _apply(self, after: Any, variance: Any) -> "Images":
        """The state after a layer that acts on every position alone: on States, and on variances."""
        cross = after(self._state(self.first, self.second, self.cross, self.ntk))
        within = self.within and tuple(
            self._block(after(self._state(q, q, block, jnp.zeros(()))))
            for q, block in zip((self.first, self.second), self.within, strict=True)
        )
        return Images(variance(self.first), variance(self.second), self._block(cross), cross.ntk, within, self.lossy)

    def plus(self, other: "Images") -> "Images":
        """The state of the sum of h and an h of `other` that is uncorrelated with it: covariances add."""
        a, b = self, other
        if (a.cross.plus is None) != (b.cross.plus is None):
            a, b = a._with_plus(), b._with_plus()
        sums = jax.tree.map(jnp.add, a._replace(lossy=None), b._replace(lossy=None))
        both = None if self.lossy is None or other.lossy is None else self.lossy.either(other.lossy)
        return sums._replace(lossy=both)

    def _with_plus(self) -> "Images":
        """The state with `plus` in every Block."""
        cross, *within = (block.with_plus(*variances) for block, *variances in self._sides())
        return self._replace(cross=cross, within=tuple(within) or None)

    def size(self) -> jax.Array:
        """The largest standard deviation of h, to a factor of 2, without derivatives."""
        variance = lax.stop_gradient(jnp.maximum(jnp.max(self.first), jnp.max(self.second)))
        return jnp.where(variance > 0, root_scale(variance)[0], 0.0)

    def averaged(self, size: int, padding: str) -> "Images":
        """The state of h averaged over the taps of a filter as a convolution with random weights has it: K and Θ at
        (p, p′) are the means over the size² taps δ of those at (p + δ, p′ + δ).
        """
        if self._full:
            sums = self._replace(lossy=None)._summed(0, size, padding)._summed(1, size, padding)
        else:  # the border is 0, so that both axes are padded at once

            def over(h: jax.Array) -> jax.Array:
                if h.ndim == 0:
                    return h
                return sum_of_taps(sum_of_taps(padded(h, (0, 1), size, padding), (0,), size), (1,), size)

            sums = jax.tree.map(over, self._replace(lossy=None))
        return jax.tree.map(lambda h: h * (1.0 / size**2), sums)._replace(lossy=self.lossy)

    def _summed(self, axis: int, size: int, padding: str) -> "Images":
        """The state of the sums of h over the taps of a filter along rows (axis 0) or columns (axis 1), of all pairs of
        positions.
        """
        axes = (axis, axis + 2)
        first, second = (padded(q, (axis,), size, padding) for q in (self.first, self.second))

        def over(h: jax.Array, border: jax.Array | None = None) -> jax.Array:
            return sum_of_taps(padded(h, axes, size, padding, border), axes, size)

        def after(block: Block, p: jax.Array, q: jax.Array) -> Block:
            alone = Block(None, None)
            if padding == "same":  # where one tap is outside, the variance of the other is left
                p, q = against(p, q, full=True)
                alone = Block(p + q, p + q, p - q)
            return Block(*(h if h is None else over(h, border) for h, border in zip(block, alone, strict=True)))

        return Images(
            sum_of_taps(first, (axis,), size),
            sum_of_taps(second, (axis,), size),
            after(self.cross, first, second),
            self.ntk if self.ntk.ndim == 0 else over(self.ntk),
            self.within and (after(self.within[0], first, first), after(self.within[1], second, second)),
        )

    def pooled(self, rows: int, columns: int) -> "Images":
        """The state of the means of h over windows of `rows` × `columns` positions; what is left over is dropped.

        E(ū − v̄)² is the mean of E(u − v)² over both windows, less half the means of E(u − u′)² and E(v − v′)².
        """
        ntk = self.ntk if self.ntk.ndim == 0 else mean_of_windows(self.ntk, rows, columns, 4)
        blocks = [
            jax.tree.map(lambda h: mean_of_windows(h, rows, columns, 4), b) for b in (self.cross, *(self.within or ()))
        ]
        first, second = (mean_of_windows(q, rows, columns, 2) for q in (self.first, self.second))
        if self.within is None:
            return Images(first, second, blocks[0], ntk, None, self.lossy)
        equal = [jax.tree.map(diagonal, block) for block in blocks[1:]]
        first, second = (
            jnp.maximum(block.covariance(q, q), 0.0) for block, q in zip(equal, (first, second), strict=True)
        )
        inner = [block.minus for block in equal]

        def less(block: Block, p: jax.Array, q: jax.Array) -> Block:
            p, q = against(p, q, full=True)
            lost = 0.5 * (p + q)
            minus, plus = (h if h is None else floored(h - lost, _EQUAL * h) for h in block[:2])
            return Block(minus, plus, None if block.gap is None else block.gap - 0.5 * (p - q))

        after = [less(block, p, q) for block, p, q in zip(blocks, (inner[0], *inner), (inner[1], *inner), strict=True)]
        pooled = Images(first, second, after[0], ntk, (after[1], after[2]))
        if self.lossy is None:
            return pooled
        full = pooled._with_plus()
        return pooled._replace(lossy=self.lossy.add_near(blocks, (full.cross, *(full.within or ())), first.shape[:2]))

    def flat(self) -> State:
        """The State of two vectors whose entries are the channels at all positions: means over equal positions."""
        block, ntk = self.cross, jnp.broadcast_to(self.ntk, self.cross.minus.shape)
        if self._full:
            block, ntk = jax.tree.map(diagonal, (block, ntk))
        means = jax.tree.map(lambda h: jnp.mean(h, (0, 1)), (self.first, self.second, block, ntk))
        return self._state(*means)

    def _block(self, state: State) -> Block:
        """The Block of a State: of opposite values, E(h + h′)² = (gap² + 4 det)/E(h − h′)² has no cancellation."""
        _, _, q12, det, gap = state.pair
        safe = jnp.where(state.spread > 0, state.spread, 1.0)
        plus = jnp.where(q12 < 0, (gap * gap + 4.0 * det) / safe, state.spread + 4.0 * q12)
        return Block(state.spread, plus, None if self.cross.gap is None else gap)

    @staticmethod
    def _state(first: jax.Array, second: jax.Array, block: Block, ntk: jax.Array) -> State:
        """The State of pairs of positions, or of vectors: 4 det = E(h − h′)² E(h + h′)² − gap², or, where the variances
        are far apart, det by its definition.
        """
        q11, q22 = against(first, second, full=block.minus.ndim > first.ndim)
        gap = q11 - q22 if block.gap is None else block.gap
        q12, block = block.covariance(q11, q22), block.with_plus(q11, q22)
        product = block.minus * block.plus
        rounding = product + jnp.abs(gap) * (block.plus + block.minus)
        det = 0.25 * floored(product - gap * gap, ROUNDING * rounding)
        det = jnp.where(q11 * q22 < _FAR * gap * gap, floored(q11 * q22 - q12 * q12, jnp.zeros(())), det)
        return State(Pair(q11, q22, q12, det, gap), block.minus, ntk)
