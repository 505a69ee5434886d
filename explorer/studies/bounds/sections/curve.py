"""The Bounds page's learning curve: the error of random networks that fit the examples, and three bounds of it."""

from explorer.studies.bounds import figures
from explorer.studies.bounds.numbers.curve import Curve, bounds_of
from explorer.studies.bounds.sections.chosen import FIELDS, choose_task, chosen_curve
from explorer.ui import settings
from explorer.ui.plots import show
from explorer.ui.section import Section


def figure(curve: Curve) -> None:
    """Draw the error and its bounds against the number of examples."""
    m = int(settings.get("m"))
    show(figures.error_curves(curve, bounds_of(curve.log_p, curve.m, settings.get("delta")), m), "bounds")


SECTION = Section("bounds", "curve", choose_task, chosen_curve, figure, fields=FIELDS)
