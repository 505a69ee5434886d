"""Checks what a person is asked to try: a quantity of the scene or its view lies below, above or at a value."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from explorer.grid.answers import Answer
from explorer.grid.view import View
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.window import grid_index
from ntkcore.choices import Distribution, Norm, Skip

Value = float | str | None  # None: the quantity does not exist now, as log p of a label that is not there
NEAR = 0.005  # numbers that differ by less are equal: half a step of what is placed by hand


@dataclass(frozen=True, slots=True)
class Check:
    """A thing to try: `text` tells a person what. `at` are inputs or numbers of modes, `of` the names of labels."""

    text: str
    quantity: str
    at: tuple[float, ...] = ()
    of: tuple[str, ...] = ()
    below: float | None = None
    above: float | None = None
    equals: float | str | None = None


class Quantity(NamedTuple):
    """The reading of a quantity, and how many inputs (`at`) and names of labels (`of`) it needs.

    `modes`: `at` are whole numbers, of eigenvalues, the largest being 1. `choices`: what it can be, if it is a word.
    """

    read: Callable[[View, Check], Value]
    inputs: int = 0
    names: int = 0
    modes: bool = False
    choices: tuple[str, ...] = ()


def measure(view: View, check: Check) -> Value:
    """The quantity of a check in a view; None where it does not exist. Never raises for a check that was read."""
    value = QUANTITIES[check.quantity].read(view, check)
    return None if isinstance(value, float) and math.isnan(value) else value


def is_met(view: View, check: Check) -> bool:
    """Whether the view fulfils the check; a quantity that does not exist fulfils none."""
    value = measure(view, check)
    if value is None or isinstance(value, str):
        return value is not None and value == check.equals
    if isinstance(check.equals, str):
        return False
    if check.equals is not None and value != check.equals and not abs(value - check.equals) < NEAR:
        return False
    return not (check.below is not None and value >= check.below) and not (
        check.above is not None and value <= check.above
    )


def _mean(view: View, check: Check) -> float:
    return float(view.mean[grid_index(check.at[0])])


def _std(view: View, check: Check) -> float:
    return float(view.std[grid_index(check.at[0])])


def _band(view: View, check: Check) -> float:
    """The width of the inner band, from mean − std to mean + std."""
    return 2.0 * _std(view, check)


def _kernel(view: View, check: Check) -> float:
    i, j = grid_index(check.at)
    return float(view.kernel[i, j])


def _similarity(view: View, check: Check) -> float:
    """k(x, x′) / √(k(x, x) k(x′, x′)), NaN where the kernel is 0 at one of the two."""
    i, j = grid_index(check.at)
    scale = math.sqrt(float(view.kernel[i, i] * view.kernel[j, j]))
    return float(view.kernel[i, j]) / scale if scale > 0.0 else math.nan


def _log_p(view: View, check: Check) -> Value:
    """Log p as it is shown: a density per unit of the person's y axis."""
    answer = _answer(view, check.of[0])
    free = next((group.free for group in view.groups if answer in group.answers), 0)
    return None if answer is None else answer.log_p + free * view.scene.y_axis.log_density_shift


def _odds(view: View, check: Check) -> Value:
    """The density of the first label divided by that of the second, at the same inputs."""
    first, second = (_answer(view, name) for name in check.of)
    together = any({*check.of} <= {answer.name for answer in group.answers} for group in view.groups)
    if first is None or second is None or not together:
        return None
    if first.log_p == second.log_p:
        return 1.0
    gap = first.log_p - second.log_p
    return math.exp(gap) if gap < 700.0 else math.inf


def _answer(view: View, name: str) -> Answer | None:
    """The answer to a label, unless jitter and rounding leave none of its digits."""
    answers = (answer for group in view.groups for answer in group.answers if answer.name == name)
    return next((answer for answer in answers if not math.isnan(answer.step)), None)


def _label(view: View, check: Check) -> Value:
    """The value of a label, at its first input."""
    return next((each.y[0] for each in view.scene.candidates if each.name == check.of[0]), None)


def _height(view: View, check: Check) -> Value:
    """The value of the training point at an input; None if there is none."""
    data = view.scene.dataset
    return next((y for x, y in zip(data.x, data.y, strict=True) if abs(x - check.at[0]) < NEAR), None)


def _nearest(view: View, check: Check) -> float:
    """The distance from an input to the nearest training point, infinite without points."""
    return min((abs(x - check.at[0]) for x in view.scene.dataset.x), default=math.inf)


def _eigenvalue(view: View, check: Check, position: int = 0) -> Value:
    """An eigenvalue of the kernel on the training inputs; None if there are fewer points."""
    ordered, k = np.sort(view.values)[::-1], int(check.at[position])
    return float(ordered[k - 1]) if 1 <= k <= len(ordered) else None


def _eigenvalue_ratio(view: View, check: Check) -> Value:
    """The first of two eigenvalues divided by the second; None where the second is 0."""
    first, second = _eigenvalue(view, check, 0), _eigenvalue(view, check, 1)
    return first / second if isinstance(first, float) and isinstance(second, float) and second > 0.0 else None


QUANTITIES: dict[str, Quantity] = {
    "mean": Quantity(_mean, inputs=1),
    "std": Quantity(_std, inputs=1),
    "band": Quantity(_band, inputs=1),
    "kernel": Quantity(_kernel, inputs=2),
    "similarity": Quantity(_similarity, inputs=2),
    "height": Quantity(_height, inputs=1),
    "nearest": Quantity(_nearest, inputs=1),
    "log_p": Quantity(_log_p, names=1),
    "odds": Quantity(_odds, names=2),
    "label": Quantity(_label, names=1),
    "eigenvalue": Quantity(_eigenvalue, inputs=1, modes=True),
    "eigenvalue_ratio": Quantity(_eigenvalue_ratio, inputs=2, modes=True),
    "points": Quantity(lambda view, _: float(len(view.scene.dataset.x))),
    "labels": Quantity(lambda view, _: float(len(view.scene.candidates))),
    "layers": Quantity(lambda view, _: float(view.scene.architecture.hidden_layers)),
    "weight_std": Quantity(lambda view, _: view.scene.architecture.weight_std),
    "bias_std": Quantity(lambda view, _: view.scene.architecture.bias_std),
    "noise": Quantity(lambda view, _: view.scene.noise_std),
    "time": Quantity(lambda view, _: view.scene.time),
    "slice": Quantity(lambda view, _: view.scene.slice_x),
    "seed": Quantity(lambda view, _: float(view.scene.seed)),
    "pinned": Quantity(lambda view, _: float(view.scene.pin is not None)),
    "activation": Quantity(lambda view, _: str(view.scene.architecture.activation), choices=(*ACTIVATIONS,)),
    "prior": Quantity(lambda view, _: str(view.scene.prior), choices=(*Distribution,)),
    "skip": Quantity(lambda view, _: str(view.scene.architecture.skip), choices=(*Skip,)),
    "norm": Quantity(lambda view, _: str(view.scene.architecture.norm), choices=(*Norm,)),
}
