"""The page on what modes cost: its numbers without a link and with one, and draws that are made on request."""

import numpy as np
import pytest

from explorer.format import number
from explorer.studies.mode_cost.numbers import features, learning, placed
from explorer.studies.mode_cost.numbers.learning import Task
from explorer.studies.mode_cost.numbers.placed import Course
from explorer.ui.queue import State
from ntkcore import Architecture
from tests.app.visitor import Visitor, finished, plain

PAGE = "pages/mode_cost.py"


def page_text(visitor):
    return plain(" ".join(element.value for element in (*visitor.app.markdown, *visitor.app.caption)))


def test_without_a_link_the_budget_of_a_cube_is_spent():
    visitor = Visitor("", PAGE)
    task = Task(visitor.scene.architecture, "ntk", "cube", 8, "two", 0.0, 0.0, False, 0)
    shown, drawn = page_text(visitor), learning.draw(task, 20)
    assert "20 of 20 units spent" in shown
    assert f"| 1 | 20 | 20 | {drawn.totals[0]:.10f}" in shown.replace("\\", "")
    assert np.abs(drawn.totals - 20).max() < 1e-10
    price = learning.examples_for_one_half(task)[2]
    assert f"modes that cost at most {price:.1f} examples: those up to degree 2" in shown.replace("**", "")
    assert not visitor.app.info


def test_a_link_sets_the_task_and_controls_change_it():
    query = "layers=2&weights=1.4&bias=0.3&dim=5&kernel=nngp&goal=majority&n=12&ridge=0.1&sigma=0.5&repeat=again&seed=4"
    visitor = Visitor(query, PAGE)
    task = Task(Architecture("relu", 2, 1.4, 0.3), "nngp", "cube", 5, "majority", 0.1, 0.5, True, 4)
    assert visitor.scene.architecture == task.arch
    drawn = learning.draw(task, 12)
    lost = int((12 - drawn.distinct).sum())
    assert f"In the 20 draws of 12 examples {lost} came again" in page_text(visitor)
    assert np.abs(drawn.totals + drawn.withheld - drawn.distinct).max() < 1e-12
    visitor.setting("repeat").move("once")
    assert "This is no approximation" in page_text(visitor)
    visitor.setting("data").move("digits")
    assert "Which digit it is" in visitor.setting("image").options
    assert "data=digits" in visitor.link


def test_too_many_examples_in_a_link_are_repaired_and_told():
    visitor = Visitor("v=3&dim=4&n=100", PAGE)
    assert "n was 100; here it must be from 1 to 14, so 14 is used." in visitor.app.text[0].value
    visitor = Visitor("v=3&show=placed&placed=13", PAGE)
    assert "placed was 13; here it must be one of 6, 8, 10, 12" in visitor.app.text[0].value
    assert visitor.link == "v=3&show=placed&placed=12"


def test_a_kernel_of_few_modes_is_explained():
    visitor = Visitor("v=3&activation=identity&layers=1&weights=1&bias=0&dim=5&n=10&goal=one", PAGE)
    assert "has only 5 modes with an eigenvalue above 0 on these 32 inputs" in page_text(visitor)


def test_draws_are_made_on_request_and_continue_those_on_screen():
    visitor = Visitor("v=3&dim=5&draws=200", PAGE)
    visitor.press("Draw 200 sets of examples of each size")
    job = finished(visitor, "mode_draws")
    assert job.state == State.DONE
    drawn = job.answer.drawn[10]
    assert len(drawn.errors) == 200
    np.testing.assert_array_equal(drawn.errors[:20], learning.draw(job.answer.task, 10).errors)
    assert "means over 200 draws" in page_text(visitor)
    visitor.setting("goal").move("one")
    assert "means over 20 draws" in page_text(visitor)


def test_a_circle_shows_by_how_much_the_theory_is_off():
    visitor = Visitor("v=3&show=placed&placed=20&wave=1", PAGE)
    course = Course(visitor.scene.architecture, "ntk", "circle", 1, 0.0, 0)
    measured, at = placed.errors(course), placed.SIZES.index(20)
    shown = page_text(visitor).replace("*", "")
    assert f"the measured error is {number(measured.ratios[at], '.2g')} times the predicted one" in shown
    assert f"Random examples need about {placed.as_good_as(course, 20):.0f}" in shown
    visitor.setting("shape").move("line")
    assert "This is called aliasing" not in page_text(visitor).replace("*", "")
    visitor.setting("placed").move(23)
    assert "From 20 random examples" in page_text(visitor)


def test_errors_as_small_as_rounding_are_no_numbers():
    visitor = Visitor("v=3&show=placed&placed=120&wave=1&activation=erf&shape=line", PAGE)
    shown = page_text(visitor).replace("\\", "")
    assert "The predicted error for 120 examples is as small as rounding" in shown
    assert "| < 10⁻¹⁶ |" in shown
    linear = Visitor("v=3&show=placed&activation=identity&layers=1&bias=0&wave=3", PAGE)
    assert "random examples" in page_text(linear)


def test_networks_that_learn_features_are_told_from_the_file():
    measured = features.measured_networks()
    shown = page_text(Visitor("v=3&show=features", PAGE))
    ratio = number(measured.kernel.mean[measured.best] / measured.rich.mean[measured.best], ".2g")
    assert f"**{ratio} times less.**" in shown
    assert measured.command in shown
    digits = features.measured_digits()
    near = 100 * max(abs(each.ratio - 1) for each in digits.different[:3])
    assert f"the measured error is within {near:.0f} %" in page_text(Visitor("v=3", PAGE))


@pytest.mark.parametrize("visited", [False, True])
def test_a_button_leads_to_networks_that_learn_features(visited):
    visitor = Visitor("v=3&show=features&bias=0.4", PAGE)
    if visited:
        visitor.go("pages/finite_width.py")
        visitor.go(PAGE)
    visitor.press("Networks that learn features, on the page Finite width")
    assert visitor.session.page == "Finite width"
    assert visitor.session.pages["Finite width"].values["show"] == "rich"
    assert "show=rich" in visitor.link
    assert visitor.scene.architecture.bias_std == 0.4
