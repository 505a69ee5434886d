"""The script of the tab on learning beyond the kernel gives, when it is run, the numbers on screen."""

import numpy as np
import pytest

from explorer.scene.scene import Dataset, Scene
from explorer.studies.finite_width.numbers import polynomials, shift
from ntkcore import Architecture
from tests.unit.explorer.export.pages.scripts import run, text_of

SCENE = Scene(Architecture("erf", 1, 1.5, 0.5), Dataset((-1.0, 0.5), (0.4, -0.3)), seed=3)
QUERY = "show=learning&taylor=32&taylor_alpha=2&taylor_time=5&shift=16&shift_pairs=4"


def test_polynomials_and_pairs_are_those_on_screen():
    names = run("finite_width", QUERY, SCENE)
    data = (SCENE.architecture, SCENE.dataset.x, SCENE.dataset.y)
    *_, answer = polynomials.train(polynomials.Request(*data, 32, 2.0, 5.0, 3))
    for name in polynomials.ORDERS:
        assert names["misses"][name] == pytest.approx(answer.miss(name), rel=1e-6, abs=1e-12)
        assert names["moved"][name] == pytest.approx(answer.moved(name), rel=1e-6, abs=1e-12)
    *_, pairs = shift.train(shift.Request(*data, 16, 4, 5.0, 3))
    for name in shift.SHIFTED:
        for got, expected in zip(names["measured"].shift(name, "linear"), pairs.shift.means[name], strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-12)


def test_without_points_nothing_is_trained():
    assert "no points" in text_of("finite_width", QUERY, Scene(dataset=Dataset()))
