"""A link is the scene, whole; a damaged link is still a scene."""

import math
from dataclasses import replace
from operator import attrgetter
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.scene.limits import ACTIVATIONS, LIMITS
from explorer.scene.permalink import decode, encode
from explorer.scene.scene import PRESETS, Candidate, Dataset, Root, Scene
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution, Norm, Skip
from tests.unit.explorer.scene.test_units import axes


def floats(name):
    low, high, _ = LIMITS[name]
    return st.floats(low, min(high, 1e300))


inputs = st.integers(-150, 150).map(lambda k: k / 100)
labels = st.integers(-300, 300).map(lambda k: k / 100)
datasets = st.lists(st.tuples(inputs, labels), max_size=64).map(
    lambda rows: Dataset(tuple(x for x, _ in rows), tuple(y for _, y in rows))
)
names = st.text("ABCdef 0123_", min_size=1, max_size=16).filter(lambda name: name.strip("_ ") and name == name.strip())


@st.composite
def candidate_tuples(draw):
    candidates = {}
    for name in draw(st.lists(names, max_size=26, unique=True)):
        rows = draw(st.dictionaries(inputs, labels, min_size=1, max_size=8))
        candidates[name] = Candidate(name, tuple(rows), tuple(rows.values()))
    return tuple(candidates.values())


scenes = st.builds(
    Scene,
    architecture=st.builds(
        Architecture,
        st.sampled_from(ACTIVATIONS),
        st.integers(1, 32),
        floats("weight_std"),
        floats("bias_std"),
        *map(st.sampled_from, (Skip, Norm)),
    ),
    dataset=datasets,
    candidates=candidate_tuples(),
    prior=st.sampled_from(Distribution),
    noise_std=floats("noise_std"),
    time=st.one_of(st.just(math.inf), floats("time")),
    slice_x=inputs,
    seed=st.integers(0, 2**31 - 1),
    root=st.sampled_from(Root),
    x_axis=axes,
    y_axis=axes,
)


@given(scenes)
def test_round_trip_is_exact(scene):
    query = encode(scene)
    assert decode(query) == (scene, ())
    assert decode("?" + query) == (scene, ())
    assert decode({key: value[0] for key, value in parse_qs(query, keep_blank_values=True).items()}) == (scene, ())


def test_defaults_are_left_out_and_words_are_readable():
    assert encode(Scene()) == "v=3"
    scene = Scene(
        architecture=Architecture("gelu", 4, 1.5, 0),
        dataset=Dataset((-1, 0.25), (0.4, -0.8)),
        candidates=(Candidate("A", (0.3, 0.7), (1, -1)),),
        prior="nngp",
        time=12.5,
    )
    assert encode(scene) == (
        "v=3&activation=gelu&layers=4&weights=1.5&bias=0&prior=nngp&time=12.5"
        "&points=-1,0.4;0.25,-0.8&ask=A:0.3,1;0.7,-1"
    )


@given(st.one_of(st.none(), st.text(), st.dictionaries(st.text(), st.text()), st.binary(), st.integers()))
def test_nothing_makes_it_raise(query):
    scene, problems = decode(query)
    assert isinstance(scene, Scene)
    assert all(isinstance(problem, str) for problem in problems)


keys = ["v", "activation", "layers", "weights", "bias", "prior", "time", "noise", "points", "ask", "slice", "seed"]
keys += ["skip", "normed"]
junk = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["nan", "inf", "-inf", "1e999", "-1", "99999999999999999999", "1,2;3", ";;", "A:1,2~A:1,3", ":", "~"]
    ),
    st.floats().map(str),
)


@given(st.dictionaries(st.sampled_from(keys), junk))
def test_damaged_values_are_mended_within_limits(pairs):
    scene, _ = decode(pairs)
    assert decode(encode(scene)) == (scene, ())
    assert len(scene.dataset.x) <= 64


def test_what_was_mended_is_said():
    scene, problems = decode("v=3&layers=99&weights=abc&points=0,1;oops;9,9&prior=NNGP&ask=A:0,1~A:0,2~<b>:1,1&foo=1")
    assert scene.architecture.hidden_layers == 32
    assert scene.architecture.weight_std == Scene().architecture.weight_std
    assert scene.dataset == Dataset((0, 1.5), (1, 3))
    assert scene.prior == "nngp"
    assert [c.name for c in scene.candidates] == ["A"]
    told = "\n".join(problems)
    for word in (
        "layers was 99",
        "weights was “abc”",
        "1 point could not be read",
        "moved to its edge",
        "“foo”",
        "<b>",
    ):
        assert word in told
    assert len(problems) == 7


def test_the_host_and_mail_programs_may_add_their_keys():
    assert decode("embed=true&utm_source=x&fbclid=y") == (Scene(), ())
    assert decode("v=3&embed=true&utm_source=x&fbclid=y") == (Scene(), ())


def test_a_newer_version_is_read_as_far_as_it_goes():
    scene, problems = decode("v=7&layers=3")
    assert scene == replace(Scene(), architecture=replace(Scene().architecture, hidden_layers=3))
    assert "version “7”" in problems[0]
    assert len(problems) == 1


# Written out: the first scene of the app while it wrote links of version 1. Nothing here may ever change.
OLD_NETWORK = Architecture("relu", 2, 1.4142135623730951, 0.3)
OLD = Scene(
    OLD_NETWORK,
    Dataset((-1.0, -0.5, 0.0, 0.5, 1.0), (-0.9, 0.25, -0.3, -0.8, 0.45)),
    (Candidate("A", (0.25,), (-0.1,)), Candidate("B", (0.25,), (-0.58,))),
    "ntk",
    noise_std=0.0,
    time=math.inf,
    slice_x=0.0,
    seed=0,
    root=Root.SYMMETRIC,
)
PUZZLE = Dataset((-1, -0.5, 0, 0.5, 1), (-1, 0.2, -0.3, -1, -0.6))
OLD_LINKS = {
    "v=1": OLD,
    "?v=1": OLD,
    "v=1&embed=true": OLD,
    "v=1&seed=3": replace(OLD, seed=3),
    "v=1&prior=ensemble&time=12.5": replace(OLD, prior="ensemble", time=12.5),
    "v=1&layers=4": replace(OLD, architecture=replace(OLD_NETWORK, hidden_layers=4)),
    "v=1&noise=0.3": replace(OLD, noise_std=0.3),
    "v=1&slice=-0.77": replace(OLD, slice_x=-0.77),
    "v=1&points=&ask=": replace(OLD, dataset=Dataset(), candidates=()),
    "v=1&bias=0.1&points=-1,-1;-0.5,0.2;0,-0.3;0.5,-1;1,-0.6": replace(
        OLD, architecture=replace(OLD_NETWORK, bias_std=0.1), dataset=PUZZLE
    ),
    "v=1&activation=gelu&layers=4&weights=1.5&bias=0&points=-1,0.4;0.25,-0.8&ask=A:0.3,1;0.7,-1": replace(
        OLD,
        architecture=Architecture("gelu", 4, 1.5, 0),
        dataset=Dataset((-1, 0.25), (0.4, -0.8)),
        candidates=(Candidate("A", (0.3, 0.7), (1, -1)),),
    ),
    # Without a version, as people wrote and shortened them.
    "bias=0": replace(OLD, architecture=replace(OLD_NETWORK, bias_std=0.0)),
    "seed=3": replace(OLD, seed=3),
    "layers=4&utm_source=mail": replace(OLD, architecture=replace(OLD_NETWORK, hidden_layers=4)),
    "points=0,0": replace(OLD, dataset=Dataset((0,), (0,))),
    "weights=abc": OLD,
}


@pytest.mark.parametrize("link", OLD_LINKS)
def test_links_of_the_first_version_keep_their_picture(link):
    scene, problems = decode(link)
    assert scene == OLD_LINKS[link]
    assert bool(problems) == ("abc" in link)
    again = encode(scene)
    assert again.startswith("v=3&")
    assert decode(again) == (scene, ())


@pytest.mark.parametrize("link", ["", "?", "v=3", "embed=true", "utm_source=mail&fbclid=1", "v=", "v=old", "v=99"])
def test_a_link_that_says_nothing_of_a_scene_opens_the_newest(link):
    assert decode(link)[0] == Scene()


# Written out: the first scene while links of version 2 were written, whose samples had the symmetric root.
SECOND = Scene(
    Architecture("relu", 2, 2.0, 1.0),
    Dataset((-1.1, -0.8, -0.5, 0.6, 0.9), (-0.8, 0.3, 1.0, -0.6, 0.7)),
    (Candidate("A", (0.1,), (1.3,)), Candidate("B", (0.1,), (0.2,))),
    "ensemble",
    noise_std=0.0,
    time=math.inf,
    slice_x=0.0,
    seed=0,
    root=Root.SYMMETRIC,
)


@pytest.mark.parametrize("link", ["v=2", "v=2&seed=9&layers=3", "v=2&points=&ask=&prior=nngp"])
def test_links_of_the_second_version_keep_their_picture(link):
    scene, problems = decode(link)
    assert not problems
    assert decode(encode(scene)) == (scene, ())
    named = {key: getattr(scene, key) for key in ("seed", "dataset", "candidates", "prior", "architecture")}
    assert scene == replace(SECOND, **named)
    assert "root=symmetric" in encode(scene)
    assert scene == SECOND or link != "v=2"


@given(scenes, st.sampled_from(["v=1&", ""]))
def test_what_a_link_names_counts_in_every_version(scene, version):
    named = encode(scene).removeprefix("v=3").removeprefix("&")
    decoded, problems = decode(version + named)
    assert not problems
    keys = {pair.partition("=")[0] for pair in named.split("&")}
    if not named and not version:
        assert decoded == scene
        return
    for key, value in {"layers": "architecture.hidden_layers", "noise": "noise_std", "points": "dataset"}.items():
        get = attrgetter(value)
        assert get(decoded) == get(scene if key in keys else OLD)


def test_huge_links_are_cut():
    scene, problems = decode("points=" + "0,1;" * 50_000)
    assert len(scene.dataset.x) == 64
    assert any("longer than" in problem for problem in problems)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_round_trip(name):
    scene = Scene().with_preset(name)
    assert decode(encode(scene)) == (scene, ())
