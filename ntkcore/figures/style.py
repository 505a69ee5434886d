"""What all figures share: colours, size, margins."""

import plotly.graph_objects as go

# Okabe–Ito: both pass 3:1 on white and on the dark theme. Sign is never told by hue alone.
POSITIVE = "#0072B2"
NEGATIVE = "#D55E00"
CLEAR_POSITIVE = "rgba(0,114,178,0)"
CLEAR_NEGATIVE = "rgba(213,94,0,0)"
HEIGHT = 340
CONFIG = {"displayModeBar": False, "scrollZoom": False}


def finish(figure: go.Figure, height: int = HEIGHT) -> go.Figure:
    """The figure without a background of its own, so that it stands in a light and in a dark theme; no legend."""
    return figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        dragmode=False,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
