"""The page in words: "Right now" with the library's numbers, what has changed, and the list of all keys."""

import json
import math
import re

import pytest
from playwright.sync_api import expect

from ntkcore import predict
from scripts.browser import wait_settled
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.browser.waiting import wait_for
from tests.conftest import ROOT

KEYS = json.loads((ROOT / "assets" / "shared" / "words.json").read_text("utf-8"))["keys"]
NUMBER = r"(−?[\d.]+)"
LABEL = re.compile(rf"The most likely label at x 0\.25 is {NUMBER}, give or take {NUMBER}\.")
ODDS = re.compile(rf"A is {NUMBER} times less likely than B\.")
# The first landmark and heading of the page, as a screen reader meets them.
FIRST = """() => {
    const first = document.querySelector("main, nav, header, section, h1, h2, [role=region], [role=main]");
    return [first.ariaLabel, first.querySelector("h2").textContent];
}"""


def numbers(match: re.Match[str] | None) -> list[float]:
    assert match
    return [float(each.replace("−", "-")) for each in match.groups()]


def test_right_now_has_the_numbers_of_the_library(hands: Hands) -> None:
    now = hands.page.get_by_test_id("now")
    text = wait_for(hands.page, now.inner_text, lambda shown: LABEL.search(shown) and ODDS.search(shown))
    scene = hands.linked()
    given = (scene.architecture, scene.dataset.x, scene.dataset.y, [0.25])
    f = predict(*given, prior=scene.prior, noise_std=scene.noise_std, time=scene.time)
    mean, spread = numbers(LABEL.search(text))
    assert mean == pytest.approx(float(f.mean[0]), abs=0.0051)
    assert spread == pytest.approx(math.hypot(float(f.std[0]), scene.noise_std), rel=0.03)
    ratio = math.exp(hands.log_density("B") - hands.log_density("A"))
    assert numbers(ODDS.search(text))[0] == pytest.approx(ratio, rel=0.03)
    assert "Five training points." in text
    assert hands.page.evaluate(FIRST) == ["Right now", "Right now"]


def test_a_drag_is_told_once_it_rests(hands: Hands) -> None:
    voice, now = hands.page.locator(".ntk-voice"), hands.page.get_by_test_id("now")
    before = now.inner_text()
    hands.hold((0, -0.3))
    hands.carry((0, 1))
    assert now.inner_text() == before
    hands.page.mouse.up()
    expect(voice).to_have_text(re.compile(r"^The most likely label at x 0\.25 (rose|fell) from "))
    expect(now).not_to_have_text(before)


def test_every_key_is_listed_and_letters_can_be_switched_off(hands: Hands) -> None:
    page, dialog = hands.page, hands.page.get_by_role("dialog", name="Keys and words")
    page.keyboard.press("?")
    expect(dialog.locator("dd")).to_have_text([*KEYS.values()])
    expect(dialog.get_by_test_id("now-text")).to_contain_text("Five training points.")
    dialog.get_by_label("Show this at the bottom").check()
    dialog.get_by_label("Single letters are shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("?")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Keys and words").click()
    dialog.get_by_label("Single letters are shortcuts").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hide").click()
    page.keyboard.press("n")
    expect(page.locator(".ntk-voice")).to_contain_text("Five training points.")


def test_other_pages_tell_their_part_and_the_findings_of_their_figures(open_page: OpenPage) -> None:
    page = open_page("/prior?show=functions")
    now = page.get_by_test_id("now")
    expect(now).to_contain_text("Page “Prior”, part “Functions”. ReLU networks with 2 hidden layers")
    finding = page.locator(".ntk-plot [role=img]").first.get_attribute("aria-label")
    assert finding
    expect(now).to_contain_text(finding.split(" Plot of ")[0])
    page.goto("/")
    wait_settled(page)
    expect(now).to_contain_text("Page “Playground”.")
