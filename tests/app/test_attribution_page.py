"""The Eigenmodes page on labels: waterfalls that add up to the playground's numbers, hypotheses and goals compared."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from explorer.format import number
from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.scene import Candidate, Scene
from explorer.studies.eigenmodes.figures.attribution import waterfall
from explorer.studies.eigenmodes.numbers.attribution import attribute, attribute_data
from explorer.studies.eigenmodes.numbers.goals import Feature, weigh_features
from explorer.studies.eigenmodes.sections.goals import FEATURES
from ntkcore.choices import Distribution
from tests.app.eigenmodes_page import choose, control, drawn, heights, page_text, visit
from tests.conftest import FIVE_POINTS

HYPOTHESES = (
    Candidate("A", (-0.3, 0.4, 1.2), (0.1, -0.5, 2.0)),
    Candidate("B", (-0.3, 0.4, 1.2), (0.0, 0.0, 0.0)),
    Candidate("C", (0.7,), (-2.5,)),
)


@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("name", ["A", "C"])
def test_the_waterfall_adds_up_to_the_number_of_the_playground(prior, name):
    scene = Scene(prior=prior, candidates=HYPOTHESES)
    number = [candidate.name for candidate in HYPOTHESES].index(name) + 1
    visitor = visit(f"{permalink.encode(scene)}&part=why&label={number}")
    shown = next(a.log_p for group in explore(scene).groups for a in group.answers if a.name == name)
    numbers = [float(text.replace("−", "-")) for text in re.findall(r"\*\*([−\d.]+)\*\*", page_text(visitor))[:2]]
    assert numbers == [round(shown, 4)] * 2
    attribution = attribute(scene, HYPOTHESES[number - 1])
    assert attribution is not None
    bars = drawn(visitor)[0]["data"][0]
    assert bars["x"] == waterfall(attribution)["data"][0]["x"]
    assert sum(bars["y"][:-1]) == pytest.approx(shown, abs=1e-8)
    assert bars["y"][-1] == pytest.approx(shown, abs=1e-8)


def test_the_training_labels_have_a_waterfall_too():
    visitor = visit("part=why&label=0")
    bars = drawn(visitor)[0]["data"][0]
    attribution = attribute_data(Scene())
    np.testing.assert_allclose(bars["y"][:-1], attribution.modes)
    assert bars["y"][-1] == pytest.approx(explore(Scene()).log_evidence, abs=1e-9)


def test_two_hypotheses_are_compared_and_a_stranger_is_not_offered():
    scene = Scene(candidates=HYPOTHESES)
    visitor = visit(f"{permalink.encode(scene)}&part=why&label=1&versus=3")
    assert control(visitor, "versus").value == 2
    answers = {a.name: a.log_p for group in explore(scene).groups for a in group.answers}
    assert f"**{answers['A'] - answers['B']:+.2f}**".replace("-", "−") in page_text(visitor)
    assert sum(heights(drawn(visitor)[1])) == pytest.approx(answers["A"] - answers["B"], abs=1e-8)
    choose(visitor, "label", 3)
    assert len(drawn(visitor)) == 1
    choose(visitor, "label", 2)
    choose(visitor, "versus", 0)
    assert len(drawn(visitor)) == 1


def test_a_link_to_a_label_that_is_not_there_is_mended_in_words():
    visitor = visit("v=3&part=why&label=9&versus=7")
    assert [candidate.name for candidate in visitor.scene.candidates] == ["A", "B"]
    assert visitor.app.text[0].value.splitlines() == [
        "• label was 9; here it must be from 0 to 2, so 2 is used.",
        "• versus was 7; here it must be one of 0, 1, so 1 is used.",
    ]
    assert visitor.link == "v=3&part=why&label=2&versus=1"


def test_what_the_data_fix_is_said_in_words():
    scene = replace(FIVE_POINTS, candidates=(Candidate("A", (0.0,), (0.5,)), Candidate("B", (0.0,), (-0.3,))))
    for label in (1, 2):
        visitor = visit(f"{permalink.encode(scene)}&part=why&label={label}")
        assert "There is no density to explain here" in page_text(visitor)
        assert drawn(visitor) == []


def test_the_odds_of_two_goals_are_those_of_ntkcore():
    visitor = visit("part=goal&bits=5")
    goals = weigh_features(Scene().architecture, "ntk", 5, Feature.FIRST, Feature.PAIR, 0.0)
    times = number(math.exp(goals.log_odds), ".3g")
    sentence = f"**{goals.log_odds:+.2f}** nats: A (x₁) is **{times} times** as likely as B"
    assert sentence in page_text(visitor)
    np.testing.assert_array_equal(heights(drawn(visitor)[1]), goals.by_degree)
    for name in FEATURES:
        choose(visitor, "goal_b", name)
    choose(visitor, "goal_b", "x1")
    assert "A and B are the same feature" in page_text(visitor)
    visitor = visit("part=goal&layers=1&bias=0&goal_b=x2x3x4")
    assert "this network cannot represent B (x₂·x₃·x₄) at all" in page_text(visitor)
