"""Figures of other pages follow the network while a hand moves its settings, as the library has it."""

import json
from dataclasses import asdict
from typing import Any

import numpy as np
from playwright.sync_api import Page, expect

from explorer.grid.prior import base_samples, prior_kernels
from explorer.scene.scene import Root
from explorer.scene.window import GRID, grid_index
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import spectrum
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation
from scripts.browser import SETTLE_MS, wait_settled
from tests.browser.conftest import OpenPage
from tests.browser.hands import address, carry, count_sent
from tests.browser.waiting import box_of, expect_equal, wait_for
from tests.conftest import FIVE_POINTS

MOVED = Architecture(Activation.GELU, 4, 1.9, 0.25)
TELL = """(values) => {
    dispatchEvent(new CustomEvent("ntk-setting", { detail: { values, moving: true, seq: null } }));
}"""
# Plotly's own data, unpacked; what is not finite is null.
READ = """index => {
    const plot = document.querySelectorAll(".ntk-plot .js-plotly-plot")[index];
    const list = (values) => values && Array.from(values, (value) => value?.length ? list(value) : value);
    const ends = [plot.layout.yaxis.range, plot.layout.yaxis2?.range];
    const traces = plot._fullData.map((trace) => ({ y: list(trace.y), z: list(trace.z), zmax: trace.zmax }));
    return JSON.stringify({ traces, ends });
}"""


def read(page: Page, index: int = 0) -> dict[str, Any]:
    """The numbers that a figure shows."""
    return json.loads(page.evaluate(READ, index))


def after_moving(page: Page, index: int, arch: Architecture = MOVED) -> dict[str, Any]:
    """What a figure shows once it has followed another network."""
    before = page.evaluate(READ, index)
    page.evaluate(TELL, asdict(arch))
    page.wait_for_function(f"before => ({READ})({index}) !== before", arg=before)
    return read(page, index)


def open_part(new_page: OpenPage, path: str) -> Page:
    page = new_page(f"{path}&{address(FIVE_POINTS).lstrip('/?')}")
    page.locator(".ntk-plot .main-svg").first.wait_for(timeout=SETTLE_MS)
    page.wait_for_function("document.querySelector('.ntk-plot .js-plotly-plot')?._fullData?.length > 0")
    return page


def test_kernels_as_pictures_follow(new_page: OpenPage) -> None:
    page = open_part(new_page, "/prior?show=kernel&a=-0.52&b=0.7")
    ticks = np.unique(np.concatenate([np.arange(0, len(GRID), 5), grid_index([-0.52, 0.7])]))
    for index, kernel in enumerate(("nngp", "ntk")):
        shown = after_moving(page, index)
        gram = np.asarray(prior_kernels(MOVED).of(kernel))[np.ix_(ticks, ticks)]
        a, b = np.searchsorted(ticks, grid_index([-0.52, 0.7]))
        np.testing.assert_allclose(shown["traces"][0]["z"], gram, rtol=1e-12)
        np.testing.assert_allclose(shown["traces"][3]["y"], gram[a], rtol=1e-12)
        np.testing.assert_allclose(shown["traces"][4]["y"], [gram[a, b]], rtol=1e-12)
        assert shown["ends"][1][1] > gram.max()
        page.evaluate(TELL, asdict(FIVE_POINTS.architecture))  # the hand comes back
        page.wait_for_function(f"({READ})({index}) !== {json.dumps(json.dumps(shown, separators=(',', ':')))}")


def test_functions_follow_with_the_same_noise(new_page: OpenPage) -> None:
    page = open_part(new_page, "/prior?show=functions")
    shown = after_moving(page, 0)
    curves = np.array(shown["traces"][0]["y"], dtype=float).reshape(5, -1)[:, :-1]
    expected = base_samples(MOVED, "nngp", FIVE_POINTS.seed, Root.TRIANGULAR)[0][:, ::3]
    scale = float(np.abs(expected).max())
    np.testing.assert_allclose(curves, expected, atol=0.01 * scale)
    np.testing.assert_allclose(curves[:, ::2], expected[:, ::2], atol=1e-4 * scale)  # inputs of the coarse grid


def test_the_spectrum_and_a_mode_follow_on_the_window_and_on_the_points(new_page: OpenPage) -> None:
    for inputs in (InputSet.INTERVAL, InputSet.TRAINING):
        expected = spectrum(MOVED, inputs, "ntk", FIVE_POINTS.dataset.x, 0)
        page = open_part(new_page, f"/eigenmodes?part=spectrum&inputs={inputs.value}")
        shown = after_moving(page, 0)
        (dots,) = shown["traces"]  # theory and fit come again with the release
        values = expected.values[expected.resolved]
        np.testing.assert_allclose(dots["y"], values, rtol=1e-9, atol=1e-13 * values[0])
        page = open_part(new_page, f"/eigenmodes?part=modes&mode=2&inputs={inputs.value}")
        shown = after_moving(page, 0)
        np.testing.assert_allclose(shown["traces"][0]["y"], expected.modes[:, 1], atol=1e-8)


def test_a_slider_in_the_hand_moves_the_figure_and_the_release_brings_theory_back(new_page: OpenPage) -> None:
    page = open_part(new_page, "/eigenmodes?part=spectrum")
    sent = count_sent(page)
    traces = len(read(page)["traces"])
    before = page.evaluate(READ, 0)
    carry(page, page.locator("input[type=range][aria-label^='Weight size']"), 0.4, 0.8)
    page.wait_for_function(f"before => ({READ})(0) !== before", arg=before)
    assert sent == []
    wait_for(page, lambda: len(read(page)["traces"]), lambda count: count == 1)
    page.mouse.up()
    page.wait_for_function(f"count => JSON.parse(({READ})(0)).traces.length === count", arg=traces)


DIMMED = """selector => [...document.querySelectorAll(selector)].map((node) => getComputedStyle(node).opacity < 0.5)"""


def test_what_shows_the_network_before_is_dimmed_until_the_server_has_answered(new_page: OpenPage) -> None:
    page = open_part(new_page, "/prior?show=functions")
    plots, numbers = ".ntk-plot", ".stMainBlockContainer [data-testid=stMetric]"
    expect_equal(page, lambda: page.evaluate(DIMMED, plots), [False, False, False])
    slider = page.get_by_role("slider", name="Hidden layers")
    box = box_of(slider)
    at = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 4, at)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], at, steps=4)
    page.wait_for_function(f"({DIMMED})('.ntk-plot').join() === 'false,true,true'")
    wait_for(page, lambda: page.evaluate(DIMMED, numbers), all)
    page.mouse.up()
    page.wait_for_function(f"!({DIMMED})('.ntk-plot, [data-testid=stMetric]').includes(true)")
    expected = base_samples(Architecture(hidden_layers=int(slider.input_value())), "nngp", 0)[0][:, ::3]
    wait_for(page, lambda: read(page)["ends"][0][1], lambda end: end > float(np.abs(expected).max()) / 3)


def test_a_screen_reader_hears_each_value_of_a_slider_and_the_answer_once_it_rests(new_page: OpenPage) -> None:
    page = new_page("/?v=3&ask=A:-0.3,1.5~B:-0.3,-1.2")  # before training A is 1.05 times less likely
    wait_settled(page)
    slider, live = page.get_by_role("slider", name="Training time"), page.locator(".ntk-voice")
    expect(live).to_have_attribute("aria-live", "polite")
    expect(page.get_by_test_id("now")).to_contain_text("B is about ten thousand times less likely than A.")
    before = live.inner_text()
    slider.focus()
    spoken = [slider.get_attribute("aria-valuetext")]
    for key in ("PageDown", "ArrowLeft", "Home"):
        page.keyboard.press(key)
        spoken.append(slider.get_attribute("aria-valuetext"))
        assert live.inner_text() == before, "nothing is said into the hand's movement"
    assert spoken[0] == "for ever"
    assert spoken[-1] == "0"
    assert len(set(spoken)) == 4
    expect(live).to_contain_text("A is about as likely as B.")
