"""`explore` goes through the modules of the grid in one direction, and stays in each of them once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from types import FrameType

import pytest

from explorer.grid.view import explore
from explorer.scene.scene import Dataset, Scene
from ntkcore import Architecture
from ntkcore.cache import clear_caches
from tests.unit.explorer.grid.test_certainty import ROUNDED, SINE, TWO

GRID = "explorer.grid."
ROAD = ["normals", "prior", "conditioned", "certainty", "answers", "diagnosis", "health"]


@contextmanager
def entries() -> Iterator[list[str]]:
    """The modules of the grid that are entered from another one of them, in order."""
    entered: list[str] = []

    def module_of(frame: FrameType | None) -> str:
        while frame and frame.f_globals.get("__name__") in ("ntkcore.cache", "functools"):
            frame = frame.f_back
        name = str(frame.f_globals.get("__name__")) if frame else ""
        return name.removeprefix(GRID) if name.startswith(GRID) else ""

    def watch(frame: FrameType, event: str, _: object) -> None:
        module = module_of(frame) if event == "call" else ""
        if module and module_of(frame.f_back) != module:
            entered.append(module)

    sys.setprofile(watch)
    try:
        yield entered
    finally:
        sys.setprofile(None)


def stays(scene: Scene) -> list[str]:
    """The modules in which `explore` of a scene stays, one after the other, when nothing is cached."""
    clear_caches("explorer.grid")
    with entries() as entered:
        explore(scene)
    return [module for module, _ in groupby(entered) if module != "view"]


@pytest.mark.parametrize("prior", ["nngp", "ntk", "ensemble"])
def test_each_module_is_entered_once(prior):
    assert stays(replace(Scene(), prior=prior)) == ROAD


def test_a_scene_in_poor_health_is_solved_once_for_each_noise_that_is_tried():
    poor = Scene(Architecture("erf", 1, 1.41, 0.3), Dataset(SINE, ROUNDED), TWO, "nngp")
    assert explore(poor).remedy == 0.003
    assert stays(poor) == [*ROAD[:-1], *ROAD[1:]]
