"""The page in words: "Right now" with the library's numbers, what has changed, and the list of all keys."""

import json
import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from explorer.scene.limits import LIMITS
from explorer.scene.window import GRID
from ntkcore import predict
from scripts.browser import wait_settled
from scripts.hear import LANDMARKS, transcript, tree_of
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands
from tests.browser.waiting import expect_equal, wait_for
from tests.conftest import ROOT

KEYS = json.loads((ROOT / "assets" / "shared" / "words.json").read_text("utf-8"))["keys"]
NUMBER = r"(−?[\d.]+)"
LABEL = re.compile(rf"The most likely label at x 0\.25 is {NUMBER}, give or take {NUMBER}\.")
ODDS = re.compile(rf"A is {NUMBER} times less likely than B\.")
CONTROLS = ("button", "checkbox", "combobox", "link", "radio", "slider", "spinbutton", "switch", "tab", "textbox")
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
    page.get_by_role("button", name="Hide", exact=True).click()
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


# Keeps what is scheduled, and the contexts in which it sounds.
RECORD = """() => {
    globalThis.curves = [];
    globalThis.contexts = [];
    globalThis.blips = [];
    const {setValueCurveAtTime} = AudioParam.prototype;
    AudioParam.prototype.setValueCurveAtTime = function (values, start, seconds) {
        curves.push({values: [...values], start, seconds});
        return setValueCurveAtTime.call(this, values, start, seconds);
    };
    const {start} = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (at) {
        if (this.type === "square") blips.push(at);
        return start.call(this, at);
    };
    const Context = AudioContext;
    globalThis.AudioContext = class extends Context {
        constructor() { super(); contexts.push(this); }
    };
}"""


def test_the_curve_is_heard_by_those_who_ask_until_escape(hands: Hands) -> None:
    page, dialog = hands.page, hands.page.get_by_role("dialog", name="Keys and words")
    page.evaluate(RECORD)
    page.keyboard.press("s")
    expect(page.locator(".ntk-voice")).to_have_text("Sound is off. Press the question mark to switch it on.")
    assert page.evaluate("contexts.length") == 0
    page.keyboard.press("?")
    dialog.get_by_label("Sound is on").check()
    dialog.get_by_label("Volume").fill("50")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    pitch, _, tone, hiss = wait_for(page, lambda: page.evaluate("curves"), lambda curves: len(curves) == 4)
    scene = hands.linked()
    given = (scene.architecture, scene.dataset.x, scene.dataset.y, GRID)
    f = predict(*given, prior=scene.prior, noise_std=scene.noise_std, time=scene.time)
    mean, std = np.asarray(f.mean), np.asarray(f.std)
    assert pitch["seconds"] == 4
    low, high, _ = LIMITS["y"]
    assert pitch["values"] == pytest.approx(110 * 8 ** np.clip((mean - low) / (high - low), 0, 1), rel=2e-3)
    share = np.clip(4 * std / (high - low), 0, 1)
    assert tone["values"] == pytest.approx(0.5 * (1 - 0.75 * share), abs=2e-3)
    assert hiss["values"] == pytest.approx(0.25 * share, abs=2e-3)
    passed = sorted((at + 1.5) / 3 * 4 for at in scene.dataset.x)
    assert [at - pitch["start"] for at in page.evaluate("blips")] == pytest.approx(passed, abs=1e-6)
    page.keyboard.press("Escape")
    expect_equal(page, lambda: page.evaluate("contexts.map(({state}) => state)"), ["closed"])
    page.evaluate("localStorage.removeItem('ntk-volume')")


def test_a_screen_reader_meets_the_summary_first_and_a_name_at_each_control(hands: Hands) -> None:
    tree, lines = tree_of(hands.page), transcript(hands.page)
    assert next(line for line in lines if line.split()[0].lower() in LANDMARKS) == "REGION Right now"
    assert [node for node in tree if node["role"] in CONTROLS and not node["name"]] == []
    assert any("The most likely label at x 0.25 is" in line for line in lines)
    assert any(line.startswith("BUTTON training point 1, x ") for line in lines)
