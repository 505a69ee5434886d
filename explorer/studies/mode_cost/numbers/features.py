"""Measurements that come with the page on what modes cost: networks that learn features, and all digits."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer.studies.mode_cost.numbers.learning import Predicted, predict
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra.learnability import examples_needed
from ntkcore.spectra.symmetric import cube_spectrum, multiplicities

_FILE = Path(__file__).resolve().parents[4] / "assets" / "results" / "mode_cost.json"


class Spread(NamedTuple):
    """Means over networks or draws at several numbers of examples, with standard errors, (s,) each."""

    mean: np.ndarray
    error: np.ndarray


class Networks(NamedTuple):
    """Errors on all corners of kernel regression and of networks that were trained on the same corners."""

    n: np.ndarray
    theory: Predicted  # of the kernel, along a curve
    predicted: np.ndarray  # the same at n
    kernel: Spread
    lazy: Spread  # trained from a large α
    rich: Spread  # from a small α
    moved: tuple[np.ndarray, np.ndarray]  # the change of both networks' kernels in training, relative
    price: float  # of the target's mode, in examples
    scales: tuple[float, float]
    width: int
    networks: int
    command: str
    seed: int
    date: str

    @property
    def best(self) -> int:
        """The number of the row with the largest ratio of both errors."""
        return int(np.argmax(self.kernel.mean / self.rich.mean))

    def rows(self) -> Iterator[tuple[float, float, list[tuple[float, float]], list[float]]]:
        """For each number of examples: the prediction, mean and error of each measurement, and both movements."""
        for at, n in enumerate(self.n):
            means = [(each.mean[at], each.error[at]) for each in (self.kernel, self.lazy, self.rich)]
            yield n, self.predicted[at], means, [each[at] for each in self.moved]


class Size(NamedTuple):
    """The error after n digits: predicted for as many different ones, and measured."""

    n: int
    distinct: float
    predicted: float
    mean: float
    error: float
    off: float  # the largest difference between the sum of the shares and the number of different examples

    @property
    def ratio(self) -> float:
        """The measured error divided by the predicted one."""
        return self.mean / self.predicted


class Digits(NamedTuple):
    """The learning curve of all digits, of examples that are all different and of some that may repeat."""

    different: tuple[Size, ...]
    repeating: tuple[Size, ...]
    images: int
    draws: int
    command: str
    seed: int
    date: str


@cached(1)  # one file comes with the app
def measurements() -> dict[str, Any]:
    """The file that `scripts.measure_mode_cost` wrote."""
    return json.loads(_FILE.read_text("utf-8"))


@cached(1)  # of the same file
def measured_networks() -> Networks:
    """Read the measured networks, and compute the theory beside them."""
    part = measurements()["networks"]
    sizes = part["sizes"]
    arch, dimension = Architecture(**part["architecture"]), part["dimension"]
    values, counts = cube_spectrum(arch, "ntk", dimension), multiplicities(dimension)
    second = (np.arange(dimension + 1) == 2).astype(float)  # the degree of the product of two inputs
    names = sorted(sizes[0]["trained"], key=float, reverse=True)
    trained = [[size["trained"][name] for size in sizes] for name in names]
    lazy_moved, rich_moved = (np.array([np.mean([run["moved"] for run in runs]) for runs in each]) for each in trained)
    lazy, rich = (_spread([[run["error"] for run in runs] for runs in each]) for each in trained)
    n = np.array([size["n"] for size in sizes], float)
    return Networks(
        n,
        predict(values, counts, second, np.geomspace(n[0] / 2, 2 * n[-1]), 0.0, 0.0),
        predict(values, counts, second, n, 0.0, 0.0).errors,
        _spread([size["kernel"] for size in sizes]),
        lazy,
        rich,
        (lazy_moved, rich_moved),
        float(examples_needed(values, multiplicities=counts)[2]),
        (float(names[0]), float(names[1])),
        part["width"],
        part["networks"],
        part["command"],
        part["seed"],
        part["date"],
    )


def _spread(values: list[list[float]]) -> Spread:
    array = np.array(values)
    return Spread(array.mean(axis=1), array.std(axis=1, ddof=1) / array.shape[1] ** 0.5)


@cached(1)  # of the same file
def measured_digits() -> Digits:
    """Read the learning curve of all digits."""
    part = measurements()["digits"]
    different, repeating = (
        tuple(Size(size["n"], **size[name]) for size in part["sizes"]) for name in ("different", "repeating")
    )
    source = (part[name] for name in ("images", "draws", "command", "seed", "date"))
    return Digits(different, repeating, *source)
