"""Figures of what modes do: log p as a waterfall, what decides between two labels, which goal is the likelier."""

from typing import Any

import numpy as np

from explorer.figures.axes import hover_x, inputs_axis
from explorer.figures.palette import NEGATIVE, NEUTRAL, PICKED, POSITIVE
from explorer.figures.style import Figure, bar, dots, line, picture
from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.units import WINDOW, Axis
from explorer.studies.eigenmodes.numbers.attribution import Attribution, Basis
from explorer.studies.eigenmodes.numbers.goals import Goals

phrase = phrases_of("studies/eigenmodes")

_MANY = 24  # with more bars than this their numbers would overlap


def waterfall(attribution: Attribution) -> Figure:
    """Bars from 0 to log p, each on the end of the one before: the terms of the modes, or the three of an only mode."""
    steps = _terms(attribution) if len(attribution.values) == 1 else _modes(attribution)
    if attribution.basis == Basis.JOINT:
        reason = phrase("waterfall.reason", given=number(attribution.given, ".3f"))
        steps.append((phrase("waterfall.data"), -attribution.given, reason))
    names, heights, hover = (list(column) for column in zip(*steps, strict=True))
    total = phrase("waterfall.total", value=number(attribution.log_p, ".4f"))
    sums = np.cumsum(heights)
    colours = [POSITIVE if height >= 0 else NEGATIVE for height in heights] + [NEUTRAL]
    trace = bar(
        [*names, "log p"], [*heights, attribution.log_p], colours, "%{customdata}", name=phrase("waterfall.terms")
    )
    trace |= {"base": [0.0, *sums[:-1], 0.0], "customdata": [*hover, total]}
    if len(steps) <= _MANY:
        trace |= {"text": [*map(_signed, heights), _signed(attribution.log_p).removeprefix("+")], "cliponaxis": False}
        trace |= {"textposition": "outside"}
    # From the end of each bar to the start of the next.
    ends = zip(trace["x"], trace["x"][1:], sums, strict=False)
    threads = [(x, y) for left, right, y in ends for x, y in ((left, y), (right, y), (right, np.nan))]
    joined = line([x for x, _ in threads], np.array([y for _, y in threads]), NEUTRAL, width=0.5)
    across = phrase("waterfall.only" if len(attribution.values) == 1 else "waterfall.modes")
    x, y = {"title": across, "type": "category"}, {"title": phrase("waterfall.up"), "zeroline": True}
    lowest = int(np.argmin(heights))
    least = {"name": names[lowest], "height": _signed(heights[lowest])}
    finding = phrase("waterfall.finding", total=total, count=len(steps), **least)
    return picture([trace, joined], x, y, 360, finding=finding)


def _modes(attribution: Attribution) -> list[tuple[str, float, str]]:
    """Name, height and hover text of each mode's bar."""
    form, terms = _coordinate(attribution), (attribution.data, attribution.complexity, attribution.modes)
    rows = zip(attribution.values_in_units, attribution.coordinates_in_units, *terms, strict=True)
    return [
        (
            str(k),
            float(term),
            phrase(
                "waterfall.hover",
                k=k,
                value=number(value, ".3g"),
                c=number(c, form),
                data=number(data, "+.3f"),
                size=number(size, "+.3f"),
                constant=number(attribution.constant, "+.3f"),
                term=number(term, "+.3f"),
            ),
        )
        for k, (value, c, data, size, term) in enumerate(rows, 1)
    ]


def _coordinate(attribution: Attribution) -> str:
    """The format of a coordinate: only in the window are its decimals known beforehand."""
    return "+.3f" if attribution.scale == 1.0 else "+.4g"


def _terms(attribution: Attribution) -> list[tuple[str, float, str]]:
    """Name, height and hover text of the three terms of the only mode."""
    data, size = float(attribution.data[0]), float(attribution.complexity[0])
    off = number(float(attribution.coordinates_in_units[0]), _coordinate(attribution))
    value = number(float(attribution.values_in_units[0]), ".3g")
    label = phrase("waterfall.label_hover", off=off, value=value, data=number(data, "+.3f"))
    constant = f"−½ log 2π = {number(attribution.constant, '+.3f')}"
    return [
        (phrase("waterfall.label"), data, label),
        (phrase("waterfall.size"), size, phrase("waterfall.size_hover", size=number(size, "+.3f"))),
        (phrase("waterfall.constant"), attribution.constant, constant),
    ]


def _signed(value: float) -> str:
    """A bar's height in nats with its sign, as short as fits above the bar."""
    return "0" if abs(value) < 0.005 else number(value, "+.2f" if abs(value) < 1e4 else "+.1e")


def contributions(
    by_mode: np.ndarray,
    first: str,
    second: str,
    attribution: Attribution,
    index: int,
    asked: int,
    x_axis: Axis = WINDOW.x,
) -> Figure:
    """Each mode's contribution `by_mode` (m,) to the log odds of two labellings; below, mode `index` at its inputs.

    Bars upwards favour the labelling called `first`, bars downwards `second`. The last `asked` inputs of the
    attribution are those asked about.
    """
    names = [str(k) for k in range(1, len(by_mode) + 1)]
    below = [trace | {"xaxis": "x2", "yaxis": "y2"} for trace in _at_inputs(attribution, index, asked, x_axis)]
    across = {"title": phrase("waterfall.modes"), "type": "category"}
    up = _nats(first, second) | {"domain": [0.54, 1.0]}
    x = inputs_axis(x_axis, (-1.6, 1.6)) | {"anchor": "y2"}
    y = {"title": phrase("contributions.mode", k=index + 1), "zeroline": True, "anchor": "x2", "domain": [0.0, 0.32]}
    bars = _bars(by_mode, names, first, second)
    finding = _strongest("contributions.strongest_mode", by_mode, names, first, second)
    return picture([bars, *below], across, up, 500, finding=finding, xaxis2=x, yaxis2=y)


def _bars(values: np.ndarray, names: list[str], first: str, second: str) -> dict[str, Any]:
    """Bars upwards, which favour `first`, and downwards, which favour `second`; NaN is drawn as 0."""
    finite = np.clip(np.nan_to_num(values), -1e300, 1e300)
    up = finite >= 0
    hover = [
        phrase("contributions.for", name=name, value=number(value, "+.4g"), winner=first if good else second)
        for name, value, good in zip(names, finite, up, strict=True)
    ]
    colours = np.where(up, POSITIVE, NEGATIVE).tolist()
    trace = bar(names, finite, colours, "%{customdata}", name=phrase("contributions.name"), customdata=hover)
    if len(names) <= _MANY:
        trace |= {"text": [_signed(value) if value else "" for value in finite], "textposition": "outside"}
        trace |= {"cliponaxis": False}
    return trace


def _strongest(sentence: str, values: np.ndarray, names: list[str], first: str, second: str) -> str:
    """The `sentence` of labels.json about the longest bar: its name, its length, and which of both it favours."""
    shown = np.nan_to_num(values)
    at = int(np.abs(shown).argmax())
    winner = first if shown[at] >= 0 else second
    return phrase(sentence, name=names[at], value=number(abs(float(shown[at])), ".3g"), winner=winner)


def _nats(first: str, second: str) -> dict[str, Any]:
    """The axis of bars that favour `first` or `second`."""
    return {"title": phrase("contributions.up", first=first, second=second), "zeroline": True}


def _at_inputs(attribution: Attribution, index: int, asked: int, x_axis: Axis) -> list[dict[str, Any]]:
    """One mode at the inputs that it is made of, as traces."""
    order = np.argsort(attribution.x, kind="stable")
    x, values = x_axis.values(attribution.x[order]), attribution.vectors[order, index]
    is_asked = order >= len(attribution.x) - asked
    stems = line(np.repeat(x, 3), np.stack([0 * x, values, x * np.nan], axis=1).ravel(), NEUTRAL, width=1)
    hover = f"{hover_x(x_axis)}<br>v = %{{y:+.3f}}"
    given, asked_about = (phrase(f"contributions.{name}", hover=hover) for name in ("training", "asked"))
    diamond = {"symbol": "diamond", "size": 11}
    return [
        stems,
        dots(x[~is_asked], values[~is_asked], NEUTRAL, given, {"size": 9}, name=phrase("contributions.training_name")),
        dots(x[is_asked], values[is_asked], PICKED, asked_about, diamond, name=phrase("contributions.asked_name")),
    ]


def odds_by_degree(goals: Goals, first: str, second: str) -> Figure:
    """Each degree's contribution to the log odds of the features called `first` and `second`."""
    names = [str(degree) for degree in range(len(goals.values))]
    bars = _bars(goals.by_degree, names, first, second)
    finding = _strongest("contributions.strongest_degree", goals.by_degree, names, first, second)
    across = {"title": phrase("contributions.degree"), "type": "category"}
    return picture([bars], across, _nats(first, second), 300, finding=finding)
