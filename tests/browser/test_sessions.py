"""What happens around a person: other people, reruns in the middle of a drag, a server that restarts."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from scripts.browser import SETTLE_MS, visit
from scripts.serve import serve
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address, with_points
from tests.browser.waiting import at_rest, expect_equal
from tests.conftest import FIVE_POINTS

FIVE = tuple(zip(FIVE_POINTS.dataset.x, FIVE_POINTS.dataset.y, strict=True))


def test_two_people_do_not_see_each_others_points(open_page: OpenPage) -> None:
    ann, ben = Hands(open_page(address(FIVE_POINTS))), Hands(open_page(address(FIVE_POINTS)))
    ann.page.bring_to_front()
    ann.drag((0, -0.3), (0, 2))
    ann.settle()
    ben.page.bring_to_front()
    ben.drag((1, 0.45), (1, -2))
    ben.expect_scene(with_points(*FIVE[:4], (1, -2)))
    ann.expect_scene(with_points(*FIVE[:2], (0, 2), *FIVE[3:]))
    ann.page.bring_to_front()
    ann.press("Undo")
    ann.expect_scene(FIVE_POINTS)


def test_a_rerun_in_the_middle_of_a_drag_does_not_lose_it(hands: Hands) -> None:
    page = hands.page
    hands.hold((0, -0.3))
    hands.carry((0.1, 1.5))
    held, samples = hands.shown(), hands.samples()
    # Another hand, or a slow answer to an earlier click: the whole script runs while the mouse is down.
    page.get_by_role("button", name="New samples", exact=True).dispatch_event("click")
    page.wait_for_function("() => location.search.includes('seed=1')")
    expect(hands.chart.locator("path.sample").first).not_to_have_attribute("d", samples[0])
    expect_equal(page, hands.shown, held)
    hands.carry((0.2, 2.5))
    page.mouse.up()
    hands.expect_scene(with_points(*FIVE[:2], (0.2, 2.5), *FIVE[3:], scene=replace(FIVE_POINTS, seed=1)))
    hands.press("Undo")
    hands.expect_scene(replace(FIVE_POINTS, seed=1))


def test_edits_faster_than_the_server_all_arrive(hands: Hands) -> None:
    page = hands.page
    points = [(-1.4 + 0.2 * i, 2.5 if i % 2 else -2.5) for i in range(10)]
    for point in points:
        hands.click(*point)
    expect(hands.points).to_have_count(15)
    hands.settle()
    for shown, point in zip(hands.shown().points[5:], points, strict=True):
        assert shown == pytest.approx(point, abs=0.03)
    for _ in points:
        page.keyboard.press("Control+z")
    hands.expect_scene(FIVE_POINTS)


def test_a_restarted_server_finds_the_scene_in_the_link(tmp_path: Path, browser: Browser) -> None:
    with serve(tmp_path) as server:
        page = visit(browser, server.url)
        page.goto("/?seed=4")
        hands = Hands(page)
        hands.drag((0, -0.3), (0.1, 1.5))
        hands.press("+ Ask")
        hands.settle()
        scene, curve = hands.linked(), at_rest(page, hands.curve)
    session = page.evaluate("ntkSession")
    with serve(tmp_path, urlsplit(server.url).port, "app.py") as server:
        page.wait_for_function("before => ntkSession !== before", arg=session, timeout=SETTLE_MS)
        hands.expect_scene(scene)
        expect_equal(page, hands.curve, curve)
        hands.drag((0.1, 1.5), (0.1, -2))
        hands.expect_scene(with_points(*FIVE[:2], (0.1, -2), *FIVE[3:], scene=scene))
        hands.press("Undo")
        hands.expect_scene(scene)
        page.goto("/prior?show=evidence")  # and the page brings what draws its figures
        expect(page.locator(".ntk-plot .main-svg").first).to_be_visible(timeout=SETTLE_MS)
        assert "Traceback" not in server.log.read_text()
    page.context.close()
