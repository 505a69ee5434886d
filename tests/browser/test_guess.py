"""A question of a lesson as a hand answers it: hidden, chosen by keys, a hint, a second try, and then the answer."""

import re

import pytest
from playwright.sync_api import expect

from explorer.ui import shelf
from scripts.browser import SETTLE_MS
from tests.browser.guesser import draw, expect_score
from tests.browser.pupil import Pupil

pytestmark = pytest.mark.usefixtures("no_errors")
STEP = "/lessons?lesson=similarity&step=4"


@pytest.mark.parametrize("phone", [False, True])
def test_the_answer_is_not_in_the_page_until_two_guesses_are_committed(open_page, phone):
    page = open_page(STEP, phone=phone)
    guess = page.get_by_test_id("guess")
    guess.wait_for(timeout=SETTLE_MS)
    expect(page.get_by_test_id("live-chart")).to_have_count(0)
    assert not guess.get_by_test_id("posterior-mean").get_attribute("d")
    expect(guess.get_by_test_id("guess-commit")).to_be_disabled()
    if phone:
        guess.get_by_text("x = −1.5").tap()
        guess.get_by_test_id("guess-commit").tap()
    else:
        guess.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        guess.get_by_test_id("guess-commit").press("Enter")
    expect(guess.get_by_test_id("guess-hint")).to_contain_text("same value for x and −x")
    expect(guess.get_by_test_id("guess-result")).to_contain_text("First try. No, this is not it.")
    assert not guess.get_by_test_id("posterior-mean").get_attribute("d")
    guess.get_by_role("radio").last.check()
    guess.get_by_test_id("guess-commit").click()
    expect(guess.get_by_test_id("guess-result")).to_contain_text("Right.")
    expect(guess.get_by_test_id("posterior-mean")).to_have_attribute("d", re.compile("M"))
    expect(page.get_by_test_id("live-chart")).to_have_count(1)


def test_a_finger_draws_a_curve(open_page):
    step = shelf.lesson("conditioning").steps[2]
    pupil = Pupil(open_page("/lessons?lesson=conditioning&step=3", phone=True), phone=True)
    drawn = draw(pupil, step, is_good=False)
    pupil.guess.get_by_test_id("guess-commit").tap()
    expect(pupil.guess.get_by_test_id("guess-hint")).to_be_visible()
    expect_score(pupil.guess.locator(".guess-result .first").inner_text(), step, drawn)
