"""Finite networks of the editor's blocks, trained on digits beside their kernel and compared at equal steps."""

from collections.abc import Generator, Iterator
from typing import NamedTuple

import numpy as np

from explorer.scene.blocks.network import network_of
from explorer.studies.images.numbers.blocks import Row, inputs_for
from explorer.studies.images.numbers.digits import all_pixels
from explorer.studies.prior.numbers.images import digits
from ntkcore.kernels.by_layer import kernels_by_layer
from ntkcore.networks.chain_descent import ChainDescent, kernel_descent, train_chains
from ntkcore.networks.chains import products_of

TRAINED, CLASSES = 50, 10  # digits that are learned; the other 190 are asked
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 400)
SHIFT = 0.1  # labels are 0.9 for the digit's class and −0.1 for the others
MOST_SECONDS = 60.0
_PACE, _COMPILING = 1.5e10, 1.5  # products a second; seconds for each width
_ROWS = 10  # of the kernel, computed at a time
_KERNEL = 0.1  # the share of the work that the kernel takes


class Problem(NamedTuple):
    """The task: digits to learn, digits that are asked, and the kernel's answers at the same steps."""

    x: np.ndarray
    y: np.ndarray  # (50, 10)
    asked: np.ndarray
    labels: np.ndarray  # (190,)
    rate: float  # 1/λ_max
    kernel: np.ndarray  # (steps, 190, 10)


class Compared(NamedTuple):
    """The networks that are trained so far: for each width one row for each network, at each of `STEPS`."""

    share: float
    blocks: Row
    errors: dict[int, np.ndarray]  # ‖f − f₀ − f_kernel‖/‖f_kernel‖ on digits that are asked
    right: dict[int, np.ndarray]  # the share of those that get their label
    kernel_right: np.ndarray  # (steps,)


def _problem(blocks: Row, seed: int, before: Compared) -> Generator[Compared, None, Problem]:
    """Return the problem: 50 of the 240 digits in a random order, and the kernel's answers; yield the progress.

    The kernel is computed layer by layer, a few rows at a time.
    """
    _, labels, _ = digits()
    order = np.random.default_rng(seed).permutation(len(labels))
    learned, asked = order[:TRAINED], order[TRAINED:]
    network, inputs = network_of(blocks), inputs_for(blocks, all_pixels())
    rows = []
    for part in np.array_split(order, len(order) // _ROWS):
        rows.append(kernels_by_layer(network, inputs[part], inputs[learned]).ntk[-1])
        yield before._replace(share=_KERNEL * len(rows) * _ROWS / len(order))
    ntk = np.concatenate(rows)
    y = np.eye(CLASSES)[labels[learned]] - SHIFT
    largest = float(np.linalg.eigvalsh(ntk[:TRAINED])[-1])
    if largest <= 0.0:
        raise ValueError("the tangent kernel is 0 on these digits, so nothing is learned. Choose larger factors.")
    rate = 1.0 / largest
    answers = kernel_descent(ntk[:TRAINED], ntk[TRAINED:], y, rate, STEPS)
    return Problem(inputs[learned], y, inputs[asked], labels[asked], rate, answers)


def seconds(blocks: Row, networks: dict[int, int]) -> float:
    """A rough estimate of the time that so many networks of each width take."""
    network, shape = network_of(blocks), inputs_for(blocks, all_pixels()[:1]).shape[1:]
    products = sum(count * products_of(network, shape, width, CLASSES) for width, count in networks.items())
    return _COMPILING * len(networks) + 3 * TRAINED * products * STEPS[-1] / _PACE


def compare(blocks: Row, networks: dict[int, int], seed: int) -> Iterator[Compared]:
    """Train so many networks of each width, widest last; yields after chunks of steps."""
    done = Compared(0.0, blocks, {}, {}, np.empty(0))
    problem = yield from _problem(blocks, seed, done)
    total = sum(width * count for width, count in networks.items())
    done = done._replace(share=_KERNEL, kernel_right=_right(problem, problem.kernel))
    before = 0.0
    for width, count in sorted(networks.items()):
        task = ChainDescent(
            network_of(blocks), problem.x, problem.y, problem.asked, width, problem.rate, STEPS, count, seed
        )
        for run in train_chains(task):
            share = (before + run.share * width * count) / total
            done = _with_run(done, problem, width, run.outputs)._replace(share=_KERNEL + (1.0 - _KERNEL) * share)
            yield done
        before += width * count


def _with_run(done: Compared, problem: Problem, width: int, outputs: np.ndarray) -> Compared:
    if not len(outputs):
        return done
    size = np.sqrt(np.square(problem.kernel).sum((1, 2)))
    with np.errstate(over="ignore", invalid="ignore"):
        errors = np.sqrt(np.square(outputs - problem.kernel).sum((2, 3))) / size
    right = np.array([_right(problem, each) for each in outputs])
    return done._replace(errors=done.errors | {width: errors}, right=done.right | {width: right})


def _right(problem: Problem, outputs: np.ndarray) -> np.ndarray:
    """The share of asked digits whose largest output (steps, 190, 10) is that of their label, (steps,)."""
    return (outputs.argmax(-1) == problem.labels).mean(-1)


def mean_and_error(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean over the networks that did not diverge, and its standard error: NaN for one network."""
    finite = rows[np.isfinite(rows).all(axis=1)]
    if not len(finite):
        return np.full(rows.shape[1], np.nan), np.full(rows.shape[1], np.nan)
    error = finite.std(axis=0, ddof=1) / np.sqrt(len(finite)) if len(finite) > 1 else np.full(rows.shape[1], np.nan)
    return finite.mean(axis=0), error


def diverged(errors: dict[int, np.ndarray]) -> int:
    """The number of networks with an output that is not finite."""
    return sum(int((~np.isfinite(rows)).any(axis=1).sum()) for rows in errors.values())


def exponent(errors: dict[int, np.ndarray], step: int) -> float | None:
    """The power of the width with which the error after this number of steps falls, by least squares of logarithms."""
    at = STEPS.index(step)
    means = {width: mean_and_error(rows)[0][at] for width, rows in errors.items()}
    usable = {width: mean for width, mean in means.items() if np.isfinite(mean) and mean > 0}
    if len(usable) < 3:
        return None
    return float(np.polyfit(np.log(list(usable)), np.log(list(usable.values())), 1)[0])
