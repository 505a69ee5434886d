"""The Bounds page's learning curve: the error of random networks that fit the examples, and three bounds of it."""

import numpy as np

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.bounds.figures import curves
from explorer.studies.bounds.numbers.curve import FEWEST_FOR_MAURER, Bounds, Curve, bounds_of
from explorer.studies.bounds.sections.chosen import FIELDS, choose_task, chosen_curve, task
from explorer.ui import light, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/bounds")

_PATTERNLESS = 0.5  # with this share of wrong labels nothing is left of a target


def _chosen_bounds(curve: Curve) -> Bounds:
    return bounds_of(curve.log_p, curve.m, settings.get("delta"))


def figure(curve: Curve) -> None:
    """Draw the error and its bounds against the number of examples."""
    show(curves.error_curves(curve, _chosen_bounds(curve), int(settings.get("m"))), "bounds")


def words(curve: Curve) -> None:
    """Write the numbers at the chosen m, whether a bound fails, and how far the task can be learned."""
    m, bounds = int(settings.get("m")), _chosen_bounds(curve)
    at = m - 1
    if not np.isfinite(curve.log_p[at]):
        text.show("bounds", "impossible", m=int(np.isfinite(curve.log_p).sum()))
        return
    values = [getattr(bounds, key)[at] for key in curves.NAMES]
    shown = [number(float(value), ".3f") for value in (curve.error[at], *values)]
    if m < FEWEST_FOR_MAURER:
        shown[-1] = phrase("curve.needs", least=FEWEST_FOR_MAURER)
    head = [phrase("curve.m_column"), phrase("curve.error_column"), *curves.NAMES.values()]
    light.table(head, [[m, *shown]], "at_m")
    corners, seen_corners = task().corners, int(curve.distinct[at])
    nats = number(-float(curve.log_p[at]), ".2f")
    text.show("bounds", "at_m", m=m, corners=corners, distinct=seen_corners, nats=nats)
    _failures(curve, bounds)
    if task().target == "random" or task().flips >= _PATTERNLESS:
        left = number(0.5 * (1.0 - seen_corners / corners), ".3f")
        last = len(curve.m) - 1
        ends = {"most": len(curve.m), "at_end": int(curve.distinct[last]), "end": number(curve.error[last], ".3f")}
        text.show("bounds", "random", error=shown[0], left=left, corners=corners, **ends)


def _failures(curve: Curve, bounds: Bounds) -> None:
    """Write where in this sample the bound is below the error, if it is anywhere."""
    failed = curve.m[curve.error > bounds.realisable]
    if len(failed):
        share = number(100 * settings.get("delta"))
        text.show("bounds", "failed", first=int(failed[0]), count=len(failed), share=share)


SECTION = Section("bounds", "curve", choose_task, chosen_curve, figure, words, FIELDS)
