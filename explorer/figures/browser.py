"""A figure as the browser needs it to draw it with plotly."""

import base64
import json
import re
from typing import Any

import numpy as np
from plotly.utils import PlotlyJSONEncoder

from explorer.figures.style import Figure
from explorer.format import ENGLISH_SEPARATORS, separators
from explorer.language import phrases_of

phrase = phrases_of("figures")

_MARKUP = re.compile(r"<[^>]*>")


def as_json(figure: Figure, **more: object) -> bytes:
    """The figure and `more` beside it as plotly.js reads them: arrays packed, a number that is not finite a gap."""
    if (signs := separators()) != ENGLISH_SEPARATORS:
        figure = figure | {"layout": figure["layout"] | {"separators": signs}}
    return json.dumps({"figure": figure, **more}, cls=_Encoder).encode()


class _Encoder(PlotlyJSONEncoder):
    """Plotly's own, but for arrays of numbers, of which it makes text."""

    def default(self, obj: Any) -> Any:
        if not isinstance(obj, np.ndarray) or obj.dtype.kind not in "iuf":
            return super().default(obj)
        dtype = "f4" if obj.dtype == np.float32 else "f8"  # JavaScript has no other numbers than doubles
        packed = {"dtype": dtype, "bdata": base64.b64encode(obj.astype(f"<{dtype}").tobytes()).decode()}
        return packed if obj.ndim == 1 else packed | {"shape": ", ".join(map(str, obj.shape))}


def _plain(title: str) -> str:
    return _MARKUP.sub("", title.replace("<br>", " "))


def describe(figure: Figure) -> str:
    """The finding of a figure and the titles of its axes, for those who cannot see it."""
    columns = figure["layout"]["meta"].get("columns", {})
    up, across = (
        columns.get(axis[0]) or _plain(figure["layout"][axis].get("title", {}).get("text", "")) or axis[0]
        for axis in ("yaxis", "xaxis")
    )
    return phrase("plot", finding=figure["layout"]["meta"]["finding"], up=up, across=across)
