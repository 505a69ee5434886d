"""Checks of the classroom benchmark: whether each answer belongs to the scene that was sent."""

import base64
import math

import numpy as np

from bench.classroom.students import Edit
from explorer.grid.view import explore


def is_for_scene(edit: Edit) -> bool:
    """Whether the answer shows this scene: its points and candidates, and ntkcore's log p and mean curve."""
    scene, answer = edit.scene, edit.answer
    if answer is None or answer["points"] != [list(p) for p in zip(scene.dataset.x, scene.dataset.y, strict=True)]:
        return False
    asked = [{"name": c.name, "points": [list(p) for p in zip(c.x, c.y, strict=True)]} for c in scene.candidates]
    view = explore(scene)
    expected = [(a.name, a.log_p) for group in view.groups for a in group.answers]
    given = [(row["name"], row["log_p"]) for group in answer["groups"] for row in group["rows"]]
    mean = np.frombuffer(base64.b64decode(answer["curves"]["mean"]), "<f4")
    return (
        answer["candidates"] == asked
        and [name for name, _ in given] == [name for name, _ in expected]
        and all(_same(got, wanted) for (_, got), (_, wanted) in zip(given, expected, strict=True))
        and bool(np.allclose(mean, view.mean, rtol=1e-5, atol=1e-6))
    )


def _same(given: float | None, expected: float) -> bool:
    """Whether two log p agree; None means ±∞."""
    return not math.isfinite(expected) if given is None else math.isclose(given, expected, rel_tol=1e-9, abs_tol=1e-9)
