"""The task that is chosen on the page on what modes cost: its controls, which the sections of the first tab share."""

import streamlit as st

from explorer.language import Phrases, phrases_of
from explorer.studies.mode_cost.numbers.learning import Task, largest
from explorer.studies.mode_cost.numbers.pools import CUBE, GOALS, IMAGES, TARGETS, voters
from explorer.ui import kernels, session, settings, text

phrase = phrases_of("studies/mode_cost")

_DATA = Phrases("studies/mode_cost", "data", (CUBE, IMAGES))
_DRAWN = Phrases("studies/mode_cost", "drawn")
_TARGETS = Phrases("studies/mode_cost", "targets", TARGETS)
_GOALS = Phrases("studies/mode_cost", "goals", GOALS)
RIDGES = (0.0, 0.001, 0.01, 0.1, 1.0, 10.0)
KERNEL_FIELD = settings.Choice(("ntk", "nngp"))
FIELDS: settings.Fields = {
    "data": settings.Choice(tuple(_DATA)),
    "dim": settings.Number(4, 8, 8),
    "kernel": KERNEL_FIELD,
    "goal": settings.Choice(("two", *(name for name in TARGETS if name != "two"))),
    "image": settings.Choice(GOALS),
    "n": settings.Number(1, 230, 20),
    "ridge": settings.Number(0.0, 100.0, 0.0),
    "sigma": settings.Number(0.0, 2.0, 0.0),
    "repeat": settings.Choice(tuple(_DRAWN)),
}


def task() -> Task:
    """The task that the settings describe, for the network of the sidebar."""
    scene, data = session.current(), settings.get("data")
    dimension = int(settings.get("dim")) if data == CUBE else 0
    target = settings.get("goal" if data == CUBE else "image")
    ridge, noise = settings.get("ridge"), settings.get("sigma")
    repeats = settings.get("repeat") == "again"
    return Task(scene.architecture, settings.get("kernel"), data, dimension, target, ridge, noise, repeats, scene.seed)


def examples() -> int:
    """The number of examples that is chosen."""
    return int(settings.get("n"))


def choose_task() -> Task:
    """Draw the settings of inputs, target and examples; return the task."""
    left, middle, right = st.columns(3)
    on_cube = settings.get("data") == CUBE
    with left, settings.together("inputs"):
        settings.choose(
            phrase("chosen.inputs"), "data", _DATA, as_menu=True, help=text.section("mode_cost", "data_help")
        )
        if on_cube:
            settings.slide(phrase("chosen.dimension"), "dim", help=text.section("mode_cost", "dim_help"))
        kernels.choose_kernel("kernel")
    with middle, settings.together("target"):
        if on_cube:
            names = {**_TARGETS, "majority": phrase("majority_of", count=voters(int(settings.get("dim"))))}
            settings.choose(
                phrase("chosen.target"), "goal", names, as_menu=True, help=text.section("mode_cost", "goal_help")
            )
        else:
            settings.choose(
                phrase("chosen.target"), "image", _GOALS, as_menu=True, help=text.section("mode_cost", "image_help")
            )
        settings.slide(phrase("chosen.n"), "n", high=largest(task()), help=text.section("mode_cost", "n_help"))
        settings.choose(phrase("chosen.repeat"), "repeat", _DRAWN, help=text.section("mode_cost", "repeat_help"))
    settings.keep_within("n", 1, largest(task()))
    with right, settings.together("noise"):
        settings.slide(phrase("chosen.noise"), "sigma", 0.1, help=text.section("mode_cost", "sigma_help"))
        settings.pick(phrase("chosen.ridge"), "ridge", RIDGES, help=text.section("mode_cost", "ridge_help"))
    return task()


def over(chosen: Task) -> str:
    """The name of what numbers groups of modes."""
    return phrase(_group(chosen))


def name_of(chosen: Task, group: int) -> str:
    """The name of a group of modes, with its number: 'degree 2', 'mode 1'."""
    return phrase(f"group.{_group(chosen)}", k=group + (chosen.data == IMAGES))


def _group(chosen: Task) -> str:
    return "degree" if chosen.data == CUBE else "mode"
