"""The Training page's question when to stop: the error at points that are left out, against the training time."""

import math
from typing import NamedTuple

import numpy as np

from explorer.figures.axes import escaped
from explorer.figures.curves import with_legend
from explorer.figures.palette import NEUTRAL, TRAINED
from explorer.figures.style import POWERS, Figure, dots, line
from explorer.format import number
from explorer.grid.prior import prior_kernels
from explorer.language import phrases_of
from explorer.scene.scene import Dataset
from explorer.scene.units import Axis
from explorer.scene.window import grid_index
from explorer.studies.training.numbers.flow import modes, times_of
from explorer.ui import session, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.inference.factor import factorise
from ntkcore.inference.filters import spectral_filter

phrase = phrases_of("studies/training")

_FEWEST = 3  # points
_EQUAL = 1e-3  # errors that differ by a smaller share are told as equal
_WIDE = 10.0  # errors that differ by a larger factor are drawn on a logarithmic axis


class LeftOut(NamedTuple):
    """The root mean square error over n points, each predicted from the others, against the training time."""

    times: np.ndarray  # (T,) those of the clock: 0 first
    errors: np.ndarray  # (T,)
    at_end: float  # at t = ∞

    @property
    def best(self) -> int:
        """The index of the smallest error among the times."""
        return int(self.errors.argmin())

    @property
    def verdict(self) -> str:
        """The best time: the end of training ('end'), its start ('start'), or a time between them ('between')."""
        lowest = min(self.at_end, float(self.errors.min()))
        if self.at_end <= (1.0 + _EQUAL) * lowest:
            return "end"
        return "start" if self.errors[0] <= (1.0 + _EQUAL) * lowest else "between"


def predictions(architecture: Architecture, data: Dataset, noise_std: float, times: np.ndarray) -> np.ndarray:
    """The mean of trained networks at each point (n,) after training on the other n − 1 for each time (T,), (T, n)."""
    at, labels = grid_index(data.x), np.asarray(data.y)
    gram = np.asarray(prior_kernels(architecture).ntk)[np.ix_(at, at)]
    predicted = np.empty((len(times), len(labels)))
    for index in range(len(labels)):
        others = np.arange(len(labels)) != index
        factor = factorise(gram[np.ix_(others, others)], noise_std)
        along = (gram[index, others] @ factor.vectors) * (labels[others] @ factor.vectors)
        predicted[:, index] = spectral_filter(factor.shifted, times[:, None]) @ along
    return predicted


@cached(64)  # under 1 kB each, but up to 64 eigendecompositions; one for each person of two classes
def errors_against_time(architecture: Architecture, data: Dataset, noise_std: float) -> LeftOut:
    """Cached errors at each time of the clock, and at t = ∞."""
    times = times_of(modes(architecture, data, noise_std))
    missed = predictions(architecture, data, noise_std, np.append(times, math.inf)) - np.asarray(data.y)
    *errors, at_end = np.sqrt(np.mean(np.square(missed), axis=1))
    return LeftOut(times, np.array(errors), float(at_end))


def leave_one_out(_: object) -> LeftOut | Absent:
    """Compute the errors on the scene; Absent with too few points, or where nothing is learned."""
    scene = session.current()
    if len(scene.dataset.x) < _FEWEST:
        return Absent(text.section("training", "stopping_few"))
    if not modes(scene.architecture, scene.dataset, scene.noise_std).slowest:
        return Absent(text.section("training", "no_kernel"))
    return errors_against_time(scene.architecture, scene.dataset, scene.noise_std)


def error_figure(left_out: LeftOut, y_axis: Axis) -> Figure:
    """The figure of the error against time, with the lowest error and those before training and at its end."""
    times, errors, end = left_out.times[1:], y_axis.lengths(left_out.errors), y_axis.length(left_out.at_end)
    flat = ((errors[0], phrase("stopping.start"), "dot"), (end, phrase("stopping.end"), "dash"))
    traces = [
        line(times, np.full(len(times), level), NEUTRAL, phrase("stopping.level", name=name), dash=dash)
        | {"name": name}
        for level, name, dash in flat
    ]
    hover = phrase("stopping.hover")
    traces.append(line(times, errors[1:], TRAINED, hover, width=2.5) | {"name": phrase("stopping.after")})
    last, first = (y_axis.length_text(float(error)) for error in (left_out.at_end, left_out.errors[0]))
    finding = phrase("stopping.ends", end=last, start=first)
    if left_out.verdict == "between":
        time, error = left_out.times[left_out.best], errors[left_out.best]
        marker = {"symbol": "diamond", "size": 12}
        traces.append(
            dots(
                [time],
                [error],
                TRAINED,
                phrase("stopping.lowest_at", hover=hover),
                marker,
                name=phrase("stopping.lowest"),
            )
        )
        lowest = y_axis.length_text(float(left_out.errors[left_out.best]))
        finding = phrase("stopping.finding", error=lowest, time=number(time, ".3g"), ends=finding)
    ends = [math.log10(times[0]), math.log10(times[-1])]
    up = {"title": phrase("stopping.up", unit=escaped(y_axis.in_unit())), "rangemode": "tozero"}
    if _WIDE * min(errors.min(), end) < max(errors.max(), end) and min(errors.min(), end) > 0:
        up = {"title": up["title"], "nticks": 6} | POWERS
    return with_legend(traces, {"title": phrase("time"), "range": ends, "dtick": 1} | POWERS, up, finding=finding)


def figure(left_out: LeftOut) -> None:
    """Draw the error against time."""
    show(error_figure(left_out, session.current().y_axis), "stopping")


def words(left_out: LeftOut) -> None:
    """Write the best time, what it gains, and how far this can be trusted."""
    axis = session.current().y_axis
    best, end, start = (
        axis.length_text(float(each)) for each in (left_out.errors.min(), left_out.at_end, left_out.errors[0])
    )
    match left_out.verdict:
        case "end":
            text.show("training", "stopping_end", end=end, start=start)
        case "start":
            text.show("training", "stopping_start", end=end, start=start)
        case _:
            time = number(float(left_out.times[left_out.best]), ".3g")
            text.show("training", "stopping_between", best=best, end=end, time=time)
    text.show("training", "stopping_words", count=len(session.current().dataset.x))


SECTION = Section("training", "stopping", numbers=leave_one_out, figure=figure, words=words)
