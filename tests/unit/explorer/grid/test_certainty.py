"""What the app promises of digits and order holds against arithmetic of many digits, which needs no jitter."""

import math
import random
import re
from collections.abc import Iterator
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest

from explorer.grid.answers import agreed_step, odds_agree
from explorer.grid.messages import NOTES
from explorer.grid.view import View, explore
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.window import grid_index, snap
from ntkcore import Architecture
from ntkcore.choices import Distribution
from tests.oracle import scenes as exact

SINE = tuple(snap(0.07 * k) for k in range(15))
ROUNDED = tuple(snap(math.sin(3 * x)) for x in SINE)
AT = (-0.4, 0.3, 1.2)
TWO = (Candidate("A", (1.2,), (0.0,)), Candidate("B", (1.2,), (-1.0,)))
JOINT = (Candidate("C", AT, (0.5, 0.78, 0.1)), Candidate("D", AT, (0.5, 0.7, 0.3)))
NETWORKS = (("erf", 1, 1.41), ("gelu", 1, 1.41), ("sin", 1, 1.8), ("erf", 2, 1.2), ("gelu", 2, 1.5))


def promised(view: View) -> int:
    digits = re.findall(r"About (\d+) digits", " ".join(view.health.messages))
    return int(digits[0]) if digits else 0


def test_rounded_labels_of_a_smooth_kernel_promise_and_rank_nothing():
    scene = Scene(Architecture("erf", 1, 1.41, 0.3), Dataset(SINE, ROUNDED), TWO, Distribution.NNGP)
    view = explore(scene)
    with mp.workdps(140):
        truth = exact.solve(scene, (1.2,))
        log_p = {candidate.name: float(truth.log_p(candidate)) for candidate in TWO}
    assert float(truth.mean[0]) == pytest.approx(-23.44, abs=0.005)
    assert log_p == pytest.approx({"A": -8.58e11, "B": -7.86e11}, rel=1e-3)
    assert view.health.level == "poor"
    assert not promised(view)
    assert "Jitter or rounding decides these numbers, not the kernel." in view.health.messages[1]
    (group,) = view.groups
    assert (group.ranked, group.note) == (False, NOTES["order"])
    assert [answer.name for answer in group.answers] == ["A", "B"]
    assert all(math.isnan(answer.log10_odds) and math.isnan(answer.step) for answer in group.answers)
    assert view.misfit == np.abs(view.mean[grid_index(SINE)] - ROUNDED).max() > 0.001
    assert view.remedy == 0.003


@pytest.mark.sample(8)
@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("network", NETWORKS, ids=str)
def test_where_jitter_decides_nothing_is_said_that_is_not_so(network, prior):
    activation, hidden_layers, weight_std = network
    for labels in (ROUNDED, tuple(snap(math.cos(5 * x)) for x in SINE), (0.0,) * 14 + (0.01,)):
        architecture = Architecture(activation, hidden_layers, weight_std, 0.3)
        scene = Scene(architecture, Dataset(SINE, labels), (*TWO, *JOINT), prior)
        view = explore(scene)
        assert view.jitter > 0
        assert not promised(view)
        with mp.workdps(100):
            assert_no_false_claim(view, exact.solve(scene, AT))


@pytest.mark.parametrize("prior", Distribution)
def test_the_offered_noise_makes_the_answers_true(prior):
    for activation, hidden_layers, weight_std in NETWORKS:
        architecture = Architecture(activation, hidden_layers, weight_std, 0.3)
        scene = Scene(architecture, Dataset(SINE, ROUNDED), (*TWO, *JOINT), prior)
        remedy = explore(scene).remedy
        assert remedy == 0.003
        view = explore(replace(scene, noise_std=remedy))
        assert view.health.level != "poor"
        assert view.jitter == 0.0
        with mp.workdps(60):
            assert_no_false_claim(view, exact.solve(view.scene, AT))
        assert all(group.ranked for group in view.groups)


def test_digits_without_jitter_are_never_too_many():
    """Scenes of condition 10⁶ to 10¹²: every digit that is shown or promised is right."""
    promises = 0
    for scene in delicate_scenes():
        view = explore(scene)
        if view.jitter:
            continue
        with mp.workdps(50):
            truth = exact.solve(scene, AT)
            assert_no_false_claim(view, truth)
        promises += promised(view) > 0
    assert promises >= 5


def delicate_scenes() -> Iterator[Scene]:
    chance = random.Random(11)
    for turn in range(80):
        activation = chance.choice(("erf", "gelu", "sin", "relu", "abs"))
        depth, weight_std = chance.choice((1, 2, 4, 8)), chance.choice((0.8, 1.41, 2.0, 2.8))
        count, step = chance.choice(((5, 0.05), (7, 0.1), (9, 0.15), (6, 0.2), (12, 0.04)))
        x = tuple(snap(-0.35 + step * k) for k in range(count))
        x = tuple(each for each in x if each not in AT)
        wild = turn % 2
        y = tuple(snap(chance.uniform(-1, 1) if wild else math.sin(2 * each)) for each in x)
        noise_std = chance.choice((0.0, 0.0, 0.003))
        architecture = Architecture(activation, depth, weight_std, chance.choice((0.1, 0.5)))
        yield Scene(architecture, Dataset(x, y), (*TWO, *JOINT), chance.choice(list(Distribution)), noise_std)


def assert_no_false_claim(view: View, truth: exact.Exact) -> None:
    """Mean, band, log p and order as shown, against the truth."""
    at, digits, shown = grid_index(AT), promised(view), view.doubt
    names = {candidate.name: candidate for candidate in view.scene.candidates}
    for i, column in enumerate(at):
        mean, std = float(truth.mean[i]), math.sqrt(truth.covariance[i, i])
        if not view.jitter:
            assert abs(view.mean[column] - mean) <= shown[column], view.scene
            assert abs(view.std[column] - std) <= shown[column], view.scene
        if digits:
            assert abs(view.mean[column] - mean) <= 10.0**-digits * max(abs(mean), 0.01), view.scene
            assert abs(view.std[column] - std) <= 10.0**-digits * max(std, 0.01), view.scene
    if digits:
        assert view.log_evidence == pytest.approx(float(truth.log_evidence), rel=10.0**-digits)
    for group in view.groups:
        log_p = [truth.log_p(names[answer.name]) for answer in group.answers]
        told = [p for answer, p in zip(group.answers, log_p, strict=True) if not answer.verdict]
        assert not group.ranked or told == sorted(told, reverse=True), (view.scene, group, log_p)
        if group.note in (NOTES["partly"], NOTES["fixed"]):
            continue  # log p is that of fewer labels
        for answer, right in zip(group.answers, log_p, strict=True):
            if not (answer.verdict or math.isnan(answer.step)):
                assert abs(answer.log_p - float(right)) <= 0.6 * answer.step, (view.scene, answer, float(right))
            if digits and not answer.verdict:
                assert answer.log_p == pytest.approx(float(right), rel=10.0**-digits, abs=10.0 ** -(digits + 1))


def test_a_number_is_shown_as_far_as_it_is_certain():
    assert agreed_step(-14.831, 1e-6, 0.01) == 0.01
    assert agreed_step(-14.831, 0.01, 0.01) == 0.1
    assert agreed_step(-1.10e6, 1e4, 1.0) == 1e5
    assert math.isnan(agreed_step(-1.1e6, 4.7e6, 1.0))
    assert math.isnan(agreed_step(-1.1e6, math.inf, 1.0))
    assert odds_agree(0.5, 1e-4)
    assert not odds_agree(0.5, 0.02)
    assert odds_agree(7.2, 0.2)
    assert not odds_agree(7.2, 0.4)
