"""The View holds what the public API says, is frozen, and is the same picture for the same scene."""

import math
from dataclasses import fields, replace
from functools import lru_cache

import numpy as np
import pytest

from explorer.grid.normals import SAMPLES
from explorer.grid.prior import prior_modes
from explorer.grid.view import View, explore
from explorer.scene.scene import PRESETS, Candidate, Dataset, Scene
from ntkcore import Architecture, Gaussian, eigenmodes, kernel_pair, log_density, log_evidence, predict
from ntkcore.cache import clear_caches
from ntkcore.choices import Distribution
from tests.conftest import FIVE_POINTS, POSTERIOR, ROUNDING

X = (-1.3, -0.8, -0.1, 0.4, 0.9, 1.2)
Y = (0.5, -0.7, 1.1, 0.0, -1.9, 2.4)
AT = (-1.5, -0.8, -0.5, -0.1, 0.0, 0.2, 0.77, 1.5)
SHOWN = [0, 70, 100, 140, 150, 170, 227, 300]  # their places on the grid
JOINT = (
    Candidate("A", (0.2,), (0.4,)),
    Candidate("B", (-0.5, 0.2, 1.5), (0.1, -0.2, 3.0)),
    Candidate("C", (0.2,), (-0.6,)),
    Candidate("D", (-0.5, 0.2, 1.5), (0.0, 0.0, 0.0)),
    Candidate("E", (0.2,), (2.5,)),
)
SHARP = Architecture("relu", 2, 2**0.5, 0.3)
CASES = [
    Scene(architecture, Dataset(X, Y), JOINT, prior, noise_std, time)
    for architecture, noise_std, time in (
        (SHARP, 0.0, math.inf),
        (SHARP, 0.15, 0.7),
        (Architecture("leaky_relu", 2, 1.2, 0.5), 0.0, 40.0),
        (Architecture("abs", 2, 1.1, 0.4), 0.0, 3.0),
        (Architecture("erf", 2, 1.9, 0.6), 0.02, 5.0),
        (Architecture("gelu", 2, 1.5, 0.2), 0.1, 0.0),
        (Architecture("sin", 2, 2.5, 0.3), 0.01, 2.0),
        (Architecture("identity", 2, 0.9, 1.0), 0.5, math.inf),
    )
    for prior in Distribution
]


def name(scene):
    return f"{scene.architecture.activation}-{scene.prior}-{scene.noise_std}-{scene.time}"


@lru_cache
def public(scene):
    """The library's own answer at `AT`."""
    data = scene.dataset
    time = scene.time if scene.prior == "ensemble" else math.inf
    return predict(scene.architecture, data.x, data.y, AT, prior=scene.prior, noise_std=scene.noise_std, time=time)


@pytest.mark.sample(6)
@pytest.mark.parametrize("scene", CASES, ids=name)
def test_mean_and_std_are_those_of_predict(scene):
    view, f = explore(scene), public(scene)
    np.testing.assert_array_equal(view.grid[SHOWN], AT)
    scale = max(1.0, float(np.sqrt(view.kernel.max())))
    np.testing.assert_allclose(view.mean[SHOWN], f.mean, rtol=0, atol=POSTERIOR * scale)
    np.testing.assert_allclose(view.std[SHOWN] ** 2, np.diag(f.covariance), rtol=0, atol=POSTERIOR * scale**2)


@pytest.mark.sample(12)
@pytest.mark.parametrize("scene", CASES, ids=name)
def test_log_p_is_the_joint_log_density_of_the_noisy_labels(scene):
    f, noise = public(scene), scene.noise_std**2
    shown = {answer.name: answer.log_p for group in explore(scene).groups for answer in group.answers}
    assert shown.keys() == {candidate.name for candidate in JOINT}
    for candidate in JOINT:
        at = [AT.index(x) for x in candidate.x]
        labels = Gaussian(f.mean[np.array(at)], f.covariance[np.ix_(at, at)] + noise * np.eye(len(at)))
        assert shown[candidate.name] == pytest.approx(float(log_density(labels, candidate.y)), rel=POSTERIOR)


@pytest.mark.parametrize("scene", CASES, ids=name)
def test_answers_are_ranked_at_equal_inputs_only(scene):
    groups = explore(scene).groups
    assert [group.x for group in groups] == [(0.2,), (-0.5, 0.2, 1.5)]
    assert [{answer.name for answer in group.answers} for group in groups] == [{"A", "C", "E"}, {"B", "D"}]
    for group in groups:
        log_p = [answer.log_p for answer in group.answers]
        assert log_p == sorted(log_p, reverse=True)
        assert [answer.log10_odds for answer in group.answers] == pytest.approx(
            [(log_p[0] - p) / math.log(10) for p in log_p], rel=ROUNDING
        )
        assert group.answers[0].log10_odds == 0.0
        assert group.note == ""
        assert {answer.verdict for answer in group.answers} == {""}


@pytest.mark.parametrize("scene", CASES[:6], ids=name)
def test_kernel_slice_spectrum_and_evidence_are_those_of_the_public_api(scene):
    kernel = "nngp" if scene.prior == "nngp" else "ntk"
    view = explore(replace(scene, slice_x=-0.37))
    gram = np.array(getattr(kernel_pair(scene.architecture, AT), kernel))
    np.testing.assert_allclose(view.kernel[np.ix_(SHOWN, SHOWN)], gram, rtol=ROUNDING)
    np.testing.assert_array_equal(view.slice, view.kernel[113])
    assert view.grid[113] == -0.37
    assert view.slice_range == (min(0.0, view.slice.min()), max(0.0, view.slice.max()))
    modes = eigenmodes(scene.architecture, X, kernel=kernel)
    np.testing.assert_allclose(view.values, modes.values, rtol=0, atol=ROUNDING * view.values[0])
    np.testing.assert_allclose(np.abs(view.vectors.T @ modes.vectors), np.eye(len(X)), rtol=0, atol=POSTERIOR)
    evidence = log_evidence(scene.architecture, X, Y, prior=kernel, noise_std=scene.noise_std)
    assert view.log_evidence == pytest.approx(float(evidence), rel=POSTERIOR)
    shifted = np.linalg.eigvalsh(getattr(kernel_pair(scene.architecture, X), kernel)) + scene.noise_std**2
    assert view.condition == pytest.approx(shifted[-1] / shifted[0], rel=POSTERIOR)
    assert view.jitter == 0.0


SOME_MODES = 8


@pytest.mark.parametrize("prior", Distribution)
def test_spectrum_on_the_window_is_that_of_the_integral_operator(prior):
    scene = Scene(prior=prior)
    modes = prior_modes(scene.architecture, Distribution(prior).regression_kernel)
    values, vectors = np.linalg.eigh(explore(scene).kernel / 301)
    np.testing.assert_allclose(modes.values / 301, values[::-1], rtol=0, atol=ROUNDING * values[-1])
    overlap = np.abs(modes.vectors[:, :SOME_MODES].T @ vectors[:, : -SOME_MODES - 1 : -1])
    np.testing.assert_allclose(overlap, np.eye(SOME_MODES), rtol=0, atol=POSTERIOR)


def test_answers_of_independent_inputs_in_another_order_are_one_group():
    scene = Scene(candidates=(Candidate("A", (0.1, 0.7), (1.0, 2.0)), Candidate("B", (0.7, 0.1), (2.0, 1.0))))
    (group,) = explore(scene).groups
    assert [answer.log10_odds for answer in group.answers] == [0.0, 0.0]
    assert group.answers[0].log_p == group.answers[1].log_p


@pytest.mark.parametrize("prior", Distribution)
def test_a_label_that_the_data_fix_is_certain_or_impossible(prior):
    labels = (Candidate("A", (0.5,), (0.3,)), Candidate("B", (0.5,), (-0.8,)), Candidate("C", (0.51,), (0.3,)))
    scene = replace(FIVE_POINTS, candidates=labels, prior=prior)
    fixed, free = explore(scene).groups
    assert [(a.name, a.log_p, a.log10_odds, a.verdict) for a in fixed.answers] == [
        ("B", math.inf, 0.0, "certain"),
        ("A", -math.inf, math.inf, "impossible"),
    ]
    assert fixed.note.startswith("The data leave no freedom here")
    assert math.isfinite(free.answers[0].log_p)
    assert (free.answers[0].verdict, free.note) == ("", "")
    for group in explore(replace(scene, noise_std=0.01)).groups:
        assert all(math.isfinite(answer.log_p) and answer.verdict == "" for answer in group.answers)


def test_impossible_labels_are_all_equally_unlikely():
    scene = replace(FIVE_POINTS, candidates=(Candidate("A", (0.5,), (0.3,)), Candidate("B", (0.5,), (-0.1,))))
    (group,) = explore(scene).groups
    assert [(a.log_p, a.log10_odds, a.verdict) for a in group.answers] == [(-math.inf, 0.0, "impossible")] * 2


def test_trained_networks_at_the_start_of_training_know_no_data():
    scene = Scene(prior="ensemble", time=0.0)
    view, untouched = explore(scene), explore(replace(scene, dataset=Dataset()))
    np.testing.assert_array_equal(view.mean, np.zeros(301))
    np.testing.assert_allclose(view.std, untouched.std, rtol=ROUNDING)
    np.testing.assert_allclose(view.samples, untouched.samples, rtol=0, atol=ROUNDING)


def test_time_concerns_trained_networks_only():
    for prior in (Distribution.NNGP, Distribution.NTK):
        early, late = explore(Scene(prior=prior, time=0.1)), explore(Scene(prior=prior))
        np.testing.assert_array_equal(early.mean, late.mean)
        np.testing.assert_array_equal(early.samples, late.samples)


def test_without_data_the_view_is_the_prior():
    view = explore(Scene(prior="ntk", dataset=Dataset(), candidates=(Candidate("A", (0.4,), (0.0,)),)))
    np.testing.assert_array_equal(view.mean, np.zeros(301))
    np.testing.assert_allclose(view.std**2, np.diag(view.kernel), rtol=ROUNDING)
    variance = view.kernel[190, 190]
    assert view.groups[0].answers[0].log_p == pytest.approx(-0.5 * math.log(2 * math.pi * variance), rel=ROUNDING)
    assert (view.values.shape, view.vectors.shape, view.log_evidence) == ((0,), (0, 0), 0.0)
    assert (view.jitter, view.condition) == (0.0, 1.0)
    assert explore(Scene(candidates=())).groups == ()


def test_jitter_is_reported_where_it_is_added():
    view = explore(Scene().with_preset("contradiction"))
    mean_diagonal = np.mean(np.diag(view.kernel)[[50, 100, 150, 150, 200, 250]])
    assert view.jitter == pytest.approx(1e-12 * mean_diagonal, rel=ROUNDING)
    assert view.condition > 1e11
    assert np.isfinite(view.mean).all()
    assert view.mean[150] == pytest.approx(0.2, abs=1e-3)  # between the labels 0.8 and −0.4


@pytest.mark.parametrize("scene", [Scene(), *CASES[-3:], Scene(dataset=Dataset(), candidates=())])
def test_shapes_and_read_only_arrays(scene):
    view, n = explore(scene), len(scene.dataset.x)
    arrays = {f.name: value for f in fields(View) if isinstance(value := getattr(view, f.name), np.ndarray)}
    assert {key: value.shape for key, value in arrays.items()} == {
        "grid": (301,),
        "mean": (301,),
        "std": (301,),
        "doubt": (301,),
        "samples": (SAMPLES, 301),
        "kernel": (301, 301),
        "slice": (301,),
        "values": (n,),
        "vectors": (n, n),
    }
    for key, value in arrays.items():
        assert value.dtype == np.float64, key
        assert np.isfinite(value).all(), key
        assert not value.flags.writeable, key
    assert view.scene is scene
    with pytest.raises(AttributeError):
        view.mean = view.std  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("preset", PRESETS)
def test_the_same_scene_is_the_same_picture(preset):
    scene = Scene(prior="ensemble", time=2.0, seed=11, noise_std=0.1).with_preset(preset)
    first = explore(scene)
    explore(Scene(SHARP, seed=3))
    clear_caches()
    second = explore(scene)
    for field in fields(View):
        once, again = getattr(first, field.name), getattr(second, field.name)
        assert np.array_equal(once, again) if isinstance(once, np.ndarray) else once == again, field.name


def test_a_joint_question_that_holds_a_training_input_is_about_the_rest():
    asked = {"good": (-0.6, -0.8), "far": (2.9, -0.8), "off": (-0.6, 0.3)}
    candidates = tuple(Candidate(name, (0.25, 0.5), y) for name, y in asked.items())
    (group,) = explore(replace(FIVE_POINTS, candidates=candidates)).groups
    alone = tuple(Candidate(name, (0.25,), y[:1]) for name, y in asked.items() if name != "off")
    (free,) = explore(replace(FIVE_POINTS, candidates=alone)).groups
    assert [(a.name, a.verdict) for a in group.answers] == [("good", ""), ("far", ""), ("off", "impossible")]
    assert group.note.startswith("The data fix some")
    for joint, single in zip(group.answers, free.answers, strict=False):
        assert joint.log_p == pytest.approx(single.log_p, abs=1e-6)
