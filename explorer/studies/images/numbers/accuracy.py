"""The shares of the other digits that a network names rightly after n examples, over random choices."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from explorer.studies.images.numbers import windows
from explorer.studies.images.numbers.digits import SIDE
from explorer.studies.images.numbers.networks import KERNELS, Chosen

EXAMPLES = (10, 25, 50, 100, 200)
MOVES = tuple(range(5))  # pixels to the right, round the border
WINDOWS = tuple(range(1, SIDE + 1))
SPLITS, SEED = 20, 100
_RIDGE = 1e-7  # of the mean of the diagonal
_SHARE = 0.85  # of the time, for the kernels


class Accuracies(NamedTuple):
    """Accuracies: shares of digits that are named correctly, as far as they are computed; NaN where they are not."""

    chosen: Chosen
    share: float  # of the work
    mean: np.ndarray  # (2, windows, moves, counts of examples), by KERNELS, WINDOWS, MOVES and EXAMPLES
    std: np.ndarray  # the same, over splits


def splits(size: int, count: int = SPLITS, seed: int = SEED) -> np.ndarray:
    """Random orders (count, size) of all images: the first n are the examples, the others are asked about."""
    return np.array([np.random.default_rng(seed + each).permutation(size) for each in range(count)])


def named_rightly(
    kernel: np.ndarray, asked: Sequence[np.ndarray], labels: np.ndarray, orders: np.ndarray, examples: int
) -> np.ndarray:
    """The shares (splits, len(asked)) of images that kernel regression names rightly.

    `kernel` (n, n) is that of all images with each other, and each of `asked` that of all images with those that are
    asked about, which may be moved. Targets are 0.9 for the right class and −0.1 for others; the largest output wins.
    """
    targets = np.eye(10)[labels] - 0.1
    ridge = _RIDGE * kernel.diagonal().mean() * np.eye(examples)
    first, others = orders[:, :examples], orders[:, examples:]
    inside = kernel[first[:, :, None], first[:, None, :]] + ridge
    solved = np.linalg.solve(inside, targets[first])
    outputs = (np.swapaxes(each[first[:, :, None], others[:, None, :]], 1, 2) @ solved for each in asked)
    return np.stack([(each.argmax(2) == labels[others]).mean(1) for each in outputs], 1)


def accuracies(chosen: Chosen, pixels: np.ndarray, labels: np.ndarray) -> Iterator[Accuracies]:
    """The accuracies for all windows, moves and counts of examples: first all kernels, then the windows one by one."""
    shape = (len(KERNELS), len(WINDOWS), len(MOVES), len(EXAMPLES))
    now = Accuracies(chosen, 0.0, np.full(shape, np.nan), np.full(shape, np.nan))
    stage = None
    for stage in windows.shifted_kernels(chosen, pixels):
        yield now._replace(share=_SHARE * stage.share)
    assert stage is not None
    orders = splits(len(pixels))
    for row, window in enumerate(WINDOWS):
        moved = np.stack([windows.pooled(stage.kernels, window, right) for right in MOVES], 1)
        for kernel, by_move in enumerate(moved):
            for column, examples in enumerate(EXAMPLES):
                rightly = named_rightly(by_move[0], by_move, labels, orders, examples)
                now.mean[kernel, row, :, column] = rightly.mean(0)
                now.std[kernel, row, :, column] = rightly.std(0, ddof=1)
        yield now._replace(share=_SHARE + (1 - _SHARE) * (row + 1) / len(WINDOWS))
