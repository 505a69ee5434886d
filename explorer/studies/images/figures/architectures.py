"""Figures of the editor's blocks: the kernel of its inputs, functions at random, correlation after each block."""

from typing import Any

import numpy as np

from explorer.figures.axes import hover_x
from explorer.figures.curves import with_legend
from explorer.figures.palette import DASHES, FINITE, NAMES, NNGP, NTK, RISING, TRAINED
from explorer.figures.style import POWERS, Figure, between, heatmap, line, picture
from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.units import WINDOW
from explorer.studies.images.numbers.beside import STEPS, Compared, mean_and_error
from explorer.studies.images.numbers.blocks import Believed

phrase = phrases_of("studies/images")

_HEIGHT = 320
_DASHES = ("dot", "dash", "dashdot", "longdash", "solid")


def similarity_map(believed: Believed, cosines: np.ndarray, name: str) -> Figure:
    """Cosines (n, n) of the kernel `name` between ten digits, or between inputs of the line."""
    finite = cosines[np.isfinite(cosines)]
    least = float(finite.min()) if len(finite) else 0.0
    if believed.on_line:
        inputs, hover = believed.at, phrase("map.inputs")
        across, up = {"title": phrase("input"), "nticks": 5}, {"title": phrase("map.other"), "showgrid": False}
    else:
        inputs, hover = np.arange(10), phrase("map.digits")
        ticks: dict[str, Any] = {"tickvals": list(range(10)), "showgrid": False}
        across = ticks | {"title": phrase("map.digit")}
        up = ticks | {"title": phrase("map.other_digit"), "autorange": "reversed"}
    low = least - 0.25 * (1.0 - least) if least < 1.0 else 0.0  # the least has a colour: without one there is no value
    heat = heatmap(cosines, RISING, (low, 1.0), hover, name=name, x=inputs, y=inputs)
    finding = phrase("map.finding", name=name, range=between(cosines, ".4g"))
    return picture([heat], across, up, _HEIGHT, finding=finding)


def sample_functions(believed: Believed, first: int, second: int) -> Figure:
    """Outputs of networks at random, each a line, between two digits or on the line."""
    gap = np.full((len(believed.functions), 1), np.nan)
    x = np.tile(np.append(believed.at, np.nan), len(believed.functions))
    y = np.hstack([believed.functions, gap]).ravel()
    across: dict[str, Any] = {"title": phrase("input")}
    where = hover_x(WINDOW.x)
    if not believed.on_line:
        across = {"title": phrase("functions.across", first=first, second=second), "tickformat": ".0%", "nticks": 5}
        where = phrase("functions.where")
    curves = line(x, y, NNGP, f"{where}<br>f = %{{y:.3f}}", name=NAMES[NNGP], width=1.8)
    finding = phrase("functions.finding", count=len(believed.functions), range=between(believed.functions))
    return picture([curves], across, {"title": phrase("functions.up"), "zeroline": True}, _HEIGHT, finding=finding)


def by_block(cosines: dict[str, np.ndarray], names: list[str]) -> Figure:
    """The cosine of two inputs before the first block and after each, (layers + 1,), by the name of the kernel."""
    colours = {NAMES[NNGP]: NNGP, NAMES[NTK]: NTK}
    positions = np.arange(len(names))
    traces = []
    for name, values in cosines.items():
        hover = phrase("by_block.hover", name=name)
        colour = colours[name]
        traces.append(
            line(positions, values, colour, hover, name=name, dash=DASHES[colour])
            | {"mode": "lines+markers", "marker": {"size": 7}, "text": names}
        )
    ends = {name: number(float(values[-1]), ".4g") for name, values in cosines.items()}
    last = phrase("and").join(phrase("by_block.last", cosine=end, name=name) for name, end in ends.items())
    across = {"tickvals": positions, "ticktext": names, "range": [-0.3, len(names) - 0.7], "tickangle": -40}
    finding = phrase("by_block.finding", cosines=last)
    up = {"title": phrase("by_block.up")}
    return with_legend(traces, across, up, _HEIGHT + 60, finding=finding, margin={"b": 90, "t": 34})


def errors_by_step(compared: Compared) -> Figure:
    """The distance of networks to their kernel after each number of steps, relative to the kernel's answers."""
    traces = [_with_bars(rows, width, index) for index, (width, rows) in enumerate(compared.errors.items())]
    last = {width: number(float(mean_and_error(rows)[0][-1]), ".2g") for width, rows in compared.errors.items()}
    ends = ", ".join(phrase("steps.at", distance=distance, width=width) for width, distance in last.items())
    finding = phrase("steps.distances", steps=STEPS[-1], distances=ends)
    up = POWERS | {"title": phrase("steps.up")}
    return _below_legend(traces, _over_steps(), up, finding)


def _over_steps() -> dict[str, Any]:
    return POWERS | {"title": phrase("steps.across"), "tickvals": [1, 10, 100], "range": [-0.1, 2.7]}


def _below_legend(traces: list[dict[str, Any]], across: dict[str, Any], up: dict[str, Any], finding: str) -> Figure:
    """A figure whose legend has two names a line."""
    room = 30 + 20 * -(-len(traces) // 2)
    return with_legend(traces, across, up, _HEIGHT + room, finding=finding, margin={"t": room})


def _with_bars(rows: np.ndarray, width: int, index: int) -> dict[str, Any]:
    mean, error = mean_and_error(rows)
    hover, name = phrase("steps.distance", width=width), phrase("steps.width", name=NAMES[FINITE], width=width)
    bars = {"type": "data", "array": np.nan_to_num(error), "thickness": 1.2, "width": 3}
    style = {"dash": _DASHES[index % len(_DASHES)], "width": 1.5 + 0.5 * index}
    drawn = line(np.array(STEPS), mean, FINITE, hover, name=name, **style)
    return drawn | {"error_y": bars, "mode": "lines+markers", "marker": {"size": 6}}


def accuracy_by_step(compared: Compared) -> Figure:
    """The share of digits that networks and kernel get right after each number of steps."""
    steps = np.array(STEPS)
    name = NAMES[TRAINED]
    kernel = line(steps, compared.kernel_right, TRAINED, phrase("steps.right", name=name), name=name)
    traces: list[dict[str, Any]] = [kernel | {"line": kernel["line"] | {"width": 3}}]
    for index, (width, rows) in enumerate(compared.right.items()):
        hover = phrase("steps.right", name=phrase("steps.of_width", width=width))
        name = phrase("steps.width", name=NAMES[FINITE], width=width)
        mean = mean_and_error(rows)[0]
        style = {"dash": _DASHES[index % len(_DASHES)], "width": 1.5 + 0.5 * index}
        traces.append(line(steps, mean, FINITE, hover, name=name, **style))
    up = {"title": phrase("steps.accuracy"), "range": [0.0, 1.0], "tickformat": ".0%"}
    share = number(100 * float(compared.kernel_right[-1]), ".0f")
    finding = phrase("steps.finding", steps=STEPS[-1], share=share)
    return _below_legend(traces, _over_steps(), up, finding)
