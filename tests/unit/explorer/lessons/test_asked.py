"""Questions on their way to the browser: what is asked tells no answer, and the answer is what the chart shows."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from explorer.grid import explore
from explorer.lessons.asked import answered, asked
from explorer.lessons.question import Question
from explorer.scene.scene import Scene

SEVEN = (-1.3, -0.9, -0.5, 0.0, 0.4, 0.8, 1.2)
CURVE = Question("Draw it.", "curve", inputs=SEVEN)
CHOICE = Question("Which?", "choice", options=("A", "B"))


def test_what_is_asked_is_the_same_whatever_the_answer():
    scene = Scene()
    shown = asked(scene, CURVE)
    assert shown == asked(replace(scene, seed=3), CURVE)  # no sample
    other = replace(scene, architecture=replace(scene.architecture, weight_std=1.0))
    assert shown == asked(other, CURVE)  # no curve and no number
    assert shown["points"][2] == (-0.5, 1.0)
    assert shown["candidates"] == []
    assert json.loads(json.dumps(shown))["question"]["inputs"] == list(SEVEN)


def test_labels_that_are_compared_are_shown_and_must_be_comparable():
    assert [each["name"] for each in asked(Scene(), CHOICE)["candidates"]] == ["A", "B"]
    with pytest.raises(ValueError, match="has no Z"):
        asked(Scene(), Question("Which?", "choice", options=("A", "Z")))


def test_the_answer_is_the_curve_of_the_chart():
    view, shown = explore(Scene()), answered(Scene(), CURVE)
    mean = np.frombuffer(base64.b64decode(shown["curves"]["mean"]), "<f4")
    assert mean == pytest.approx(view.mean, abs=1e-6)
    assert shown["tight"] == [-0.9, -0.5]  # between two training points, and on one
    assert shown["shares"] is None
    assert sum(answered(Scene(), CHOICE)["shares"]) == pytest.approx(1.0)
