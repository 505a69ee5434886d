"""Every page, lessons and rooms included, for those who zoom, hold a phone or a tablet, or ask for less motion."""

import itertools
import random
from typing import NamedTuple

import pytest
from playwright.sync_api import ViewportSize

from explorer.ui import assets
from tests.browser.conftest import OpenPage
from tests.browser.test_access import PAGES as OTHERS
from tests.browser.test_access import pale, settle
from tests.browser.test_fit import BEYOND, SIDEWAYS, UNFIT
from tests.browser.waiting import expect_equal, wait_for


class Way(NamedTuple):
    """A window in CSS pixels, with fingers or without."""

    width: int
    height: int
    touch: bool = False


WAYS = {
    "200 %": Way(640, 360),  # of 1280 × 720
    "400 %": Way(320, 256),  # of 1280 × 1024
    "phone": Way(360, 740, touch=True),
    "tablet": Way(820, 1180, touch=True),
}
LESSONS = [f"/lessons?lesson={path.stem}" for path in sorted((assets.ASSETS / "lessons").glob("*.md"))]
PAGES = [*OTHERS, "/lessons", *LESSONS, "/room"]
CASES = list(itertools.product(PAGES, WAYS))
# Each way once in every run, with a lesson and the room among them; all in the long run.
SAMPLE = {("/", "400 %"), (LESSONS[0], "phone"), ("/room", "tablet"), (random.Random(3).choice(OTHERS), "200 %")}
SAMPLED = [pytest.param(*case, marks=() if case in SAMPLE else pytest.mark.long) for case in CASES]
CALM = [pytest.param(path, marks=() if path == "/lessons" else pytest.mark.long) for path in PAGES]
# The colours of a button's words, of the page below them, and of words on buttons in general.
INKS = """button => {
    const plain = document.body.appendChild(document.createElement("button"));
    const [words, page, any] = [button, document.body, plain].map((node) => ({...getComputedStyle(node)}));
    plain.remove();
    return [words.color, page.backgroundColor, any.color];
}"""
MOVING = """() => document.getAnimations().filter(({playState, effect}) =>
    playState === "running" && effect.getTiming().iterations === Infinity).map(({effect}) => effect.target.className)"""


@pytest.mark.parametrize(("path", "way"), SAMPLED)
def test_nothing_is_cut_off_or_beside_the_window(open_page: OpenPage, path: str, way: str) -> None:
    size = WAYS[way]
    page = open_page(path, phone=size.touch)
    page.set_viewport_size(ViewportSize(width=size.width, height=size.height))
    settle(page)
    wait_for(page, lambda: page.evaluate(SIDEWAYS), lambda widths: max(widths) <= 0)
    expect_equal(page, lambda: page.evaluate(UNFIT), [])
    expect_equal(page, lambda: page.evaluate(BEYOND), [])


def test_words_on_buttons_of_rooms_are_seen_in_forced_colours(open_page: OpenPage) -> None:
    page = open_page("/room")
    page.emulate_media(forced_colors="active")
    join = page.get_by_role("button", name="Join", exact=True)
    inks = wait_for(page, lambda: join.evaluate(INKS), lambda inks: inks[0] != inks[1])
    assert inks[0] == inks[2], "words look like those of any button"


@pytest.mark.parametrize("path", CALM)
def test_shapes_are_seen_in_forced_colours_and_nothing_moves(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    settle(page)
    expect_equal(page, lambda: pale(page), [])
    expect_equal(page, lambda: page.evaluate(MOVING), [])
