"""The drawings in the page have the palette's colours: the playground's curve that of its distribution, the clock's."""

from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from explorer.figures import palette
from explorer.scene import permalink
from explorer.scene.scene import Scene
from ntkcore.choices import Distribution
from scripts.browser import wait_settled
from tests.browser.conftest import OpenPage

COLOURS = {Distribution.NNGP: palette.NNGP, Distribution.NTK: palette.NTK, Distribution.ENSEMBLE: palette.TRAINED}


def rgb(colour: str) -> str:
    """`colour` (#rrggbb) as a browser tells it."""
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def has(shape: Locator, name: str, colour: str) -> None:
    expect(shape).to_have_css(name, rgb(colour))


@pytest.mark.sample(3)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("distribution", Distribution)
def test_the_curve_has_the_colour_of_its_distribution(open_page: OpenPage, distribution: Distribution, dark: bool):
    page = open_page(f"/?{permalink.encode(replace(Scene(), prior=distribution))}", dark=dark)
    wait_settled(page)
    has(page.get_by_test_id("posterior-mean"), "stroke", COLOURS[distribution])
    has(page.get_by_test_id("band-2"), "fill", COLOURS[distribution])
    has(page.locator(".swatch.mean"), "background-color", COLOURS[distribution])


def test_the_clock_has_the_colour_of_trained_networks(open_page: OpenPage):
    page = open_page("/training")
    has(page.get_by_test_id("clock-mean"), "stroke", palette.TRAINED)
    has(page.locator(".clock .bar").first, "fill", palette.MODE)
    has(page.locator(".clock .gap"), "stroke", palette.NEGATIVE)
