"""Figures of the weights' posterior by width, and of a second task after a first."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import DASHES, FINITE, NEUTRAL, NNGP, SEQUENCE
from explorer.figures.style import Figure, line
from explorer.studies.finite_width.figures.learned import logarithmic, values_of, with_bars
from explorer.studies.finite_width.numbers import transfer
from explorer.studies.finite_width.numbers.rich_runs import Mean
from explorer.studies.finite_width.numbers.transfer import COUNTS
from ntkcore.networks.weight_posterior import Distances

_HEIGHT = 360
# Colour, mark of what was measured, and dash of the theory, so that no sight has to tell layers by their colours alone.
_LOOKS = (
    (SEQUENCE[0], "circle", "dot"),
    (SEQUENCE[3], "square", "dashdot"),
    (SEQUENCE[6], "diamond", "longdash"),
    (SEQUENCE[8], "triangle-up", "longdashdot"),
)
_PRIORS = {
    transfer.FRESH: ("NNGP, new start", NNGP, "square", "dash"),
    transfer.SEQUENTIAL: ("NNGP, first posterior as prior", NNGP, "diamond-open", "dot"),
    transfer.RANDOM: ("random features", NEUTRAL, "x", "dashdot"),
    transfer.TRAINED: ("finite networks, trained features kept", FINITE, "circle", "solid"),
}


def layers_by_width(distances: Sequence[Distances], coefficients: np.ndarray | None, limit: float) -> Figure:
    """The posterior's distance from the prior against the width, for each layer, with what theory says of wide ones."""
    widths = np.array([each.width for each in distances])
    depth = len(distances[0].nats) - 1
    traces, told = [], []
    for layer in range(depth + 1):
        means = [Mean(float(each.nats[layer]), float(each.errors[layer])) for each in distances]
        is_last = layer == depth
        name = "finite networks: output layer" if is_last else f"hidden layer {layer + 1}"
        colour, symbol, dash = (FINITE, "x", "solid") if is_last else _LOOKS[layer]
        traces.append(with_bars(widths.tolist(), means, colour, name, symbol, joined=False))
        told.append(f"For {name} it goes from {means[0]} at width {widths[0]} to {means[-1]} at {widths[-1]}.")
        if coefficients is not None and not is_last:
            wide = widths[widths >= 8]
            curve = line(wide, coefficients[layer] / wide, colour, "theory: %{y:.3g}", dash=dash, width=1.5)
            traces.append(curve | {"name": f"theory, layer {layer + 1}", "showlegend": False})
    if math.isfinite(limit):
        ends = [widths[0], widths[-1]]
        hover = "infinite width: %{y:.4g}"
        traces.append(line(ends, [limit, limit], NNGP, hover, dash=DASHES[NNGP], name="NNGP, infinite width"))
    room = [math.log10(widths[0]) - 0.08, math.log10(widths[-1]) + 0.08]
    x = {"title": "width n", "type": "log", "range": room}
    x |= {"tickvals": widths.tolist(), "ticktext": list(map(str, widths.tolist()))}
    y = logarithmic("distance from the prior (nats)", *[each.nats.tolist() for each in distances])
    return with_legend(traces, x, y, _HEIGHT, finding=" ".join(told))


def transfer_curves(errors: Mapping[str, Sequence[Mean]]) -> Figure:
    """The test error of the second task against its number of examples, by what the network starts from."""
    traces = []
    for prior, means in errors.items():
        name, colour, symbol, dash = _PRIORS[prior]
        traces.append(with_bars(COUNTS, means, colour, name, symbol, dash=dash))
    middle = COUNTS.index(16)
    told = ", ".join(f"{_PRIORS[name][0]}: {means[middle]}" for name, means in errors.items())
    x = {"title": "examples of the second task", "type": "log", "tickvals": COUNTS, "ticktext": list(map(str, COUNTS))}
    y = logarithmic("mean squared test error", *map(values_of, errors.values()))
    return with_legend(traces, x, y, _HEIGHT, finding=f"Test error with {COUNTS[middle]} examples: {told}.")
