"""Each control commits to the scene and the link; undo, another page and another person leave it consistent."""

import math
from dataclasses import replace

import pytest

from explorer.scene import permalink
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.scene import Scene
from explorer.ui.controls import ACTIVATION_NAMES, PRIOR_NAMES, time_text
from ntkcore.choices import Activation, Distribution
from tests.app.visitor import GUIDE, PLAYGROUND, Visitor, assert_shows

MOVES = [
    ("activation", Activation.GELU),
    ("hidden_layers", 7),
    ("weight_std", 0.55),
    ("bias_std", 0.0),
    ("prior", Distribution.NNGP),
    ("prior", Distribution.NTK),
    ("noise_std", 0.25),
]


def changed(scene, name, value):
    """`scene` with one field, or one of its architecture's, replaced."""
    if hasattr(scene, name):
        return replace(scene, **{name: value})
    return replace(scene, architecture=replace(scene.architecture, **{name: value}))


@pytest.mark.parametrize(("name", "value"), MOVES)
def test_a_control_commits_to_the_scene_and_undo_takes_it_back(name, value):
    visitor = Visitor()
    visitor.set(name, value)
    assert_shows(visitor, changed(Scene(), name, value))
    visitor.send({"seq": 1, "type": "undo"})
    assert_shows(visitor, Scene())
    visitor.send({"seq": 2, "type": "redo"})
    assert_shows(visitor, changed(Scene(), name, value))


def test_several_edits_in_a_row_are_all_kept_across_pages():
    visitor, scene = Visitor(), Scene()
    for name, value in (*MOVES, ("prior", Distribution.ENSEMBLE), ("time", 0.1), ("time", math.inf)):
        visitor.set(name, value)
        scene = changed(scene, name, value)
        assert_shows(visitor, scene)
    visitor.go(GUIDE)
    assert visitor.scene == scene
    visitor.go(PLAYGROUND)
    assert_shows(visitor, scene)
    visitor.set("hidden_layers", 1)
    assert_shows(visitor, changed(scene, "hidden_layers", 1))


def test_the_controls_stop_at_the_limits_of_the_scene():
    visitor = Visitor()
    for name in ("hidden_layers", "weight_std", "bias_std", "noise_std"):
        control = visitor.controls[name]
        assert (control.min, control.max, control.step) == tuple(LIMITS[name])
    assert tuple(ACTIVATION_NAMES) == ACTIVATIONS
    assert visitor.controls["activation"].options == list(ACTIVATION_NAMES.values())
    assert visitor.controls["prior"].options == list(PRIOR_NAMES.values())


def test_training_time_is_asked_for_trained_networks_only():
    visitor = Visitor("v=3&prior=nngp")
    assert "time" not in visitor.controls
    visitor.set("prior", Distribution.ENSEMBLE)
    time = visitor.controls["time"]
    assert (time.options[0], time.options[-1]) == ("0", "∞")
    assert time.value == math.inf
    visitor.set("time", 0.0)
    assert visitor.scene.time == 0.0
    visitor.set("prior", Distribution.NTK)
    assert "time" not in visitor.controls
    assert visitor.scene.time == 0.0


@pytest.mark.parametrize("value", [0.05, 1000.0001, 1e-300, 1e300])
def test_a_time_from_a_link_is_among_the_options_until_it_is_moved(value):
    usual = Visitor("prior=ensemble").controls["time"].options
    visitor = Visitor(permalink.encode(Scene(prior="ensemble", time=value)))
    assert visitor.controls["time"].value == value
    assert sorted(visitor.controls["time"].options) == sorted([*usual, time_text(value)])
    visitor.set("noise_std", 0.5)
    assert visitor.scene.time == value
    visitor.set("time", 1.0)
    assert visitor.scene.time == 1.0
    assert visitor.controls["time"].options == usual


@pytest.mark.parametrize("seed", [0, 2**31 - 2, 2**31 - 1])
def test_new_samples_take_another_seed_and_nothing_else(seed):
    visitor = Visitor(permalink.encode(Scene(seed=seed)))
    before = visitor.chart["curves"]
    visitor.press("New samples")
    assert visitor.scene.seed != seed
    assert visitor.scene == Scene(seed=visitor.scene.seed)
    after = visitor.chart["curves"]
    assert before["samples"] != after["samples"]
    assert {**before, "samples": None} == {**after, "samples": None}


def test_an_edit_leaves_another_person_alone():
    mine, yours = Visitor(), Visitor("layers=5")
    mine.set("noise_std", 0.25)
    mine.send({"seq": 1, "type": "clear"})
    yours.app.run()
    assert_shows(yours, permalink.decode("layers=5")[0])
    assert mine.chart["session"] != yours.chart["session"]
    assert not yours.chart["can_undo"]
