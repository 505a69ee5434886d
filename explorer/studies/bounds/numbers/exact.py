"""P(S) and the Gibbs error from points drawn in the orthant of the examples, beside expectation propagation."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.studies.bounds.numbers.curve import Curve, cube_of, follow
from explorer.studies.bounds.numbers.targets import Task, drawn, signs_of
from ntkcore.architecture import Architecture
from ntkcore.inference.orthant import log_orthant
from ntkcore.inference.orthant.elsewhere import elsewhere


class Exact(NamedTuple):
    """Answer to "how exact is this?", after some numbers m of examples."""

    share: float  # of the work that is done, 0 … 1
    arch: Architecture
    task: Task
    quick: Curve  # by expectation propagation, (k,)
    log_p: np.ndarray  # (j,) of the j ≤ k that are computed
    log_p_error: np.ndarray  # its standard error
    error: np.ndarray  # the Gibbs error (j,)
    error_error: np.ndarray  # its standard error


def exact(arch: Architecture, task: Task) -> Iterator[Exact]:
    """Compute for m = 1, 2, 4, … as long as a network fits the examples. Raises SingularKernelError as `cube_of`."""
    cube, signs, examples = cube_of(arch, task.bits), signs_of(task), drawn(task)
    quick = follow(cube, signs, examples, (2**power for power in range(task.bits + 3)))
    quick = Curve(*(each[np.isfinite(quick.log_p)] for each in quick))
    towards, rows = signs * cube.relation, np.empty((0, 4))
    cost = quick.distinct.astype(float)
    yield Exact(0.0, arch, task, quick, *rows.T)
    for index, m in enumerate(quick.m):
        chosen = examples[np.sort(np.unique(cube.group[examples[:m]], return_index=True)[1])]
        groups, sides = cube.group[chosen], towards[chosen]
        correlation = cube.correlation[np.ix_(groups, groups)] * np.outer(sides, sides)
        log_p, log_p_error = log_orthant(correlation, np.ones(len(groups)))
        cross, side = cube.correlation[np.ix_(cube.group, groups)] * sides, towards
        estimate = elsewhere(correlation, cross, np.ones(len(cross)))
        outside = ~np.isin(cube.group, groups)
        wrong, error = estimate.combined(np.where(outside, -side, 0.0) / len(cross))
        wrong += float((side > 0)[outside].sum()) / len(cross)  # 1 − P(f > 0) where f must be above 0
        rows = np.vstack([rows, [float(log_p), float(log_p_error), wrong, error]])
        yield Exact(float(cost[: index + 1].sum() / cost.sum()), arch, task, quick, *rows.T)
