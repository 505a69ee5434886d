"""While a setting is moved the chart follows as the library has it, and nothing jumps when the hand lets go."""

import math
import random
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from explorer.grid.view import explore
from explorer.scene.permalink import decode
from explorer.scene.scene import Root, Scene
from explorer.scene.window import grid_index
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address
from tests.browser.preview_scenes import controlled_scenes
from tests.browser.test_preview import bound, label, run, scales, shape
from tests.browser.waiting import at_rest, expect_equal
from tests.conftest import FIVE_POINTS

HASTY = 24  # settings of which the coarse grid is tried
CURVE, SAMPLE = 1.0, 2.0  # pixels

# The moved values, as the controls tell of them.
TELL = """({ values, moving }) => {
    dispatchEvent(new CustomEvent("ntk-setting", { detail: { values, moving, seq: moving ? null : 1 } }));
}"""
SHOWN = """chart => {
    const paths = (selector) => [...chart.querySelectorAll(selector)].map((node) => node.getAttribute("d"));
    const at = (end) => Number([...chart.querySelectorAll(".y-ticks line")].at(end).getAttribute("y1"));
    const numbers = (d) => d.slice(1).split("L").map((pair) => Number(pair.split(" ")[1]));
    const heights = (selector) => paths(selector).map(numbers);
    return { mean: heights("path.mean"), samples: heights("path.sample"), low: at(0), high: at(-1) };
}"""


@pytest.fixture(scope="module")
def hands(new_page: OpenPage) -> Iterator[Hands]:
    page = new_page(address(FIVE_POINTS))
    yield Hands(page)
    page.close()


def tell(hands: Hands, *, moving: bool, **values: Any) -> None:
    hands.page.evaluate(TELL, {"values": values, "moving": moving})


def values_of(scene: Scene) -> dict[str, Any]:
    """The settings of a scene as the controls name them."""
    time = None if math.isinf(scene.time) else scene.time
    network = asdict(scene.architecture)
    return {**network, "prior": scene.prior, "time": time, "noise_std": scene.noise_std, "seed": scene.seed}


def expect_curves(hands: Hands, scene: Scene, inputs: slice = slice(None)) -> None:
    """Mean and samples are drawn where the library has them, as far as they are in sight."""
    drawn, view = hands.chart.evaluate(SHOWN), explore(scene)
    scale = (drawn["high"] - drawn["low"]) / 6.0

    def heights(curve: np.ndarray) -> np.ndarray:
        return drawn["low"] + scale * (np.clip(curve, -4.0, 4.0) + 3.0)

    def beyond(shown: list[float]) -> np.ndarray:
        """Pixels, kept as near to the window as `heights` are."""
        edge = sorted((drawn["low"] - scale, drawn["high"] + scale))
        return np.clip(shown, *edge)

    assert np.abs(beyond(drawn["mean"][0]) - heights(view.mean))[inputs].max() <= CURVE, scene
    for shown, sample in zip(drawn["samples"], view.samples, strict=True):
        assert np.abs(beyond(shown) - heights(sample))[inputs].max() <= SAMPLE, scene


def test_a_coarse_grid_has_the_curves_of_the_fine_one(browser: Browser) -> None:
    scenes = random.Random(5).sample(controlled_scenes(), HASTY)
    for case in run(browser, scenes, hasty=True):
        live, view = case.live, case.view
        assert len(live["ticks"]) < 301
        exact = np.array(live["ticks"]) + 150
        std, variance = scales(case.scene)
        largest = max(std, 3.0, np.abs(view.mean).max())
        assert np.abs(np.subtract(live["mean"], view.mean))[exact].max() <= bound(view) * largest, label(case)
        assert np.abs(np.square(live["std"]) - view.std**2)[exact].max() <= bound(view) * variance, label(case)
        assert set(grid_index(case.scene.dataset.x)) <= set(exact)
        if view.health.level == "good":
            assert live["health"]["level"] == "good"
            if len(live["ticks"]) > 150:  # a busy machine takes every fourth input, where points draw other functions
                apart = np.abs(np.subtract(live["samples"], view.samples))[:, exact].max()
                assert apart <= 0.02 * largest, label(case)
            for sent, group in zip(live["groups"], view.groups, strict=True):
                shown = {row["name"]: row["log_p"] for row in sent["rows"] if row["log_p"] is not None}
                likely = {answer.name: answer.log_p for answer in group.answers if math.isfinite(answer.log_p)}
                assert shown == pytest.approx(likely, rel=1e-6, abs=1e-6), label(case)


def test_every_setting_moves_the_chart_and_rests_where_the_library_has_it(hands: Hands) -> None:
    steps: list[dict[str, Any]] = [
        {"weight_std": 1.9},
        {"bias_std": 0.8},
        {"hidden_layers": 5},
        {"activation": "gelu"},
        {"skip": "equal"},
        {"skip": "scaled", "norm": "layer"},
        {"noise_std": 0.1},
        {"prior": "ensemble"},
        {"time": 3.0},
        {"seed": 1},
        {"activation": "relu", "hidden_layers": 12, "prior": "nngp"},
    ]
    link, before = hands.page.url, hands.curve()
    hands.look_behind()
    heat, spectrum = hands.chart.locator(".kernel image"), hands.chart.locator(".kernel .eigenvalue")
    scene = FIVE_POINTS
    moved = {"heat": heat.get_attribute("href"), "spectrum": spectrum.nth(3).get_attribute("cy")}
    lines = {
        name: hands.chart.locator(name).first for name in (".band", ".slice-line", ".density", ".mode-line", ".area")
    }
    paths = {name: line.get_attribute("d") for name, line in lines.items()}
    for step in steps:
        network = {name: value for name, value in step.items() if name in asdict(scene.architecture)}
        fields = {name: value for name, value in step.items() if name not in network}
        scene = replace(scene, architecture=replace(scene.architecture, **network), **fields)
        hands.page.evaluate("() => new Promise(requestAnimationFrame)")
        if "seed" not in step:
            tell(hands, moving=True, **step)
            expect_curves(hands, scene, slice(0, None, 2))
        tell(hands, moving=False, **step)
        at_rest(hands.page, lambda: hands.chart.evaluate(SHOWN))  # what was chosen by one press eases in
        expect_curves(hands, scene)
        expect(hands.chart).to_have_attribute("data-distribution", scene.prior)
        expect(hands.health).to_have_attribute("data-level", explore(scene).health.level)
        answers = {answer.name: answer.log_p for group in explore(scene).groups for answer in group.answers}
        for name, log_p in answers.items():
            expected = pytest.approx(log_p, abs=0.0051)
            expect_equal(hands.page, lambda name=name: hands.log_density(name), expected)
    assert hands.curve() != before
    assert [name for name, line in lines.items() if line.get_attribute("d") == paths[name]] == []
    assert heat.get_attribute("href") != moved["heat"]
    assert spectrum.nth(3).get_attribute("cy") != moved["spectrum"]
    assert hands.page.url == link, "nothing is sent"
    expect(hands.chart.locator(".busy-note")).to_have_text("computed here; the server will confirm")


def test_a_press_of_undo_lets_go_of_what_the_server_has_not_heard_of(open_page: OpenPage) -> None:
    hands = Hands(open_page(address(FIVE_POINTS)))
    curve = hands.curve()
    tell(hands, moving=False, weight_std=2.2)
    expect(hands.chart).to_have_attribute("data-settled", "false")
    hands.press("Undo")
    hands.settle()
    expect_equal(hands.page, hands.curve, curve)


@pytest.mark.sample(2)
@pytest.mark.parametrize("prior", list(Distribution))
def test_old_links_keep_their_samples_until_the_network_changes(open_page: OpenPage, prior: Distribution) -> None:
    old = replace(decode("v=1&seed=4")[0], prior=prior)
    hands = Hands(open_page(f"/?v=1&seed=4&prior={prior}"))
    assert old.root is Root.SYMMETRIC
    expect_curves(hands, old)
    hands.hold((0, -0.3))
    hands.carry((0.1, 0.5))
    dragged = replace(old, dataset=replace(old.dataset, x=(-1, -0.5, 0.1, 0.5, 1), y=(-0.9, 0.25, 0.5, -0.8, 0.45)))
    expect_curves(hands, dragged)
    hands.page.mouse.up()
    hands.settle()
    tell(hands, moving=False, bias_std=0.4)
    at_rest(hands.page, lambda: hands.chart.evaluate(SHOWN))
    expect_curves(hands, replace(dragged, architecture=Architecture(bias_std=0.4), root=Root.TRIANGULAR))


@pytest.mark.parametrize(
    "network",
    [
        Architecture("identity", 3, 1.0, 0.0),
        Architecture("erf", 1, 1.9, 0.0),
        Architecture("abs", 2, 1.0, 0.0),
        Architecture("relu", 2, 1.4, 0.0, norm="layer"),
        Architecture("abs", 2, 1.0, 0.0, skip="equal"),
    ],
)
def test_a_network_that_cannot_follow_the_points_is_explained_in_the_same_words(
    hands: Hands, network: Architecture
) -> None:
    scene = replace(FIVE_POINTS, architecture=network)
    tell(hands, moving=True, **values_of(scene))
    health = explore(scene).health
    expect(hands.health).to_have_attribute("data-level", health.level)
    messages = hands.health.locator(".messages li")
    expect_equal(hands.page, lambda: shape(messages.all_inner_texts()), shape(health.messages))
