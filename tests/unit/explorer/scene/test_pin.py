"""The pin of a scene: in its link whole, mended where it is damaged, and exchanged with the scene."""

import math
from dataclasses import replace
from urllib.parse import parse_qs, quote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.export.sentence import describe
from explorer.grid.view import explore, pinned_curves
from explorer.scene.permalink import MAX_LENGTH, decode, encode, pinned_keys
from explorer.scene.scene import Candidate, Dataset, Pin, Root, Scene
from explorer.scene.units import Axis
from ntkcore.architecture import Architecture
from tests.unit.explorer.scene.test_permalink import junk, scenes

DEEPER = Scene(Architecture("relu", 3, 2.0, 1.0), noise_std=0.1)
COMPARED = replace(DEEPER, pin=Pin.of(Scene()))


@given(scenes, scenes, st.booleans())
def test_round_trip_is_exact(scene, pinned, beside):
    compared = replace(scene, pin=Pin.of(pinned, beside=beside))
    query = encode(compared)
    assert decode(query) == (compared, ())
    assert decode({key: value[0] for key, value in parse_qs(query, keep_blank_values=True).items()}) == (compared, ())
    assert len(query) < MAX_LENGTH


def test_the_link_says_what_differs():
    assert encode(COMPARED) == "v=3&layers=3&noise=0.1&pin=layers%3D2%26noise%3D0"
    assert encode(replace(Scene(), pin=Pin.of(Scene()))) == "v=3&pin=same"
    nothing = replace(Scene(), pin=Pin.of(Scene(dataset=Dataset(), time=2.5), beside=True))
    assert encode(nothing) == "v=3&pin=time%3D2.5%26points%3D%26beside%3D1"
    assert pinned_keys(COMPARED) == {"layers": "2", "noise": "0"}
    assert pinned_keys(DEEPER) == {}


def test_links_of_other_versions_may_have_a_pin():
    scene, problems = decode("v=1&pin=prior%3Dnngp")
    assert (scene.pin, problems) == (Pin.of(replace(decode("v=1")[0], prior="nngp")), ())
    assert decode("pin=same")[0].architecture == Scene().architecture  # a link that is younger than version 1


def test_a_damaged_pin_is_mended_and_reported():
    scene, problems = decode("v=3&pin=" + quote("layers=99&weights=x&seed=3&beside=2&points=0,0;7,7;a"))
    assert scene.pin == replace(
        Pin.of(Scene()), architecture=Architecture("relu", 32, 2.0, 1.0), dataset=Dataset((0.0, 1.5), (0.0, 3.0))
    )
    assert problems == (
        "pin: beside was “2”; it must be 0 or 1, so 0 is used.",
        "pin: layers was 99; it must be a whole number from 1 to 32, so 32 is used.",
        "pin: weights was “x”, which is not a number; that of the scene is used.",
        "pin: “seed” is not a setting that can be pinned and was left out.",
        "pin: points: 1 point could not be read and was left out.",
        "pin: points: 1 point lay outside the window and was moved to its edge.",
    )
    assert decode(encode(scene)) == (scene, ())


def test_the_sentence_about_the_scene_names_it():
    told = describe(replace(COMPARED, pin=Pin.of(Scene(dataset=Dataset((0.0,), (1.0,)))), candidates=()))
    assert told.endswith(
        "Pinned for comparison: One training point. Infinitely wide ReLU networks with 2 hidden layers, after training "
        "(weight size 2, bias size 1, no label noise)."
    )
    assert "Pinned" not in describe(DEEPER)


pins = st.dictionaries(st.sampled_from(["layers", "weights", "prior", "time", "points", "beside", "pin", "x"]), junk)


@given(st.one_of(junk, pins.map(lambda pairs: "&".join(f"{key}={value}" for key, value in pairs.items()))))
def test_whatever_stands_there_is_read_as_some_pin(text):
    scene, _ = decode({"v": "3", "pin": text})
    assert scene.pin is not None
    assert replace(scene, pin=None) == Scene()
    assert decode(encode(scene)) == (scene, ())


def test_a_pin_is_checked_like_a_scene():
    with pytest.raises(ValueError, match="noise_std"):
        replace(Scene(), pin=replace(Pin.of(Scene()), noise_std=-1.0))
    with pytest.raises(ValueError, match="prior"):
        replace(Scene(), pin=replace(Pin.of(Scene()), prior="oracle"))
    with pytest.raises(ValueError, match="hidden_layers"):
        replace(Scene(), pin=replace(Pin.of(Scene()), architecture=Architecture("relu", 33, 1.0, 1.0)))


def test_a_swap_keeps_the_question_and_the_noise_of_samples():
    asked = replace(COMPARED, candidates=(Candidate("Q", (0.2,), (1.0,)),), seed=7, root=Root.SYMMETRIC, slice_x=0.5)
    swapped = asked.swapped()
    assert swapped == replace(
        Scene(), candidates=asked.candidates, seed=7, slice_x=0.5, pin=Pin.of(asked), root=Root.TRIANGULAR
    )
    assert swapped.swapped() == replace(asked, root=Root.TRIANGULAR)
    same = replace(asked, pin=replace(Pin.of(asked), noise_std=0.0, beside=True)).swapped()
    assert (same.root, same.noise_std, same.pin) == (Root.SYMMETRIC, 0.0, Pin.of(asked, beside=True))
    with pytest.raises(ValueError, match="Compare"):
        Scene().swapped()


def test_the_units_are_those_of_the_scene():
    feet = replace(COMPARED, y_axis=Axis(0.1, 40.0, "dist (ft)"))
    assert feet.swapped().y_axis == feet.y_axis
    assert decode(encode(feet)) == (feet, ())


@pytest.mark.parametrize("pinned", [Scene(), Scene(prior="nngp", noise_std=0.3), Scene(dataset=Dataset(), time=1.0)])
def test_its_curves_are_those_that_it_had_on_screen(pinned):
    curves, view = pinned_curves(Pin.of(pinned).on(DEEPER)), explore(pinned)
    np.testing.assert_array_equal(curves["mean"], view.mean)
    np.testing.assert_array_equal(curves["std"], view.std)
    assert pinned_curves(None) == {}
    assert math.isfinite(curves["std"].max())
