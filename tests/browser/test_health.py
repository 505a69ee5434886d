"""Where jitter decides, the chart promises and ranks nothing, on the server and while a finger is down."""

import math
import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from explorer.grid.messages import NOTES
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.window import snap
from ntkcore import Architecture
from ntkcore.choices import Distribution
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address
from tests.browser.waiting import at_rest, expect_equal, wait_for

X = tuple(snap(0.07 * k) for k in range(15))
LABELS = tuple(snap(math.sin(3 * x)) for x in X)
ASKED = (Candidate("A", (1.2,), (0.0,)), Candidate("B", (1.2,), (-1.0,)))
ROUNDED = Scene(Architecture("erf", 1, 1.41, 0.3), Dataset(X, LABELS), ASKED, Distribution.NNGP)


def expect_no_ranking(hands: Hands) -> None:
    answers = hands.page.get_by_test_id("answers")
    expect(answers).to_contain_text(NOTES["order"])
    expect(answers).not_to_contain_text("most likely")
    expect(answers).not_to_contain_text("less likely")
    for name in ("A", "B"):
        expect(hands.answer(name)).to_contain_text("log p not determined")
        expect(hands.answer(name).locator(".bar")).not_to_be_visible()


@pytest.mark.parametrize("prior", Distribution)
def test_no_digit_and_no_order_where_jitter_decides(open_page: OpenPage, prior: Distribution) -> None:
    hands = Hands(open_page(address(replace(ROUNDED, prior=prior))))
    expect(hands.health).to_have_attribute("data-level", "poor")
    expect(hands.health).to_contain_text("These points lie on no smooth function of this kind")
    expect(hands.health).to_contain_text("The curve misses your points by up to 0.002")
    expect(hands.health).to_contain_text(
        "Jitter or rounding decides these numbers, not the kernel. That is why the curve is dashed."
    )
    expect(hands.health).not_to_contain_text("can be trusted")
    expect_no_ranking(hands)
    expect(hands.page.get_by_test_id("density").locator("title")).to_contain_text("mean not determined")


def test_one_click_takes_the_noise_that_helps(open_page: OpenPage) -> None:
    hands = Hands(open_page(address(ROUNDED)))
    offer = hands.page.get_by_role("button", name="Use label noise 0.003")
    offer.click()
    hands.expect_scene(replace(ROUNDED, noise_std=0.003))
    expect(hands.page).to_have_url(re.compile("noise=0.003"))
    expect(hands.health).not_to_have_attribute("data-level", "poor")
    expect(hands.page.get_by_test_id("offer")).to_be_hidden()
    slider = hands.slider("Label noise")
    expect(slider).to_have_value("0.003")
    expect(hands.page.get_by_label("Label noise: type a value")).to_have_value("0.003")
    expect(hands.answer("A")).to_contain_text("most likely")
    hands.press("Undo")
    hands.expect_scene(ROUNDED)
    expect_no_ranking(hands)


def messages(hands: Hands) -> tuple[str | None, str, str]:
    """The level of the health, its sentences and the answers."""
    level = hands.health.get_attribute("data-level")
    return level, hands.health.inner_text(), hands.page.get_by_test_id("answers").inner_text()


def test_the_same_while_a_finger_is_down(open_page: OpenPage) -> None:
    calm = replace(ROUNDED, dataset=Dataset(X[::4], LABELS[::4]))
    hands = Hands(open_page(address(calm)))
    expect(hands.health).to_have_attribute("data-level", "good")
    before = messages(hands)
    hands.hold((X[4], LABELS[4]))
    hands.carry((X[0] + 0.01, 1.5))
    wait_for(hands.page, lambda: messages(hands), lambda now: now != before)
    shown = at_rest(hands.page, lambda: messages(hands))
    hands.carry((X[4], LABELS[4]))
    expect(hands.health).to_have_attribute("data-level", "good")
    hands.carry((X[0] + 0.01, 1.5))
    hands.page.mouse.up()
    hands.settle()
    expect_equal(hands.page, lambda: messages(hands), shown)


def test_a_drag_keeps_the_warning_and_the_offer(open_page: OpenPage) -> None:
    hands = Hands(open_page(address(ROUNDED)))
    hands.hold((X[7], LABELS[7]))
    hands.carry((X[7], LABELS[7] - 0.6))
    expect(hands.health).to_contain_text("The curve misses your points by up to 0.")
    health = at_rest(hands.page, hands.health.inner_text)
    expect_no_ranking(hands)
    hands.page.mouse.up()
    hands.settle()
    expect_equal(hands.page, hands.health.inner_text, health)
    expect(hands.page.get_by_role("button", name="Use label noise 0.003")).to_be_visible()
    expect_no_ranking(hands)


def expect_mean(hands: Hands, *, dashed: bool) -> None:
    mean = hands.page.get_by_test_id("posterior-mean")
    (expect(mean).not_to_have_css if dashed else expect(mean).to_have_css)("stroke-dasharray", "none")
    legend = hands.page.get_by_role("list", name="Legend").get_by_role("listitem").first
    expect(legend).to_have_text("average (dashed: the jitter decides it)" if dashed else "average")
    why = expect(hands.health)
    (why.to_contain_text if dashed else why.not_to_contain_text)("That is why the curve is dashed.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_mean_is_dashed_where_jitter_decides(open_page: OpenPage, dark: bool) -> None:
    hands = Hands(open_page(address(replace(ROUNDED, dataset=Dataset(X[::4], LABELS[::4]))), dark=dark))
    expect_mean(hands, dashed=False)
    hands.hold((X[4], LABELS[4]))
    hands.carry((X[0], 1.5))  # another label at the input of another point
    expect_mean(hands, dashed=True)
    hands.carry((X[4], LABELS[4]))
    expect_mean(hands, dashed=False)
    hands.carry((X[0], 1.5))
    hands.page.mouse.up()
    hands.settle()
    expect_mean(hands, dashed=True)
    hands.press("Undo")
    hands.settle()
    expect_mean(hands, dashed=False)
