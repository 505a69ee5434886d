"""The learning curve of random networks that fit one example after the other: −ln P(S), Gibbs error and bounds."""

from typing import NamedTuple

import numpy as np

from explorer.studies.bounds.numbers.targets import Task, drawn, signs_of
from ntkcore import bounds
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.inference.expectation_propagation import Sites, positive, propagate
from ntkcore.inference.orthant.distinct import check_rank, correlations, distinct
from ntkcore.inference.orthant.signs import NAME, nngp_of
from ntkcore.spectra.inputs import at_corners

FEWEST_FOR_MAURER = 8  # examples
_AT_ONCE = 512  # numbers of examples: arrays of one size need one compilation


class Cube(NamedTuple):
    """The NNGP on the corners of a cube. Corners whose outputs are multiples of each other stand in one group."""

    correlation: np.ndarray  # (g, g) of the outputs at one corner of each group
    group: np.ndarray  # (2^bits,)
    relation: np.ndarray  # (2^bits,): 1, or −1 where the output has the other sign than that of the group


class Curve(NamedTuple):
    """P(S) and the Gibbs error after m = 1, 2, … examples, (M,) each."""

    m: np.ndarray
    distinct: np.ndarray  # examples without repetitions
    log_p: np.ndarray  # log P(S); −∞ where no network fits the examples
    error: np.ndarray  # the Gibbs error over all corners; NaN where no network fits


@cached(64)  # at most 130 kB each; a drag of the sliders passes through many networks
def cube_of(arch: Architecture, bits: int) -> Cube:
    """The NNGP of `arch` on the cube. Raises ValueError if it has fewer dimensions than groups of corners."""
    correlation, _ = correlations(nngp_of(arch, at_corners(bits)), NAME)
    groups = distinct(correlation)
    some = correlation[np.ix_(groups.kept, groups.kept)]
    check_rank(some, NAME)
    return Cube(some, groups.of, groups.relation)


@cached(64)  # at most 16 kB each
def learning_curve(arch: Architecture, task: Task) -> Curve:
    """P(S) and the Gibbs error after each example, by expectation propagation. Raises ValueError as `cube_of`."""
    cube, signs = cube_of(arch, task.bits), signs_of(task)
    wanted = signs * cube.relation  # the sign that the group's output must have
    order = drawn(task)
    log_p, error, count = np.empty(task.most), np.empty(task.most), np.empty(task.most, int)
    chosen: list[int] = []
    sides: dict[int, float] = {}
    sites: Sites | None = None
    for index, corner in enumerate(order):
        group, side = int(cube.group[corner]), float(wanted[corner])
        if sides.setdefault(group, side) != side:
            log_p[index:], error[index:] = -np.inf, np.nan
            count[index:] = [len(set(order[: last + 1])) for last in range(index, task.most)]
            break
        if group not in chosen:
            chosen.append(group)
            sites = propagate(_towards(cube, chosen, sides), np.ones(len(chosen)), sites)
            log_p[index], error[index] = sites.log_p, _gibbs_error(cube, wanted, chosen, sides, sites)
        else:
            log_p[index], error[index] = log_p[index - 1], error[index - 1]
        count[index] = len(set(order[: index + 1]))
    return Curve(np.arange(1, task.most + 1), count, log_p, error)


def _towards(cube: Cube, chosen: list[int], sides: dict[int, float]) -> np.ndarray:
    """The correlation (d, d) of the outputs that are chosen, each times its sign."""
    signs = np.array([sides[group] for group in chosen])
    return cube.correlation[np.ix_(chosen, chosen)] * np.outer(signs, signs)


def _gibbs_error(cube: Cube, wanted: np.ndarray, chosen: list[int], sides: dict[int, float], sites: Sites) -> float:
    """The mean over all corners of the probability that a network which fits the examples is wrong there."""
    signs = np.array([sides[group] for group in chosen])
    cross = cube.correlation[:, chosen] * signs
    up = positive(_towards(cube, chosen, sides), sites, cross, np.ones(len(cross)))
    up[chosen] = signs > 0
    right = np.where(wanted > 0, up[cube.group], 1.0 - up[cube.group])
    return float(1.0 - right.mean())


class Bounds(NamedTuple):
    """Three bounds of the Gibbs error, (M,) each; Maurer's is 1 for fewer than 8 examples, where it says nothing."""

    realisable: np.ndarray
    valle_perez: np.ndarray
    maurer: np.ndarray


def bounds_of(log_p: np.ndarray, m: np.ndarray, delta: float) -> Bounds:
    """The bounds for log P(S) and m examples that fail with probability `delta` at most."""
    spare = -len(m) % _AT_ONCE
    probability = np.pad(log_p, (0, spare))
    count = np.pad(m, (0, spare), constant_values=FEWEST_FOR_MAURER)
    enough = count >= FEWEST_FOR_MAURER
    maurer = bounds.maurer(0.0, -probability, np.where(enough, count, FEWEST_FOR_MAURER), delta)
    both = (call(probability, count, delta) for call in (bounds.realisable, bounds.valle_perez))
    return Bounds(*(np.asarray(each)[: len(m)] for each in (*both, np.where(enough, maurer, 1.0))))
