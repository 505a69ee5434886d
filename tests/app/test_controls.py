"""Each control commits to the scene and the link; undo, another page and another person leave it consistent."""

import json
import math
from dataclasses import replace

import pytest

from explorer.scene import permalink
from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.scene import Scene
from explorer.ui.controls import activation_names
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
        assert (*control.limits, control.sent["step"]) == tuple(LIMITS[name])
    assert tuple(activation_names()) == ACTIVATIONS
    assert visitor.controls["activation"].options == list(activation_names().values())
    assert visitor.controls["prior"].options == ["Random", "Trained", "NTK prior"]


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
def test_a_time_from_a_link_is_kept_until_it_is_moved(value):
    visitor = Visitor(permalink.encode(Scene(prior="ensemble", time=value)))
    assert visitor.controls["time"].value == value
    visitor.set("noise_std", 0.5)
    assert visitor.scene.time == visitor.controls["time"].value == value
    visitor.set("time", 1.0)
    assert visitor.scene.time == 1.0
    visitor.set("time", value)  # typed
    assert visitor.scene.time == value


def message(control, *list_, session=None):
    """The message of a control with these numbers and values."""
    sent = [{"seq": seq, "values": {control.name: value}} for seq, value in list_]
    return {"events": {"session": session or control.data["session"], "list": sent}}


def test_messages_are_applied_once_and_in_their_order():
    visitor = Visitor()
    noise = visitor.controls["noise_std"]
    visitor.answer(noise, message(noise, (5, 0.1), (7, 0.2)))
    assert_shows(visitor, Scene(noise_std=0.2))
    assert visitor.chart["controls_seq"] == 7
    visitor.answer(noise, message(noise, (5, 0.3), (7, 0.4), (8, 0.25)))
    visitor.send({"seq": 1, "type": "undo"})
    assert_shows(visitor, Scene(noise_std=0.2))
    visitor.app.run()  # the browser sends its last message with everything that it sends
    assert_shows(visitor, Scene(noise_std=0.2))


def test_what_was_done_last_is_applied_last_whichever_component_tells_of_it():
    for noise_seq, undo_seq, noise_std in ((4, 5, 0.0), (5, 4, 0.1)):
        visitor = Visitor()
        visitor.set("hidden_layers", 3)
        control = visitor.controls["noise_std"]
        states = visitor._with(control.proto, message(control, (noise_seq, 0.1)))
        undo = {"session": visitor.session.id, "list": [{"seq": undo_seq, "type": "undo"}]}
        state = states.widgets.add()
        state.id = visitor.component("ntk_chart").id
        state.json_value = json.dumps({"events": undo})
        visitor.app._run(states)
        visitor.check()
        layers = 3 if noise_std == 0.0 else 2  # the undo took back the noise, or the layers
        assert_shows(visitor, Scene(replace(Scene().architecture, hidden_layers=layers), noise_std=noise_std))


def test_messages_of_an_earlier_session_change_nothing():
    visitor = Visitor()
    noise = visitor.controls["noise_std"]
    visitor.answer(noise, message(noise, (5, 0.1), session="another"))
    assert_shows(visitor, Scene())


REFUSED = [
    ("noise_std", 1.5, "Label noise must be from 0 to 1, got 1.5."),
    ("noise_std", None, "Label noise must be from 0 to 1, got inf."),
    ("noise_std", "0.5", "Label noise must be from 0 to 1, got '0.5'."),
    ("noise_std", True, "got True"),
    ("hidden_layers", 2.5, "hidden_layers must be"),
    ("activation", "softmax", "Activation has no choice 'softmax'."),
    ("activation", ["relu"], "Activation has no choice"),
    ("seed", -1, "New samples must be from 0"),
    ("dataset", 1, "there is no control 'dataset' here."),
]


@pytest.mark.parametrize(("name", "value", "complaint"), REFUSED)
def test_what_no_control_can_be_set_to_is_refused_in_words(name, value, complaint):
    visitor = Visitor()
    control = visitor.controls["noise_std"]
    sent = message(control, (1, value), (2, value))
    for each in sent["events"]["list"]:
        each["values"] = {name: value}
    visitor.answer(control, sent)
    assert_shows(visitor, Scene())
    assert complaint in visitor.toasts[0]


@pytest.mark.parametrize("raw", [None, 3, [], {}, {"list": 3}, {"list": [None, {"seq": "1"}, {"seq": True}]}])
def test_a_message_that_is_none_changes_nothing(raw):
    visitor = Visitor()
    noise = visitor.controls["noise_std"]
    if isinstance(raw, dict):
        raw = {"session": noise.data["session"], **raw}
    visitor.answer(noise, {"events": raw})
    assert_shows(visitor, Scene())


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
