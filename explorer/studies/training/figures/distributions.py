"""Gradient flow in pictures: three distributions beside each other."""

import numpy as np

from explorer.figures.axes import inputs_axis, outputs_axis
from explorer.figures.curves import BAND, band, function_line, points, with_legend, y_range
from explorer.figures.palette import DASHES, NAMES, NNGP, NTK, TRAINED
from explorer.figures.style import HEIGHT, Figure
from explorer.grid.conditioned import Curve
from explorer.language import phrases_of
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Units

phrase = phrases_of("studies/training")


def bands(trained: Curve, ntk: Curve, nngp: Curve, data: Dataset, units: Units = WINDOW) -> Figure:
    """Three distributions for the same points, mean ± 2σ of f each, in the person's units."""
    traces = []
    for of, colour in ((ntk, NTK), (nngp, NNGP), (trained, TRAINED)):
        name = NAMES[colour]
        # On a phone a row of the legend for each band would leave no room for the picture.
        traces += [edge | {"showlegend": False} for edge in band(of, colour, name, units=units)]
        traces.append(function_line(of.mean, colour, phrase("mean", name=name), DASHES[colour], 2, units))
    edges = [curve.mean + sign * BAND * curve.std for curve in (ntk, nngp, trained) for sign in (-1, 1)]
    x, y = inputs_axis(units.x), outputs_axis(units.y, y_range(*edges, np.array(data.y)), "f(x)")
    widths = [units.y.length_text(2 * BAND * float(curve.std.max())) for curve in (trained, ntk, nngp)]
    finding = phrase("bands.finding", trained=widths[0], ntk=widths[1], nngp=widths[2])
    traces.append(points(data, units))
    return with_legend(traces, x, y, HEIGHT + 80, finding=finding, legend={"traceorder": "reversed"})
