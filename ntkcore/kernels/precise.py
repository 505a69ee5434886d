"""The recursion of images with 31 digits: for the few pairs of which floats lose digits.

Covariances of h are carried as they stand in the textbook, each as a `Doubled` number. Where floats must not form
differences of them, these numbers can: half of their digits are still all digits of a float. It runs on numpy.
"""

import math
import warnings
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from ntkcore.checks import frames_inside
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.kernels.chain import Dense, Elementwise, Layer, LayerNorm, MomentsOf, Residual, at_scale, in_order
from ntkcore.kernels.doubled import Doubled
from ntkcore.kernels.doubled_taps import diagonal, sum_of_taps, windows
from ntkcore.kernels.pair import Pair
from ntkcore.kernels.spatial import AvgPool, Conv, Flatten, GlobalAvgPool, averages, needs_variances
from ntkcore.kernels.state import Scale, State
from ntkcore.kernels.textbook import formula_of, in_chunks

_LARGEST = 1e7  # standard deviation, beyond which the formulas of smooth activations lose digits
_MANY, _MOST = 1024, 1 / 8  # so many pairs of images, or this share of those that are given, are computed again
_ENTRIES = 32_768  # numbers of an array that are worked on at once: they stay in the processor's cache


def is_precise(layer: Layer) -> bool:
    """True if this file has formulas for all layers of a chain, in which no number is traced."""

    def has_formula(each: Layer) -> bool:
        if isinstance(each, Elementwise):
            return isinstance(each.expectations, MomentsOf) and formula_of(each.expectations.activation) is not None
        if isinstance(each, Residual):
            return is_precise(each.branch)
        return isinstance(each, Dense | Conv | LayerNorm | AvgPool | GlobalAvgPool | Flatten)

    return all(map(has_formula, in_order(layer)))


def mended(
    layer: Layer,
    x1: np.ndarray,
    x2: np.ndarray,
    scale: Scale,
    kernels: Any,
    lossy: np.ndarray,
) -> tuple[Any, Any]:
    """Both kernels (n1, n2) between images x1 and x2, with the entries that are `lossy` computed with 31 digits.

    Of kernels (n,), each is that of one image of x1 and the one of x2 with the same number.
    A pair takes up to 200 times as long as others do. Warns with RuntimeWarning if there are so many of them that the
    rest are left as they are.
    """
    at = np.nonzero(lossy)
    most = max(_MANY, int(_MOST * lossy.size))
    if len(at[0]) == 0:
        return kernels
    if len(at[0]) > most:
        warnings.warn(
            f"{len(at[0]) - most} of {lossy.size} kernels between images are left with the digits that floats keep, "
            "which may be half of them or fewer: too many pairs have nearly parallel patches, or large contrasts "
            "before a layer norm. Give a bias_std or noise in the images as large as what they show, or fewer images "
            f"at a time ({math.isqrt(most)} or fewer are always exact).",
            RuntimeWarning,
            stacklevel=frames_inside() + 1,
        )
        at = tuple(each[:most] for each in at)
    try:
        exact = _kernels_of_pairs(layer, x1[at[0]], x2[at[-1]], scale)
    except OutOfRangeError:
        return kernels
    results = np.array(kernels[0]), np.array(kernels[1])
    for result, values in zip(results, exact, strict=True):
        result[at] = values
    return results


class OutOfRangeError(ArithmeticError):
    """Raised for numbers so large or small that the formulas of a smooth activation do not take them."""


class Precise(NamedTuple):
    """The values of `images.Images`, as covariances with twice the digits; only the NTK is floats.

    The axes of positions stand first, (H, W, pairs) or (H, W, H, W, pairs).
    """

    first: Doubled
    second: Doubled
    cross: Doubled
    ntk: Any
    within: Any  # those inside of each image, or None

    def _map(self, change: Any, ntk: Any) -> "Precise":
        """The state of which each covariance is changed; of two positions where the third argument is True."""
        full = self.full
        return Precise(
            change(self.first, False),
            change(self.second, False),
            change(self.cross, full),
            ntk,
            self.within and (change(self.within[0], True), change(self.within[1], True)),
        )

    @property
    def full(self) -> bool:
        """True if there are all pairs of positions, not only equal ones."""
        return self.cross.high.ndim > self.first.high.ndim

    def times(self, ratio: Any) -> "Precise":
        """The state of `ratio` · h."""
        square = _square(ratio)
        return self._map(lambda k, _: k * square, float(ratio) ** 2 * self.ntk)

    def dense(self, weight_std: Any, bias_std: Any) -> "Precise":
        """The state after a dense layer that acts on the channels at each position."""
        weight_var, bias_var = _square(weight_std), _square(bias_std)
        after = self._map(lambda k, _: k * weight_var + bias_var, self.ntk)
        return after._replace(ntk=after.cross.high + float(weight_std) ** 2 * self.ntk)

    def elementwise(self, expectations: Any, scale: Scale) -> tuple["Precise", Scale]:
        """The state of φ(h), and its Scale."""
        formula = formula_of(expectations.activation)
        state, lines = self, piecewise_linear(expectations.activation)
        if lines is None:  # a smooth activation feels the unit
            state = self.times(scale.unit)
            scale = Scale(1.0, state.size())
        if formula is None or (lines is None and not float(scale.size) < _LARGEST):
            raise OutOfRangeError

        def after(k: Doubled, p: Doubled, q: Doubled, full: bool) -> tuple[Doubled, Any]:
            return in_chunks(formula, *_against(p, q, full), k, _ENTRIES)

        cross, slope = after(state.cross, state.first, state.second, state.full)
        within = state.within and tuple(
            after(k, q, q, True)[0] for k, q in zip(state.within, (state.first, state.second), strict=True)
        )
        first, second = (after(q, q, q, False)[0] for q in (state.first, state.second))
        result = Precise(first, second, cross, slope * state.ntk, within)
        return result, Scale(scale.unit, result.size())

    def normalised(self) -> "Precise":
        """The state of h divided by its standard deviation at each position."""
        first, second = (_inverse_root(q) for q in (self.first, self.second))

        def after(k: Doubled, p: Doubled, q: Doubled) -> Doubled:
            p, q = _against(p, q, k.high.ndim > p.high.ndim)
            return k * p * q

        p, q = _against(first.high, second.high, self.full)
        ones = [Doubled.of(np.where(h.high > 0, 1.0, 0.0)) for h in (self.first, self.second)]
        within = self.within and (after(self.within[0], first, first), after(self.within[1], second, second))
        return Precise(ones[0], ones[1], after(self.cross, first, second), self.ntk * p * q, within)

    def plus(self, other: "Precise") -> "Precise":
        """The state of the sum of h and an h of `other` that is uncorrelated with it."""
        within = self.within and other.within and tuple(a + b for a, b in zip(self.within, other.within, strict=True))
        first, second, cross, ntk = (a + b for a, b in zip(self[:4], other[:4], strict=True))
        return Precise(first, second, cross, ntk, within)

    def size(self) -> Any:
        """The largest standard deviation of h."""
        return jnp.asarray(math.sqrt(max(self.first.high.max(), self.second.high.max(), 0.0)))

    def averaged(self, size: int, padding: str) -> "Precise":
        """The state of h averaged over the taps of a filter as a convolution with random weights has it."""

        def mean(k: Any, full: bool) -> Any:
            for axes in ((0, 2), (1, 3)) if full else ((0,), (1,)):
                k = sum_of_taps(k, axes, size, padding)
            return k / float(size * size)

        return self._map(mean, mean(self.ntk, self.full))

    def pooled(self, rows: int, columns: int) -> "Precise":
        """The state of the means of h over windows of `rows` × `columns` positions; what is left over is dropped."""

        def mean(k: Any) -> Any:
            if isinstance(k, Doubled):
                return windows(k, rows, columns).total((1, 3, 5, 7)) / float((rows * columns) ** 2)
            return windows(k, rows, columns).mean((1, 3, 5, 7))

        if self.within is None:  # no variance is needed later
            first, second = (q[: q.shape[0] // rows, : q.shape[1] // columns] for q in (self.first, self.second))
            return Precise(first, second, mean(self.cross), mean(self.ntk), None)
        within = mean(self.within[0]), mean(self.within[1])
        first, second = (diagonal(k) for k in within)
        return Precise(first, second, mean(self.cross), mean(self.ntk), within)

    def flat(self) -> State:
        """The State of two vectors whose entries are the channels at all positions: means over equal positions."""
        cross, ntk = (diagonal(self.cross), diagonal(self.ntk)) if self.full else (self.cross, self.ntk)
        count = float(math.prod(ntk.shape[:2]))
        q11, q22, q12 = (k.total((0, 1)) / count for k in (self.first, self.second, cross))
        det, gap = q11 * q22 - q12 * q12, q11 - q22
        spread = q11 + q22 - q12.scaled(2.0)
        det, spread = (np.maximum(k.high, 0.0) for k in (det, spread))
        return State(Pair(q11.high, q22.high, q12.high, det, gap.high), spread, ntk.mean((0, 1)))


def _kernels_of_pairs(layer: Layer, x1: np.ndarray, x2: np.ndarray, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
    """NNGP kernel and NTK (n,) of each image of x1 (n, H, W, C) with the one of x2 in the same row."""
    full, within = averages(layer), needs_variances(layer)
    step = max(1, _ENTRIES // math.prod(x1.shape[1:3]) ** (2 if full else 1))
    results = []
    for start in range(0, len(x1), step):
        images = (np.moveaxis(x[start : start + step], 0, -1) for x in (x1, x2))
        with np.errstate(all="ignore"), jax.ensure_compile_time_eval():
            last, unit = at_scale(layer, _inputs(*images, full=full, within=within), scale)
            factor = float(unit.unit)
            results.append([factor * np.asarray(k) * factor for k in (last.pair.q12, last.ntk)])
    nngp, ntk = (np.concatenate(values) for values in zip(*results, strict=True))
    return nngp, ntk


def _inputs(x1: np.ndarray, x2: np.ndarray, *, full: bool, within: bool) -> Precise:
    """The state of two images (H, W, C, pairs): K = x_p·x′_p′/C, and no NTK."""

    def between(a: np.ndarray, b: np.ndarray, full: bool) -> Doubled:
        channels = a.shape[2]
        products = (
            Doubled.of(p) * Doubled.of(q) for p, q in (_against(a[:, :, i], b[:, :, i], full) for i in range(channels))
        )
        return sum(products, Doubled.of(0.0)) / float(channels)

    cross = between(x1, x2, full)
    inside = (between(x1, x1, True), between(x2, x2, True)) if within else None
    return Precise(between(x1, x1, False), between(x2, x2, False), cross, np.zeros_like(cross.high), inside)


def _square(value: Any) -> Doubled:
    return Doubled.of(float(value)) * float(value)


def _against(p: Any, q: Any, full: bool) -> tuple[Any, Any]:
    """Values at positions of two images, in shapes that meet: for all pairs of positions, or for equal ones."""
    return (p[:, :, None, None], q[None, None]) if full else (p, q)


def _inverse_root(q: Doubled) -> Doubled:
    """1/√q; 0 of 0."""
    return (Doubled.of(1.0) / q.sqrt().where(q.high > 0, 1.0)).where(q.high > 0)
