"""The Eigenmodes page: every part and control, good and damaged links, and numbers that are those of ntkcore."""

import pytest

from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene
from explorer.studies.eigenmodes.numbers.decay import measure, theory
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import spectrum
from explorer.studies.eigenmodes.sections import TABS
from explorer.studies.eigenmodes.sections.inputs import INPUTS
from explorer.studies.eigenmodes.sections.spectrum import AXES
from explorer.ui.kernels import LABELS
from tests.app.eigenmodes_page import PAGE, choose, control, drawn, page_text, visit
from tests.app.visitor import PLAYGROUND

EXTREMES = ("layers=32&weights=3&bias=3", "layers=32&weights=0.1&bias=0", "points=0.1,1;0.1,-1;0.1,1")


def test_a_newcomer_sees_the_spectrum_of_the_interval_with_its_theory():
    visitor = visit()
    assert visitor.link == "v=3"
    scene = Scene()
    spectral = spectrum(scene.architecture, InputSet.INTERVAL, "ntk", (), 0)
    promised = theory(scene.architecture, spectral, "ntk")
    formula = f"(k-1)^{{{measure(spectral, promised.law).exponent:.2f}}}"
    assert formula in page_text(visitor)
    assert "$k^{-2}$" in page_text(visitor)
    (figure,) = drawn(visitor)
    assert figure["layout"]["xaxis"]["title"]["text"] == "mode k"


@pytest.mark.parametrize("kernel", LABELS)
@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("part", ["spectrum", "modes", "order"])
def test_every_set_of_inputs_is_shown_in_every_part(part, inputs, kernel):
    visitor = visit(f"part={part}&inputs={inputs}&kernel={kernel}&mode=2")
    assert not visitor.app.text
    assert len(drawn(visitor)) >= 1
    link = dict(pair.split("=") for pair in visitor.link.split("&"))
    assert link.get("inputs", "interval") == inputs
    assert link.get("part", "spectrum") == part
    assert link.get("kernel", "ntk") == kernel


@pytest.mark.parametrize("activation", ["relu", "erf", "sin", "identity", "abs"])
@pytest.mark.parametrize("bias", ["0", "0.3"])
def test_every_network_has_a_page(activation, bias):
    for part in TABS:
        visitor = visit(f"activation={activation}&bias={bias}&part={part}&inputs=circle&noise=0.1")
        assert drawn(visitor)
        assert "nan" not in page_text(visitor)


@pytest.mark.parametrize("extreme", EXTREMES)
def test_extremes_are_no_error(extreme):
    for part in TABS:
        for inputs in ("interval", "training", "circle", "cube"):
            visitor = visit(f"{extreme}&part={part}&inputs={inputs}&kernel=nngp")
            assert "Which shapes come easily?" in page_text(visitor)


def test_each_control_sets_its_own_and_the_link_follows():
    visitor = visit()
    choose(visitor, "inputs", "circle")
    choose(visitor, "kernel", "nngp")
    choose(visitor, "axes", "log")
    assert visitor.link == "v=3&inputs=circle&kernel=nngp&axes=log"
    assert "k^{-4}" in page_text(visitor)
    choose(visitor, "part", "modes")
    choose(visitor, "mode", 7)
    choose(visitor, "kept", 5)
    assert "mode=7" in visitor.link
    assert "kept=5" in visitor.link
    assert "**100.0 %** of $|y|^2$" in page_text(visitor)
    choose(visitor, "part", "symmetry")
    before = page_text(visitor)
    choose(visitor, "moved", 0.5)
    assert page_text(visitor) != before
    before = page_text(visitor)
    choose(visitor, "moved", 0.0)
    choose(visitor, "gaps", 0.5)
    assert page_text(visitor) != before
    assert "gaps=0.5" in visitor.link
    choose(visitor, "part", "order")
    choose(visitor, "t", 100.0)
    assert "At t = 100" in page_text(visitor)
    choose(visitor, "part", "goal")
    choose(visitor, "goal_b", "majority")
    choose(visitor, "bits", 5)
    assert "bits=5" in visitor.link


def test_the_axes_are_those_of_choice():
    for axes in AXES:
        layout = drawn(visit(f"axes={axes}"))[0]["layout"]
        assert (layout["xaxis"].get("type") == "log") == (axes == "loglog")
        assert (layout["yaxis"].get("type") == "log") == (axes != "linear")


def test_the_exact_circle_is_one_press_away():
    visitor = visit("inputs=circle&layers=3")
    visitor.press("Try one hidden ReLU layer without bias")
    network = visitor.scene.architecture
    assert (network.activation, network.hidden_layers, network.bias_std) == ("relu", 1, 0.0)
    assert "gives every value" in page_text(visitor)
    assert visitor.controls["hidden_layers"].value == 1


def test_a_link_to_a_mode_that_is_not_there_is_mended_in_words():
    visitor = visit("v=3&part=modes&inputs=training&mode=60&kept=9")
    assert control(visitor, "mode").value == 5
    assert "Mode 5 of 5" in page_text(visitor)
    assert visitor.link == "v=3&part=modes&inputs=training&mode=5&kept=5"
    assert visitor.app.text[0].value.splitlines() == [
        "• mode was 60; here it must be from 1 to 5, so 5 is used.",
        "• kept was 9; here it must be from 0 to 5, so 5 is used.",
    ]
    visitor.press("Got it")
    assert not visitor.app.text
    later = visit("inputs=training&mode=60")
    assert not later.app.text
    choose(later, "part", "modes")
    assert "mode was 60; here it must be from 1 to 5, so 5 is used." in later.app.text[0].value
    low = visit("part=modes&mode=0")
    assert "mode was 0; here it must be from 1 to 60, so 1 is used." in low.app.text[0].value
    assert not visit("part=modes&inputs=circle&mode=0").app.text


def test_a_mode_that_the_person_leaves_behind_is_moved_without_words():
    visitor = visit("part=modes&mode=40")
    choose(visitor, "inputs", "training")
    assert control(visitor, "mode").value == 5
    assert not visitor.app.text
    visitor = visit("mode=40")
    choose(visitor, "inputs", "training")
    choose(visitor, "part", "modes")
    assert control(visitor, "mode").value == 5
    assert not visitor.app.text
    for query in ("part=modes&inputs=training", "part=modes&points=0,0"):  # the defaults are beyond what is there
        assert not visit(query).app.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("kept=2", "The first 2 of 5 modes make up"),
        ("kept=1", "The first of 5 modes makes up"),
        ("kept=1&points=0.3,1", "The only mode makes up **100.0 %**"),
    ],
)
def test_the_share_of_the_modes_is_told_in_a_sentence(query, sentence):
    assert sentence in page_text(visit(f"part=modes&{query}"))


def test_without_points_the_page_says_where_to_place_some():
    empty = permalink.encode(Scene(dataset=Dataset(), candidates=()))
    for query in ("part=modes", "inputs=training", "part=order&inputs=training"):
        assert "Place some in the Playground" in page_text(visit(f"{empty}&{query}"))
    assert "there is no label yet" in page_text(visit(f"{empty}&part=why"))


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("part=<b>", "part was “<b>”"),
        ("inputs=sphere", "inputs was “sphere”"),
        ("mode=x", "mode was “x”"),
        ("bits=99&part=goal", "bits was 99; it must be from 4 to 10, so 10 is used."),
        ("t=-1&part=order", "t was −1"),
        ("label=7.5&part=why", "label was 7.5"),
        ("layers=0&moved=nan", "moved was “nan”"),
    ],
)
def test_a_damaged_link_is_mended_in_words(query, complaint):
    visitor = visit(query)
    assert complaint in visitor.app.text[0].value
    assert drawn(visitor)
    visitor.press("Got it")
    assert not visitor.app.text


def test_the_scene_is_kept_on_the_way_to_the_playground_and_back():
    visitor = visit("v=3&part=order&layers=4&t=3")
    visitor.go(PLAYGROUND)
    assert visitor.scene.architecture.hidden_layers == 4
    visitor.go(PAGE)
    assert "At t = 3" in page_text(visitor)
    assert visitor.link.startswith("v=3&layers=4&part=order&t=3")
