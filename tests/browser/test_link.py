"""The link in the address bar: it always holds the scene, opens anywhere, and never makes Back a trap."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from explorer.scene.scene import Candidate, Dataset, Root, Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution
from scripts.browser import wait_settled
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address, with_points
from tests.browser.waiting import at_rest, expect_equal
from tests.conftest import FIVE_POINTS

EVERYTHING = Scene(
    architecture=Architecture(Activation.GELU, 5, 1.7, 0.85),
    dataset=Dataset((-1.31, -0.2, 0.47, 1.5), (2.9, -0.05, -3.0, 0.0)),
    candidates=(
        Candidate("A", (-0.6, 0.9), (0.4, -0.33)),
        Candidate("B", (-0.6, 0.9), (1.0, 1.0)),
        Candidate("late guess", (0.1,), (-1.11,)),
    ),
    prior=Distribution.ENSEMBLE,
    noise_std=0.07,
    time=10.0,
    slice_x=-0.77,
    seed=12,
)


DEEP = replace(Scene(), architecture=replace(Scene().architecture, hidden_layers=32))
SILENT = replace(FIVE_POINTS, candidates=(), seed=2**31 - 1)


def test_a_deep_link_restores_every_part(newcomers: OpenPage, open_page: OpenPage) -> None:
    hands = Hands(open_page(address(EVERYTHING)))
    hands.expect_scene(EVERYTHING)
    expect(hands.page.get_by_role("combobox", name="Activation")).to_have_value("gelu")
    settings = {"Hidden layers": "5", "Weight size": "1.7", "Bias size": "0.85", "Label noise": "0.07"}
    for label, value in settings.items():
        expect(hands.slider(label)).to_have_value(value)
    expect(hands.slider("Training time")).to_have_attribute("aria-valuetext", "10")
    expect(hands.page.get_by_role("radio", name="Trained")).to_be_checked()
    expect(hands.questions).to_have_count(2)
    expect(hands.answer("late guess")).to_contain_text("y = −1.11")
    stranger = newcomers()
    stranger.goto(hands.page.url)
    elsewhere = Hands(stranger)
    elsewhere.expect_scene(EVERYTHING)
    drawn = at_rest(hands.page, lambda: (hands.curve(), hands.samples()))
    expect_equal(stranger, lambda: (elsewhere.curve(), elsewhere.samples()), drawn)
    stranger.close()


def test_a_reload_restores_the_same_picture(hands: Hands) -> None:
    hands.drag((0, -0.3), (0.1, 1.5))
    hands.press("+ Ask")
    hands.settle()
    scene, drawn = hands.linked(), at_rest(hands.page, lambda: (hands.curve(), hands.samples()))
    hands.page.reload()
    again = Hands(hands.page)
    again.expect_scene(scene)
    expect_equal(again.page, lambda: (again.curve(), again.samples()), drawn)


def test_other_pages_and_back_keep_the_scene(hands: Hands) -> None:
    hands.drag((0, -0.3), (0.2, 1.5))
    hands.settle()
    scene = hands.linked()
    hands.page.get_by_role("link", name="How to read it").click()
    expect(hands.page.get_by_test_id("code").locator("code")).to_contain_text("[-1.0, -0.5, 0.2, 0.5, 1.0]")
    hands.wait_for_link(lambda linked: linked == scene, "the scene, on the guide's page")
    hands.page.get_by_role("link", name="Playground").click()
    hands.expect_scene(scene)
    hands.page.get_by_role("link", name="How to read it").click()
    expect(hands.page.get_by_test_id("code").locator("code")).to_be_visible()
    hands.page.go_back()
    hands.expect_scene(scene)
    hands.drag((0.2, 1.5), (0.2, -2))
    hands.settle()
    assert hands.shown().points[2] == (0.2, -2)


def test_the_guide_opens_from_a_link_and_leads_to_its_scene(open_page: OpenPage) -> None:
    page = open_page(address(EVERYTHING, "/guide"))
    expect(page.get_by_test_id("code").locator("code")).to_contain_text('Architecture("gelu", hidden_layers=5')
    page.get_by_role("link", name="Playground").click()
    Hands(page).expect_scene(EVERYTHING)


def test_editing_leaves_no_trail_in_the_history(page: Page) -> None:
    page.goto("/?seed=3")
    hands = Hands(page)
    length = page.evaluate("history.length")
    for i in range(5):
        hands.click(-1.4 + 0.2 * i, 2)
        hands.settle()
        hands.drag((0.25, -0.1 if i == 0 else 0.4 * i), (0.25, 0.4 * (i + 1)))
        hands.settle()
    expect(hands.points).to_have_count(10)
    assert page.evaluate("history.length") == length
    page.go_back()
    page.wait_for_url(lambda url: "seed=3" not in url)
    Hands(page).expect_scene(Scene())


@pytest.mark.parametrize(
    ("query", "scene", "complaints"),
    [
        (
            "v=7&layers=999&points=0,0;foo;9,1&activation=<b>nope</b>&noise=NaN",
            with_points((0, 0), (1.5, 1), scene=DEEP),
            (
                "version “7”",
                "layers was 999",
                "1 point could not be read",
                "activation was “<b>nope</b>”",
                "noise was “NaN”",
            ),
        ),
        (
            "points=%FF%00&ask=A:;~%00:1,1&time=inf&seed=1e999",
            with_points(scene=replace(SILENT, root=Root.SYMMETRIC)),
            ("seed was ∞",),
        ),
    ],
    ids=["mistyped", "garbage"],
)
def test_a_damaged_link_opens_in_words(
    open_page: OpenPage, query: str, scene: Scene, complaints: tuple[str, ...]
) -> None:
    page = open_page(f"/?{query}")
    wait_settled(page)
    notice = page.locator(".st-key-mended")
    for sentence in ("This link was damaged", *complaints):
        expect(notice).to_contain_text(sentence)
    expect(notice.locator("b")).to_have_count(0)
    hands = Hands(page)
    hands.expect_scene(scene)
    hands.chart.evaluate("chart => (chart.dataset.stays = 'yes')")
    page.get_by_role("button", name="Got it").click()
    expect(notice).to_have_count(0)
    expect(hands.chart).to_have_attribute("data-stays", "yes")
    hands.click(-1.4, 2.5)
    hands.settle()


def test_share_offers_the_link_to_the_newest_edit(hands: Hands) -> None:
    hands.click(-0.75, 2.5)
    hands.press("Share")
    expect(hands.page.get_by_label("Link to this page")).to_have_value(re.compile(r"-0.75,2.5"))
    hands.page.keyboard.press("Escape")
    hands.settle()
    assert len(hands.linked().dataset.x) == 6
