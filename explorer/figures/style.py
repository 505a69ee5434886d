"""The style that all figures share: size and margins, and the traces that they are made of."""

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np

from explorer.figures.palette import CLEAR
from explorer.format import number
from explorer.language import phrases_of

phrase = phrases_of("figures")

# In plotly's own form, with numpy arrays: data and layout. plotly.graph_objects.Figure(figure) checks
# it and makes an object of it; pages do without, since that takes far longer than the figure itself.
Figure = dict[str, Any]
HEIGHT = 340
# A logarithmic axis; plotly writes powers a quarter larger than it says.
POWERS: dict[str, Any] = {"type": "log", "exponentformat": "power", "tickfont": {"size": 10}}
# Room for tick labels and a title. Margins that measure them themselves cost a third of a redraw, and move the picture.
MARGIN = {"l": 70, "r": 14, "t": 10, "b": 56}
_FONT = {"family": "Source Sans, sans-serif", "size": 12}
# Colours of words and of grid lines are left to the page, which knows the theme.
_AXIS = {"zeroline": False, "ticklabelstandoff": 5}
_TEMPLATE = {
    "layout": {
        "font": _FONT,
        "hoverlabel": {"font": {"size": 13}, "align": "left"},
        "xaxis": _AXIS | {"showgrid": False},
        "yaxis": _AXIS | {"nticks": 5},
    }
}
_STEADY = {"automargin": False, "ticklabeloverflow": "allow", "fixedrange": True}
_STANDOFF = 12
# A title beside a figure on a phone has room for so many letters; a longer one takes two lines.
_LETTERS, _SECOND_LINE = 34, 15


def picture(
    traces: list[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], height: int, *, finding: str, **layout: Any
) -> Figure:
    """A figure made of ready traces and axes in one step, which is several times faster than adding them.

    `finding` says in one sentence what there is to see, for those who cannot see it. Without a background of its own,
    so that it stands in a light and in a dark theme; no legend. An axis' title may be its text alone; all of `layout`
    is added, a margin in part. Its `column` names its numbers in tables and files where the title does more.
    """
    given = {name: axis for name, axis in {"xaxis": x, "yaxis": y, **layout}.items() if "axis" in name}
    columns = {name.replace("axis", ""): axis["column"] for name, axis in given.items() if "column" in axis}
    axes = {name: _axis(axis, upright=name.startswith("y")) for name, axis in given.items()}
    broken = any("<br>" in axis.get("title", {}).get("text", "") for axis in axes.values())
    margin = MARGIN | {"l": MARGIN["l"] + _SECOND_LINE * broken} | layout.get("margin", {})
    meta = {"finding": finding} | ({"columns": columns} if columns else {}) | layout.get("meta", {})
    return {"data": traces, "layout": _layout(height) | layout | axes | {"margin": margin, "meta": meta}}


def _axis(axis: dict[str, Any], *, upright: bool) -> dict[str, Any]:
    title = axis.get("title", "")
    if upright and len(title) > _LETTERS:
        title = "<br>".join(wrap(title, math.ceil(len(title) / 2) + 4, break_long_words=False))
    axis = {key: value for key, value in axis.items() if key != "column"}
    return _STEADY | axis | {"title": {"text": title, "standoff": _STANDOFF}} if title else _STEADY | axis


def _layout(height: int) -> dict[str, Any]:
    shared = {"height": height, "margin": MARGIN, "showlegend": False, "dragmode": False, "template": _TEMPLATE}
    return shared | {"paper_bgcolor": CLEAR, "plot_bgcolor": CLEAR}


Values = np.ndarray | Sequence[float]


def line(x: Values, y: Values, color: str, hover: str = "", *, name: str = "", **style: Any) -> dict[str, Any]:
    """A line; without `hover` it has no hover text, and without a `name` no column in the table of numbers."""
    return _trace(x, y, hover, name) | {"mode": "lines", "line": {"color": color, "width": 2} | style}


def between(values: Values, form: str = ".3g") -> str:
    """'between a and b': the range of the finite ones among `values`."""
    finite = np.ravel(values)[np.isfinite(np.ravel(values))]
    if not len(finite):
        return phrase("nowhere")
    return phrase("between", low=number(float(finite.min()), form), high=number(float(finite.max()), form))


def dots(
    x: Values, y: Values, color: Any, hover: str, marker: Any = None, *, name: str = "", **more: Any
) -> dict[str, Any]:
    """Markers with the text `hover`; `name` as for `line`."""
    return (
        _trace(x, y, hover, name) | {"mode": "markers", "marker": {"color": color, "size": 7} | (marker or {})} | more
    )


def bar(
    x: Sequence[str] | Values, y: Values, color: Any, hover: str, *, name: str, marker: Any = None, **more: Any
) -> dict[str, Any]:
    """Bars with the text `hover`."""
    return _trace(x, y, hover, name) | {"type": "bar", "marker": {"color": color} | (marker or {})} | more


def heatmap(
    z: np.ndarray, scale: list[Any], ends: tuple[float, float], hover: str, *, name: str, **more: Any
) -> dict[str, Any]:
    """A map of z (rows, columns) in the colours `scale` between the values `ends`."""
    coloured = {"colorscale": scale, "zmin": ends[0], "zmax": ends[1], "showscale": False}
    described = {"name": name, "hovertemplate": f"{hover}<extra></extra>"}
    return {"type": "heatmap", "z": z} | described | coloured | more


def vline(x: float, color: str, dash: str = "solid", width: float = 2.0) -> dict[str, Any]:
    """A shape: the vertical line at x, from the bottom of the plot to its top."""
    return _rule({"x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1}, color, dash, width)


def hline(y: float, color: str, dash: str = "solid", width: float = 2.0) -> dict[str, Any]:
    """A shape: the horizontal line at y, from the left of the plot to its right."""
    return _rule({"y0": y, "y1": y, "xref": "paper", "x0": 0, "x1": 1}, color, dash, width)


def _rule(ends: dict[str, Any], color: str, dash: str, width: float) -> dict[str, Any]:
    return {"type": "line"} | ends | {"line": {"color": color, "dash": dash, "width": width}}


def _trace(x: Sequence[str] | Values, y: Values, hover: str, name: str) -> dict[str, Any]:
    hovered = {"hovertemplate": f"{hover}<extra></extra>"} if hover else {"hoverinfo": "skip"}
    named = {"name": name} if name else {}
    return {"type": "scatter", "x": x, "y": y} | hovered | named
