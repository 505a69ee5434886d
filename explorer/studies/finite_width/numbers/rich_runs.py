"""Networks trained on the product of two signs with a small or a large α: what each of them has learned."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from explorer.format import number
from explorer.studies.finite_width.numbers import signs
from ntkcore.architecture import Architecture
from ntkcore.networks import rich

SCALES = (8.0, 4.0, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625)
WIDTHS = (64, 128, 256, 512, 1024)
STEPS = 20_000
_SHOWN = 2  # the labels are the product of the first two signs


class Request(NamedTuple):
    """The networks to train."""

    arch: Architecture
    width: int
    scale: float  # α
    networks: int
    seed: int
    careful: bool = True  # small steps that follow the gradient flow


class Outcome(NamedTuple):
    """One trained network."""

    steps: int
    residual: float
    error: float  # mean squared test error
    kernel_error: float  # that of the infinitely wide network with the same examples
    moved: float  # ‖ΔΘ‖/‖Θ‖
    before: float  # alignment of the kernel with the labels before training
    after: float
    share: float  # of the squared input weights, at units weighted by their outgoing weights: those of x₁ and x₂
    over: bool


class Units(NamedTuple):
    """The hidden units of the first layer of one network, before and after training; (n,) or (n, 10) each."""

    before: np.ndarray  # (n, 10) input weights
    after: np.ndarray  # (n, 10)
    outgoing: np.ndarray  # (n,) the mean square of outgoing weights after training, with the sign of a single one


class Answer(NamedTuple):
    """The networks so far; `share` of the work is done."""

    request: Request
    outcomes: tuple[Outcome, ...]
    units: Units | None  # of the first network
    parameters: tuple[tuple[rich.Parameters, rich.Parameters], ...]  # of each network, before and after training
    share: float


def selective(weights: np.ndarray) -> np.ndarray:
    """The share (n,) of the squared input weights (n, 10) that belongs to x₁ and x₂; 2/10 on average if random."""
    squares = weights**2
    return squares[:, :_SHOWN].sum(axis=1) / squares.sum(axis=1)


def train(request: Request) -> Iterator[Answer]:
    """Train network after network on examples of its own; yields what there is after every few steps."""
    answer = Answer(request, (), None, (), 0.0)
    for index in range(request.networks):
        seed = request.seed + index
        task, first, last = signs.problem(seed), None, None
        options = {"width": request.width, "scale": request.scale, "seed": seed, "steps": STEPS}
        for last in rich.stream(request.arch, task, **options, careful=request.careful):
            first = first or last
            yield answer._replace(share=(index + _progress(last)) / request.networks)
        assert first is not None
        assert last is not None
        answer = answer._replace(
            outcomes=(*answer.outcomes, _outcome(request.arch, task, first, last)),
            units=answer.units or units_of(first, last),
            parameters=(*answer.parameters, (first.parameters, last.parameters)),
            share=(index + 1) / request.networks,
        )
        yield answer


def _progress(last: rich.Snapshot) -> float:
    """The share of the way from residual 1 to the tolerance, on a logarithmic scale, at most 0.99."""
    return float(np.clip(np.log(last.residual) / np.log(0.005), 0.0, 0.99))


def units_of(first: rich.Snapshot, last: rich.Snapshot) -> Units:
    """The first layer's units at two times."""
    before, after = (np.asarray(each.parameters[0].weights, np.float64).T for each in (first, last))
    following = np.asarray(last.parameters[1].weights, np.float64)
    return Units(before, after, np.where(following[:, 0] < 0, -1.0, 1.0) * (following**2).mean(axis=1))


def _outcome(arch: Architecture, task: rich.Problem, first: rich.Snapshot, last: rich.Snapshot) -> Outcome:
    before, after = (rich.alignment(each.kernel, task.y) for each in (first, last))
    units = units_of(first, last)
    strength = np.abs(units.outgoing) * (units.after**2).sum(axis=1)
    share = float(np.average(selective(units.after), weights=strength))
    numbers = (last.residual, last.test_error, signs.kernel_error(arch, task), last.moved, before, after, share)
    return Outcome(last.step, *numbers, over=last.over)


class Mean(NamedTuple):
    """A mean over networks and its standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        """'0.0031 ± 0.0002', with two digits of the error and no-break spaces."""
        if not np.isfinite(self.error) or self.error == 0.0:
            return number(self.value, ".3g")
        decimals = max(0, 1 - int(np.floor(np.log10(self.error))))
        return "\u00a0±\u00a0".join(number(each, f".{decimals}f") for each in self)


def mean_of(values: object) -> Mean:
    """Mean and standard error of the numbers; NaN as the error of a single one."""
    array = np.asarray(values, float)
    return Mean(float(array.mean()), float(array.std(ddof=1) / len(array) ** 0.5) if len(array) > 1 else float("nan"))


class Point(NamedTuple):
    """Means over the networks of one α and width."""

    scale: float
    width: int
    networks: int
    missed: int  # networks that have not learned the examples
    error: Mean
    kernel_error: Mean
    moved: Mean
    before: Mean
    after: Mean
    share: Mean


def point_of(scale: float, width: int, outcomes: tuple[Outcome, ...]) -> Point:
    """The means over some outcomes."""
    names = ("error", "kernel_error", "moved", "before", "after", "share")
    means = [mean_of([getattr(each, name) for each in outcomes]) for name in names]
    return Point(scale, width, len(outcomes), sum(not each.over for each in outcomes), *means)
