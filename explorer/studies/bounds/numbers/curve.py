"""The learning curve of random networks that fit one example after the other: P(S), Gibbs error and bounds."""

from collections.abc import Iterable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from explorer.studies.bounds.numbers.targets import Task, drawn, signs_of
from ntkcore import bounds
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.inference.expectation_propagation import NONE, Predicted, extended, predict, propagate
from ntkcore.inference.orthant.distinct import check_rank, correlations, distinct
from ntkcore.inference.orthant.signs import NAME, nngp_of
from ntkcore.precision import in_float64
from ntkcore.spectra.inputs import at_corners

FEWEST_FOR_MAURER = 8  # examples
_AT_ONCE = 512  # numbers of examples: arrays of one size need one compilation
_TOLERANCE = 2e-2  # of the factors: nats are then off by less than 3e-4, errors by less than 1e-4


class Cube(NamedTuple):
    """The NNGP on the corners of a cube. Corners whose outputs are multiples of each other stand in one group."""

    correlation: np.ndarray  # (g, g) of the outputs at one corner of each group
    group: np.ndarray  # (2^bits,)
    relation: np.ndarray  # (2^bits,): 1, or −1 where the output has the other sign than that of the group


class Curve(NamedTuple):
    """P(S) and the Gibbs error after m examples, for several m, (k,) each."""

    m: np.ndarray
    distinct: np.ndarray  # corners among the examples
    log_p: np.ndarray  # ln P(S); −∞ where no network fits the examples
    error: np.ndarray  # the Gibbs error over all corners; NaN where no network fits


@cached(64)  # at most 130 kB each; a drag of the sliders passes through many networks
def cube_of(arch: Architecture, bits: int) -> Cube:
    """The NNGP of `arch` on the cube. Raises SingularKernelError if it has fewer dimensions than groups of corners."""
    correlation, _ = correlations(nngp_of(arch, at_corners(bits)), NAME)
    groups = distinct(correlation)
    some = correlation[np.ix_(groups.kept, groups.kept)]
    check_rank(some, NAME)
    return Cube(some, groups.of, groups.relation)


@cached(64)  # at most 16 kB each, but up to a quarter of a second to compute
def learning_curve(arch: Architecture, task: Task) -> Curve:
    """P(S) and the Gibbs error after each example. Raises SingularKernelError as `cube_of`."""
    return follow(cube_of(arch, task.bits), signs_of(task), drawn(task), range(1, task.most + 1))


def follow(cube: Cube, signs: np.ndarray, examples: np.ndarray, stops: Iterable[int]) -> Curve:
    """P(S) and the Gibbs error after the first m of `examples`, for each m of `stops`, by expectation propagation.

    `signs` (2^bits,) are the labels of all corners, `examples` the corners that are drawn. Each P(S) begins with the
    normal factors of that before it, and with what those predict at the new corner.
    """
    m = np.array(list(stops))
    towards = signs * cube.relation  # the sign that the group's output must have
    _, first, back = np.unique(cube.group[examples], return_index=True, return_inverse=True)
    wrong = towards[examples] != towards[examples[first]][back]
    fits = int(wrong.argmax()) if wrong.any() else len(examples)
    inputs = _in_order(cube, towards, examples[np.sort(first)])
    counts = np.searchsorted(np.sort(first), m)
    log_p, error = np.full(len(m), -np.inf), np.full(len(m), np.nan)
    sites, outputs = NONE, Predicted(np.zeros(len(inputs.right)), np.ones(len(inputs.right)))
    for index in np.flatnonzero(m <= fits):
        count = counts[index]
        new = count - len(sites.shift)
        if new:
            start = extended(sites, Predicted(outputs.mean[:new], outputs.variance[:new]))
            sites = propagate(inputs.correlation[:count, :count], np.ones(count), start, _TOLERANCE)
            cross = inputs.correlation[count:, :count]
            outputs = predict(inputs.correlation[:count, :count], sites, cross, np.ones(len(cross)))
        log_p[index] = sites.log_p
        error[index] = inputs.gibbs_error(outputs)
    corners = np.searchsorted(np.sort(np.unique(examples, return_index=True)[1]), m)
    return Curve(m, corners, log_p, error)


class _Ordered(NamedTuple):
    """The groups of corners, those of the examples first and in their order, each with the sign that it must have."""

    correlation: np.ndarray  # (g, g) of the outputs times these signs
    right: np.ndarray  # (g,): the share of all corners that are right if the output has this sign
    wrong: np.ndarray  # (g,): the share that are right if it has the other one

    def gibbs_error(self, outputs: Predicted) -> float:
        """The probability of an error at a random corner, for a network that fits all groups but the last `outputs`."""
        fitted = len(self.right) - len(outputs.mean)
        positive = outputs.positive
        correct = self.right[:fitted].sum() + positive @ self.right[fitted:] + (1.0 - positive) @ self.wrong[fitted:]
        return float(1.0 - correct)


def _in_order(cube: Cube, towards: np.ndarray, examples: np.ndarray) -> _Ordered:
    """The groups in the order of `examples`, one corner of each of theirs; those without an example come last."""
    _, corners = np.unique(cube.group, return_index=True)
    others = np.setdiff1d(np.arange(len(corners)), cube.group[examples])
    order, sides = np.append(cube.group[examples], others), np.append(towards[examples], towards[corners[others]])
    side = np.empty(len(order))
    side[order] = sides
    agree = towards == side[cube.group]
    right, wrong = (np.bincount(cube.group, each, len(order))[order] / len(towards) for each in (agree, ~agree))
    return _Ordered(cube.correlation[np.ix_(order, order)] * np.outer(sides, sides), right, wrong)


class Bounds(NamedTuple):
    """Three bounds of the Gibbs error, arrays of one shape; Maurer's is 1 for fewer than 8 examples."""

    realisable: np.ndarray
    valle_perez: np.ndarray
    maurer: np.ndarray


def bounds_of(log_p: np.ndarray, m: np.ndarray, delta: float) -> Bounds:
    """The bounds for log P(S) (…, k) and m examples (k,) that fail with probability `delta` at most."""
    flat, count = np.ravel(log_p), np.broadcast_to(m, log_p.shape).ravel()
    spare = -len(flat) % _AT_ONCE
    blocks = (
        np.pad(flat, (0, spare)).reshape(-1, _AT_ONCE),
        np.pad(count, (0, spare), mode="edge").reshape(-1, _AT_ONCE),
    )
    computed = [_block(*block, delta) for block in zip(*blocks, strict=True)]
    together = (np.concatenate(each)[: len(flat)].reshape(log_p.shape) for each in zip(*computed, strict=True))
    return Bounds(*together)


@in_float64
@jax.jit
def _block(log_p: jax.Array, m: jax.Array, delta: float) -> tuple[jax.Array, ...]:
    """The three bounds for blocks of one size, which need one compilation."""
    fewest = jnp.maximum(m, FEWEST_FOR_MAURER)
    maurer = jnp.where(m < FEWEST_FOR_MAURER, 1.0, bounds.maurer(0.0, -log_p, fewest, delta))
    return bounds.realisable(log_p, m, delta), bounds.valle_perez(log_p, m, delta), maurer
