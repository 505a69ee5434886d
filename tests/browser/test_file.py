"""The Playground in one HTML file: opened from a disk without a network, it does what the app does."""

import html
import math
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from explorer.grid.view import explore
from explorer.scene import permalink
from explorer.scene.scene import PRESETS, Pin, Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution
from tests.browser.hands import Shown, with_points
from tests.browser.reader import APP, OpenFile, Reader, document
from tests.browser.test_compare import expect_near
from tests.browser.waiting import at_rest, box_of, expect_equal, expect_no_sideways, wait_for
from tests.conftest import FIVE_POINTS

SHOWN = 0.01  # the last digit of a log density on screen


def expect_answers(reader: Reader, scene: Scene) -> None:
    """Health and densities on screen are those of the library."""
    view = explore(scene)
    expect(reader.health).to_have_attribute("data-level", view.health.level)
    for answer in (answer for group in view.groups for answer in group.answers):
        if math.isfinite(answer.log_p) and math.isfinite(answer.step):
            allowed = 0.51 * max(SHOWN, answer.step)
            expected = pytest.approx(answer.log_p, abs=allowed)
            expect_equal(reader.page, lambda name=answer.name: reader.log_density(name), expected)


def changed(scene: Scene, **network: Any) -> Scene:
    return replace(scene, architecture=replace(scene.architecture, **network))


def test_a_file_does_what_the_playground_does(open_file: OpenFile) -> None:
    reader = open_file()
    page, scene = reader.page, FIVE_POINTS
    expect_answers(reader, scene)
    assert page.get_by_role("heading", level=1).inner_text() == "What do very wide networks predict?"
    reader.click(0.3, 2)
    reader.wait_for_link(lambda linked: len(linked.dataset.x) == 6, "six points")
    page.keyboard.press("Control+z")
    reader.expect_scene(scene)
    before = reader.curve()
    reader.hold((0.5, -0.8))
    reader.carry((0.7, 1.0))
    expect(reader.mean).not_to_have_attribute("d", before)
    page.mouse.up()
    reader.settle()
    scene = reader.linked()
    assert scene.dataset.x[3] == pytest.approx(0.7, abs=0.03)
    expect_answers(reader, scene)

    weights = reader.slider("Weight size")
    link, before, box = page.url, at_rest(page, reader.curve), box_of(weights)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2, steps=5)
    expect(reader.mean).not_to_have_attribute("d", before)
    assert page.url == link
    page.mouse.up()
    reader.settle()
    assert reader.linked().architecture.weight_std > scene.architecture.weight_std
    expect_answers(reader, reader.linked())
    reader.press("Undo")
    reader.expect_scene(scene)
    wait_for(page, weights.input_value, lambda value: float(value) == pytest.approx(scene.architecture.weight_std))

    reader.slider("Hidden layers").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_label("Activation", exact=True).select_option("erf")
    page.get_by_role("radio", name="Trained").check(force=True)
    reader.slider("Training time").focus()
    page.keyboard.press("Home")
    reader.slider("Label noise").focus()
    page.keyboard.press("End")
    reader.slider("Bias size").focus()
    page.keyboard.press("PageUp")
    page.get_by_role("radio", name="Equal").check(force=True)
    page.get_by_role("radio", name="On", exact=True).check(force=True)
    scene = replace(scene, prior=Distribution.ENSEMBLE, time=0.0, noise_std=1.0)
    scene = changed(scene, activation=Activation.ERF, hidden_layers=3, bias_std=0.6, skip="equal", norm="layer")
    reader.expect_scene(scene)
    expect_answers(reader, scene)
    expect(page.locator("#ntk-lead")).to_contain_text("before any training")
    samples = reader.samples()
    reader.press("New samples")
    scene = replace(scene, seed=1)
    reader.expect_scene(scene)
    wait_for(page, reader.samples, lambda now: now != samples)

    reader.choose_example("gap")
    scene = scene.with_preset("gap")
    reader.expect_scene(scene)
    reader.press("+ Ask")
    expect(reader.candidates).to_have_count(4)
    reader.settle()
    scene = reader.linked()
    page.reload()
    reader.expect_scene(scene)
    reader.press("Clear")
    expect(reader.points).to_have_count(0)
    back = page.get_by_role("link", name="Open in NTK Explorer").get_attribute("href") or ""
    assert permalink.decode(urlsplit(back).query) == (reader.linked(), ())
    assert back.startswith(f"{APP}/?")


def test_a_file_locks_and_hides_what_the_link_does_and_has_a_title(open_file: OpenFile) -> None:
    query = "lock=weights,noise&hide=seed"
    title = "Bands & <gaps>"
    reader = open_file(text=document(FIVE_POINTS, query, title=title, caption="Where is the NTK unsure?"), phone=True)
    page = reader.page
    assert page.title() == title
    assert page.get_by_role("heading", level=1).inner_text() == title
    expect(page.locator("#ntk-lead")).to_have_text("Where is the NTK unsure?")
    expect(reader.slider("Weight size")).to_be_disabled()
    expect(page.get_by_role("button", name="New samples")).to_have_count(0)
    page.touchscreen.tap(*reader.pixel(0.6, 2))
    expect(reader.points).to_have_count(6)
    reader.settle()
    reader.swipe(reader.pixel(-0.5, 0.25), reader.pixel(-0.3, 2))
    reader.wait_for_link(lambda linked: linked.dataset.x[1] == pytest.approx(-0.3, abs=0.03), "the moved point")
    back = page.get_by_role("link", name="Open in NTK Explorer").get_attribute("href") or ""
    assert urlsplit(back).query.endswith("&lock=weights,noise&hide=seed")
    expect_no_sideways(page)
    answers = reader.chart.locator(".answers")
    tops = [box_of(part)["y"] for part in (reader.plot, reader.slider("Hidden layers"), answers)]
    assert tops == sorted(tops)


def test_a_file_compares_and_remembers_what_is_pinned(open_file: OpenFile) -> None:
    reader = open_file(Scene())
    reader.page.get_by_role("button", name="Compare").click()
    reader.slider("Hidden layers").press("ArrowRight")
    deeper = replace(changed(Scene(), hidden_layers=3), pin=Pin.of(Scene()))
    reader.expect_scene(deeper)
    after = at_rest(reader.page, reader.curve)
    reader.page.get_by_test_id("compare").get_by_role("button", name="Swap").click()
    reader.expect_scene(deeper.swapped())
    reader.page.reload()
    reader.expect_scene(deeper.swapped())
    expect_near(reader, ".ghost-mean", after)


@pytest.mark.long
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "scene",
    [
        Scene(),
        replace(Scene(), prior=Distribution.NNGP, noise_std=0.2, architecture=Architecture("gelu", 5, 1.5, 0.5)),
        permalink.decode("v=1&seed=4&xaxis=0.1,14.5,speed&yaxis=0.02,60,dist+(ft)")[0],
    ],
    ids=["first", "random", "units"],
)
def test_every_gesture_and_key(open_file: OpenFile, scene: Scene, dark: bool, phone: bool) -> None:
    reader = open_file(scene, dark=dark, phone=phone)
    page = reader.page
    reader.plot.focus()
    page.keyboard.press("Enter")
    expect(reader.points).to_have_count(len(scene.dataset.x) + 1)
    page.keyboard.press("Delete")
    expect(reader.points).to_have_count(len(scene.dataset.x))
    reader.tab_to("candidate A 0")
    page.keyboard.press("Shift+ArrowDown")
    reader.settle()
    assert reader.linked().candidates[0].y != scene.candidates[0].y
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Shift+z")
    reader.settle()
    for name in ("Samples", "Training"):
        if name == "Samples" or reader.linked().prior == Distribution.ENSEMBLE:
            reader.press(f"Play {name.lower()}")
            curve, samples = reader.curve(), reader.samples()
            wait_for(page, lambda: (reader.curve(), reader.samples()), lambda now, old=(curve, samples): now != old)
            reader.press(f"Play {name.lower()}")
    reader.look_behind()
    reader.slide(reader.slice_handle, 0.7)
    reader.wait_for_link(lambda linked: linked.slice_x != scene.slice_x, "another slice")
    if scene.x_axis.is_window:  # ticks stand at both ends of the plot
        assert reader.linked().slice_x == pytest.approx(0.7, abs=0.03)
    for example in PRESETS:
        reader.choose_example(example)
        reader.expect_scene(reader.linked().with_preset(example))
        expect_answers(reader, reader.linked())
    assert reader.shown() == Shown.of(reader.linked())


@pytest.mark.long
def test_a_file_lives_in_a_frame_and_follows_its_address(open_file: OpenFile, browser: Browser) -> None:
    text = document(FIVE_POINTS)
    page = browser.new_context(offline=True, locale="en-US").new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_content(f'<iframe srcdoc="{html.escape(text)}" width="900" height="700"></iframe>')
    frame = page.frame_locator("iframe")
    expect(frame.get_by_test_id("training-point")).to_have_count(5)
    frame.get_by_role("button", name="Clear").click()
    expect(frame.get_by_test_id("training-point")).to_have_count(0)
    assert faults == []
    page.context.close()
    reader = open_file()
    other = with_points((0.0, 1.0), (0.4, -1.0))
    reader.page.evaluate("link => { location.hash = link; }", permalink.encode(other))
    reader.expect_scene(other)
    reader.page.evaluate("location.hash = 'v=3&points=0,0;broken'")
    expect(reader.page.locator("#ntk-mended")).to_be_visible()
    expect(reader.points).to_have_count(1)
