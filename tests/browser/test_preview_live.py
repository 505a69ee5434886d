"""While a finger is down the picture follows it, a rerun takes nothing away, and the drop changes nothing."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution
from tests.browser.conftest import OpenPage
from tests.browser.hands import Hands, address, with_points
from tests.browser.waiting import at_rest, box_of, expect_equal, wait_for
from tests.conftest import FIVE_POINTS

FIVE = tuple(zip(FIVE_POINTS.dataset.x, FIVE_POINTS.dataset.y, strict=True))
BEYOND_THE_EYE = 0.5  # pixels
STEP_MS = 800  # between the pictures of an animation for those who ask for less motion

# Notes every redrawing of the mean, with what the chart said of itself at that moment.
WATCH = """mean => {
    const chart = mean.closest("[data-testid=live-chart]");
    const note = () => ({ curve: mean.getAttribute("d"), at: performance.now(),
        settled: chart.dataset.settled === "true" });
    const watched = { seen: [], first: note() };
    new MutationObserver(() => watched.seen.push(note())).observe(mean, { attributeFilter: ["d"] });
    mean.watched = watched;
}"""


@pytest.fixture
def hands(open_page: OpenPage) -> Hands:
    return Hands(open_page(address(FIVE_POINTS)))


def watch(hands: Hands) -> None:
    hands.mean.evaluate(WATCH)


def repaints(hands: Hands) -> list[dict[str, Any]]:
    return hands.mean.evaluate("mean => mean.watched.seen")


def picture(hands: Hands, selector: str = ".mean, .band, .sample, .density") -> list[str]:
    """Bands, samples, mean and densities, as paths."""
    paths = hands.chart.locator(f"path:is({selector})")
    return paths.evaluate_all("paths => paths.map(path => path.getAttribute('d'))")


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", path)]


def apart(before: str, after: str) -> float:
    """How far two paths lie apart, in pixels."""
    return max(abs(a - b) for a, b in zip(numbers(before), numbers(after), strict=True))


@pytest.mark.sample(2)
@pytest.mark.parametrize("prior", list(Distribution))
def test_the_picture_follows_the_finger_and_the_drop_changes_nothing(open_page: OpenPage, prior: Distribution) -> None:
    start = replace(
        FIVE_POINTS, prior=prior, noise_std=0.05, time=3.0 if prior == Distribution.ENSEMBLE else FIVE_POINTS.time
    )
    hands = Hands(open_page(address(start)))
    answered = hands.chart.get_by_test_id("answers")
    still, odds = picture(hands), answered.inner_text()
    hands.hold((0, -0.3))
    hands.carry((0, 1.2))
    up = at_rest(hands.page, lambda: picture(hands))
    assert min(map(apart, still, up)) > 10, "every band, sample, mean and density has moved"
    hands.carry((0.2, 1.2))
    side, answers = at_rest(hands.page, lambda: (picture(hands), answered.inner_text()))
    assert min(map(apart, up, side)) > 1
    assert answers != odds
    assert "…" not in answers
    assert hands.linked() == start, "nothing is sent before the drop"
    held = hands.curve()
    watch(hands)
    hands.page.mouse.up()
    hands.settle()
    assert max(map(apart, side, picture(hands))) <= BEYOND_THE_EYE
    assert max(apart(held, each["curve"]) for each in repaints(hands)) <= BEYOND_THE_EYE, "not even for a moment"
    expect_equal(hands.page, answered.inner_text, answers)


def test_candidate_and_probe_are_answered_while_they_move(hands: Hands) -> None:
    before, curve = hands.log_density("A"), hands.curve()
    hands.hold((0.25, -0.1))
    hands.carry((0.25, -0.5))
    held = at_rest(hands.page, lambda: hands.log_density("A"))
    assert held > before + 0.5
    assert apart(curve, hands.curve()) <= BEYOND_THE_EYE
    hands.page.mouse.up()
    hands.settle()
    expect_equal(hands.page, lambda: hands.log_density("A"), held)
    density = hands.page.get_by_test_id("density")
    before_the_move = density.text_content() or ""
    x, y = hands.pixel(0.25, -3)
    hands.page.mouse.move(x, y)
    hands.page.mouse.down()
    hands.page.mouse.move(hands.pixel(0.8, 0)[0], y, steps=5)
    expect(density).not_to_have_text(before_the_move)
    expect(density).to_contain_text("at x = 0.8")
    there = at_rest(hands.page, lambda: hands.log_density("A"))
    assert there != held
    hands.page.mouse.up()
    hands.settle()
    expect_equal(hands.page, lambda: hands.log_density("A"), there)


def test_the_slice_and_the_modes_move_too(hands: Hands) -> None:
    hands.look_behind()
    line, modes = hands.chart.locator("path.slice-line"), hands.chart.locator("path.mode-line")
    expect(line).to_have_attribute("d", re.compile("L"))
    hands.slice_handle.scroll_into_view_if_needed()
    before = line.get_attribute("d") or ""
    box = box_of(hands.slice_handle.locator(".knob"))
    hands.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hands.page.mouse.down()
    hands.page.mouse.move(hands.across(0.7), box["y"] + 5, steps=5)
    moved = at_rest(hands.page, lambda: line.get_attribute("d") or "")
    assert apart(before, moved) > 5
    hands.page.mouse.up()
    hands.settle()
    assert apart(moved, at_rest(hands.page, lambda: line.get_attribute("d") or "")) <= BEYOND_THE_EYE
    shapes = modes.first.get_attribute("d") or ""
    hands.hold((0.5, -0.8))
    hands.carry((0.75, -0.8))
    wait_for(hands.page, lambda: modes.first.get_attribute("d") or "", lambda now: apart(shapes, now) > 1)


def test_keys_additions_and_removals_are_drawn_before_the_answer(hands: Hands) -> None:
    hands.tab_to("point 2")
    edits = (
        lambda: hands.page.keyboard.press("Shift+ArrowUp"),
        lambda: hands.click(-0.75, 1.5),
        lambda: hands.page.keyboard.press("Delete"),
    )
    for edit in edits:
        watch(hands)
        edit()
        hands.settle()
        first = repaints(hands)[0]
        assert not first["settled"]
        assert max(apart(first["curve"], each["curve"]) for each in repaints(hands)) <= BEYOND_THE_EYE
    hands.expect_scene(with_points(*FIVE[:2], (0, -0.2), *FIVE[3:]))


def test_a_rerun_in_the_middle_of_a_drag_takes_nothing_away(hands: Hands) -> None:
    hands.hold((0, -0.3))
    hands.carry((0, 1.0))
    old = hands.curve()
    network = Architecture(weight_std=1.41)
    hands.slider("Weight size").press("ArrowLeft")
    hands.wait_for_link(
        lambda scene: scene == replace(FIVE_POINTS, architecture=network), "the new weight std and the old points"
    )
    expect(hands.mean).not_to_have_attribute("d", old)
    expect_equal(hands.page, lambda: hands.shown().points[2], (0, 1.0))
    hands.carry((0.1, 1.5))
    expect_equal(hands.page, lambda: hands.shown().points[2], (0.1, 1.5))
    held = at_rest(hands.page, hands.curve)  # the new kernel eases in
    hands.page.mouse.up()
    hands.expect_scene(replace(with_points(*FIVE[:2], (0.1, 1.5), *FIVE[3:]), architecture=network))
    assert apart(held, hands.curve()) <= BEYOND_THE_EYE


def test_without_their_noise_the_samples_wait_and_the_rest_follows(hands: Hands) -> None:
    hands.page.evaluate("() => { globalThis.kept = [...ntkNoise]; ntkNoise.clear(); }")
    before, samples = hands.curve(), hands.samples()
    hands.hold((0, -0.3))
    hands.carry((0, 1.0))
    held = at_rest(hands.page, hands.curve)
    assert apart(held, before) > 20
    assert hands.samples() == samples
    hands.page.evaluate("() => { ntkNoise.set(...kept[0]); dispatchEvent(new Event('ntk-noise')); }")
    moved = at_rest(hands.page, hands.samples)
    assert min(map(apart, samples, moved)) > 10
    hands.page.mouse.up()
    hands.settle()
    assert apart(held, hands.curve()) <= BEYOND_THE_EYE
    assert max(map(apart, moved, hands.samples())) <= BEYOND_THE_EYE


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_choice_eases_in_unless_less_motion_is_asked_for(hands: Hands, motion: Any) -> None:
    hands.page.emulate_media(reduced_motion=motion)
    watch(hands)
    hands.page.get_by_role("radio", name="Random").click()
    hands.expect_scene(replace(FIVE_POINTS, prior=Distribution.NNGP))
    at_rest(hands.page, hands.curve)
    *before, last = (each["curve"] for each in repaints(hands))
    assert last != hands.mean.evaluate("mean => mean.watched.first.curve")
    # Without easing each picture is that of the choice: on every second input, on all of them, and from the server.
    assert any(apart(curve, last) > 2 for curve in before) == (motion == "no-preference")


def test_played_samples_move_and_stop_while_mean_and_band_stand_still(hands: Hands) -> None:
    still, samples = picture(hands, ".mean, .band"), hands.samples()
    player = hands.page.get_by_role("button", name="Play samples")
    expect(player).to_have_attribute("aria-pressed", "false")
    player.click()
    expect(hands.chart.locator("path.sample").first).not_to_have_attribute("d", samples[0])
    moved = hands.samples()
    assert not set(moved) & set(samples)
    expect(hands.chart.locator("path.sample").first).not_to_have_attribute("d", moved[0])
    assert picture(hands, ".mean, .band") == still
    player.click()
    expect(player).to_have_attribute("aria-pressed", "false")
    paused = at_rest(hands.page, hands.samples)
    hands.page.wait_for_timeout(100)
    assert hands.samples() == paused
    hands.drag((1, 0.45), (1, 0.6))
    hands.settle()
    assert not set(hands.samples()) & set(samples), "the samples stay at their place on the circle"


def test_training_is_played_from_nothing_and_ends_with_the_time_of_the_scene(open_page: OpenPage) -> None:
    hands = Hands(open_page(address(replace(FIVE_POINTS, prior=Distribution.ENSEMBLE))))
    trained = hands.curve()
    player = hands.page.get_by_role("button", name="Play training")
    watch(hands)
    player.click()
    expect(hands.chart.locator(".busy-note")).to_contain_text("t = ")
    expect(hands.mean).not_to_have_attribute("d", trained)
    first = numbers(repaints(hands)[0]["curve"])[1::2]
    assert max(first) - min(first) <= BEYOND_THE_EYE, "before training the mean is 0"
    player.click()
    expect(hands.chart.locator(".busy-note")).to_be_hidden()
    expect_equal(hands.page, hands.curve, trained)
    hands.page.get_by_role("radio", name="Random").click()
    expect(player).to_be_hidden()


def test_less_motion_plays_in_steps(hands: Hands) -> None:
    hands.page.emulate_media(reduced_motion="reduce")
    sample = hands.chart.locator("path.sample").first
    sample.evaluate("""path => {
        path.changes = [];
        const note = () => path.changes.push(performance.now());
        new MutationObserver(note).observe(path, { attributeFilter: ["d"] });
    }""")
    hands.page.get_by_role("button", name="Play samples").click()
    hands.page.wait_for_function("path => path.changes.length >= 3", arg=sample.element_handle())
    first, second, third = sample.evaluate("path => path.changes.slice(0, 3)")
    assert min(second - first, third - second) >= 0.75 * STEP_MS
