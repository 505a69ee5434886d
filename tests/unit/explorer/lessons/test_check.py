"""What a check measures equals the library's own numbers, and every check of every scene has an answer."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.grid.view import explore
from explorer.lessons.check import QUANTITIES, Check, is_met, measure
from explorer.scene.scene import PRESETS, Candidate, Dataset, Pin, Scene
from ntkcore import Architecture, kernel_pair, predict

NETWORK = Architecture("erf", 2, 1.5, 0.4)
X, Y = (-1.0, 0.2, 0.8), (0.5, -0.3, 0.9)
ASKED = (Candidate("A", (0.5,), (0.4,)), Candidate("B", (0.5,), (1.4,)), Candidate("C", (0.1,), (0.0,)))
SCENE = Scene(NETWORK, Dataset(X, Y), ASKED, prior="nngp", noise_std=0.1)
BOUNDS = st.none() | st.floats(allow_nan=False)


view = cache(explore)


def value(quantity, *at, of=()):
    return measure(view(SCENE), Check("", quantity, tuple(at), of))


def test_numbers_of_curves_and_labels_are_those_of_the_library() -> None:
    f = predict(NETWORK, list(X), list(Y), [0.5], prior="nngp", noise_std=0.1)
    assert value("mean", 0.5) == pytest.approx(float(f.mean[0]), abs=1e-9)
    assert value("std", 0.5) == pytest.approx(float(f.std[0]), abs=1e-9)
    assert value("band", 0.5) == pytest.approx(2 * float(f.std[0]), abs=1e-9)
    log_p = [float(f.log_density([y], noise_std=0.1)) for y in (0.4, 1.4)]
    assert value("log_p", of=("B",)) == pytest.approx(log_p[1], abs=1e-8)
    assert value("odds", of=("A", "B")) == pytest.approx(math.exp(log_p[0] - log_p[1]), rel=1e-7)
    assert value("odds", of=("A", "C")) is None
    assert value("log_p", of=("Z",)) is None


def test_numbers_of_the_kernel_are_those_of_the_library() -> None:
    gram = np.asarray(kernel_pair(NETWORK, [-1.0, 0.5]).nngp)
    assert value("kernel", -1.0, 0.5) == pytest.approx(gram[0, 1], rel=1e-9)
    assert value("similarity", -1.0, 0.5) == pytest.approx(gram[0, 1] / math.sqrt(gram[0, 0] * gram[1, 1]), rel=1e-9)
    ordered = np.linalg.eigvalsh(np.asarray(kernel_pair(NETWORK, list(X)).nngp))[::-1]
    assert value("eigenvalue", 1) == pytest.approx(ordered[0], rel=1e-9)
    assert value("eigenvalue_ratio", 1, 3) == pytest.approx(ordered[0] / ordered[2], rel=1e-7)
    assert value("eigenvalue", 4) is None
    unbiased = explore(replace(SCENE, architecture=Architecture("relu", 1, 1.0, 0.0)))
    assert measure(unbiased, Check("", "similarity", (0.0, 1.0))) is None


def test_what_stands_in_the_scene_is_read_from_it() -> None:
    expected = {"points": 3, "labels": 3, "layers": 2, "weight_std": 1.5, "bias_std": 0.4, "noise": 0.1, "seed": 0}
    expected |= {"time": math.inf, "slice": 0.0, "pinned": 0, "activation": "erf", "prior": "nngp"}
    assert {name: value(name) for name in expected} == expected
    assert (value("skip"), value("norm")) == ("none", "none")
    assert (value("height", 0.2), value("height", 0.21), value("label", of=("B",))) == (-0.3, None, 1.4)
    assert (value("nearest", 0.5), value("nearest", -1.5)) == (pytest.approx(0.3), pytest.approx(0.5))
    assert measure(explore(replace(SCENE, dataset=Dataset())), Check("", "nearest", (0.0,))) == math.inf
    assert measure(explore(replace(SCENE, pin=Pin.of(SCENE))), Check("", "pinned")) == 1.0


@pytest.mark.parametrize(
    ("bounds", "met"),
    [
        ({"below": 3.5}, True),
        ({"below": 3}, False),
        ({"above": 2.9, "below": 3.1}, True),
        ({"above": 3}, False),
        ({"equals": 3.004}, True),
        ({"equals": 3.006}, False),
        ({"equals": "3"}, False),
        ({}, True),
    ],
)
def test_bounds_are_strict_and_equal_is_within_half_a_step(bounds, met) -> None:
    assert is_met(view(SCENE), Check("", "points", **bounds)) is met


def test_words_and_infinities_are_compared() -> None:
    assert is_met(view(SCENE), Check("", "activation", equals="erf"))
    assert not is_met(view(SCENE), Check("", "activation", equals="relu"))
    assert is_met(view(SCENE), Check("", "time", equals=math.inf))
    assert not is_met(view(SCENE), Check("", "log_p", of=("Z",), below=math.inf))


INPUTS = st.integers(-150, 150).map(lambda k: k / 100)
SCENES = [SCENE, *(Scene().with_preset(name) for name in PRESETS), Scene(dataset=Dataset())]


@given(st.sampled_from(SCENES).map(view), st.sampled_from(sorted(QUANTITIES)), st.data(), BOUNDS, BOUNDS)
def test_every_check_of_every_scene_has_an_answer(view, name, data, below, above) -> None:
    quantity = QUANTITIES[name]
    inputs = st.integers(1, 64).map(float) if quantity.modes else INPUTS
    at = data.draw(st.tuples(*[inputs] * quantity.inputs))
    of = data.draw(st.tuples(*[st.sampled_from("ABCZ")] * quantity.names))
    assert is_met(view, Check("", name, at, of, below=below, above=above)) in (True, False)
