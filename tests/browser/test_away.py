"""A page that loses its server, or sleeps for long, goes on where it was: nothing is lost, nothing else is shown."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from explorer.scene.scene import Dataset, Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation
from scripts.browser import wait_settled
from tests.browser.hands import Hands, Shown, address
from tests.browser.outage import (
    TIME_TO_LIVE,
    Line,
    Restartable,
    expect_away,
    expect_back,
    painted,
    record,
    restart,
    session_of,
)
from tests.browser.waiting import at_rest, expect_equal

SCENE = Scene(
    Architecture(Activation.GELU, 5, 1.7, 1.0), Dataset((-1.0, -0.2, 0.6), (1.0, -1.5, 0.5)), (), noise_std=0.07, seed=4
)


@pytest.fixture
def page(lasting_page: Page) -> Page:
    return lasting_page


def open_only(page: Page) -> Hands:
    page.goto(address(SCENE))
    return Hands(page)


def turn_a_slider(page: Page) -> Hands:
    hands = open_only(page)
    hands.slider("Hidden layers").press("ArrowRight")
    hands.wait_for_link(lambda scene: scene.architecture.hidden_layers == 6, "6 layers")
    return hands


def take_new_samples(page: Page) -> Hands:
    hands = open_only(page)
    hands.press("New samples")
    hands.wait_for_link(lambda scene: scene.seed == 5, "another seed")
    return hands


def come_from_another_page(page: Page) -> Hands:
    page.goto(address(SCENE, "/guide"))
    expect(page.get_by_test_id("code").locator("code")).to_be_visible()
    page.get_by_role("link", name="Playground").click()
    return Hands(page)


def edit(page: Page) -> Hands:
    hands = open_only(page)
    hands.drag((0.6, 0.5), (0.9, 2))
    return hands


def edit_after_a_slider(page: Page) -> Hands:
    hands = turn_a_slider(page)
    hands.drag((0.6, 0.5), (0.9, 2))
    return hands


MORE_SITUATIONS = [open_only, turn_a_slider, take_new_samples, edit, edit_after_a_slider]
long = pytest.mark.long


def resting_curve(hands: Hands) -> str:
    """The curve once it has ceased to move: a new setting eases in."""
    return at_rest(hands.page, hands.curve)


def expect_alive(hands: Hands) -> None:
    """Edits and settings are answered, and are in the link."""
    scene, curve = hands.linked(), resting_curve(hands)
    hands.drag((-1.0, 1.0), (-1.0, -2.0))
    moved = replace(scene, dataset=replace(scene.dataset, y=(-2.0, *scene.dataset.y[1:])))
    hands.expect_scene(moved)
    hands.wait_for_new_curve(curve)
    hands.slider("Hidden layers").press("ArrowLeft")
    network = replace(scene.architecture, hidden_layers=scene.architecture.hidden_layers - 1)
    hands.expect_scene(replace(moved, architecture=network))
    hands.press("Undo")
    hands.press("Undo")
    hands.expect_scene(scene)


@pytest.mark.parametrize(
    "before",
    [come_from_another_page, *(pytest.param(each, marks=long) for each in MORE_SITUATIONS)],
    ids=lambda before: before.__name__,
)
def test_a_restart_changes_nothing(app: Restartable, page: Page, before: Callable[[Page], Hands]) -> None:
    hands = before(page)
    hands.settle()
    scene, curve, session = hands.linked(), resting_curve(hands), session_of(page)
    record(page)
    app.kill()
    expect_away(page)
    app.start()
    expect_back(page, session)
    hands.expect_scene(scene)
    expect_equal(page, hands.curve, curve)
    assert len(painted(page)) == 1  # neither the first scene nor that of the link with which the page was opened
    expect_alive(hands)


@long
def test_two_restarts_in_a_row(app: Restartable, page: Page) -> None:
    hands = turn_a_slider(page)
    hands.settle()
    scene = hands.linked()
    record(page)
    for _ in range(2):
        restart(app, page)
    hands.expect_scene(scene)
    assert len(painted(page)) == 1
    expect_alive(hands)


@pytest.mark.parametrize(
    "before", [pytest.param(open_only, marks=long), turn_a_slider], ids=lambda before: before.__name__
)
def test_a_nap_longer_than_the_session_lives(page: Page, before: Callable[[Page], Hands]) -> None:
    line = Line(page)
    hands = before(page)
    hands.settle()
    scene, session = hands.linked(), session_of(page)
    record(page)
    line.cut()
    expect_away(page)
    page.wait_for_timeout(1000 * TIME_TO_LIVE + 500)
    line.mend()
    expect_back(page, session)
    hands.expect_scene(scene)
    assert len(painted(page)) == 1
    expect_alive(hands)


def test_a_short_gap_keeps_the_session_and_what_was_done_in_it(page: Page) -> None:
    line = Line(page)
    hands = turn_a_slider(page)
    hands.settle()
    scene, session = hands.linked(), session_of(page)
    line.cut()
    hands.drag((-1.0, 1.0), (-1.0, -2.0))
    page.wait_for_timeout(300)
    line.mend()
    expect_back(page)
    hands.expect_scene(replace(scene, dataset=replace(scene.dataset, y=(-2.0, -1.5, 0.5))))
    assert session_of(page) == session
    hands.press("Undo")
    hands.expect_scene(scene)
    hands.press("Undo")
    hands.expect_scene(SCENE)


def test_a_server_killed_in_the_middle_of_a_drag(app: Restartable, page: Page) -> None:
    hands = turn_a_slider(page)
    hands.settle()
    scene, session = hands.linked(), session_of(page)
    hands.hold((0.6, 0.5))
    hands.carry((0.7, 1.0))
    app.kill()
    expect_away(page)
    hands.carry((0.8, 1.5))
    app.start()
    expect_back(page, session)
    expect_equal(page, lambda: hands.shown().points[2], (0.8, 1.5))
    hands.carry((0.9, 2.0))
    page.mouse.up()
    hands.expect_scene(replace(scene, dataset=Dataset((-1.0, -0.2, 0.9), (1.0, -1.5, 2.0))))
    hands.press("Undo")
    hands.expect_scene(scene)
    expect_alive(hands)


@long
def test_a_drag_that_is_given_up_after_the_return(app: Restartable, page: Page) -> None:
    hands = open_only(page)
    session = session_of(page)
    app.kill()
    hands.drag((0.6, 0.5), (0.9, 2.0))
    hands.hold((-1.0, 1.0))
    hands.carry((-1.0, 2.5))
    app.start()
    expect_back(page, session)
    page.keyboard.press("Escape")
    page.mouse.up()
    hands.expect_scene(replace(SCENE, dataset=Dataset((-1.0, -0.2, 0.9), (1.0, -1.5, 2.0))))


def test_what_is_done_while_away_is_kept_and_sent(app: Restartable, page: Page) -> None:
    hands = turn_a_slider(page)
    hands.settle()
    before, session = hands.linked(), session_of(page)
    app.kill()
    expect_away(page)
    hands.drag((0.6, 0.5), (0.9, 2.0))
    hands.click(0.2, -2.5)
    hands.press("+ Ask")
    hands.tab_to("point 0")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    expect(hands.points).to_have_count(3)
    shown = at_rest(page, hands.shown)
    record(page)
    app.start()
    expect_back(page, session)
    hands.wait_for_link(lambda scene: Shown.of(scene) == shown, "what was done while away")
    wait_settled(page)
    expect_equal(page, hands.shown, shown)
    assert hands.linked().architecture == before.architecture
    assert all(state[2] == painted(page)[0][2] for state in painted(page))
    hands.press("Undo")
    hands.expect_scene(before)


@long
def test_a_setting_that_the_server_never_heard_of_is_kept(app: Restartable, page: Page) -> None:
    hands = open_only(page)
    session = session_of(page)
    app.server.process.send_signal(19)  # it hangs: the step is shown, but no longer answered
    hands.slider("Hidden layers").press("ArrowRight")
    page.wait_for_timeout(300)
    app.kill()
    expect_away(page)
    app.start()
    expect_back(page, session)
    hands.expect_scene(replace(SCENE, architecture=replace(SCENE.architecture, hidden_layers=6)))
    expect(hands.slider("Hidden layers")).to_have_value("6")
    expect_alive(hands)
