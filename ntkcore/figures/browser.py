"""What the browser needs to draw a figure: plotly's own script, and the figure as that script reads it."""

import re

import plotly.graph_objects as go
from plotly import offline

VERSION = offline.get_plotlyjs_version()
_MARKUP = re.compile(r"<[^>]*>")


def script() -> str:
    """Plotly for the browser, 5 MB."""
    return offline.get_plotlyjs()


def as_json(figure: go.Figure) -> str:
    """Data, layout and frames; arrays travel packed."""
    return str(figure.to_json(validate=False))


def in_words(figure: go.Figure) -> str:
    """What is drawn against what, for those who cannot see it: the titles of the axes."""
    axes = [(str(figure.layout[axis].title.text or ""), axis[0]) for axis in ("yaxis", "xaxis")]
    up, across = (_MARKUP.sub("", title) or letter for title, letter in axes)
    return f"Plot of {up} against {across}"
