"""Scripts of the pages: each recomputes the numbers of the part that is on screen."""

from collections.abc import Callable, Mapping
from typing import Any

from explorer.export.pages import (
    bounds,
    eigenmodes,
    finite_width,
    images,
    mode_cost,
    prior,
    puzzle,
    simplicity,
    training,
)
from explorer.export.script import as_code, curve_code
from explorer.export.taken import Taken
from explorer.scene.scene import Scene


def script(taken: Taken) -> str:
    """The script of the page and of its part on screen; that of the Playground where a page has none."""
    make = _PAGES.get(taken.page, _playground)
    return "\n".join([*taken.comments("a script; pip install ntkcore"), "", make(taken.scene, taken.settings)])


def _playground(scene: Scene, _: Mapping[str, Any]) -> str:
    """log p of every label asked about, then the curve and its bands."""
    return as_code(scene) + curve_code(scene)


_PAGES: dict[str, Callable[[Scene, Mapping[str, Any]], str]] = {
    "prior": prior.script,
    "eigenmodes": eigenmodes.script,
    "training": training.script,
    "simplicity": simplicity.script,
    "bounds": bounds.script,
    "finite_width": finite_width.script,
    "images": images.script,
    "mode_cost": mode_cost.script,
    "puzzle": puzzle.script,
}
