"""The mean over networks of what training adds to the linearised network: measured beforehand, and afresh."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from explorer.power_law import PowerLaw, power_law
from explorer.studies.finite_width.numbers.polynomials import CORRECTED, CUBIC, LINEAR, NETWORK, QUADRATIC, seconds
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.networks import gradient_flow, shifts
from ntkcore.networks.shifts import Measured, Pairs

SHIFTED = (NETWORK, QUADRATIC, CUBIC, CORRECTED)
SURE = 3.0  # standard errors
FROM = {"erf": 64, "relu": 256}  # widths from which on a power law is fitted: narrower ReLU networks follow none
TESTS = np.linspace(-1.4, 1.4, 15)  # of the window, as in the file
_FILE = Path(__file__).resolve().parents[4] / "assets" / "results" / "learning.json"
_POLYNOMIALS = 5  # trainings of a network and its polynomials, in those of one polynomial


class Number(NamedTuple):
    """A number with its standard error."""

    value: float
    error: float


class Shift(NamedTuple):
    """Pairs of networks of one width: means over networks minus those of the linearised networks."""

    architecture: Architecture
    width: int
    pairs: int
    tests: np.ndarray  # (m,) in the window
    means: dict[str, tuple[np.ndarray, np.ndarray]]  # by model: the mean (m,) and its standard error (m,)
    sizes: dict[str, Number]  # by model: the root mean square of the mean over the test inputs
    remainders: dict[str, Number]  # the same of model minus network
    moved: float  # ‖ΔΘ‖/‖Θ‖, the median over networks


class Stored(NamedTuple):
    """The stored measurements of one case."""

    shift: Shift
    factor: float  # of the labels
    misses: dict[str, Number]  # by model: medians of the distance from the network
    moved: Number
    moved_missed: dict[str, Number]


class File(NamedTuple):
    """All that the script measured, and how."""

    command: str
    seed: int
    x: tuple[float, ...]
    y: tuple[float, ...]
    time: float
    runs: tuple[Stored, ...]
    descent: tuple[np.ndarray, np.ndarray]  # width times what steps of 0.8/λ_max change of the mean, and its error

    def of(self, activation: str, hidden_layers: int = 1) -> list[Stored]:
        """The runs of an activation and depth with the labels as they are, narrowest first."""
        chosen = [
            run
            for run in self.runs
            if (str(run.shift.architecture.activation), run.shift.architecture.hidden_layers, run.factor)
            == (activation, hidden_layers, 1.0)
        ]
        return sorted(chosen, key=lambda run: run.shift.width)

    def power(self, activation: str) -> PowerLaw:
        """The power of the width by which the mean shift of the networks falls, from width `FROM` on."""
        return power_law({width: size for width, size in self.sizes(activation).items() if width >= FROM[activation]})

    def sizes(self, activation: str) -> dict[int, Number]:
        """The size of the mean shift of the networks, by width."""
        return {run.shift.width: run.shift.sizes[NETWORK] for run in self.of(activation)}


class Request(NamedTuple):
    """Pairs of networks of one width and seed, and the points that they learn until a time."""

    architecture: Architecture
    x: tuple[float, ...]
    y: tuple[float, ...]
    width: int
    pairs: int
    time: float
    seed: int

    @property
    def seconds(self) -> float:
        """The processor time, roughly."""
        return 2 * self.pairs * _POLYNOMIALS * seconds(self.architecture, self.width, len(self.x))


class Answer(NamedTuple):
    """The measurements so far; `share` of the work is done."""

    request: Request
    shift: Shift
    share: float


@cached(1)  # one file comes with the app
def stored() -> File:
    """Read the file that `scripts.measure_learning` wrote."""
    about = json.loads(_FILE.read_text("utf-8"))
    runs = tuple(_stored(run, about) for run in about["runs"])
    descent = (about["descent"]["width"] * np.array(about["descent"]["change"][key]) for key in ("mean", "error"))
    points = (tuple(about["x"]), tuple(about["y"]))
    return File(about["command"], about["seed"], *points, about["time"], runs, tuple(descent))  # pyright: ignore


def _stored(run: dict[str, Any], about: dict[str, Any]) -> Stored:
    arch = Architecture(run["activation"], run["hidden_layers"], about["weight_std"], about["bias_std"])
    means = {name: (np.array(each["mean"]), np.array(each["error"])) for name, each in run["shifts"].items()}
    sizes, remainders, misses, moved_missed = (
        {name: Number(**each) for name, each in run[key].items()}
        for key in ("sizes", "remainder_sizes", "misses", "moved_missed")
    )
    moved = Number(**run["moved"])
    shift = Shift(arch, run["width"], run["pairs"], np.array(about["tests"]), means, sizes, remainders, moved.value)
    return Stored(shift, run["factor"], misses, moved, moved_missed)


def train(request: Request) -> Iterator[Answer]:
    """Train the pairs a few at a time, and yield an answer after each."""
    pairs = Pairs(request.architecture, request.width, request.pairs, request.seed)
    task = gradient_flow.problem(request.x, request.y, TESTS, time=request.time)
    for share, measured in shifts.stream(pairs, task):
        yield Answer(request, shift_of(request.architecture, request.width, TESTS, measured), share)


def shift_of(arch: Architecture, width: int, tests: np.ndarray, measured: Measured) -> Shift:
    """Sum up what was measured at the inputs `tests`."""
    means = {name: measured.shift(name, LINEAR) for name in SHIFTED}
    sizes = {name: Number(*measured.size(name, LINEAR)) for name in SHIFTED}
    remainders = {name: Number(*measured.size(name, NETWORK)) for name in SHIFTED if name != NETWORK}
    pairs = len(measured.moved)
    return Shift(arch, width, pairs, tests, means, sizes, remainders, float(np.median(measured.moved)))


def opposite(shift: Shift, name: str) -> tuple[int, int]:
    """At how many inputs a model's mean shift has another sign than the network's, of those where both are certain."""
    (real, its_error), (other, error) = shift.means[NETWORK], shift.means[name]
    sure = (np.abs(real) > SURE * its_error) & (np.abs(other) > SURE * error)
    return int((sure & (real * other < 0)).sum()), int(sure.sum())
