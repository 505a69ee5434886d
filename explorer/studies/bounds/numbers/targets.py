"""Targets on the corners of a cube, with noisy labels, and the examples that are drawn from them."""

from typing import NamedTuple

import numpy as np

from ntkcore.spectra.inputs import at_corners

TARGETS = ("majority", "bit", "and", "xor", "parity", "random")
_RANDOM = 20  # the seed of the one random function


class Task(NamedTuple):
    """A target on the corners of {±1}^bits, of which a share `flips` has the wrong label, and a sample of examples."""

    target: str
    bits: int
    flips: float = 0.0
    sample: int = 0

    @property
    def corners(self) -> int:
        """The number of corners, 2^bits."""
        return 2**self.bits

    @property
    def most(self) -> int:
        """The largest number of examples: after it, 98 % of the corners have been drawn at least once."""
        return 4 * self.corners


def signs_of(task: Task) -> np.ndarray:
    """The labels 1 and −1 of all corners (2^bits,), in the order of `at_corners`.

    Each corner has a number in [0, 1) that is drawn once: its label is wrong where that is below `flips`.
    """
    x = at_corners(task.bits)
    rng = np.random.default_rng([_RANDOM, task.bits])
    coins, luck = rng.choice([-1.0, 1.0], task.corners), rng.random(task.corners)
    match task.target:
        case "bit":
            signs = x[:, 0]
        case "and":
            signs = np.where((x[:, :3] > 0).all(axis=1), 1.0, -1.0)
        case "majority":
            signs = np.sign(x[:, : voters(task.bits)].sum(axis=1))
        case "xor":
            signs = -x[:, 0] * x[:, 1]
        case "parity":
            signs = -x.prod(axis=1)
        case "random":
            signs = coins
        case _:
            raise ValueError(f"target must be one of {', '.join(TARGETS)}, got {task.target!r}.")
    return np.where(luck < task.flips, -signs, signs)


def voters(bits: int) -> int:
    """The number of inputs of which the majority is taken: all of them, but for one if they are even."""
    return bits - 1 + bits % 2


def drawn(task: Task) -> np.ndarray:
    """The corners of the examples (most,), each drawn independently of the others, so that some come again."""
    return np.random.default_rng([task.bits, task.sample]).integers(task.corners, size=task.most)
