"""Examples on a circle or a line on the page on what modes cost: where the theory fails, and what is exact instead."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number, power_of_ten
from explorer.language import Phrases, phrases_of
from explorer.studies.mode_cost.figures import spacing
from explorer.studies.mode_cost.numbers import placed
from explorer.studies.mode_cost.numbers.placed import CIRCLE, COUNT, LINE, SIZES, Course
from explorer.studies.mode_cost.sections.chosen import KERNEL_FIELD, RIDGES
from explorer.ui import kernels, light, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/mode_cost")

_SHAPES = Phrases("studies/mode_cost", "shapes", (CIRCLE, LINE))


class Placed(NamedTuple):
    """The course that is chosen, and the number of examples."""

    course: Course
    n: int


def controls() -> Placed:
    """Draw the settings of shape, mode, examples and ridge."""
    left, middle, right = st.columns(3)
    with left, settings.together("shape"):
        settings.choose(phrase("chosen.inputs"), "shape", _SHAPES, help=text.section("mode_cost", "shape_help"))
        kernels.choose_kernel("kernel")
    with middle, settings.together("course"):
        settings.slide(phrase("chosen.wave"), "wave", help=text.section("mode_cost", "wave_help"))
        settings.pick(phrase("chosen.n"), "placed", SIZES, help=text.section("mode_cost", "placed_help"))
    with right:
        settings.pick(phrase("chosen.ridge"), "smooth", RIDGES, help=text.section("mode_cost", "smooth_help"))
    where = chosen()
    settings.correct("placed", where.n, phrase("chosen.sizes", sizes=", ".join(map(str, SIZES))))
    return where


def chosen() -> Placed:
    """The course and the number of examples that the settings describe."""
    scene = session.current()
    shape, kernel, ridge = (settings.get(key) for key in ("shape", "kernel", "smooth"))
    n = min(SIZES, key=lambda each: abs(np.log(each / settings.get("placed"))))
    return Placed(Course(scene.architecture, kernel, shape, int(settings.get("wave")), ridge, scene.seed), n)


def figure(where: Placed) -> None:
    """Draw the test errors, and the fits of one draw."""
    course, n = where
    measured = placed.errors(course)
    left, right = st.columns([6, 5])
    with left:
        show(spacing.errors_by_placing(measured, n, course.kernel, exact=course.shape == CIRCLE), "placed_errors")
    with right:
        show(spacing.both_fits(course, *placed.fits(course, n)), "placed_fits")
        text.caption("mode_cost", "placed_fits_caption", n=n)


def words(where: Placed) -> None:
    """Write how far the theory is off, and what equal distances are worth."""
    course, n = where
    measured = placed.errors(course)
    rows = [
        [
            int(measured.n[row]),
            _cell(measured.predicted[row]),
            _cell(measured.mean[row], f" ± {number(measured.error[row], '.1g')}"),
            _ratio(measured.ratios[row], ".3g"),
            _cell(measured.median[row]),
            _cell(measured.spaced[row]),
        ]
        for row in range(len(measured.n))
    ]
    columns = ("predicted", "placed.mean", "placed.ratio", "placed.median", "placed.equal")
    light.table(["n", *map(phrase, columns)], rows, "placed")
    at = int(np.flatnonzero(measured.n == n)[0])
    ratios = measured.ratios[np.isfinite(measured.ratios)]
    if np.isfinite(measured.ratios[at]):
        ends = {"least": number(ratios.min(), ".2g"), "most": number(ratios.max(), ".2g")}
        text.show("mode_cost", "placed_ratio", n=n, ratio=number(measured.ratios[at], ".2g"), **ends)
    else:
        text.show("mode_cost", "placed_rounding", n=n)
    if measured.spaced[at] > spacing.LEAST:
        _compare(placed.as_good_as(course, n), n, _cell(measured.spaced[at]))
    if course.shape == CIRCLE:
        text.show("mode_cost", "placed_formula", count=COUNT)


def _compare(worth: float, n: int, error: str) -> None:
    """Write how many random examples are worth as much as n at equal distances."""
    if np.isfinite(worth):
        text.show(
            "mode_cost",
            "placed_worth",
            n=n,
            error=error,
            worth=number(worth, ".0f"),
            times=number(worth / n, ".1f"),
        )
    else:
        text.show("mode_cost", "placed_beyond", n=n, error=error, most=SIZES[-1])


def _cell(error: float, uncertain: str = "") -> str:
    return number(error, ".3g") + uncertain if error > spacing.LEAST else f"< {power_of_ten(-16)}"


def _ratio(value: float, form: str) -> str:
    return number(value, form) if np.isfinite(value) else "—"


SECTION = Section(
    "mode_cost",
    "placed",
    controls,
    figure=figure,
    words=words,
    fields={
        "kernel": KERNEL_FIELD,
        "shape": settings.Choice(tuple(_SHAPES)),
        "wave": settings.Number(0, 12, 2),
        "placed": settings.Number(SIZES[0], SIZES[-1], 10),
        "smooth": settings.Number(0.0, 100.0, 0.0),
    },
)
