"""Figures of the weights' posterior by width, and of a second task after a first."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import DASHES, FINITE, NAMES, NEUTRAL, NNGP, SEQUENCE
from explorer.figures.style import Figure, line
from explorer.language import phrases_of
from explorer.studies.finite_width.figures.learned import logarithmic, values_of, with_bars
from explorer.studies.finite_width.numbers import transfer
from explorer.studies.finite_width.numbers.rich_runs import Mean
from explorer.studies.finite_width.numbers.transfer import COUNTS
from ntkcore.networks.weight_posterior import Distances

phrase = phrases_of("studies/finite_width")

_HEIGHT = 360
# Colour, mark of what was measured, and dash of the theory, so that no sight has to tell layers by their colours alone.
_LOOKS = (
    (SEQUENCE[0], "circle", "dot"),
    (SEQUENCE[3], "square", "dashdot"),
    (SEQUENCE[6], "diamond", "longdash"),
    (SEQUENCE[8], "triangle-up", "longdashdot"),
)
_PRIORS = {
    transfer.FRESH: (NNGP, "square", "dash"),
    transfer.SEQUENTIAL: (NNGP, "diamond-open", "dot"),
    transfer.RANDOM: (NEUTRAL, "x", "dashdot"),
    transfer.TRAINED: (FINITE, "circle", "solid"),
}


def layers_by_width(distances: Sequence[Distances], coefficients: np.ndarray | None, limit: float) -> Figure:
    """The posterior's distance from the prior against the width, for each layer, with what theory says of wide ones."""
    widths = np.array([each.width for each in distances])
    depth = len(distances[0].nats) - 1
    traces, told = [], []
    for layer in range(depth + 1):
        means = [Mean(float(each.nats[layer]), float(each.errors[layer])) for each in distances]
        is_last = layer == depth
        name = phrase("weights.hidden", layer=layer + 1)
        if is_last:
            name = phrase("weights.output", name=NAMES[FINITE])
        colour, symbol, dash = (FINITE, "x", "solid") if is_last else _LOOKS[layer]
        traces.append(with_bars(widths.tolist(), means, colour, name, symbol, joined=False))
        ends = {"first": means[0], "narrow": widths[0], "last": means[-1], "wide": widths[-1]}
        told.append(phrase("weights.goes", name=name, **ends))
        if coefficients is not None and not is_last:
            wide = widths[widths >= 8]
            hover, called = phrase("weights.theory"), phrase("weights.theory_of", layer=layer + 1)
            curve = line(wide, coefficients[layer] / wide, colour, hover, dash=dash, width=1.5)
            traces.append(curve | {"name": called, "showlegend": False})
    if math.isfinite(limit):
        ends = [widths[0], widths[-1]]
        name = phrase("infinite", name=NAMES[NNGP])
        traces.append(line(ends, [limit, limit], NNGP, phrase("weights.limit"), dash=DASHES[NNGP], name=name))
    room = [math.log10(widths[0]) - 0.08, math.log10(widths[-1]) + 0.08]
    x = {"title": phrase("width"), "type": "log", "range": room}
    x |= {"tickvals": widths.tolist(), "ticktext": list(map(str, widths.tolist()))}
    y = logarithmic(phrase("weights.up"), *[each.nats.tolist() for each in distances])
    return with_legend(traces, x, y, _HEIGHT, finding=" ".join(told))


def transfer_curves(errors: Mapping[str, Sequence[Mean]]) -> Figure:
    """The test error of the second task against its number of examples, by what the network starts from."""
    traces, told, middle = [], [], COUNTS.index(16)
    for prior, means in errors.items():
        name = phrase(f"priors.{prior}", nngp=NAMES[NNGP], finite=NAMES[FINITE])
        colour, symbol, dash = _PRIORS[prior]
        traces.append(with_bars(COUNTS, means, colour, name, symbol, dash=dash))
        told.append(f"{name}: {means[middle]}")
    x = {"title": phrase("weights.across"), "type": "log", "tickvals": COUNTS, "ticktext": list(map(str, COUNTS))}
    y = logarithmic(phrase("error"), *map(values_of, errors.values()))
    finding = phrase("weights.finding", count=COUNTS[middle], errors=", ".join(told))
    return with_legend(traces, x, y, _HEIGHT, finding=finding)
