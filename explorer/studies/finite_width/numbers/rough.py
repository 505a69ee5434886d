"""Four rough labels on a line: a task on which the kernel's alignment with the labels falls as features are learned."""

from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.networks import rich

X, Y = (-1.0, -0.3, 0.5, 1.0), (0.4, -0.3, 0.35, -0.25)
NETWORK, WIDTH = Architecture("erf", 1, 1.5, 0.5), 256
SCALES = (8.0, 1.0, 0.25, 0.0625, 0.015625)


class Outcome(NamedTuple):
    """One trained network."""

    residual: float
    moved: float
    before: float  # alignment of the kernel with the labels
    after: float


def train(scale: float, seed: int) -> Outcome:
    """Train one network on the four labels."""
    x, y = np.array(X)[:, None], np.array(Y)
    first, last = None, None
    task = rich.Problem(x, y, x, y)
    for last in rich.stream(NETWORK, task, width=WIDTH, scale=scale, seed=seed):
        first = first or last
    assert first is not None
    assert last is not None
    return Outcome(last.residual, last.moved, *(rich.alignment(each.kernel, y) for each in (first, last)))
