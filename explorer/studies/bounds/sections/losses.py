"""The Bounds page's losses: −ln P(S) is a sum over the examples, and the bound is the average of the learning curve."""

import math

from explorer.format import number
from explorer.studies.bounds.figures import curves
from explorer.studies.bounds.numbers.curve import Curve
from explorer.studies.bounds.sections.chosen import chosen_curve
from explorer.ui import settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section


def figure(curve: Curve) -> None:
    """Draw the loss of each example, the running average and the bound."""
    show(curves.losses(curve, settings.get("delta"), int(settings.get("m"))), "losses")


def words(curve: Curve) -> None:
    """Write the sum, its average and the bound at the chosen m."""
    m, delta = int(settings.get("m")), settings.get("delta")
    total = -float(curve.log_p[m - 1])
    if math.isfinite(total):
        average, more = total / m, -math.log(delta) / m
        nats = {"total": number(total, ".2f"), "average": number(average, ".3f"), "more": number(more, ".3f")}
        nats |= {"bound": number(average + more, ".3f"), "error": number(-math.expm1(-average - more), ".3f")}
        text.show("bounds", "sum", m=m, **nats)


SECTION = Section("bounds", "losses", numbers=chosen_curve, figure=figure, words=words)
