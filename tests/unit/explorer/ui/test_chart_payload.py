"""What the chart is told is the View, as plain JSON; what it sends back is applied or refused, never believed."""

import base64
import json
import math
from dataclasses import replace

import numpy as np
import pytest
import streamlit
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.util import AttributeDictionary

from explorer.grid.messages import RANK
from explorer.grid.view import explore
from explorer.scene.limits import LIMITS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Root, Scene
from explorer.scene.window import snap
from explorer.ui import chart, session
from explorer.ui.events import listen, newest
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution

SMOOTH = Architecture("erf", 1, 1.5, 0.0)
INPUTS = tuple(snap(-1.4 + 0.4 * k) for k in range(8))
FULL = Scene(
    dataset=Dataset(tuple(snap(-1.5 + 3 * k / 63) for k in range(64)), tuple(snap(math.cos(k)) for k in range(64))),
    candidates=tuple(Candidate(chr(65 + k), INPUTS, (snap(0.1 * k),) * 8) for k in range(26)),
)
AWKWARD = {
    "first": Scene(),
    "nothing": Scene(dataset=Dataset(), candidates=()),
    "certain and impossible": Scene(candidates=(Candidate("A", (0.5,), (-0.8,)), Candidate("B", (0.5,), (2.0,)))),
    "impossible": Scene(candidates=(Candidate("A", (0.5,), (2.0,)),)),
    "kernel of zeros": Scene(SMOOTH, Dataset((0.0,), (1.0,)), (Candidate("A", (0.0,), (1.0,)),)),
    "contradiction": Scene().with_preset("contradiction"),
    "singular": Scene(SMOOTH, FULL.dataset),
    "large": Scene(Architecture("relu", 32, 3.0, 3.0)),
    "small": Scene(Architecture("identity", 32, 0.1, 0.0)),
    "trained": Scene(prior="ensemble", time=1e300, noise_std=1e-300),
    "full": FULL,
}


@pytest.fixture
def first_scene(monkeypatch):
    """A session with the first scene, without Streamlit."""
    monkeypatch.setattr(streamlit, "session_state", AttributeDictionary(chart={}))
    session.restore({})
    return session.get()


def payload(scene):
    """The chart's data after a journey through strict JSON."""
    return json.loads(json.dumps(chart.payload(explore(scene)), allow_nan=False))


def unpack(text):
    return np.frombuffer(base64.b64decode(text), "<f4")


@pytest.mark.parametrize("scene", AWKWARD.values(), ids=AWKWARD.keys())
def test_curves_and_spectrum_are_those_of_the_view(first_scene, scene):
    data, view = payload(scene), explore(scene)
    curves = data["curves"]
    for name, array in (("mean", view.mean), ("std", view.std), ("slice", view.slice)):
        np.testing.assert_array_equal(unpack(curves[name]), array.astype(np.float32))
    np.testing.assert_array_equal([unpack(sample) for sample in curves["samples"]], view.samples.astype(np.float32))
    assert np.isfinite(unpack(curves["mean"])).all()
    assert data["slice_range"] == list(view.slice_range)
    n = len(scene.dataset.x)
    assert data["spectrum"]["values"] == view.values.tolist()
    assert [len(vector) for vector in data["spectrum"]["vectors"]] == [n] * min(n, 5)
    for k, vector in enumerate(data["spectrum"]["vectors"]):
        assert vector == view.vectors[:, k].tolist()
    assert data["health"] == json.loads(json.dumps(view.health._asdict()))


@pytest.mark.parametrize("scene", AWKWARD.values(), ids=AWKWARD.keys())
def test_answers_are_numbers_or_a_verdict(first_scene, scene):
    data, groups = payload(scene), explore(scene).groups
    assert [group["x"] for group in data["groups"]] == [list(group.x) for group in groups]
    for sent, group in zip(data["groups"], groups, strict=True):
        assert sent["note"] == group.note
        for row, answer in zip(sent["rows"], group.answers, strict=True):
            assert (row["name"], row["y"], row["verdict"]) == (answer.name, list(answer.y), answer.verdict)
            assert row["log_p"] == (None if answer.verdict else answer.log_p)
            assert row["log10_odds"] == (answer.log10_odds if math.isfinite(answer.log10_odds) else None)


def test_the_limits_and_presets_are_those_of_the_scene(first_scene):
    data = payload(Scene())
    assert data["limits"] == {
        "x": [LIMITS["x"].low, LIMITS["x"].high],
        "y": [LIMITS["y"].low, LIMITS["y"].high],
        "points": LIMITS["points"].high,
        "candidates": LIMITS["candidates"].high,
        "candidate_inputs": LIMITS["candidate_inputs"].high,
        "step": LIMITS["x"].step,
    }
    assert [preset["name"] for preset in data["presets"]] == list(PRESETS)
    assert [len(preset["points"]) for preset in data["presets"]] == [len(dataset.x) for dataset, _ in PRESETS.values()]


def test_the_browser_gets_what_it_computes_the_prior_from(first_scene):
    data = payload(Scene(SMOOTH, prior="ensemble", time=0.5, seed=9, root=Root.SYMMETRIC))
    network = {"activation": "erf", "hidden_layers": 1, "weight_std": 1.5, "bias_std": 0.0}
    network |= {"skip": "none", "norm": "none"}
    assert {name: data[name] for name in ("network", "seed", "root", "prior", "time", "noise_std")} == {
        "network": network, "seed": 9, "root": "symmetric", "prior": "ensemble", "time": 0.5, "noise_std": 0.0
    }  # fmt: skip
    assert (payload(Scene())["time"], data["noise_address"], data["controls_seq"]) == (None, "", 0)
    first_scene.received["controls"] = 12
    assert payload(Scene())["controls_seq"] == 12
    assert data["words"]["rank"] == RANK


def test_each_distribution_has_words_of_its_own(first_scene):
    told = payload(Scene())["words"]
    assert told["mean"] == "average"
    assert [told["legends"][prior]["band"] for prior in Distribution] == [
        "68 % and 95 % of networks" if prior != Distribution.NTK else "68 % and 95 % of its functions"
        for prior in Distribution
    ]
    assert [round(100 * math.erf(k / math.sqrt(2))) for k in (1, 2)] == [68, 95]  # what ±1σ and ±2σ hold


def test_an_edit_is_a_few_kilobytes(first_scene):
    assert len(json.dumps(chart.payload(explore(Scene())))) < 24_000
    assert len(json.dumps(chart.payload(explore(FULL)))) < 64_000


numbers = st.one_of(st.integers(), st.floats(), st.sampled_from([10**400, -(10**400), True, None, "1", 1e999]))
garbage = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
points = st.one_of(
    st.lists(st.lists(st.one_of(st.floats(-1.5, 1.5), numbers), min_size=1, max_size=3), max_size=4),
    st.lists(st.tuples(st.floats(-1.5, 1.5), st.floats(-3, 3)), max_size=70),
    garbage,
)
named = st.fixed_dictionaries({"name": st.one_of(st.sampled_from("ABCD"), garbage), "points": points})
network = st.fixed_dictionaries(
    {"activation": st.sampled_from(["relu", "erf", 3]), "hidden_layers": st.one_of(st.integers(1, 40), garbage)},
    optional={"weight_std": numbers, "bias_std": numbers, "depth": numbers},
)
pins = st.fixed_dictionaries(
    {
        "points": points,
        "network": st.one_of(network, garbage),
        "prior": st.one_of(st.sampled_from(Distribution), garbage),
        "noise_std": st.one_of(st.floats(0, 2), garbage),
        "time": st.one_of(st.none(), st.floats(0, 9), garbage),
        "beside": st.one_of(st.booleans(), garbage),
    }
)
types = st.sampled_from(["edit", "edit", "edit", "undo", "redo", "clear", "preset", "swap"])
events = st.fixed_dictionaries(
    {"seq": st.one_of(st.integers(-2, 9), garbage)},
    optional={
        "type": st.one_of(types, garbage),
        "points": points,
        "candidates": st.one_of(st.lists(named, max_size=4), garbage),
        "slice_x": st.one_of(st.floats(-1.5, 1.5), garbage),
        "name": st.one_of(st.sampled_from(list(PRESETS)), garbage),
        "pin": st.one_of(st.none(), pins, garbage),
    },
)
sessions = st.one_of(st.just(""), garbage)  # "" stands for the right one
messages = st.one_of(garbage, st.fixed_dictionaries({"session": sessions, "list": st.lists(events, max_size=6)}))


@settings(max_examples=200)
@given(st.lists(messages, min_size=1, max_size=3))
def test_no_message_raises_or_leaves_the_scene_invalid(sent):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "session_state", AttributeDictionary(chart={}))
        session.restore({})
        held, receive = session.get(), listen("chart", chart._receive)
        for message in sent:
            if isinstance(message, dict) and message.get("session") == "":
                message = {**message, "session": held.id}
            seq = newest("chart")
            streamlit.session_state.chart = {"events": json.loads(json.dumps(message))}
            receive()
            assert newest("chart") >= seq
            assert isinstance(newest("chart"), int)
            assert replace(held.scene) == held.scene
            receive()
            assert newest("chart") >= seq
            assert replace(held.scene) == held.scene
