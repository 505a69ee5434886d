"""The sentences about two inputs in a deep network: told apart down to which layer, and why."""

import math

from explorer.format import number
from explorer.studies.finite_width.numbers import courses
from explorer.ui import text
from ntkcore.choices import Skip


def size_text(course: courses.Course) -> str:
    """The variance at which the map of correlations is shown: 'K* = 0.37'."""
    limit = 0.0 < course.variance < math.inf and course.at == course.variance
    sign = r"K\*" if limit else "K"
    return f"{sign}\u00a0=\u00a0{number(course.at, '.3g')}"


def write(course: courses.Course, a: float, b: float) -> None:
    """Write the sentence about this network and the inputs a and b."""
    decay, arch = course.decay, course.arch
    distance = course.way.distance
    if math.isnan(float(course.way.correlation[-1])):
        text.show("finite_width", "fate_nothing")
    elif decay is None:
        values = {"c": number(1.0 - float(distance[-1]), ".4g"), "gap": number(float(distance[-1]), ".3g")}
        text.show("finite_width", "fate_scaled", **values, more=number(courses.after_many(arch, a, b), ".3g"))
        return
    elif decay.power:
        law = number(decay.factor, ".3g") + ("/l" if decay.power == 1 else "/l²")
        about = "fate_power" if math.isfinite(decay.factor) else "fate_slow"
        text.show("finite_width", about, **({"law": law} if about == "fate_power" else {}))
    else:
        layer = max(1, round(course.depth))
        values = {
            "layer": number(layer, ",d"),
            "length": number(decay.length, ".3g"),
            "slope": number(decay.slope, ".4g"),
        }
        ordered = decay.correlation == 1.0
        limit = {} if ordered else {"limit": number(decay.correlation, ".3g")}
        text.show("finite_width", "fate_ordered" if ordered else "fate_chaotic", **values, **limit)
    if arch.skip == Skip.EQUAL:
        text.show("finite_width", "fate_equal")
    if course.variance in (0.0, math.inf):
        text.show("finite_width", "fate_explodes" if course.variance else "fate_dies")
