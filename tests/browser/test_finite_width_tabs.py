"""The tabs of Finite width in a browser: drawn networks, learning, rich and lazy, posterior; their work and links."""

import re

from playwright.sync_api import Locator, Page, expect

from explorer.format import number
from explorer.scene import permalink
from explorer.studies.finite_width.numbers import polynomials, rich_runs
from explorer.studies.finite_width.numbers.drawn import theory
from explorer.studies.finite_width.numbers.recorded_rich import by_scale, posterior_of
from scripts.browser import SETTLE_MS
from tests.browser.conftest import OpenPage
from tests.browser.waiting import expect_no_sideways

PATH = "/finite_width?v=3&layers=1&weights=1.5&bias=0.5&activation=erf"


def slider_of(page: Page, label: str) -> Locator:
    slider = page.get_by_role("slider", name=label, exact=True)
    slider.wait_for(timeout=SETTLE_MS)
    return slider


def stop(page: Page, start: Locator) -> None:
    """Start a computation and stop it; what it has computed stays."""
    start.press("Enter")
    page.get_by_role("button", name="Stop").press("Enter", timeout=SETTLE_MS)
    expect(page.get_by_text("Everything computed so far is kept")).to_be_visible(timeout=SETTLE_MS)


def test_drawn_networks_follow_width_and_depth(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&show=drawn")
    table = page.locator(".st-key-table_drawn")

    def expect_theory(width: int) -> None:
        scene, _ = permalink.decode(page.url.partition("?")[2])
        limits = theory(scene.architecture, width, 1.0)
        row = table.get_by_role("row", name="spread of")
        expect(row).to_contain_text(number(limits.kernel_std, ".3g"), timeout=SETTLE_MS)
        row = table.get_by_role("row", name="excess kurtosis")
        expect(row).to_contain_text(number(limits.kurtosis, ".3g"))

    expect_theory(32)
    slider_of(page, "Width n").press("ArrowRight")
    expect(page).to_have_url(re.compile("[?&]wide=64(&|$)"))
    expect_theory(64)
    slider_of(page, "Depth: hidden layers").press("PageUp")
    expect(slider_of(page, "Hidden layers")).not_to_have_value("1")
    depth = slider_of(page, "Hidden layers").input_value()
    expect(page).to_have_url(re.compile(f"[?&]layers={depth}(&|$)"))
    expect_theory(64)
    page.get_by_role("radio", name="200 000").check()
    stop(page, page.get_by_role("button", name="Draw 200 000 networks of width 64"))
    page.reload()
    expect(page.get_by_role("radio", name="200 000")).to_be_checked(timeout=SETTLE_MS)
    expect(page.get_by_role("radio", name="One network is not the limit")).to_be_checked()
    expect(slider_of(page, "Width n")).to_have_attribute("aria-valuetext", "64")


def test_four_models_are_trained_and_say_when_they_are_of_other_settings(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&show=learning&taylor=16&taylor_time=10", phone=True, dark=True)
    train = page.get_by_role("button", name="Train the network and its polynomials")
    train.wait_for(timeout=SETTLE_MS)
    train.tap()
    told = page.get_by_text("times as close to this network as its linearisation")
    expect(told.or_(page.get_by_text("stop holding here")).first).to_be_visible(timeout=SETTLE_MS)
    scene, _ = permalink.decode(page.url.partition("?")[2])
    network, data = scene.architecture, scene.dataset
    *_, answer = polynomials.train(polynomials.Request(network, data.x, data.y, 16, 1.0, 10.0, scene.seed))
    row = page.locator(".st-key-table_taylor").get_by_role("row", name="cubic")
    expect(row.get_by_role("cell").nth(1)).to_have_text(number(answer.miss("cubic"), ".2g"))
    slider_of(page, "Output scale α").press("ArrowRight")
    expect(page.get_by_text("trained before you changed")).to_be_visible()
    expect(page).to_have_url(re.compile("[?&]taylor_alpha="))
    expect_no_sideways(page)


def test_stored_networks_follow_alpha_and_fresh_ones_are_stopped(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&show=rich")
    scale = slider_of(page, "α")
    expect(page.get_by_text("Width 256, α = 1/16 (stored networks)")).to_be_visible(timeout=SETTLE_MS)
    scale.press("ArrowLeft")
    expect(page.get_by_text("Width 256, α = 1/32 (stored networks)")).to_be_visible(timeout=SETTLE_MS)
    expect(page).to_have_url(re.compile("[?&]rich_a=0.03125(&|$)"))
    best = min(by_scale(), key=lambda point: point.scale)
    expect(page.get_by_text(f"the test error is {best.error}")).to_be_visible()
    stop(page, page.get_by_role("button", name="Train networks"))
    page.goto(f"{PATH}&show=rich&rich_a=0.25&rich_n=16&rich_k=2")
    page.get_by_role("button", name="Train networks").press("Enter", timeout=SETTLE_MS)
    expect(page.get_by_text("Done.")).to_be_visible(timeout=SETTLE_MS)
    scene, _ = permalink.decode(page.url.partition("?")[2])
    *_, answer = rich_runs.train(rich_runs.Request(scene.architecture, 16, 0.25, 2, scene.seed))
    point = rich_runs.point_of(0.25, 16, answer.outcomes)
    row = page.get_by_role("row", name="α = 1/4, width 16, 2 networks").get_by_role("cell")
    expect(row.nth(1)).to_have_text(str(point.error))
    expect(row.nth(5)).to_have_text(str(point.after))


def test_the_posterior_of_stored_and_own_networks(open_page: OpenPage) -> None:
    page = open_page(f"{PATH}&show=posterior")
    table = page.locator(".st-key-table_posterior_chains")
    for label, key in (("Stored: erf", "erf"), ("Stored: ReLU", "relu")):
        page.get_by_role("radio", name=label).check(timeout=SETTLE_MS)
        widest = max(posterior_of(key).chains, key=lambda chain: chain["width"])
        each = next(each for each in posterior_of(key).distances if each.width == widest["width"])
        row = table.get_by_role("row", name=re.compile(rf"^{each.width} "))
        expect(row).to_contain_text(number(float(each.nats[:-1].sum()), ".3f"), timeout=SETTLE_MS)
    page.get_by_role("radio", name="Your points and network").check()
    stop(page, page.get_by_role("button", name="Measure the posterior"))
    page.get_by_role("combobox", name="Second task").select_option(label="x₁ and x₂ both −1")
    expect(page).to_have_url(re.compile("[?&]move_b=and(&|$)"))
    page.reload()
    expect(page.get_by_role("radio", name="Your points and network")).to_be_checked(timeout=SETTLE_MS)
    expect(page.get_by_role("combobox", name="Second task")).to_have_value("and")
