"""The CSV file of the Training page's clock: loss, errors and modes at each of its times, then the curves."""

from collections.abc import Iterator

from explorer.export.csv_files import written
from explorer.export.taken import Taken
from explorer.scene.units import Units
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.numbers.flow import Flow, flow


def write(taken: Taken) -> str:
    """The numbers that the clock shows at all its times, all digits, in the person's units; no rows without points."""
    scene, data = taken.scene, taken.scene.dataset
    numbers = range(1, len(data.x) + 1)
    notes = (
        "time: of gradient flow on half the sum of (f - y)^2; trained networks of infinite width",
        "loss, bound: of the mean function, and what it cannot exceed; squares of the units of y",
        "missing_i: the label of training point i minus the mean there; units of y",
        "left_k: the share of the starting loss that mode k, the k-th fastest, has still to lose",
    )
    head = ["time", "loss", "bound", *(f"missing_{i}" for i in numbers), *(f"left_{i}" for i in numbers)]
    course = flow(scene.architecture, data, scene.noise_std) if data.x else None
    comments = taken.comments("training against time", *notes)
    first = written(comments, head, _at_times(course, scene.units) if course else ())
    curves = ["# the mean of f and its standard deviation between networks, at each time"]
    return f"{first}\n{written(curves, ('time', 'x', 'mean', 'std'), _curves(course, scene.units) if course else ())}"


def _at_times(course: Flow, units: Units) -> Iterator[tuple[float, ...]]:
    columns = (course.times, units.y.squares(course.loss), units.y.squares(course.bound))
    for *numbers, missing, left in zip(*columns, units.y.lengths(course.residual), course.remaining, strict=True):
        yield (*map(float, numbers), *map(float, missing), *map(float, left))


def _curves(course: Flow, units: Units) -> Iterator[tuple[float, ...]]:
    inputs = units.x.values(PLOT_INPUTS)
    for time, mean, std in zip(course.times, units.y.values(course.mean), units.y.lengths(course.std), strict=True):
        yield from ((float(time), *map(float, row)) for row in zip(inputs, mean, std, strict=True))
