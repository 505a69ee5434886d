"""The Finite width page's strip: sizes and similarities of the two inputs in each of 50 layers."""

import numpy as np

from explorer.studies.finite_width.figures import strip
from explorer.studies.finite_width.sections import order
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section


def numbers(_: object) -> order.Shown | Absent:
    """Compute the inputs that were chosen above."""
    return order.numbers(order.Asked(session.current().architecture, settings.get("a"), settings.get("b")))


def figure(shown: order.Shown) -> None:
    """Draw the three panels."""
    show(strip.strip(shown.course), "strip")


def words(shown: order.Shown) -> None:
    """Write what the dashed line is, where there is one."""
    if np.isfinite(shown.course.predicted()).any() and shown.course.decay is not None:
        text.show("finite_width", "strip_power" if shown.course.decay.power else "strip_exponential")


SECTION = Section("finite_width", "strip", numbers=numbers, figure=figure, words=words)
