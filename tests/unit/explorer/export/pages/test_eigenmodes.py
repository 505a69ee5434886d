"""The Eigenmodes page's script gives, when it is run, the numbers on screen."""

import math
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from explorer.grid.view import explore
from explorer.scene.scene import Candidate
from explorer.studies.eigenmodes.numbers import attribution, decay, goals, spectrum
from explorer.studies.eigenmodes.numbers.attribution import Attribution
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.sections import modes as modes_section
from explorer.studies.eigenmodes.sections import symmetry
from ntkcore.choices import Distribution
from tests.unit.explorer.export.pages.scripts import SCENE, UNITS, run


@pytest.mark.sample(2)
@pytest.mark.parametrize("inputs", InputSet)
def test_spectra_are_those_on_screen(inputs):
    names = run("eigenmodes", f"part=order&inputs={inputs}&bits=5&t=100")
    training = SCENE.dataset.x if inputs == InputSet.TRAINING else ()
    shown = spectrum.spectrum(SCENE.architecture, inputs, "ntk", training, 5)
    assert names["values"] == pytest.approx(shown.values, rel=1e-8, abs=1e-12 * shown.values.max())
    assert names["learned"] == int(shown.multiplicity[shown.values * 100 >= 1].sum())


def test_rebuilt_labels_are_those_on_screen():
    names = run("eigenmodes", "part=modes&kernel=nngp&kept=2&inputs=training")
    data = SCENE.dataset
    shown = spectrum.rebuild(SCENE.architecture, "nngp", data.x, data.y, 2)
    assert names["share"] == pytest.approx(shown.share, rel=1e-10)


def test_broken_symmetries_are_those_on_screen():
    names = run("eigenmodes", "part=symmetry&moved=0.3&one=7&gaps=0.4")
    move = symmetry.Move(0.3, 7, 0.4)
    for name, circle in (("circle", True), ("interval", False)):
        shown = symmetry._symmetry(SCENE.architecture, "ntk", move, circle)
        assert names["broken"][name] == pytest.approx((shown.shift, shown.flip), rel=1e-10)


@pytest.mark.parametrize("pair", [("x1", "x2x3"), ("majority", "parity")])
def test_odds_of_goals_are_those_on_screen(pair):
    names = run("eigenmodes", f"part=goal&bits=5&goal_a={pair[0]}&goal_b={pair[1]}")
    feature, other = (goals.Feature(name) for name in pair)
    shown = goals.weigh_features(SCENE.architecture, "ntk", 5, feature, other, SCENE.noise_std)
    assert names["log_odds"] == pytest.approx(shown.log_odds, rel=1e-9)


@pytest.mark.parametrize("kernel", ["ntk", "nngp"])
@pytest.mark.parametrize("inputs", [InputSet.INTERVAL, InputSet.CIRCLE])
def test_the_decay_is_that_on_screen(inputs, kernel):
    names = run("eigenmodes", f"part=spectrum&inputs={inputs}&kernel={kernel}")
    shown = spectrum.spectrum(SCENE.architecture, inputs, kernel, (), 0)
    assert names["exponent"] == pytest.approx(decay.measure(shown, decay.Law.POWER).exponent, rel=1e-6)
    assert names["factor"] == pytest.approx(decay.measure(shown, decay.Law.FASTER).factor, rel=1e-6)


def test_the_nearest_sinusoid_is_that_on_screen():
    names = run("eigenmodes", "part=modes&inputs=gaussian&kernel=nngp&mode=7")
    shown = modes_section._nearest(SCENE.architecture, InputSet.GAUSSIAN, "nngp")
    assert names["k"] == 7
    assert names["r_squared"] == pytest.approx(shown.r_squared[6], rel=1e-6)


TWICE = (Candidate("A", (0.2, 0.7), (0.4, 0.1)), Candidate("B", (0.2, 0.7), (-0.6, 0.3)))


@pytest.mark.sample(3)
@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("noise", [0.1, 0.0])
def test_explained_labels_are_those_on_screen(prior, noise):
    scene = replace(UNITS, candidates=TWICE, prior=prior, noise_std=noise)
    names = run("eigenmodes", "part=why&label=1&versus=2", scene)
    data = scene.dataset
    first, second = (
        cast(Attribution, attribution.attribute(scene, c)).in_units(scene.y_axis, len(data.x)) for c in TWICE
    )
    assert names["total"] == pytest.approx(first.log_p, rel=1e-7)
    assert np.sort(names["data"]) == pytest.approx(np.sort(first.data), rel=1e-5, abs=1e-7)
    assert names["complexity"].sum() == pytest.approx(first.complexity.sum(), rel=1e-6)
    assert names["by_mode"].sum() == pytest.approx(attribution.difference(first, second).sum(), rel=1e-6)
    training = run("eigenmodes", "part=why&label=0", scene)
    shown = attribution.attribute_data(scene).in_units(scene.y_axis, len(data.x))
    assert training["total"] == pytest.approx(shown.log_p, rel=1e-8)
    assert np.sort(training["data"]) == pytest.approx(np.sort(shown.data), rel=1e-5, abs=1e-9)
    answers = {answer.name: answer.log_p for group in explore(scene).groups for answer in group.answers}
    assert names["total"] == pytest.approx(answers["A"] + 2 * math.log(40.0), rel=1e-6)
