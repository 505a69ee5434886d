"""Labels that one asks about: dragged, added, joined and removed, each compared only with its equals."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands, with_candidates
from tests.conftest import FIVE_POINTS


def test_a_label_dragged_to_the_mean_is_the_likeliest(hands: Hands) -> None:
    expect(hands.answer("B")).to_contain_text("most likely")
    expect(hands.answer("A")).to_contain_text("× less")
    before = hands.log_density("A")
    hands.drag((0.25, -0.1), (0.25, 1.9))
    hands.expect_scene(with_candidates(A=((0.25, 1.9),), B=((0.25, -0.58),)))
    far = hands.log_density("A")
    assert far < before
    expect(hands.answer("A")).to_contain_text("y = 1.9")
    hands.drag((0.25, 1.9), (0.25, -0.63))
    hands.settle()
    assert hands.log_density("A") > before
    hands.drag((0.25, -0.58), (0.25, -2.5))
    hands.settle()
    expect(hands.answer("A")).to_contain_text("most likely")
    expect(hands.answer("B")).to_contain_text("10")


def test_a_label_keeps_its_input_however_it_is_dragged(hands: Hands) -> None:
    hands.drag((0.25, -0.1), (0.7, 0.9))
    hands.expect_scene(with_candidates(A=((0.25, 0.9),), B=((0.25, -0.58),)))


def test_the_grip_moves_a_question_to_another_input(hands: Hands) -> None:
    before = hands.page.get_by_test_id("density").get_attribute("d")
    hands.slide(hands.probes, -1.25)
    hands.expect_scene(with_candidates(A=((-1.25, -0.1),), B=((-1.25, -0.58),)))
    expect(hands.page.get_by_test_id("density")).not_to_have_attribute("d", before or "")
    expect(hands.questions).to_contain_text("at x = −1.25")


def test_a_new_question_has_its_own_most_likely_label(hands: Hands) -> None:
    hands.press("+ Ask")
    hands.settle()
    expect(hands.questions).to_have_count(2)
    expect(hands.page.get_by_test_id("density")).to_have_count(2)
    for question in hands.questions.all():
        expect(question.get_by_text("most likely", exact=True)).to_have_count(1)
        expect(question.get_by_test_id("answer")).to_have_count(2)
    (c,), (d,) = hands.shown().candidates["C"], hands.shown().candidates["D"]
    assert c[0] == d[0] != 0.25
    assert c[1] > d[1]


def test_labels_join_and_leave_a_question(hands: Hands) -> None:
    hands.press("+ label")
    hands.settle()
    expect(hands.questions.get_by_test_id("answer")).to_have_count(3)
    assert hands.shown().candidates["C"][0][0] == 0.25
    hands.press("Remove candidate A")
    hands.settle()
    assert set(hands.shown().candidates) == {"B", "C"}
    hands.page.mouse.click(*hands.pixel(0.25, -0.58), button="right")
    expect(hands.candidates).to_have_count(1)
    hands.settle()
    assert set(hands.shown().candidates) == {"C"}


def test_a_joint_hypothesis_has_one_log_p(hands: Hands) -> None:
    single = hands.log_density("A")
    hands.press("+ input")
    hands.settle()
    expect(hands.questions).to_have_count(1)
    expect(hands.questions).to_contain_text("each set of values at x = ")
    assert [len(labels) for labels in hands.shown().candidates.values()] == [2, 2]
    expect(hands.candidates).to_have_count(4)
    joint = hands.log_density("A")
    assert joint != single
    expect(hands.questions.get_by_text("most likely", exact=True)).to_have_count(1)
    x, y = next(point for point in hands.shown().candidates["A"] if point[0] != 0.25)
    hands.drag((x, y), (x, -2.9 if y > 0 else 2.9))
    hands.settle()
    assert hands.log_density("A") < joint
    hands.questions.get_by_role("button", name="Remove", exact=True).click()
    hands.settle()
    expect(hands.candidates).to_have_count(0)
    expect(hands.chart).to_contain_text("There is no question yet")


def test_the_code_on_the_guide_page_gives_the_numbers_on_screen(hands: Hands) -> None:
    hands.drag((0.25, -0.1), (0.25, 0.2))
    hands.settle()
    shown = {name: hands.log_density(name) for name in ("A", "B")}
    hands.page.get_by_role("link", name="How to read it").click()
    code = hands.page.get_by_test_id("code").locator("code")
    expect(code).to_contain_text("0.2")
    names: dict[str, dict[str, float]] = {}
    exec(code.inner_text(), names)
    assert names["log_p"] == pytest.approx(shown, abs=0.005)


def test_a_label_at_a_training_input_is_fixed_by_the_data(hands: Hands) -> None:
    hands.slide(hands.probes, 0)
    hands.settle()
    expect(hands.answer("A")).to_contain_text("impossible")
    hands.drag((0, -0.58), (0, -0.3))
    expect(hands.answer("B")).to_contain_text("already fixed by the data")
    expect(hands.questions).to_contain_text("there is no density to compare")


def test_clear_takes_points_and_questions_away(hands: Hands) -> None:
    hands.press("Clear")
    hands.settle()
    assert (hands.linked().dataset.x, hands.linked().candidates) == ((), ())
    expect(hands.health).to_contain_text("no training points")
    assert hands.curve().count("L") == 300
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS)


def test_a_label_without_a_rival_is_not_called_the_most_likely(hands: Hands) -> None:
    hands.press("Remove candidate A")
    hands.settle()
    expect(hands.answer("B")).to_contain_text("log p = ")
    expect(hands.questions).not_to_contain_text("likely is each")
    expect(hands.answer("B")).not_to_contain_text("likely")
    expect(hands.plot).not_to_have_attribute("aria-label", re.compile("most likely"))
    hands.hold((0.25, -0.58))
    hands.carry((0.25, -0.4))
    expect(hands.page.locator("[data-testid=tag][data-name=B]")).to_contain_text("log p = ")
    expect(hands.page.locator("[data-testid=tag][data-name=B]")).not_to_contain_text("likely")
    hands.page.mouse.up()
    hands.settle()
    expect(hands.answer("B")).not_to_contain_text("likely")
