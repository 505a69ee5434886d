"""Compare: what was on screen stays as a ghost or as a second chart, while everything else changes."""

from dataclasses import replace

from playwright.sync_api import Locator, expect

from explorer.scene.scene import Pin, Scene
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address, carry, count_sent, with_points
from tests.browser.test_view import network
from tests.browser.waiting import at_rest, box_of, expect_no_sideways, wait_for

START = Scene()
MEAN, SECOND_MEAN = "[data-testid=posterior-mean]", "[data-testid=second-chart] path.mean"
LEAST_GAP = 6  # pixels between curves that differ clearly


def path(hands: Hands, name: str) -> str:
    return hands.chart.locator(name).first.get_attribute("d") or ""


def gap(curve: str, other: str) -> float:
    """The largest vertical distance of two curves with the same inputs, in pixels."""
    heights = ([float(pair.split(" ")[1]) for pair in text[1:].split("L")] for text in (curve, other))
    return max(abs(a - b) for a, b in zip(*heights, strict=True))


def expect_near(hands: Hands, name: str, wanted: str) -> None:
    """Wait until a curve of the chart is another one to a pixel: it may still ease in."""
    wait_for(hands.page, lambda: path(hands, name), lambda curve: gap(curve, wanted) <= 1)


def test_pin_change_swap_undo_and_two_charts_with_the_same_points(open_page: OpenPage) -> None:
    page = open_page(address(START))
    hands, bar = Hands(page), page.get_by_test_id("compare")
    before = at_rest(page, hands.curve)
    page.get_by_role("button", name="Compare").click()
    hands.expect_scene(replace(START, pin=Pin.of(START)))
    expect_near(hands, ".ghost-mean", before)
    expect(bar).to_contain_text("Change anything")

    hands.slider("Hidden layers").press("ArrowRight")
    expect(bar).to_contain_text("Now 3 hidden layers instead of 2.")
    deeper = replace(network(START, 3), pin=Pin.of(START))
    hands.expect_scene(deeper)
    expect_near(hands, ".ghost-mean", before)
    after = at_rest(page, hands.curve)
    assert gap(after, before) > LEAST_GAP
    expect(hands.chart.locator(".legend")).to_contain_text("pinned: ReLU, 2 hidden layers, weight size 2, bias size 1")

    hands.drag((0.6, -0.6), (0.6, 1.0))
    dragged = with_points((-1.1, -0.8), (-0.8, 0.3), (-0.5, 1.0), (0.6, 1.0), (0.9, 0.7), scene=deeper)
    hands.expect_scene(dragged)
    expect_near(hands, ".ghost-mean", before)  # it keeps its points, too
    expect(hands.chart.locator(".ghost-point")).to_have_count(1)
    expect(bar).to_contain_text("1 of 5 points moved")
    page.get_by_role("button", name="Undo").click()
    hands.expect_scene(deeper)

    bar.get_by_role("button", name="Swap").click()
    hands.expect_scene(deeper.swapped())
    expect(hands.slider("Hidden layers")).to_have_js_property("value", "2")
    expect_near(hands, MEAN, before)
    expect_near(hands, ".ghost-mean", after)

    bar.get_by_role("button", name="Side by side").click()
    second = page.get_by_test_id("second-chart")
    captions = hands.chart.locator(".caption")
    expect(captions).to_contain_text(["on screen: ReLU, 2 hidden layers", "pinned: ReLU, 3 hidden layers"])
    expect(hands.chart.locator(".ghost")).to_be_hidden()
    expect(second.locator(".point")).to_have_count(5)
    hands.wait_for_link(lambda scene: scene.pin is not None and scene.pin.beside, "two charts")
    check_that_the_first_alone_follows_a_slider(hands, second.locator("path.mean"))
    # A point is taken hold of in the second chart, and moves in both.
    box = box_of(second.locator(".point .dot").nth(3))
    first = hands.points.nth(3)
    left, top = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left, top - 80, steps=4)
    at_first = at_rest(page, lambda: first.get_attribute("transform")) or ""
    expect(second.locator(".point").nth(3)).to_have_attribute("transform", at_first)
    page.mouse.up()
    hands.wait_for_link(lambda scene: scene.dataset.y[3] > 0, "the point that was moved")
    shown = hands.linked()
    assert shown.pin is not None
    assert shown.pin.beside
    hands.settle()
    curves = at_rest(page, lambda: (path(hands, SECOND_MEAN), hands.curve()))
    page.reload()
    again = Hands(page)
    expect(second.locator("path.mean")).to_be_visible()
    again.expect_scene(shown)
    expect_near(again, SECOND_MEAN, curves[0])
    expect_near(again, MEAN, curves[1])
    assert gap(*curves) > LEAST_GAP

    bar.get_by_role("button", name="Unpin").click()
    hands.expect_scene(replace(shown, pin=None))
    expect(second).to_be_hidden()
    expect(bar).to_be_hidden()


def check_that_the_first_alone_follows_a_slider(hands: Hands, other: Locator) -> None:
    """While the thumb moves the server hears nothing; afterwards all is undone."""
    page, slider, before = hands.page, hands.slider("Weight size"), hands.linked()
    hands.slider("Bias size").focus()  # from which the thumb takes the focus
    sent = count_sent(page)
    curves = at_rest(page, lambda: (hands.curve(), other.get_attribute("d")))
    carry(page, slider, 0.5, 0.8)
    expect(hands.mean).not_to_have_attribute("d", curves[0])
    assert other.get_attribute("d") == curves[1]
    assert sent == []
    page.mouse.up()
    hands.settle()
    assert sent  # they are counted
    hands.press("Undo")
    hands.expect_scene(before)


def test_a_phone_has_room_for_the_ghost_alone(open_page: OpenPage) -> None:
    page = open_page(address(replace(network(START, 3), pin=Pin.of(START, beside=True))), phone=True)
    hands = Hands(page)
    expect(hands.chart.locator(".ghost-mean")).to_be_visible()
    expect(page.get_by_test_id("second-chart")).to_have_count(0)
    expect_no_sideways(page)
