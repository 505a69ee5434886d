"""Scenes hold only what LIMITS allow, snapped to 0.01."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.grid.view import explore
from explorer.scene.limits import LIMITS
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from explorer.scene.window import snap
from ntkcore.architecture import Architecture


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("hidden_layers", 0.0),
        ("hidden_layers", 2.5),
        ("hidden_layers", True),
        ("weight_std", -0.1),
        ("weight_std", math.nan),
        ("weight_std", math.inf),
        ("bias_std", -0.1),
        ("bias_std", "0.1"),
        ("weight_std", None),
        ("bias_std", [1.0]),
        ("activation", "softmax"),
    ],
)
def test_architecture_says_what_is_wrong_and_what_it_got(name, bad):
    with pytest.raises(ValueError, match=name) as caught:
        Architecture(**{name: bad})
    assert str(bad) in str(caught.value)


def test_architecture_takes_its_words_and_whole_floats():
    network = Architecture(**{"activation": "erf", "hidden_layers": 3.0, "weight_std": 1, "bias_std": 0})
    assert (network.activation, network.hidden_layers, network.weight_std, network.bias_std) == ("erf", 3, 1.0, 0.0)
    assert hash(network) == hash(Architecture("erf", 3, 1.0, 0.0))


@given(st.floats(-1.5, 1.5), st.floats(-3, 3))
def test_points_live_on_the_grid(x, y):
    data = Dataset((x,), (y,))
    assert abs(data.x[0] - x) <= 0.005 + 1e-12
    assert data.x[0] == round(data.x[0], 2)
    assert abs(data.y[0] - y) <= 0.005 + 1e-12
    assert math.copysign(1, snap(-0.001)) == 1


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Dataset((1.51,), (0,)), "x .*1.51"),
        (lambda: Dataset((0,), (3.2,)), "y .*3.2"),
        (lambda: Dataset((0, 1), (0,)), "a Dataset needs as many y as x, got 2 x and 1 y. Give one y for each x."),
        (lambda: Dataset((math.nan,), (0,)), "x .*nan"),
        (lambda: Dataset((0,) * 65, (0,) * 65), "a Dataset can have at most 64 points, got 65. Remove some."),
        (lambda: Candidate("A", (), ()), "candidate A must label 1 to 8 inputs, got 0."),
        (
            lambda: Candidate("A", (0.1, 0.1), (1, 2)),
            "A labels an input twice: .* Give each input one label.",
        ),
        (lambda: Candidate("<b>", (0.1,), (1,)), "name must be 1 to 16 letters, .*got '<b>'. Try 'A'."),
        (lambda: Candidate("", (0.1,), (1,)), "name must be 1 to 16 letters, .*got ''"),
        (lambda: Candidate("A", tuple(i / 10 for i in range(9)), (0,) * 9), "must label 1 to 8 inputs, got 9"),
        (lambda: Scene(candidates=(Candidate("A", (0,), (0,)), Candidate("A", (1,), (0,)))), "got A, A. Rename one."),
        (lambda: Scene(prior="prior"), "one of nngp, ntk, ensemble.*'prior'"),
        (lambda: Scene(noise_std=-1), "noise_std must be in .*got -1"),
        (lambda: Scene(time=math.nan), "time must be in .*got nan"),
        (lambda: Scene(time=-1), "time must be in .*got -1"),
        (lambda: replace(Scene(), **{"seed": 0.5}), "seed must be a whole number, got 0.5"),
        (lambda: Scene(slice_x=2), "x must be in .*got 2"),
        (lambda: Scene(Architecture(hidden_layers=33)), "hidden_layers must be in .*got 33"),
        (lambda: Scene(Architecture(weight_std=0.05)), "weight_std must be in .*got 0.05"),
        (lambda: Scene(Architecture(bias_std=3.5)), "bias_std must be in .*got 3.5"),
    ],
)
def test_bad_scenes_are_refused_in_words(make, says):
    with pytest.raises(ValueError, match=says):
        make()


def test_candidates_keep_their_inputs_in_order():
    assert Candidate("B", (0.5, -0.2), (1, 2)) == Candidate("B", (-0.2, 0.5), (2, 1))


def test_the_first_scene_shows_trained_networks_that_differ():
    scene = Scene()
    assert scene.prior == "ensemble"
    assert scene.time == math.inf
    assert scene.noise_std == 0
    assert scene == scene.with_preset("first scene")
    view = explore(scene)
    gap = (view.grid > -0.5) & (view.grid < 0.6)
    assert 0.7 < view.std[gap].max() < 0.9
    assert view.health.level == "good"
    (question,) = view.groups
    assert -0.5 < question.x[0] < 0.6
    assert 2 < 10 ** question.answers[1].log10_odds < 10  # a difference that a band of this width shows


def test_the_network_of_the_library_is_not_that_of_the_first_scene():
    assert Architecture() == Architecture("relu", 2, math.sqrt(2), 0.3) != Scene().architecture


def test_every_preset_is_a_scene_and_asks_about_free_inputs():
    assert list(PRESETS) == ["first scene", "five points", "step", "sine", "gap", "two clusters", "contradiction"]
    for name in PRESETS:
        scene = Scene(noise_std=0.1).with_preset(name)
        assert scene.noise_std == 0.1
        assert len(scene.candidates) >= 2
        assert not {x for c in scene.candidates for x in c.x} & set(scene.dataset.x)
        assert len(scene.dataset.x) <= LIMITS["points"].high


@pytest.mark.parametrize("bad", [10**400, [0.1, 0.2], object()])
def test_numbers_too_large_for_a_float_and_arrays_are_refused_in_words(bad):
    with pytest.raises(ValueError, match="weight_std must be a number"):
        Architecture(**{"weight_std": bad})
