"""Many samples of one task: how often the bounds fail, and the Gibbs error on average. A stream of partial answers."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.studies.bounds.numbers.curve import cube_of, follow
from explorer.studies.bounds.numbers.targets import Task, drawn, signs_of
from ntkcore.architecture import Architecture

SAMPLES = 200
_AT_ONCE = 5  # samples between two answers


class Repeats(NamedTuple):
    """Answer to "how often does a bound fail?": ln P(S) and the Gibbs error of r samples after m examples."""

    share: float  # of the work that is done, 0 … 1
    arch: Architecture
    task: Task  # of sample number 0
    m: np.ndarray  # (k,)
    log_p: np.ndarray  # (r, k)
    error: np.ndarray  # (r, k)


class Failures(NamedTuple):
    """In how many samples a bound was below the Gibbs error: after each m (k,), and after any of them."""

    each: np.ndarray
    any: int


def sizes(task: Task) -> np.ndarray:
    """The numbers of examples at which samples are compared: about three for each doubling."""
    return np.unique(np.rint(np.geomspace(1, task.most, 1 + 3 * (task.bits + 2))).astype(int))


def repeats(arch: Architecture, task: Task, samples: int = SAMPLES) -> Iterator[Repeats]:
    """Draw one sample after the other. Raises SingularKernelError as `cube_of`."""
    m, task = sizes(task), task._replace(sample=0)
    log_p, error = np.empty((samples, len(m))), np.empty((samples, len(m)))
    yield Repeats(0.0, arch, task, m, log_p[:0], error[:0])
    cube, signs = cube_of(arch, task.bits), signs_of(task)
    for sample in range(samples):
        curve = follow(cube, signs, drawn(task._replace(sample=sample)), m)
        log_p[sample], error[sample] = curve.log_p, curve.error
        done = sample + 1
        if done % _AT_ONCE == 0 or done == samples:
            yield Repeats(done / samples, arch, task, m, log_p[:done].copy(), error[:done].copy())


def failures(error: np.ndarray, bound: np.ndarray) -> Failures:
    """The samples in which the Gibbs error (r, k) was above the bound (r, k)."""
    failed = error > bound  # False where no network fits
    return Failures(failed.sum(axis=0), int(failed.any(axis=1).sum()))
