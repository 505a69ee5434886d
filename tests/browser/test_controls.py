"""The controls in the sidebar, the presets, the kernel slice, and what the health line says about each."""

from dataclasses import replace

from playwright.sync_api import expect

from explorer.scene.scene import PRESETS
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Distribution
from tests.browser.hands import Hands
from tests.browser.waiting import at_rest
from tests.conftest import FIVE_POINTS

PRIORS = {"Random": Distribution.NNGP, "Trained": Distribution.ENSEMBLE, "NTK prior": Distribution.NTK}


def turn(hands: Hands, label: str, key: str) -> None:
    """Press a key on a slider and wait until the link and the curve have followed."""
    scene, curve = hands.linked(), hands.curve()
    hands.slider(label).press(key)
    hands.wait_for_link(lambda linked: linked != scene, f"another scene than {scene}")
    expect(hands.mean).not_to_have_attribute("d", curve)


def test_each_number_of_the_network_changes_curve_and_link(hands: Hands) -> None:
    turn(hands, "Hidden layers", "ArrowRight")
    turn(hands, "Weight size", "ArrowLeft")
    turn(hands, "Bias size", "ArrowRight")
    turn(hands, "Label noise", "PageUp")
    network = Architecture(hidden_layers=3, weight_std=1.41, bias_std=0.31)
    hands.expect_scene(replace(FIVE_POINTS, architecture=network, noise_std=0.1))
    expect(hands.slider("Weight size")).to_have_value("1.41")
    hands.press("Undo")
    hands.press("Undo")
    hands.expect_scene(replace(FIVE_POINTS, architecture=replace(network, bias_std=0.3)))
    expect(hands.slider("Bias size")).to_have_value("0.3")


def test_skips_and_layer_norm_are_chosen_by_keyboard(hands: Hands) -> None:
    network, curve = Architecture(), hands.curve()
    for group, name, changed in (
        ("Skip connections", "None", {"skip": "equal"}),
        ("Skip connections", "Equal", {"skip": "scaled"}),
        ("Layer norm", "Off", {"norm": "layer"}),
    ):
        hands.page.get_by_role("radiogroup", name=group).get_by_role("radio", name=name).press("ArrowRight")
        network = replace(network, **changed)
        hands.expect_scene(replace(FIVE_POINTS, architecture=network))
    expect(hands.mean).not_to_have_attribute("d", curve)
    hands.press("Undo")
    hands.expect_scene(replace(FIVE_POINTS, architecture=replace(network, norm="none")))


def test_a_slider_that_is_turned_on_is_not_turned_back_by_an_answer(hands: Hands) -> None:
    slider = hands.slider("Bias size")
    for _ in range(20):
        slider.press("ArrowRight")
        hands.page.wait_for_timeout(60)
    hands.expect_scene(replace(FIVE_POINTS, architecture=Architecture(bias_std=0.5)))


def test_each_activation_draws_its_own_curve(hands: Hands) -> None:
    curves = {hands.curve()}
    for value in ("leaky_relu", "abs", "erf", "gelu", "sin", "identity"):
        hands.page.get_by_role("combobox", name="Activation").select_option(value)
        expected = replace(FIVE_POINTS, architecture=Architecture(Activation(value)))
        hands.wait_for_link(lambda scene, expected=expected: scene == expected, value)
        hands.expect_scene(expected)
        curves.add(at_rest(hands.page, hands.curve))
    assert len(curves) == 7


def test_each_distribution_has_its_bands_and_its_name(hands: Hands) -> None:
    bands = [hands.page.get_by_test_id("band-1").get_attribute("d")]
    for name, band in (("Random", "68 % and 95 % of networks"), ("Trained", "68 % and 95 % of networks")):
        hands.page.get_by_role("radio", name=name).click()
        hands.wait_for_link(lambda scene, name=name: scene.prior == PRIORS[name], name)
        hands.expect_scene(replace(FIVE_POINTS, prior=PRIORS[name]))
        expect(hands.chart.get_by_label("Legend")).to_contain_text(band)
        bands.append(at_rest(hands.page, lambda: hands.page.get_by_test_id("band-1").get_attribute("d")))
    assert len(set(bands)) == 3


def test_training_time_runs_from_the_start_to_infinity(hands: Hands) -> None:
    expect(hands.slider("Training time")).to_have_count(0)
    hands.page.get_by_role("radio", name="Trained").click()
    time = hands.slider("Training time")
    expect(time).to_have_attribute("aria-valuetext", "for ever")
    turn(hands, "Training time", "Home")
    hands.expect_scene(replace(FIVE_POINTS, prior=Distribution.ENSEMBLE, time=0.0))
    turn(hands, "Training time", "ArrowRight")
    hands.expect_scene(replace(FIVE_POINTS, prior=Distribution.ENSEMBLE, time=0.01))


def test_new_samples_change_only_the_samples(hands: Hands) -> None:
    curve, samples = hands.curve(), hands.samples()
    hands.press("New samples")
    hands.wait_for_link(lambda scene: scene == replace(FIVE_POINTS, seed=1), "another seed")
    hands.settle()
    assert not set(at_rest(hands.page, hands.samples)) & set(samples)
    assert hands.curve() == curve


def test_the_kernel_slice_follows_its_handle(hands: Hands) -> None:
    hands.look_behind()
    line = hands.chart.locator("path.slice-line")
    before = line.get_attribute("d") or ""
    hands.slide(hands.slice_handle, 0.8)
    hands.expect_scene(replace(FIVE_POINTS, slice_x=0.8))
    expect(line).not_to_have_attribute("d", before)
    expect(hands.chart.locator(".strip")).to_contain_text("0.8")
    hands.tab_to("slice")
    hands.page.keyboard.press("ArrowLeft")
    hands.expect_scene(replace(FIVE_POINTS, slice_x=0.79))


def test_presets_bring_points_and_a_question(hands: Hands) -> None:
    for name in list(PRESETS)[::-1]:
        hands.choose_example(name)
        hands.expect_scene(FIVE_POINTS.with_preset(name))
    hands.press("Undo")
    hands.expect_scene(FIVE_POINTS.with_preset(list(PRESETS)[1]))


def test_contradicting_labels_are_said_in_words(hands: Hands) -> None:
    hands.choose_example("contradiction")
    expect(hands.health).to_contain_text("The labels at x = 0 contradict each other (−0.4 and 0.8)")
    expect(hands.health).to_have_attribute("data-level", "poor")
    expect(hands.health).to_contain_text("jitter 10⁻¹² × mean k(x, x) added")
    hands.slider("Label noise").press("ArrowRight")
    expect(hands.health).to_have_attribute("data-level", "good")


def test_points_that_coincide_are_said_in_words(hands: Hands) -> None:
    hands.drag((0, -0.3), (0.5, -0.8))
    expect(hands.health).to_contain_text("Points coincide at (0.5, −0.8). The copies add nothing.")


def test_a_network_without_bias_is_rank_deficient_by_nature(hands: Hands) -> None:
    turn(hands, "Bias size", "Home")
    expect(hands.health).to_contain_text("its kernel has rank 2, and 5 different inputs need more")
    expect(hands.health).to_contain_text("With bias size 0 every network is 0 at x = 0")
    hands.expect_scene(replace(FIVE_POINTS, architecture=Architecture(bias_std=0.0)))


LOOKS = """input => {
    const { width, height } = input.getBoundingClientRect();
    const { accentColor, color, cursor } = getComputedStyle(input);
    return [width, height, accentColor, color, cursor, input.min, input.max, input.step];
}"""


def test_controls_of_the_networks_look_alike_on_every_page(hands: Hands) -> None:
    looks: list[list[list[object]]] = []
    for path in ("/", "/prior", "/eigenmodes", "/training", "/simplicity", "/bounds", "/finite_width", "/mode_cost"):
        hands.page.goto(path)
        expect(hands.slider("Bias size")).to_be_visible()
        sliders = [hands.slider(label) for label in ("Hidden layers", "Weight size", "Bias size")]
        looks.append(at_rest(hands.page, lambda sliders=sliders: [slider.evaluate(LOOKS) for slider in sliders]))
        assert looks[-1] == looks[0], path
