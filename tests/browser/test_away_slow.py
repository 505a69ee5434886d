"""A server that is there and does not answer: the page says so, and what was done meanwhile is answered in the end."""

import signal
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import address
from tests.browser.outage import Restartable, bar, expect_back, session_of
from tests.browser.test_away import SCENE, expect_alive, open_only

SLOW = "The server is slow to answer."


@pytest.fixture
def page(lasting_page: Page) -> Page:
    return lasting_page


def test_a_server_that_hangs_is_spoken_of_and_answers_all_in_the_end(app: Restartable, page: Page) -> None:
    hands = open_only(page)
    hands.settle()
    session = session_of(page)
    expect(bar(page)).to_be_empty()
    app.server.process.send_signal(signal.SIGSTOP)
    hands.slider("Hidden layers").press("ArrowRight")
    hands.drag((0.6, 0.5), (0.9, 2.0))
    hands.press("New samples")
    expect(bar(page)).to_contain_text(SLOW)
    page.get_by_test_id("stSidebar").click(position={"x": 5, "y": 5})
    expect(bar(page)).to_contain_text(SLOW)
    app.server.process.send_signal(signal.SIGCONT)
    expect(bar(page)).to_be_empty()
    data = replace(SCENE.dataset, x=(-1.0, -0.2, 0.9), y=(1.0, -1.5, 2.0))
    network = replace(SCENE.architecture, hidden_layers=6)
    hands.expect_scene(replace(SCENE, architecture=network, dataset=data, seed=5))
    assert session_of(page) == session
    expect_alive(hands)


def test_a_page_chosen_while_the_server_hangs_opens_and_nobody_speaks_of_a_lost_connection(
    app: Restartable, page: Page
) -> None:
    page.goto(address(SCENE, "/prior"))
    page.wait_for_function("globalThis.ntkSession")
    app.server.process.send_signal(signal.SIGSTOP)
    page.get_by_role("link", name="Training", exact=True).click()
    expect(bar(page)).to_contain_text(SLOW)
    page.get_by_role("link", name="Playground", exact=True).click()
    expect(bar(page)).to_contain_text(SLOW)
    expect(bar(page)).not_to_contain_text("lost.")
    app.server.process.send_signal(signal.SIGCONT)
    expect_back(page)
    expect(page).to_have_title("Playground · NTK Explorer")
