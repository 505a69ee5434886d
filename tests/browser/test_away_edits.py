"""A page away from its server: buttons, settings, a phone, two tabs, an offline browser, and the other pages."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from explorer.scene.scene import Dataset
from scripts.browser import SETTLE_MS, move_in, visit
from tests.browser.hands import Hands, Shown, address
from tests.browser.outage import TIME_TO_LIVE, Line, Restartable, expect_away, expect_back, restart, session_of
from tests.browser.test_away import SCENE, open_only
from tests.browser.test_away_pages import PAGES, rest
from tests.browser.test_moving import expect_curves
from tests.browser.test_walk import PATHS, SETTINGS, widgets
from tests.browser.waiting import at_rest, expect_equal, expect_no_sideways

MOVED = replace(SCENE, dataset=Dataset((-1.0, -0.2, 0.9), (1.0, -1.5, 2.0)))


@pytest.fixture
def page(lasting_page: Page) -> Page:
    return lasting_page


@pytest.mark.long
def test_presets_undo_redo_and_clear_while_away(app: Restartable, page: Page) -> None:
    hands = open_only(page)
    session, step = session_of(page), SCENE.with_preset("step")
    app.kill()
    expect_away(page)
    hands.choose_example("step")
    for name, scene in (("Undo", SCENE), ("Redo", step), ("Clear", replace(step, dataset=Dataset(), candidates=()))):
        hands.press(name)
        expect_equal(page, hands.shown, Shown.of(scene))
    hands.press("Undo")
    app.start()
    expect_back(page, session)
    hands.expect_scene(step)
    hands.press("Undo")
    hands.expect_scene(SCENE)


def test_settings_made_while_away_are_answered_here_and_confirmed_later(app: Restartable, page: Page) -> None:
    page.goto(address(SCENE))
    hands = Hands(page)
    move_in(page)
    session, before = session_of(page), hands.linked()
    app.kill()
    expect_away(page)
    hands.slider("Weight size").press("PageUp")
    hands.slider("Label noise").press("PageUp")
    hands.page.get_by_role("radio", name="Random").check(force=True)
    page.get_by_role("combobox", name="Activation").select_option("erf")
    network = replace(SCENE.architecture, weight_std=float(hands.slider("Weight size").input_value()), activation="erf")
    scene = replace(SCENE, architecture=network, prior="nngp")
    scene = replace(scene, noise_std=float(hands.slider("Label noise").input_value()))
    expect(hands.chart).to_have_attribute("data-distribution", "nngp")
    expect(hands.chart.locator(".busy-note")).to_have_text("computed here; the server will confirm")
    at_rest(page, hands.curve)  # what was chosen by one press eases in
    expect_curves(hands, scene)
    assert hands.linked() == before
    app.start()
    expect_back(page, session)
    hands.expect_scene(scene)
    expect(hands.chart.locator(".busy-note")).to_be_empty()
    at_rest(page, hands.curve)
    expect_curves(hands, scene)


@pytest.mark.long
def test_a_phone_loses_its_server(app: Restartable, browser: Browser) -> None:
    phone = visit(browser, app.server.url, phone=True, newcomer=False)
    hands = open_only(phone)
    session = session_of(phone)
    app.kill()
    expect_away(phone)
    phone.touchscreen.tap(*hands.pixel(0.2, -2.5))
    expect(hands.points).to_have_count(4)
    expect_no_sideways(phone)
    shown = at_rest(phone, hands.shown)
    app.start()
    expect_back(phone, session)
    hands.wait_for_link(lambda scene: Shown.of(scene) == shown, "the new point")
    phone.context.close()


@pytest.mark.long
def test_an_edit_made_offline_arrives(page: Page) -> None:
    hands = open_only(page)
    page.context.set_offline(True)
    hands.drag((0.6, 0.5), (0.9, 2.0))
    page.wait_for_timeout(1000)
    page.context.set_offline(False)
    hands.expect_scene(MOVED)


@pytest.mark.long
def test_two_tabs_of_one_link_keep_their_edits(app: Restartable, page: Page) -> None:
    ann, other = open_only(page), page.context.new_page()
    ben = open_only(other)
    app.kill()
    ben.drag((0.6, 0.5), (0.3, -2.0))
    page.bring_to_front()
    ann.drag((0.6, 0.5), (0.9, 2.0))
    app.start()
    expect_back(page)
    ann.expect_scene(MOVED)
    other.bring_to_front()
    expect_back(other)
    ben.expect_scene(replace(SCENE, dataset=Dataset((-1.0, -0.2, 0.3), (1.0, -1.5, -2.0))))


@pytest.mark.long
def test_a_nap_on_another_page(page: Page) -> None:
    line = Line(page)
    page.goto(address(SCENE, "/eigenmodes") + PAGES["/eigenmodes"])
    slider = page.locator("input[type=range][aria-label^='Move all inputs']")
    expect(slider).to_have_value("0.4", timeout=SETTLE_MS)
    page.wait_for_function("globalThis.ntkSession", timeout=SETTLE_MS)
    rest(page)
    shown, link, session = widgets(page), page.url, session_of(page)
    line.cut()
    expect_away(page)
    page.wait_for_timeout(1000 * TIME_TO_LIVE + 500)
    line.mend()
    expect_back(page, session)
    rest(page)
    expect_equal(page, lambda: (widgets(page), page.url), (shown, link))
    slider.press("ArrowRight")
    page.wait_for_url(lambda url: "moved=0.45" in url)


@pytest.mark.long
@pytest.mark.parametrize(
    "label",
    [
        "Prior",
        "Eigenmodes",
        "Training",
        "Simplicity",
        "Bounds",
        "Finite width",
        "Images",
        "Data for a mode",
        "The puzzle",
        "Lessons",
        "Room",
        "How to read it",
    ],
)
def test_restarts_on_another_page_after_an_edit_there(app: Restartable, page: Page, label: str) -> None:
    page.goto(address(SCENE, PATHS[label]) + SETTINGS[label])
    page.wait_for_function("globalThis.ntkSession", timeout=SETTLE_MS)
    rest(page)
    layers = page.locator("input[type=range][aria-label='Hidden layers']")
    if layers.count():
        layers.press("ArrowRight")
        page.wait_for_url(lambda url: "layers=6" in url)
        rest(page)
    shown, link = widgets(page), page.url
    for _ in range(2):
        restart(app, page)
        rest(page)
        expect_equal(page, lambda: (widgets(page), page.url), (shown, link))
    page.get_by_role("link", name="Playground", exact=True).click()
    assert Hands(page).linked().architecture.hidden_layers == (6 if "layers=6" in link else 5)
