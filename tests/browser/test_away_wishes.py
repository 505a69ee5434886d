"""What a person asks for while the server is away, or just before it goes: another page, Back, a press on a button."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from explorer.scene.scene import Dataset
from scripts.browser import SETTLE_MS
from tests.browser.hands import Hands, address
from tests.browser.outage import Line, Restartable, bar, expect_away, expect_back, session_of
from tests.browser.test_away import SCENE, open_only
from tests.browser.test_away_pages import rest

STOP = 19  # the signal: a server that hangs
MOVED = replace(SCENE, dataset=Dataset((-1.0, -0.2, 0.9), (1.0, -1.5, 2.0)))


@pytest.fixture
def page(lasting_page: Page) -> Page:
    return lasting_page


def expect_page(page: Page, path: str, title: str) -> None:
    expect(page).to_have_title(f"{title} · NTK Explorer")
    page.wait_for_url(lambda url: urlsplit(url).path == path)  # the address follows the title
    rest(page)
    page.wait_for_url(lambda url: urlsplit(url).path == path)


@pytest.mark.parametrize("when", ["away", pytest.param("hanging", marks=pytest.mark.long)])
def test_a_page_that_was_chosen_opens_after_the_return(app: Restartable, page: Page, when: str) -> None:
    hands = open_only(page)
    session, link = session_of(page), page.get_by_role("link", name="Prior", exact=True)
    if when == "hanging":
        app.server.process.send_signal(STOP)
        link.click()
        hands.drag((0.6, 0.5), (0.9, 2.0))
        app.kill()
        expect_away(page)
    else:
        app.kill()
        expect_away(page)
        hands.drag((0.6, 0.5), (0.9, 2.0))
        page.get_by_role("link", name="Eigenmodes", exact=True).click()
        link.click()
    expect(bar(page)).to_contain_text("“Prior” opens as soon as")
    app.start()
    expect_back(page, session)
    expect_page(page, "/prior", "Prior")
    page.go_back()
    expect_page(page, "/", "Playground")
    Hands(page).expect_scene(MOVED)


@pytest.mark.long
@pytest.mark.parametrize("when", ["away", "hanging"])
def test_back_is_followed_after_the_return(app: Restartable, page: Page, when: str) -> None:
    page.goto(address(SCENE, "/prior") + "&show=evidence")
    rest(page)
    page.get_by_role("link", name="Playground", exact=True).click()
    hands = Hands(page)
    hands.slider("Hidden layers").press("ArrowRight")
    hands.wait_for_link(lambda scene: scene.architecture.hidden_layers == 6, "6 layers")
    hands.drag((0.6, 0.5), (0.9, 2.0))
    hands.settle()
    scene, session = hands.linked(), session_of(page)
    if when == "hanging":
        app.server.process.send_signal(STOP)
        page.go_back(wait_until="commit")
        app.kill()
        expect_away(page)
    else:
        app.kill()
        expect_away(page)
        page.go_back(wait_until="commit")
    expect(bar(page)).to_contain_text("“Prior” opens as soon as")
    app.start()
    expect_back(page, session)
    expect_page(page, "/prior", "Prior")
    expect(page).to_have_url(re.compile("show=evidence"))
    page.get_by_role("link", name="Playground", exact=True).click()
    Hands(page).expect_scene(scene)


def test_a_press_that_the_server_never_heard_is_sent_again(app: Restartable, page: Page) -> None:
    hands = open_only(page)
    session = session_of(page)
    app.server.process.send_signal(STOP)
    hands.press("New samples")
    hands.drag((0.6, 0.5), (0.9, 2.0))
    app.kill()
    expect_away(page)
    app.start()
    expect_back(page, session)
    hands.expect_scene(replace(MOVED, seed=SCENE.seed + 1))


@pytest.mark.long
def test_a_press_that_may_have_been_heard_is_told(page: Page) -> None:
    line = Line(page)
    page.goto(address(SCENE, "/prior") + "&show=evidence")
    page.wait_for_function("globalThis.ntkSession", timeout=SETTLE_MS)
    rest(page)
    session = session_of(page)
    line.hold_answers()
    page.get_by_role("button", name="Fit").click()
    line.cut()
    expect_away(page)
    line.release_answers()
    line.mend()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=SETTLE_MS)
    if session_of(page) == session:
        expect(bar(page)).to_contain_text("just after you pressed “Fit”")
    expect(bar(page)).to_be_empty()


@pytest.mark.long
def test_what_was_answered_is_not_asked_again(app: Restartable, page: Page) -> None:
    hands = open_only(page)
    hands.press("New samples")
    hands.wait_for_link(lambda scene: scene.seed == 5, "another seed")
    page.get_by_role("link", name="Prior", exact=True).click()
    expect_page(page, "/prior", "Prior")
    page.go_back()
    expect_page(page, "/", "Playground")
    hands = Hands(page)
    session = session_of(page)
    app.kill()
    expect_away(page)
    expect(bar(page)).not_to_contain_text("opens as soon")
    app.start()
    expect_back(page, session)
    hands.expect_scene(replace(SCENE, seed=5))
    page.wait_for_timeout(1500)
    expect_page(page, "/", "Playground")
    hands.expect_scene(replace(SCENE, seed=5))


@pytest.mark.long
def test_code_that_was_due_when_the_server_died_is_fetched_after_the_return(app: Restartable, page: Page) -> None:
    hands = open_only(page)
    page.route("**/DataFrame*.js", lambda route: route.abort())
    page.get_by_text("Points as a table").click()
    broken = page.get_by_role("alert").filter(has_text="dynamically imported module")
    expect(broken).to_be_visible()
    hands.drag((0.6, 0.5), (0.9, 2.0))
    session = session_of(page)
    app.kill()
    expect_away(page)
    page.unroute("**/DataFrame*.js")
    app.start()
    expect_back(page, session)
    expect(broken).to_have_count(0)
    Hands(page).expect_scene(MOVED)
    page.get_by_text("Points as a table").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect(broken).to_have_count(0)
