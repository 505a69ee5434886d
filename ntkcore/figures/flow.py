"""Gradient flow in pictures: three distributions beside each other."""

import numpy as np
import plotly.graph_objects as go

from ntkcore.figures.curves import BAND, NNGP, NTK, add_band, add_line, add_points, legend, y_range
from ntkcore.figures.style import HEIGHT, POSITIVE
from ntkcore.flow import Curve
from ntkcore.scene import Dataset


def bands(trained: Curve, ntk: Curve, nngp: Curve, data: Dataset) -> go.Figure:
    """Three distributions for the same points, mean ± 2σ of f each."""
    figure = go.Figure()
    for of, colour, name, dash in (
        (ntk, NTK, "NTK as a GP", "dot"),
        (nngp, NNGP, "NNGP", "dash"),
        (trained, POSITIVE, "trained networks", "solid"),
    ):
        add_band(figure, of, colour, name)
        add_line(figure, of.mean, colour, f"{name}: mean", dash, 2)
    add_points(figure, data)
    # On a phone a row for each band would leave no room for the picture.
    figure.update_traces(showlegend=False, selector=lambda trace: not str(trace.name).endswith(": mean"))
    edges = [one.mean + sign * BAND * one.std for one in (ntk, nngp, trained) for sign in (-1, 1)]
    figure.update_xaxes(title="input x", range=[-1.5, 1.5])
    figure.update_yaxes(title="f(x)", range=y_range(*edges, np.array(data.y)))
    return legend(figure, HEIGHT + 80)
