"""Axes of a figure that are axes of the person's data: their ticks, their titles and their numbers in its own units."""

import math
from typing import Any, NamedTuple

import numpy as np

from explorer.figures.style import between
from explorer.format import number, power_of_ten, signs
from explorer.language import phrases_of
from explorer.scene.units import Axis

phrase = phrases_of("figures")

INPUTS = (-1.5, 1.5)
MOST = 6  # ticks
_LONG = 4  # letters; of longer texts only half as many fit on a phone
_STEPS = (1, 2, 5, 10)
_ROUND = 1e-9
# What plotly would read as markup, or as a number to fill in.
_MARKUP = str.maketrans({letter: f"&#{ord(letter)};" for letter in "&<>%{}"})


class Ticks(NamedTuple):
    """Round values of the data, their texts, and the power of ten that the texts share ('' for none)."""

    values: list[float]
    texts: list[str]
    factor: str


def make_ticks(axis: Axis, ends: tuple[float, float], most: int) -> Ticks:
    """Round values between two places of the window, at most `most` steps: those of the Playground."""
    low, high = axis.centre + ends[0] / axis.scale, axis.centre + ends[1] / axis.scale
    if not high > low:  # a centre so large that the window is narrower than its rounding
        return Ticks([], [], "")
    rough = (high - low) / most
    power = math.floor(math.log10(rough) + _ROUND)
    step = next(each for each in _STEPS if each >= rough / 10.0**power * (1 - _ROUND)) * 10.0**power
    largest = max(abs(low), abs(high))
    shared = math.floor(math.log10(largest)) if largest >= 1e5 or largest < 0.1 else 0
    decimals = min(12, max(0, math.ceil(shared - math.log10(step) - _ROUND)))
    count = range(math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6) + 1)
    texts = [_text(i * (step / 10.0**power) / 10.0 ** (shared - power), decimals) for i in count]
    return Ticks([i * step for i in count], texts, power_of_ten(shared) if shared else "")


def _text(value: float, decimals: int) -> str:
    return signs(repr(round(float(value), decimals) + 0.0).removesuffix(".0"))


def inputs_axis(axis: Axis, ends: tuple[float, float] = INPUTS, most: int = MOST) -> dict[str, Any]:
    """The axis of the inputs between two places of the window."""
    return _axis(axis, ends, phrase("input", name=axis.name or "x"), most)


def outputs_axis(axis: Axis, ends: tuple[float, float], title: str, most: int = MOST) -> dict[str, Any]:
    """The axis of labels or outputs between two places of the window; `title` stands for an axis without a name."""
    return _axis(axis, ends, axis.name or title, most)


def _axis(axis: Axis, ends: tuple[float, float], title: str, most: int) -> dict[str, Any]:
    """An axis of a figure; in the window's own units plotly finds the ticks.

    `column` names the numbers, which share no power of ten.
    """
    column = {"column": title} if axis.name else {}
    if axis.is_window:
        return {"title": escaped(title), "range": list(ends)} | column
    ticks = make_ticks(axis, ends, most)
    if max(map(len, ticks.texts), default=0) > _LONG:
        ticks = make_ticks(axis, ends, most // 2)
    text = escaped(title) + (f" ×{ticks.factor}" if ticks.factor else "")
    room = [axis.centre + end / axis.scale for end in ends]
    return {"title": text, "range": room, "tickvals": ticks.values, "ticktext": ticks.texts, "column": title}


def escaped(text: str) -> str:
    """`text` as plotly shows it letter by letter."""
    return text.translate(_MARKUP)


def hover_x(axis: Axis, form: str = ".2f") -> str:
    """'x = %{x:.2f}' for a hover, or with name and digits of the data."""
    return f"{escaped(axis.name) or 'x'} = {field('x', axis, form)}"


def hover_y(axis: Axis, form: str = ".2f", letter: str = "y") -> str:
    """The same as `hover_x` for a label."""
    return f"{escaped(axis.name) or letter} = {field('y', axis, form)}"


def field(letter: str, axis: Axis, form: str) -> str:
    """'%{x:.2f}': a value as a hover shows it, in units of the data to the digits that the window can tell apart."""
    if not axis.is_window:
        fixed = 0 <= axis.decimals <= 8 and abs(axis.centre) + 3 / axis.scale < 1e7
        extra = 1 if form.endswith("3f") else 0  # a curve is finer than the grid
        largest = min(max(abs(axis.centre) * axis.scale, 3.0), 1e12)
        figures = math.ceil(math.log10(100 * largest)) + 1
        form = f".{axis.decimals + extra}f" if fixed else f".{figures + extra}~g"
    return f"%{{{letter}:{form}}}"


def input_text(x: float, axis: Axis) -> str:
    """The text of an input: 'x' in the person's units, with two decimals in the window's."""
    return number(x, ".2f") if axis.is_window else axis.text(x)


def values_between(axis: Axis, positions: np.ndarray) -> str:
    """'between a and b': the range of values at places of the window."""
    finite = np.ravel(positions)[np.isfinite(np.ravel(positions))]
    if axis.is_window or not len(finite):
        return between(positions)
    return phrase("between", low=axis.text(float(finite.min())), high=axis.text(float(finite.max())))
