"""CSV files of a scene's numbers in the person's units, with all digits; settings stand in comment lines above."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

import numpy as np

from explorer.export.taken import Taken
from explorer.grid.answers import Answer, Group
from explorer.grid.prior import prior_modes
from ntkcore.choices import Distribution

_SHOWN_MODES = 8  # on the window
_DENSITY = "log_p: natural logarithm of the density of the labels, per unit of y; nats"


def curves(taken: Taken) -> str:
    """The mean, both bands and the sample functions at all 301 inputs of the window."""
    view, units = taken.view, taken.scene.units
    mean, std = units.y.values(view.mean), units.y.lengths(view.std)
    columns = {
        "x": units.x.values(view.grid),
        "mean": mean,
        "std": std,
        **{_edge(k): mean + k * std for k in (-2, -1, 1, 2)},
        **{f"sample_{i}": units.y.values(sample) for i, sample in enumerate(view.samples, start=1)},
        "uncertainty": units.y.lengths(view.doubt),
    }
    pinned = taken.pinned
    if pinned:
        columns |= {"pinned_mean": units.y.values(pinned["mean"]), "pinned_std": units.y.lengths(pinned["std"])}
    notes = (
        "mean, std: of f at x given the data, without label noise; units of y",
        "mean_minus_2_std to mean_plus_2_std: the edges of the 68 % and the 95 % band",
        "sample_1 …: the sample functions of this seed",
        "uncertainty: how far jitter and rounding can move mean and std",
        *(["pinned_mean, pinned_std: the same of what is pinned to be compared with"] if pinned else []),
    )
    return written(taken.comments("curves, bands and samples", *notes), columns, zip(*columns.values(), strict=True))


def _edge(k: int) -> str:
    return f"mean_{'plus' if k > 0 else 'minus'}_{f'{abs(k)}_' if abs(k) > 1 else ''}std"


def points(taken: Taken) -> str:
    """The training points."""
    data, units = taken.scene.dataset, taken.scene.units
    rows = ((units.x.to_data(x), units.y.to_data(y)) for x, y in zip(data.x, data.y, strict=True))
    return written(taken.comments("training points"), (units.x.name or "x", units.y.name or "y"), rows)


def kernel(taken: Taken) -> str:
    """The kernel that regresses, at all pairs of the window's 301 inputs."""
    view = taken.view
    x = taken.scene.units.x.values(view.grid)
    notes = (
        f"kernel: {'NNGP' if taken.scene.prior == 'nngp' else 'NTK'} k(x, x') before any data; "
        "squares of the window's units of y",
        "first row and first column: the inputs x' and x",
    )
    rows = ((at, *row) for at, row in zip(x, view.kernel, strict=True))
    return written(taken.comments("kernel", *notes), ("x", *map(_cell, x)), rows)


def spectrum(taken: Taken) -> str:
    """Eigenvalues on the training inputs and on the window, and the first modes on both."""
    view = taken.view
    network, regression = taken.scene.architecture, Distribution(taken.scene.prior).regression_kernel
    window, count = prior_modes(network, regression), len(view.values)
    notes = (
        "eigenvalue_on_points: of the kernel matrix at the training inputs; squares of the window's units of y",
        "eigenvalue_on_window: of the kernel under the uniform density on the window",
        "point_i: the entry of the mode at training point i, in the order of the points; modes have length 1",
    )
    rows = [
        [k + 1, *([view.values[k]] if k < count else [""]), value, *(view.vectors[:, k] if k < count else [""] * count)]
        for k, value in enumerate(window.values / len(view.grid))
    ]
    head = ["k", "eigenvalue_on_points", "eigenvalue_on_window", *(f"point_{i + 1}" for i in range(count))]
    x = taken.scene.units.x.values(view.grid)
    modes = [[at, *row] for at, row in zip(x, window.vectors[:, :_SHOWN_MODES], strict=True)]
    first = written(taken.comments("spectrum", *notes), head, rows)
    second = written(
        ["# the first modes on the window, each of length 1"],
        ["x", *(f"mode_{k + 1}" for k in range(_SHOWN_MODES))],
        modes,
    )
    return f"{first}\n{second}"


def answers(taken: Taken) -> str:
    """The log-probability of every label asked about, per unit of the person's y."""
    scene, view = taken.scene, taken.view
    shift = len(scene.dataset.y) * scene.y_axis.log_density_shift
    notes = (
        _DENSITY,
        "log10_odds: decimal logarithm of how much less likely than the best at the same inputs",
        "certain_to: the unit of the last digit of log_p that jitter and rounding leave; empty: none",
        "dimension: in how many directions the data leave the labels free",
        f"log evidence of the training labels = {_cell(view.log_evidence + shift)} nats",
        f"jitter = {_cell(view.jitter)}, condition number = {_cell(view.condition)}",
    )
    head = ("name", "x", "y", "log_p", "log10_odds", "verdict", "certain_to", "dimension")
    rows = (_answer(taken, group, answer) for group in view.groups for answer in group.answers)
    return written(taken.comments("answers", *notes), head, rows)


def _answer(taken: Taken, group: Group, answer: Answer) -> Sequence[object]:
    units = taken.scene.units
    return (
        answer.name,
        ";".join(_cell(units.x.to_data(x)) for x in group.x),
        ";".join(_cell(units.y.to_data(y)) for y in answer.y),
        answer.log_p + group.free * units.y.log_density_shift,
        "" if math.isnan(answer.log10_odds) else answer.log10_odds,
        answer.verdict,
        "" if math.isnan(answer.step) else answer.step,
        group.free,
    )


def written(comments: Iterable[str], head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """The comment lines, the names of the columns, and the rows with every digit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(harmless, head))
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "".join(f"{line}\n" for line in comments) + out.getvalue()


def harmless(name: str) -> str:
    """A name that a spreadsheet takes for a text: those that it would compute get an apostrophe in front."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name


def _cell(value: object) -> str:
    """A number with all its digits, a text as it is."""
    return repr(float(value)) if isinstance(value, float | np.floating) else str(value)
