"""The task that is chosen on the Bounds page, which its sections share: its controls and its learning curve."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from explorer.language import Phrases, phrases_of
from explorer.studies.bounds.numbers.curve import Curve, learning_curve
from explorer.studies.bounds.numbers.targets import TARGETS, Task, voters
from explorer.ui import session, settings, text
from explorer.ui.section import Absent
from ntkcore.inference.orthant.distinct import SingularKernelError

phrase = phrases_of("studies/bounds")

NAMES = Phrases("studies/bounds", "targets", TARGETS)
FIELDS: settings.Fields = {
    "target": settings.Choice(TARGETS),
    "cube": settings.Number(4, 7, 6),
    "flips": settings.Number(0.0, 0.5, 0.0),
    "sample": settings.Number(0, 999, 0),
    "m": settings.Number(1, 512, 64),
    "delta": settings.Number(0.001, 0.5, 0.05),
}
_Answer = TypeVar("_Answer")
_DELTAS = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5)


def task() -> Task:
    """The task that the settings describe."""
    bits, flips, sample = (settings.get(key) for key in ("cube", "flips", "sample"))
    return Task(settings.get("target"), bits, flips, sample)


def choose_task() -> None:
    """Draw the settings of the task, of the sample and of the bounds."""
    left, middle, right = st.columns(3)
    bits = int(settings.get("cube"))
    names = {**NAMES, "majority": phrase("majority_of", count=voters(bits))}
    with left, settings.together("task"):
        settings.choose(
            phrase("chosen.target"), "target", names, as_menu=True, help=text.section("bounds", "target_help")
        )
        settings.slide(phrase("chosen.cube"), "cube", help=text.section("bounds", "cube_help"))
    with middle, settings.together("labels"):
        settings.slide(phrase("chosen.flips"), "flips", 0.01, help=text.section("bounds", "flips_help"))
        settings.slide(phrase("chosen.sample"), "sample", help=text.section("bounds", "sample_help"))
    settings.keep_within("m", 1, task().most)
    with right, settings.together("size"):
        settings.slide(phrase("chosen.m"), "m", high=task().most, help=text.section("bounds", "m_help"))
        settings.pick("δ", "delta", _DELTAS, help=text.section("bounds", "delta_help"))


def chosen_curve(_: object) -> Curve | Absent:
    """Compute the learning curve of the scene's network; Absent where that is not possible."""
    arch, chosen = session.current().architecture, task()
    return or_absent(lambda: learning_curve(arch, chosen), "rank")


def or_absent(compute: Callable[[], _Answer], singular: str) -> _Answer | Absent:
    """Return what `compute` gives, or why there is none: the text `singular` where outputs depend on each other."""
    try:
        return compute()
    except SingularKernelError as reason:
        if reason.rank is None:
            return Absent(text.section("bounds", "rounding"))
        return Absent(text.section("bounds", singular, rank=reason.rank, count=reason.count))
    except ArithmeticError:
        return Absent(text.section("bounds", "no_limit"))
