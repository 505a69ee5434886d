"""The script of the page on what modes cost gives, when it is run, the numbers on screen."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.studies.mode_cost.numbers import features, learning, placed
from explorer.studies.mode_cost.numbers.learning import Task
from explorer.studies.mode_cost.numbers.placed import Course
from ntkcore import Architecture
from tests.conftest import ROOT
from tests.unit.explorer.export.pages.scripts import SCENE, run

BLOCKS = Architecture("erf", 3, 1.4, 0.3, skip="equal", norm="layer")


@pytest.mark.parametrize(
    ("query", "task", "n"),
    [
        (
            "dim=5&goal=majority&n=9&ridge=0.1&sigma=0.4&kernel=nngp",
            Task(SCENE.architecture, "nngp", "cube", 5, "majority", 0.1, 0.4, False, 0),
            9,
        ),
        ("data=digits&n=30", Task(SCENE.architecture, "ntk", "digits", 0, "digit", 0.0, 0.0, False, 0), 30),
        ("dim=5&goal=three&n=12", Task(BLOCKS, "ntk", "cube", 5, "three", 0.0, 0.0, False, 0), 12),
    ],
)
def test_shares_and_errors_are_those_on_screen(query, task, n, monkeypatch):
    monkeypatch.chdir(ROOT)
    names = run("mode_cost", query, replace(SCENE, architecture=task.arch))
    predicted, drawn = learning.predicted(task, n), learning.draw(task, n)
    assert names["predicted"] == pytest.approx(predicted.errors[0], rel=1e-8)
    np.testing.assert_allclose(names["errors"], drawn.errors, rtol=1e-7)
    np.testing.assert_allclose(np.sum(names["shares"], axis=1), drawn.totals, rtol=1e-9)
    shares = np.repeat(predicted.shares[0], task.pool.counts.astype(int))
    np.testing.assert_allclose(names["theory"].learnability, np.sort(shares)[::-1], rtol=1e-8)
    assert np.sort(names["prices"])[0] == pytest.approx(learning.examples_for_one_half(task).min(), rel=1e-8)


@pytest.mark.parametrize(
    ("shape", "arch"),
    [("circle", SCENE.architecture), ("line", SCENE.architecture), ("circle", replace(BLOCKS, skip="scaled"))],
)
def test_errors_on_a_circle_and_a_line_are_those_on_screen(shape, arch):
    query = f"show=placed&shape={shape}&wave=3&placed=12&smooth=0.01"
    names = run("mode_cost", query, replace(SCENE, architecture=arch))
    answer = placed.errors(Course(arch, "ntk", shape, 3, 0.01, 0))
    at = list(answer.n).index(12)
    assert names["predicted"] == pytest.approx(answer.predicted[at], rel=1e-6)
    assert np.mean(names["errors"]) == pytest.approx(answer.mean[at], rel=1e-6)
    assert names["spaced"] == pytest.approx(answer.spaced[at], rel=1e-6)


def test_the_first_network_of_the_file_is_trained_again():
    names, size = run("mode_cost", "show=features"), features.measurements()["networks"]["sizes"][1]
    assert names["n"] == size["n"]
    assert names["predicted"] == pytest.approx(size["predicted"], rel=1e-9)
    assert names["kernel_error"] == pytest.approx(size["kernel"][0], rel=1e-7)
    recorded = size["trained"]["0.015625"][0]
    assert names["trained"].test_error == pytest.approx(recorded["error"], rel=0.05)
    assert names["trained"].moved == pytest.approx(recorded["moved"], rel=0.01)
